// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_path.cpp  The path goes from large to small, and a warm start saves passes.
#include <softmargin/evaluation/lambda_path.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "thrown.hpp"

namespace sm = softmargin;

TEST_CASE("each point of a lambda path is certified and agrees with a fit from zero",
          "[evaluation][lambda_path]") {
  Random random(42);
  const Eigen::MatrixXd X = random.matrix(8, 400);
  const sm::Labels y = random.labels(400, 3);
  const auto path = sm::fit_lambda_path(X, y, sm::SoftmaxCrossEntropy{}, {1e-3, 1, 1e-2, 1e-1},
                                        {.tolerance = 1e-8});
  REQUIRE(path.size() == 4);
  double previous = 10;
  for (const auto& point : path) {
    CHECK(point.lambda < previous);
    previous = point.lambda;
    CHECK(point.report.status == sm::SolverStatus::converged);
    const auto cold =
        sm::fit(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{point.lambda}, {.tolerance = 1e-8});
    CHECK_THAT(point.report.objective, Catch::Matchers::WithinRel(cold.report.objective, 2e-8));
  }
}

TEST_CASE("a fit that starts at the solution ends at once", "[evaluation][lambda_path]") {
  Random random(43);
  const Eigen::MatrixXd X = random.matrix(5, 200);
  const sm::Labels y = random.labels(200, 3);
  const auto path = sm::fit_lambda_path(X, y, sm::SoftmaxCrossEntropy{}, {1e-2, 1e-2});
  REQUIRE(path.size() == 2);
  // One pass measures the classes, for the free bias, and one the point itself.
  CHECK(path[0].report.passes > 2);
  CHECK(path[1].report.passes == 2);
}

TEST_CASE("an L1 path from lambda_max starts without weights and gains some",
          "[evaluation][lambda_path]") {
  Random random(44);
  const Eigen::MatrixXd X = random.matrix(8, 200);
  const sm::Labels y = random.labels(200, 3);
  const double top = sm::lambda_max(X, y, sm::SoftmaxCrossEntropy{});
  const auto path = sm::fit_lambda_path(
      X, y, sm::SoftmaxCrossEntropy{}, sm::lambda_grid(top * (1 + 1e-9), 0.05 * top, 4),
      {.tolerance = 1e-7}, [](double lambda) { return sm::L1{lambda}; });
  REQUIRE(path.size() == 4);
  CHECK(path.front().model.weights.isZero(0));
  Eigen::Index before = 0;
  for (const auto& point : path) {
    CHECK(point.report.status == sm::SolverStatus::converged);
    const auto count = (point.model.weights.array() != 0).count();
    CHECK(count >= before);
    before = count;
    const auto cold =
        sm::fit(X, y, sm::SoftmaxCrossEntropy{}, sm::L1{point.lambda}, {.tolerance = 1e-7});
    CHECK_THAT(point.report.objective, Catch::Matchers::WithinRel(cold.report.objective, 2e-7));
  }
  CHECK(before > 5);
}

TEST_CASE("a grid of lambdas has equal ratios", "[evaluation][lambda_path]") {
  const auto lambdas = sm::lambda_grid(8, 1, 4);
  REQUIRE(lambdas.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK_THAT(lambdas[i],
               Catch::Matchers::WithinRel(8 / std::pow(2.0, static_cast<double>(i)), 1e-14));
  }
  CHECK(thrown<std::invalid_argument>([] { sm::lambda_grid(1, 2, 3); }) ==
        "softmargin: smallest lambda should be at most 1, got 2");
  CHECK(thrown<std::invalid_argument>([] { sm::lambda_grid(1, 0, 3); }) ==
        "softmargin: smallest lambda should be finite and positive, got 0");
  CHECK(thrown<std::invalid_argument>([] { sm::lambda_grid(1, 1, 1); }) ==
        "softmargin: number of lambdas should be at least 2, got 1");
}
