// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A free bias that is settled, and how L-BFGS ends.

#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/smooth.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;

namespace {

const ProgressCallback no_callback;

/// Features whose mean is far from zero.
struct Problem {
  explicit Problem(Bias bias)
      : X(Random(5).matrix(6, 300).array() + 3),
        y(Random(6).labels(300, 4)),
        objective(X, y, SoftmaxCrossEntropy{}, L2{0.05}, {.bias = bias, .threads = 1}),
        mean(X.rowwise().mean()) {}

  /// The minimiser, nearly.
  Vector<double> minimize() {
    Vector<double> x = Vector<double>::Zero(objective.num_parameters());
    detail::Tracker tracker(objective, 1e-9, 2000, no_callback);
    detail::HessianPreconditioner hessian;
    detail::KeptMoments<double> moments;
    detail::solve_smooth(objective, x, detail::Variables::decorrelated, tracker, hessian, moments);
    return tracker.take_best_parameters();
  }

  Matrix<double> X;
  Labels y;
  RegularizedLoss<detail::DenseColumns<double>, SoftmaxCrossEntropy, L2, double> objective;
  Vector<double> mean;
};

}  // namespace

TEST_CASE("where the bias alone holds up the proof it is settled", "[smooth]") {
  Problem problem(Bias::free);
  auto& objective = problem.objective;
  Vector<double> x = problem.minimize();
  for (Index k = 0; k < 4; ++k) x(k * 7 + 6) += k == 2 ? 1e-3 : 0;
  Vector<double> gradient;
  const double before = objective.value_and_gradient(x, gradient);
  detail::Tracker tracker(objective, 1e-5, 1000, no_callback);
  REQUIRE_FALSE(tracker.visit(x, before, gradient));
  detail::BiasSettler settler(objective, problem.mean);
  const Vector<double> unsettled = x;
  double value = before;
  REQUIRE(settler.is_time(gradient, tracker));
  REQUIRE(settler.settle(value, x, gradient, tracker).size() == 4);
  CHECK(value < before);
  CHECK(tracker.visit(x, value, gradient));
  CHECK(tracker.converged());
  for (Index k = 0; k < 4; ++k) {
    CHECK(x.segment(k * 7, 6) == unsettled.segment(k * 7, 6));
    CHECK(std::abs(gradient(k * 7 + 6)) < 1e-8);
  }
  Vector<double> expected;
  CHECK(value == objective.value_and_gradient(x, expected));
  CHECK(gradient == expected);
  CHECK_FALSE(settler.is_time(gradient, tracker));
}

TEST_CASE("far from the optimum, and without a free bias, nothing is settled", "[smooth]") {
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    Problem problem(bias);
    auto& objective = problem.objective;
    const bool near = bias != Bias::free;
    Vector<double> x = near ? problem.minimize()
                            : Vector<double>(Vector<double>::Zero(objective.num_parameters()));
    Vector<double> gradient;
    double value = objective.value_and_gradient(x, gradient);
    detail::Tracker tracker(objective, 1e-5, 1000, no_callback);
    tracker.visit(x, value, gradient);
    const double passes = tracker.passes();
    detail::BiasSettler settler(objective, problem.mean);
    CHECK_FALSE(settler.is_time(gradient, tracker));
    if (bias != Bias::free) CHECK(settler.settle(value, x, gradient, tracker).size() == 0);
    CHECK(tracker.passes() == passes);
  }
}

TEST_CASE("with a free bias the proof does not lag behind the optimum", "[smooth]") {
  Problem problem(Bias::free);
  auto& objective = problem.objective;
  Vector<double> x = Vector<double>::Zero(objective.num_parameters());
  detail::Tracker tracker(objective, 1e-6, 1000, no_callback);
  detail::HessianPreconditioner hessian;
  detail::KeptMoments<double> moments;
  detail::solve_smooth(objective, x, detail::Variables::decorrelated, tracker, hessian, moments);
  REQUIRE(tracker.converged());
  // The point itself proves what was asked for, not an earlier one.
  const Vector<double> best = tracker.take_best_parameters();
  Vector<double> gradient;
  const double value = objective.value_and_gradient(best, gradient);
  CHECK(detail::Certifier(objective)(best, value, gradient).relative_gap < 1e-6);
  CHECK(tracker.passes() <= 20);
}

TEST_CASE("steps below rounding end the search", "[smooth]") {
  // Values that differ by less than rounding, and gradients that are noise: steps without end.
  Random random(1);
  const auto evaluate = [&](const Vector<double>&, Vector<double>& gradient) {
    gradient = random.vector(2);
    return 1 + 1e-9 * random.uniform(-1, 1);
  };
  Vector<double> x = Vector<double>::Ones(2);
  int visits = 0;
  const auto count = [&](double&, Vector<double>&, Vector<double>&) {
    ++visits;
    return false;
  };
  const auto end = detail::run_lbfgs<double>({2, evaluate}, x, 100000, 1.0, 1e-8, count);
  REQUIRE(end);
  CHECK(*end == SolverStatus::stalled);
  CHECK(visits == 21);

  // A visitor that ends it at that very step has the last word.
  random = Random(1);
  visits = 0;
  x.setOnes();
  const auto stop = [&](double&, Vector<double>&, Vector<double>&) { return ++visits == 21; };
  CHECK_FALSE(detail::run_lbfgs<double>({2, evaluate}, x, 100000, 1.0, 1e-8, stop));
}
