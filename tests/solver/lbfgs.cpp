// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file L-BFGS finds minimisers known in closed form, and says how it ended.
#include <softmargin/objective/flat_objective.hpp>
#include <softmargin/solver/lbfgs.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using V = Vector<double>;

namespace {

/// f(x) = sum_j c_j (x_j - 1)^2 / 2.
struct Parabola {
  V c;
  Index num_parameters() const { return c.size(); }
  double value_and_gradient(const V& x, V& gradient) const {
    const V away = x.array() - 1;
    gradient = c.cwiseProduct(away);
    return away.dot(gradient) / 2;
  }
};

const auto below = [](double norm) {
  return [norm](Index, const V&, double, const V& g) { return g.norm() <= norm; };
};

}  // namespace

TEST_CASE("the inverse Hessian of the memory maps each new change of the gradient to its step",
          "[lbfgs]") {
  Random random(1);
  LbfgsMemory<double> memory(3);
  const V c = random.matrix(6, 1).cwiseAbs().array() + 0.1;
  for (int pair = 0; pair < 5; ++pair) {
    const V s = random.matrix(6, 1);
    const V y = c.cwiseProduct(s);
    memory.add(s, y);
    V v = y;
    memory.apply(v);
    CHECK((v - s).norm() < 1e-12 * s.norm());
  }
  // Where no pair has been, the newest one's scale is taken.
  LbfgsMemory<double> one(1);
  one.add(V::Unit(2, 0), 4 * V::Unit(2, 0));
  V across = V::Unit(2, 1);
  one.apply(across);
  CHECK(across == V::Unit(2, 1) / 4);
  // A pair of negative curvature is not taken.
  const V s = random.matrix(6, 1);
  V before = s;
  memory.apply(before);
  memory.add(s, -s);
  V after = s;
  memory.apply(after);
  CHECK(before == after);
}

TEST_CASE("a badly scaled parabola is minimised within its budget, or the budget is told",
          "[lbfgs]") {
  Parabola objective{V::LinSpaced(8, 0, 7)};
  for (double& c : objective.c) c = std::pow(10, c / 2);
  V x = V::Zero(8);
  const auto result = minimize_lbfgs(objective, x, {}, below(1e-9));
  CHECK(result.end == LbfgsEnd::stopped);
  CHECK((x.array() - 1).abs().maxCoeff() < 1e-8);
  CHECK(result.evaluations < 100);

  x.setZero();
  const auto cut = minimize_lbfgs(objective, x, {.max_evaluations = 4}, below(1e-9));
  CHECK(cut.end == LbfgsEnd::max_evaluations);
  CHECK(cut.evaluations >= 4);
  V gradient;
  CHECK(cut.value == objective.value_and_gradient(x, gradient));
}

TEST_CASE("a visitor may move the point, and the search goes on from there", "[lbfgs]") {
  Parabola objective{V::Constant(3, 2)};
  V x = V::Constant(3, 50);
  int calls = 0;
  const auto move = [&](Index, V& at, double& value, V& gradient) {
    if (++calls == 1) {
      at.setOnes();
      value = objective.value_and_gradient(at, gradient);
      return false;
    }
    return true;
  };
  const auto result = minimize_lbfgs(objective, x, {}, move);
  // From the minimiser nothing descends.
  CHECK(result.end == LbfgsEnd::no_descent);
  CHECK(x == V::Ones(3));
}

TEST_CASE("a gradient that points uphill ends the search where it began", "[lbfgs]") {
  const auto wrong = [](const V& x, V& gradient) {
    gradient = -2 * x;
    return x.squaredNorm();
  };
  detail::FlatObjective<double> objective{2, wrong};
  V x = V::Ones(2);
  const auto result = minimize_lbfgs(objective, x, {}, below(1e-9));
  CHECK(result.end == LbfgsEnd::no_descent);
  CHECK(x == V::Ones(2));
  CHECK(result.value == 2);
}
