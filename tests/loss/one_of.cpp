// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/solver/dual_ascent.hpp>
#include <softmargin/solver/hinge_newton.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;

using Hinge = sm::OneOf<sm::WestonWatkinsHinge, sm::CrammerSingerHinge, sm::OneVsAllHinge>;
using Smooth = sm::OneOf<sm::SoftmaxCrossEntropy, sm::WestonWatkinsSquaredHinge>;
using Both = sm::OneOf<sm::SoftmaxCrossEntropy, sm::WestonWatkinsHinge>;

/// A loss of a user that gives the least.
struct Least {
  template <class Scores>
  typename Scores::Scalar value(const Scores& scores, sm::Index label) const {
    return -scores(label);
  }
  template <class Scores, class Gradient>
  void gradient(const Scores&, sm::Index label, Gradient& out) const {
    out.setZero();
    out(label) = -1;
  }
};

// The solvers see what all of the losses can do.
static_assert(sm::detail::HingeLoss<Hinge, float> && !sm::SmoothLoss<Hinge>);
static_assert(sm::SmoothLoss<Smooth> && !sm::detail::HingeLoss<Smooth, float>);
static_assert(sm::BlockLoss<Both> && !sm::SmoothLoss<Both> && !sm::detail::HingeLoss<Both, float>);
static_assert(sm::detail::DualLoss<Hinge> && sm::detail::DualLoss<Both>);
static_assert(sm::BiasCertifiableLoss<Hinge> && sm::BiasCertifiableLoss<Both>);
static_assert(sm::Loss<sm::OneOf<Least, sm::SoftmaxCrossEntropy>> &&
              !sm::BlockLoss<sm::OneOf<Least, sm::SoftmaxCrossEntropy>> &&
              !sm::CertifiableLoss<sm::OneOf<Least, sm::SoftmaxCrossEntropy>>);

namespace {

/// Everything that solvers ask of a loss gives the same through OneOf, to the last bit.
template <class Any, class L>
void check_same(const L& loss) {
  const Any any = loss;
  Random random(7);
  const Eigen::MatrixXd S = random.matrix<double>(5, 4);
  const sm::Labels y = random.labels(5, 4);
  CHECK(any.value(Eigen::VectorXd(S.row(0)), y(0)) == loss.value(Eigen::VectorXd(S.row(0)), y(0)));
  Eigen::VectorXd out(4), any_out(4);
  loss.gradient(Eigen::VectorXd(S.row(1)), y(1), out);
  any.gradient(Eigen::VectorXd(S.row(1)), y(1), any_out);
  CHECK(any_out == out);

  using Array = Eigen::ArrayXXd;
  Array scores = S, any_scores = S;
  sm::ScoreBlock<double> block(scores), any_block(any_scores);
  Eigen::ArrayXd losses(5), any_losses(5);
  loss.value_and_gradient(block, y, losses);
  any.value_and_gradient(any_block, y, any_losses);
  CHECK((scores == any_scores).all());
  CHECK((losses == any_losses).all());

  Eigen::ArrayXd beta = Eigen::ArrayXd::Zero(4), any_beta = beta;
  loss.gradient_to_dual(beta, 2);
  any.gradient_to_dual(any_beta, 2);
  Eigen::ArrayXd dual = S.row(2).transpose(), any_dual = dual;
  loss.solve_dual(dual, 2, 0.5, beta);
  any.solve_dual(any_dual, 2, 0.5, any_beta);
  CHECK((dual == any_dual).all());
  CHECK(loss.dual_value(dual) == any.dual_value(dual));
  loss.dual_to_scores(dual, 2);
  any.dual_to_scores(any_dual, 2);
  CHECK((dual == any_dual).all());
  const Eigen::Vector4d residual(1, -1, 2, -2), counts(5, 6, 7, 8);
  CHECK(loss.absorb(residual, counts) == any.absorb(residual, counts));
}

}  // namespace

TEST_CASE("one of several losses is that loss", "[loss][one_of]") {
  check_same<Hinge>(sm::WestonWatkinsHinge{.delta = 2});
  check_same<Hinge>(sm::CrammerSingerHinge{.delta = 0.5});
  check_same<Hinge>(sm::OneVsAllHinge{});
  check_same<Smooth>(sm::SoftmaxCrossEntropy{});
  check_same<Smooth>(sm::WestonWatkinsSquaredHinge{.delta = 3});
  check_same<Both>(sm::SoftmaxCrossEntropy{});
}

TEST_CASE("one of several losses hands on the augmented Lagrangian and the curvature",
          "[loss][one_of]") {
  Random random(8);
  const Eigen::ArrayXXd S = random.matrix<double>(3, 4).array();
  const sm::Labels y = random.labels(3, 4);
  const sm::CrammerSingerHinge hinge;
  const Hinge any_hinge = hinge;
  const auto augment = [&](const auto& loss) {
    Eigen::ArrayXXd scores = S, zero = Eigen::ArrayXXd::Zero(3, 4), beta = zero, T = S;
    sm::ScoreBlock<double> block(scores), beta_block(beta), T_block(T);
    const sm::ScoreBlock<double> multipliers(zero);
    sm::detail::ExampleArray<double> losses, smoothed, duals;
    loss.augmented(block, y, 0.1, multipliers, beta_block, losses, smoothed, duals);
    loss.augmented_curvature(beta_block, y, T_block);
    double entries = loss.augmented_trace(beta_block, 1);
    loss.visit_augmented_curvature(beta_block, 1, y(1),
                                   [&](sm::Index k, sm::Index other, double v) {
                                     entries += v * static_cast<double>(7 * k + other);
                                   });
    return Eigen::ArrayXd(scores.sum() + smoothed + duals + losses + T.square().sum() + entries);
  };
  CHECK((augment(hinge) == augment(any_hinge)).all());

  const sm::WestonWatkinsSquaredHinge squared;
  const auto curve = [&](const auto& loss) {
    Eigen::ArrayXXd scores = S, directions = S;
    sm::ScoreBlock<double> block(scores), directions_block(directions);
    loss.curvature_product(block, y, directions_block);
    return directions;
  };
  CHECK((curve(squared) == curve(Smooth(squared))).all());
}

TEST_CASE("one of several losses refuses a bad margin as the loss does", "[loss][one_of]") {
  const Hinge loss = sm::OneVsAllHinge{.delta = -1};
  CHECK_THROWS_AS(loss.check(), std::invalid_argument);
  CHECK_NOTHROW(Both(sm::SoftmaxCrossEntropy{}).check());
}
