// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_zeros.cpp  No weight that is marked is other than zero in a far more exact
/// solution, and near the optimum hardly a zero is left out.
#include <softmargin/evaluation/certified_zeros.hpp>

#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/solver/lambda_max.hpp>
#include <softmargin/solver/proximal_newton.hpp>

#include <cmath>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Bias;
using sm::Index;

namespace {

constexpr Index N = 40;
constexpr Index D = 8;
constexpr Index K = 3;

struct Problem {
  explicit Problem(std::uint64_t seed) : random(seed) {
    X = random.matrix(D, N);
    X.row(3) *= 20;               // features of different size,
    X.row(5) = X.row(4) * -0.01;  // one that follows another
    X.row(6).setZero();           // and one that is not there
    y = random.labels(N, K);
    y.head(K) = sm::Labels::LinSpaced(K, 0, K - 1);
  }
  Random random;
  Eigen::MatrixXd X;
  sm::Labels y;
};

struct Weights {
  Eigen::MatrixXd W;
  Eigen::VectorXd b;
};

template <class L>
Weights solve(const Problem& problem, const L& loss, const sm::ElasticNet& penalty,
              const sm::ObjectiveOptions& options, double tolerance) {
  sm::RegularizedLoss objective(problem.X, problem.y, loss, penalty, options);
  const sm::ProgressCallback nothing = [](const sm::Progress&) { return true; };
  sm::detail::Tracker tracker(objective, tolerance, 100000, nothing);
  sm::detail::ProximalNewton solver(objective, tracker);
  solver.solve(Eigen::VectorXd::Zero(objective.num_parameters()));
  Weights weights;
  objective.unpack(tracker.best_parameters(), weights.W, weights.b);
  return weights;
}

/// From coarse solutions to exact ones. @return the last one's share of the zeros that is marked
template <class L>
double check_marks(const Problem& problem, const L& loss, const sm::ElasticNet& penalty,
                   sm::ObjectiveOptions options) {
  options.threads = 1;
  options.num_classes = K;
  const Eigen::MatrixXd exact = solve(problem, loss, penalty, options, 1e-11).W;
  double share = 0;
  for (const double tolerance : {0.3, 1e-2, 1e-4, 1e-7}) {
    const auto [W, b] = solve(problem, loss, penalty, options, tolerance);
    const auto zeros = sm::certified_zeros(problem.X, problem.y, loss, penalty, W, b, options);
    CAPTURE(tolerance);
    REQUIRE(zeros.rows() == K);
    REQUIRE(zeros.cols() == D);
    for (Index k = 0; k < K; ++k) {
      for (Index d = 0; d < D; ++d) CHECK((!zeros(k, d) || exact(k, d) == 0));
    }
    share = static_cast<double>(zeros.count()) / static_cast<double>((exact.array() == 0).count());
  }
  return share;
}

}  // namespace

TEST_CASE("weights that are marked are zero in the exact solution, and nearly all zeros are",
          "[certified_zeros]") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Problem problem(seed);
    const auto check = [&](const auto& loss) {
      for (const Bias bias : {Bias::none, Bias::penalized, Bias::free}) {
        CAPTURE(seed, static_cast<int>(bias));
        const double largest = sm::lambda_max(problem.X, problem.y, loss, {.bias = bias});
        for (const double part : {0.3, 0.05}) {
          CAPTURE(part);
          const double l1 = part * largest;
          CHECK(check_marks(problem, loss, {.l1 = l1, .l2 = 0}, {.bias = bias}) >= 0.9);
          check_marks(problem, loss, {.l1 = l1, .l2 = 0.01}, {.bias = bias});
        }
      }
    };
    check(sm::SoftmaxCrossEntropy{});
    check(sm::WestonWatkinsSquaredHinge{});
    check(sm::OneVsAllSquaredHinge{});
  }
}

TEST_CASE("scaled and weighted data have the marks of their own problem", "[certified_zeros]") {
  Problem problem(3);
  sm::ObjectiveOptions options;
  options.example_weights = problem.random.vector(N).cwiseAbs();
  const sm::SoftmaxCrossEntropy loss;
  CHECK(check_marks(problem, loss, {.l1 = 0.03, .l2 = 0}, options) >= 0.9);
  options.scaling = sm::FeatureScaling{Eigen::VectorXd::LinSpaced(D, -1, 2),
                                       Eigen::VectorXd::LinSpaced(D, 0.5, 3)};
  CHECK(check_marks(problem, loss, {.l1 = 0.03, .l2 = 0}, options) >= 0.9);
}

TEST_CASE("sparse data have the marks of the same data dense", "[certified_zeros]") {
  Problem problem(6);
  const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
  const sm::SoftmaxCrossEntropy loss;
  const sm::ElasticNet penalty{.l1 = 0.05, .l2 = 0};
  sm::ObjectiveOptions options{.threads = 1, .num_classes = K};
  const auto [W, b] = solve(problem, loss, penalty, options, 1e-5);
  const auto marks = [&](const auto& X) {
    return sm::certified_zeros(X, problem.y, loss, penalty, W, b, options);
  };
  CHECK(marks(problem.X).count() > 5);
  CHECK((marks(sparse) == marks(problem.X)).all());
  options.scaling = sm::fit_standardization(problem.X);
  CHECK((marks(sparse) == marks(problem.X)).all());
}

TEST_CASE("nothing is marked where nothing is proved", "[certified_zeros]") {
  const Problem problem(4);
  const auto marks = [&](double lambda, Index num_classes) {
    return sm::certified_zeros(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L1{lambda},
                               Eigen::MatrixXd::Ones(num_classes, D).eval(),
                               Eigen::VectorXd::Zero(num_classes).eval(), {.threads = 1});
  };
  // Far from the optimum only features that hardly are there.
  const auto far = marks(0.01, K);
  CHECK(far.col(6).all());
  CHECK(far.leftCols(5).count() == 0);
  CHECK(far.col(7).count() == 0);
  CHECK(marks(0, K).count() == 0);       // no penalty
  CHECK(marks(10, K + 1).count() == 0);  // a class without examples, and a free bias
}

TEST_CASE("the bound of the curvature in a score is met and never passed", "[certified_zeros]") {
  Random random(5);
  const auto largest = [&](const auto& loss) {
    double most = 0;
    for (int trial = 0; trial < 2000; ++trial) {
      Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic> scores =
          random.matrix(1, K, trial % 2 == 0 ? 1.0 : 30.0).array();
      const sm::Labels y = random.labels(1, K);
      for (Index k = 0; k < K; ++k) {
        auto S = scores;
        Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic> e = Eigen::ArrayXXd::Zero(1, K);
        e(0, k) = 1;
        sm::ScoreBlock<double> S_block(S);
        sm::ScoreBlock<double> e_block(e);
        loss.curvature_product(S_block, sm::LabelBlock(y), e_block);
        most = std::max(most, e(0, k));
      }
    }
    CHECK(most <= loss.max_curvature(K));
    return most / loss.max_curvature(K);
  };
  CHECK(largest(sm::SoftmaxCrossEntropy{}) > 0.99);
  CHECK(largest(sm::WestonWatkinsSquaredHinge{}) == 1);
  CHECK(largest(sm::OneVsAllSquaredHinge{}) == 1);
}
