// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A dual point against the definitions of its weights and of the bound that it proves, and
/// steps that raise its dual value.

#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/solver/dual_point.hpp>

#include <algorithm>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using View = detail::FeaturesOf<Matrix<double>>;

namespace {

constexpr double lambda = 0.02;

struct Data {
  Data() {
    Random random(21);
    X = random.matrix(6, 25);
    y = random.labels(25, 3);
  }
  Matrix<double> X;
  Labels y;
};

template <class L>
struct Problem {
  explicit Problem(Bias bias)
      : objective(data.X, data.y, L{}, L2{lambda}, {.bias = bias, .threads = 1}),
        tracker(objective, 0, 1000, callback),
        point(objective, tracker) {}

  double dual_value() {
    double sum = 0;
    for (Index i = 0; i < 25; ++i) sum += objective.loss().dual_value(point.dual(i));
    const double bias = point.weights().sum().square().sum();
    return sum / 25 - lambda * (point.weights().squared_norm({}) + bias);
  }

  Data data;
  ProgressCallback callback;
  RegularizedLoss<View, L, L2> objective;
  detail::Tracker<RegularizedLoss<View, L, L2>> tracker;
  detail::DualPoint<RegularizedLoss<View, L, L2>> point;
};

/// The bound is the certificate's own, from the same score gradients.
template <class L>
void check_bound(Bias bias) {
  Problem<L> problem(bias);
  for (int epoch = 0; epoch < 3; ++epoch) {
    for (Index i = 0; i < 25; ++i) problem.point.step(i);
  }
  problem.point.evaluate();
  const auto& best = problem.tracker.best_parameters();
  CHECK_THAT(problem.tracker.best_value(), WithinRel(problem.objective.value(best), 1e-12));
  double dual_loss = 0;
  for (Index i = 0; i < 25; ++i)
    dual_loss += problem.objective.loss().dual_value(problem.point.dual(i));
  Vector<double> gradient = -2 * lambda * best;
  if (bias == Bias::free) {
    Eigen::Map<Matrix<double>> rows(gradient.data(), 7, 3);
    rows.row(6) = -2 * lambda * problem.point.weights().sum().head(3).matrix().transpose();
  }
  const Certificate proof =
      problem.tracker.certifier().from_dual(problem.tracker.best_value(), dual_loss / 25, gradient);
  CHECK(proof.lower_bound > 0);
  // The certificate tries some factors of the dual point, this bound the best of all.
  CHECK(problem.tracker.lower_bound() >= proof.lower_bound * (1 - 1e-12));
  CHECK_THAT(problem.tracker.lower_bound(), WithinRel(proof.lower_bound, 0.05));
}

}  // namespace

TEST_CASE("The bound of a dual point is that of the certificate", "[dual_point]") {
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    check_bound<WestonWatkinsHinge>(bias);
    check_bound<SoftmaxCrossEntropy>(bias);
  }
}

TEST_CASE("The dual value rises by no less than the length of a step promises", "[dual_point]") {
  Problem<WestonWatkinsHinge> rivals(Bias::penalized);
  Problem<OneVsAllSquaredHinge> each(Bias::penalized);
  const auto check = [](auto& problem) {
    double longest = 0;
    for (Index i = 0; i < 25; ++i) {
      const double before = problem.dual_value();
      const double length = problem.point.step(i);
      CHECK(25 * (problem.dual_value() - before) >= length * length / 2 - 1e-13);
      longest = std::max(longest, length);
      CHECK(problem.point.step(i) < 1e-7);
    }
    CHECK(longest > 0.1);
  };
  check(rivals);
  check(each);
}

TEST_CASE("A dual step is the best one: a second one does not move", "[dual_point]") {
  Problem<WestonWatkinsHinge> problem(Bias::penalized);
  double before = problem.dual_value();
  for (Index i = 0; i < 25; ++i) {
    problem.point.step(i);
    const double after = problem.dual_value();
    CHECK(after >= before - 1e-15);  // rounding
    problem.point.step(i);
    CHECK_THAT(problem.dual_value(), WithinAbs(after, 1e-14));
    before = after;
  }
}

TEST_CASE("Rebuilt weights are those that the steps summed up", "[dual_point]") {
  Problem<SoftmaxCrossEntropy> problem(Bias::free);
  for (Index i = 0; i < 25; ++i) problem.point.step(i);
  const Matrix<double> summed = problem.point.weights().columns();
  problem.point.rebuild();
  CHECK((problem.point.weights().columns() - summed).cwiseAbs().maxCoeff() < 1e-13);
}

TEST_CASE("A score gradient becomes a dual point and again itself", "[dual_point]") {
  using Values = Eigen::Array<double, Eigen::Dynamic, 1>;
  const auto check = [](const auto& loss, Values u) {
    Values zero = Values::Zero(3);
    Values dual = u;
    loss.gradient_to_dual(zero, 1);
    loss.gradient_to_dual(dual, 1);
    Values back = dual - zero;
    loss.dual_to_scores(back, 1);
    CHECK((back - u).abs().maxCoeff() < 1e-15);
  };
  check(WestonWatkinsHinge{}, Values{{0.5, -1.25, 0.75}});
  check(OneVsAllHinge{}, Values{{0.5, -1, 0}});
  check(SoftmaxCrossEntropy{}, Values{{0.25, -0.5, 0.25}});
}

TEST_CASE("Where the weights are zero the data need not be read", "[dual_point]") {
  Problem<WestonWatkinsHinge> problem(Bias::free);
  const double before = problem.tracker.passes();
  problem.point.evaluate();
  CHECK(problem.tracker.passes() == before);
  CHECK(problem.tracker.best_value() == problem.objective.value(Vector<double>::Zero(21)));
  problem.point.step(3);
  problem.point.evaluate();
  CHECK(problem.tracker.passes() > before + 0.4);
  const auto& best = problem.tracker.best_parameters();
  CHECK_THAT(problem.tracker.best_value(), WithinRel(problem.objective.value(best), 1e-12));
}
