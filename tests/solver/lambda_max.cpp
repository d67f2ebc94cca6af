// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_max.cpp  The largest entry of the gradient at zero weights, with the best bias.
#include <softmargin/solver/lambda_max.hpp>

#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using sm::Bias;

TEST_CASE("lambda_max of three points is that by hand", "[lambda_max]") {
  // x = 1, 2, 6 with labels 0, 0, 1. Without a bias every probability is 1/2, and the gradient of
  // class 0 is (-1 - 2 + 6) / (2 * 3) = 1/2.
  Eigen::MatrixXd X(1, 3);
  X << 1, 2, 6;
  sm::Labels y(3);
  y << 0, 0, 1;
  const sm::SoftmaxCrossEntropy softmax;
  CHECK_THAT(sm::lambda_max(X, y, softmax, {.bias = Bias::none}), WithinRel(0.5, 1e-14));
  // A penalised bias is a feature 1, whose gradient is (-1 - 1 + 1) / 6.
  CHECK_THAT(sm::lambda_max(X, y, softmax, {.bias = Bias::penalized}), WithinRel(0.5, 1e-14));
  CHECK_THAT(sm::lambda_max(X / 60, y, softmax, {.bias = Bias::penalized}),
             WithinRel(1.0 / 6, 1e-14));
  // With a free bias p = (2/3, 1/3): (-1/3 * 1 - 1/3 * 2 + 2/3 * 6) / 3 = 1.
  CHECK_THAT(sm::lambda_max(X, y, softmax), WithinRel(1.0, 1e-9));
  // Squared hinges: 2 (Delta + s_j - s_y) with margins 1 -+ t, t = b_0 - b_1; 2 (1 - t) = 1 + t
  // at the best t = 1/3: derivatives 4/3 of class 0's rival and 8/3 of class 1's.
  CHECK_THAT(sm::lambda_max(X, y, sm::WestonWatkinsSquaredHinge{}),
             WithinRel((-4.0 - 8 + 48) / 9, 1e-9));
}

TEST_CASE("the best bias of softmax is the log of the class frequencies", "[lambda_max]") {
  Random random(1);
  const Eigen::MatrixXd X = random.matrix(4, 60);
  const sm::Labels y = random.labels(60, 5);
  sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, sm::NoRegularization{});
  Eigen::VectorXd b = sm::detail::best_constant_scores(objective);
  b.array() -= b.mean();
  Eigen::VectorXd expected(5);
  for (int k = 0; k < 5; ++k) expected(k) = std::log(static_cast<double>((y.array() == k).count()));
  expected.array() -= expected.mean();
  CHECK((b - expected).norm() < 1e-7);

  // Where a solver starts: that bias, and the weights as they were.
  Eigen::VectorXd parameters = objective.pack(random.matrix(5, 4), random.vector(5));
  const Eigen::MatrixXd before = objective.as_matrix(parameters);
  sm::detail::start_from_best_bias(objective, parameters);
  CHECK(objective.as_matrix(parameters).topRows(4) == before.topRows(4));
  Eigen::VectorXd start = objective.as_matrix(parameters).row(4).transpose();
  start.array() -= start.mean();
  CHECK((start - expected).norm() < 1e-7);
  sm::RegularizedLoss penalized(X, y, sm::SoftmaxCrossEntropy{}, sm::NoRegularization{},
                                {.bias = Bias::penalized});
  const Eigen::VectorXd kept = parameters;
  sm::detail::start_from_best_bias(penalized, parameters);
  CHECK(parameters == kept);
}

TEST_CASE("lambda_max counts examples by their weights", "[lambda_max]") {
  Random random(2);
  const Eigen::MatrixXd X = random.matrix(3, 20);
  const sm::Labels y = random.labels(20, 3);
  Eigen::MatrixXd twice(3, 25);
  twice << X, X.leftCols(5);
  sm::Labels labels(25);
  labels << y, y.head(5);
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(20);
  weights.head(5).setConstant(2);
  CHECK_THAT(sm::lambda_max(X, y, sm::SoftmaxCrossEntropy{}, {.example_weights = weights}),
             WithinRel(sm::lambda_max(twice, labels, sm::SoftmaxCrossEntropy{}), 1e-9));
}

TEST_CASE("lambda_max refuses what an objective refuses", "[lambda_max]") {
  const Eigen::MatrixXd X = Eigen::MatrixXd::Ones(2, 3);
  sm::Labels y(2);
  y << 0, 1;
  CHECK(thrown<std::invalid_argument>([&] { sm::lambda_max(X, y, sm::SoftmaxCrossEntropy{}); }) ==
        "softmargin: number of labels should be 3, got 2");
}
