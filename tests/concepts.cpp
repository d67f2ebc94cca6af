// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/concepts.hpp"

#include <string>

#include "catch.hpp"
#include "oracle.hpp"

namespace sm = softmargin;

namespace {

// ---- What is no loss ----------------------------------------------------------------------------

struct NoGradient {
  double value(const Eigen::VectorXd&, sm::Index) const { return 0; }
};

struct NoValue {
  void gradient(const Eigen::VectorXd&, sm::Index, Eigen::VectorXd&) const {}
};

struct ValueIsNoNumber {
  std::string value(const Eigen::VectorXd&, sm::Index) const { return {}; }
  void gradient(const Eigen::VectorXd&, sm::Index, Eigen::VectorXd&) const {}
};

struct NotConst {
  double value(const Eigen::VectorXd&, sm::Index) { return 0; }
  void gradient(const Eigen::VectorXd&, sm::Index, Eigen::VectorXd&) {}
};

static_assert(!sm::Loss<NoGradient>);
static_assert(!sm::Loss<NoValue>);
static_assert(!sm::Loss<ValueIsNoNumber>);
static_assert(!sm::Loss<NotConst>);
static_assert(!sm::Loss<sm::L2>);
static_assert(!sm::Loss<int>);

// ---- The least a user writes --------------------------------------------------------------------

struct UsersLoss {
  double value(const Eigen::VectorXd& scores, sm::Index label) const { return -scores(label); }
  void gradient(const Eigen::VectorXd& scores, sm::Index label, Eigen::VectorXd& out) const {
    out = -Eigen::VectorXd::Unit(scores.size(), label);
  }
};

static_assert(sm::Loss<UsersLoss>);
static_assert(!sm::BlockLoss<UsersLoss>);
static_assert(!sm::SmoothLoss<UsersLoss>);

/// A curvature alone does not make a smooth loss: the block form belongs to it.
struct CurvatureOnly : UsersLoss {
  void curvature_product(sm::ScoreBlock<double>, sm::LabelBlock, sm::ScoreBlock<double>) const {}
};

struct BlockWithoutCurvature : UsersLoss {
  void value_and_gradient(sm::ScoreBlock<double>, sm::LabelBlock, sm::ExampleValues<double>) const {
  }
};

static_assert(!sm::SmoothLoss<CurvatureOnly>);
static_assert(sm::BlockLoss<BlockWithoutCurvature>);
static_assert(!sm::SmoothLoss<BlockWithoutCurvature>);

// ---- The library's own, in every scalar ---------------------------------------------------------

template <class Scalar>
constexpr bool losses_model_their_concepts() {
  return sm::BlockLoss<sm::WestonWatkinsHinge, Scalar> &&
         sm::BlockLoss<sm::CrammerSingerHinge, Scalar> &&
         sm::BlockLoss<sm::OneVsAllHinge, Scalar> &&
         sm::SmoothLoss<sm::WestonWatkinsSquaredHinge, Scalar> &&
         sm::SmoothLoss<sm::OneVsAllSquaredHinge, Scalar> &&
         sm::SmoothLoss<sm::SoftmaxCrossEntropy, Scalar> &&
         !sm::SmoothLoss<sm::WestonWatkinsHinge, Scalar> &&
         !sm::SmoothLoss<sm::CrammerSingerHinge, Scalar> &&
         !sm::SmoothLoss<sm::OneVsAllHinge, Scalar>;
}

template <class Scalar>
constexpr bool penalties_model_their_concepts() {
  return sm::ProximalRegularizer<sm::L2, Scalar> && sm::ProximalRegularizer<sm::L1, Scalar> &&
         sm::ProximalRegularizer<sm::ElasticNet, Scalar> &&
         sm::ProximalRegularizer<sm::NoRegularization, Scalar> &&
         sm::SeparableRegularizer<sm::L1, Scalar> &&
         sm::SeparableRegularizer<sm::ElasticNet, Scalar> &&
         sm::KinkedRegularizer<sm::L1, Scalar> && sm::KinkedRegularizer<sm::ElasticNet, Scalar> &&
         !sm::KinkedRegularizer<sm::L2, Scalar>;
}

static_assert(losses_model_their_concepts<float>());
static_assert(losses_model_their_concepts<double>());
static_assert(losses_model_their_concepts<long double>());
static_assert(penalties_model_their_concepts<float>());
static_assert(penalties_model_their_concepts<double>());
static_assert(penalties_model_their_concepts<long double>());

// ---- Penalties ----------------------------------------------------------------------------------

struct PenaltyWithoutGradient {
  double value(const Eigen::MatrixXd&) const { return 0; }
};

struct PenaltyWithoutProximal : PenaltyWithoutGradient {
  void add_gradient(const Eigen::MatrixXd&, Eigen::MatrixXd&) const {}
};

static_assert(!sm::Regularizer<PenaltyWithoutGradient>);
static_assert(sm::Regularizer<PenaltyWithoutProximal>);
static_assert(!sm::ProximalRegularizer<PenaltyWithoutProximal>);
static_assert(!sm::Regularizer<sm::SoftmaxCrossEntropy>);

/// A group lasso would be like this: a proximal map, but not entry by entry.
struct CoupledPenalty : PenaltyWithoutProximal {
  static constexpr bool is_separable = false;
  void apply_proximal(Eigen::MatrixXd&, double) const {}
};

static_assert(sm::ProximalRegularizer<CoupledPenalty>);
static_assert(!sm::SeparableRegularizer<CoupledPenalty>);
static_assert(!sm::KinkedRegularizer<CoupledPenalty>);

// ---- Objectives ---------------------------------------------------------------------------------

struct Parabola {
  sm::Index num_parameters() const { return 1; }
  double value_and_gradient(const Eigen::VectorXd& x, Eigen::VectorXd& gradient) const {
    gradient = 2 * x;
    return x.squaredNorm();
  }
};

struct Sizeless {
  double value_and_gradient(const Eigen::VectorXd&, Eigen::VectorXd&) const { return 0; }
};

static_assert(sm::Objective<Parabola>);
static_assert(!sm::Objective<Sizeless>);
static_assert(!sm::Objective<UsersLoss>);

}  // namespace

TEST_CASE("two members alone make a loss", "[concepts]") {
  Eigen::VectorXd gradient;
  const UsersLoss loss;
  CHECK(loss.value(Eigen::Vector3d(1, 2, 3), 2) == -3);
  loss.gradient(Eigen::Vector3d(1, 2, 3), 2, gradient);
  CHECK(gradient == Eigen::Vector3d(0, 0, -1));
}
