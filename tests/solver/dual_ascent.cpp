// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/solver/dual_ascent.hpp"

#include <softmargin/fit.hpp>
#include <softmargin/loss/softmax.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;

namespace {

/// 150 examples of 40 features, most of them zero, in 3 classes that overlap.
struct Problem {
  Problem() : X(40, 150), y(150) {
    Random random(5);
    for (int i = 0; i < 150; ++i) {
      y(i) = i % 3;
      for (int entry = 0; entry < 6; ++entry) {
        const int d = (7 * i + 11 * entry * entry + (entry < 2 ? y(i) : 0)) % 40;
        X.coeffRef(d, i) += static_cast<float>(random.uniform(0.1, 1));
      }
    }
    X.makeCompressed();
  }
  Eigen::SparseMatrix<float> X;
  sm::Labels y;
};

}  // namespace

TEST_CASE("dual ascent goes on in double from where float ended", "[solver][dual_ascent][fit]") {
  const Problem problem;
  for (const sm::Bias bias : {sm::Bias::free, sm::Bias::penalized, sm::Bias::none}) {
    const auto [model, report] =
        sm::fit(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-3},
                {.tolerance = 1e-7, .bias = bias, .solver = sm::Solver::dual_ascent});
    CHECK(report.solver == "dual_ascent");
    CHECK(report.status == sm::SolverStatus::converged);
    CHECK(report.relative_gap <= 1e-7);
    for (std::size_t i = 1; i < report.history.size(); ++i) {
      CHECK(report.history[i].objective <= report.history[i - 1].objective * (1 + 1e-6));
    }
  }
}

TEST_CASE("a fit that ends soon after it went on in double keeps what float had found",
          "[solver][dual_ascent][fit]") {
  const Problem problem;
  sm::FitOptions options{.tolerance = 1e-9, .solver = sm::Solver::dual_ascent};
  double best = 1e300;
  for (sm::Index passes = 1; passes <= 150; ++passes) {
    options.max_passes = passes;
    const auto report =
        sm::fit(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-3}, options).report;
    CHECK(report.objective <= best * (1 + 1e-6));
    best = report.objective;
  }
}

TEST_CASE("dual ascent finds the optimum of L-BFGS", "[solver][dual_ascent]") {
  const Problem problem;
  const auto objective = [&](sm::Solver solver) {
    const auto report = sm::fit<double>(problem.X, problem.y, sm::SoftmaxCrossEntropy{},
                                        sm::L2{1e-2}, {.tolerance = 1e-8, .solver = solver})
                            .report;
    CHECK(report.status == sm::SolverStatus::converged);
    return report.objective;
  };
  CHECK_THAT(objective(sm::Solver::dual_ascent),
             Catch::Matchers::WithinRel(objective(sm::Solver::lbfgs), 2e-8));
}
