// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_path.cpp  The path goes from large to small, and a warm start saves passes.
#include <softmargin/evaluation/lambda_path.hpp>
#include <softmargin/loss/softmax.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

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
