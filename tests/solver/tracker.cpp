// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The tracker keeps the best of all points and bounds, whatever order they come in.
#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/tracker.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using V = Vector<double>;

namespace {

struct Problem {
  Matrix<double> X = Random(1).matrix(3, 20);
  Labels y = Random(2).labels(20, 2);
  RegularizedLoss<detail::DenseColumns<double>, SoftmaxCrossEntropy, L2, double> objective{
      X, y, SoftmaxCrossEntropy{}, L2{0.1}, {.bias = Bias::none, .threads = 1}};
  const ProgressCallback no_callback;

  V point(double value) const { return V::Constant(objective.num_parameters(), value); }
};

}  // namespace

TEST_CASE("the best point and the best bound are kept, each by itself", "[tracker]") {
  Problem problem;
  detail::Tracker tracker(problem.objective, 1e-6, 100, problem.no_callback);
  CHECK_FALSE(tracker.visit(problem.point(1), 5.0, 1.0));
  CHECK_FALSE(tracker.visit(problem.point(2), 4.0, 0.5));  // better point, worse bound
  CHECK_FALSE(tracker.visit(problem.point(3), 4.5, 3.0));  // worse point, better bound
  CHECK(tracker.best_value() == 4);
  CHECK(tracker.lower_bound() == 3);
  CHECK(tracker.gap() == 1);
  CHECK(tracker.best_parameters() == problem.point(2));
  CHECK_FALSE(tracker.converged());
  const FitReport report = tracker.finish();
  CHECK(report.objective == 4);
  CHECK(report.relative_gap == 0.25);
  REQUIRE(report.history.size() == 3);
  CHECK(report.history[1].gap == 3);
}

TEST_CASE("a gap within the tolerance ends, and so do the budget and the caller", "[tracker]") {
  Problem problem;
  detail::Tracker tracker(problem.objective, 0.1, 10, problem.no_callback);
  CHECK_FALSE(tracker.visit(problem.point(1), 1.0, 0.8));
  CHECK(tracker.visit(problem.point(1), 1.0, 0.95));
  CHECK(tracker.finish().status == SolverStatus::converged);

  detail::Tracker spent(problem.objective, 0.1, 10, problem.no_callback);
  CHECK_FALSE(spent.visit(problem.point(1), 1.0, 0.0));
  CHECK(spent.passes_left() == 10);
  spent.count_work(10.5);
  CHECK(spent.visit(problem.point(1), 1.0, 0.0));
  CHECK(spent.finish().status == SolverStatus::max_passes);

  const ProgressCallback leave = [](const Progress&) { return false; };
  detail::Tracker stopped(problem.objective, 0.1, 10, leave);
  CHECK(stopped.visit(problem.point(1), 1.0, 0.0));
  CHECK(stopped.finish().status == SolverStatus::stopped);
}

TEST_CASE("a report that is gone on from counts", "[tracker]") {
  Problem problem;
  FitReport before;
  before.passes = 7;
  before.seconds = 100;
  before.solver = "first";
  before.history.resize(2);
  detail::Tracker tracker(problem.objective, 0.1, 10, problem.no_callback, before);
  CHECK(tracker.passes() == 7);
  CHECK(tracker.passes_left() == 10);
  tracker.visit(problem.point(1), 1.0, 0.0);
  FitReport report = tracker.finish();
  CHECK(report.passes == 7);
  CHECK(report.seconds >= 100);
  CHECK(report.solver == "first");
  CHECK(report.history.size() == 3);
  tracker.name_solver("second");
  CHECK(tracker.finish().solver == "second");
}

TEST_CASE("a point with its gradient is certified by itself", "[tracker]") {
  Problem problem;
  auto& objective = problem.objective;
  detail::Tracker tracker(objective, 1e-2, 100, problem.no_callback);
  V gradient;
  const V zero = problem.point(0);
  const double value = objective.value_and_gradient(zero, gradient);
  CHECK_FALSE(tracker.visit(zero, value, gradient));
  CHECK_FALSE(tracker.proves_itself());
  CHECK(tracker.lower_bound() > 0);
  CHECK(tracker.passes() == 1);
  V x = zero;
  for (int step = 0; step < 2000 && !tracker.converged(); ++step) {
    x -= 0.2 * gradient;
    const double at_x = objective.value_and_gradient(x, gradient);
    tracker.visit(x, at_x, gradient);
  }
  CHECK(tracker.converged());
  CHECK(tracker.proves_itself());
}
