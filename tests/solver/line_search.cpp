// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The accepted step satisfies both conditions of Wolfe, and ends where there is none.
#include <softmargin/objective/flat_objective.hpp>
#include <softmargin/solver/line_search.hpp>

#include "catch.hpp"

using namespace softmargin;
using V = Vector<double>;
using Catch::Matchers::WithinRel;

namespace {

struct Found {
  detail::LineSearchStep<double> step;
  double slope = 0;
  double x = 0;
};

/// Searches on the line itself: x0 = 0, d = 1. `f(t, slope)` returns the value.
template <class F>
Found search(F&& f, double first_step, const WolfeOptions& options = {}) {
  const auto evaluate = [&](const V& x, V& gradient) {
    gradient.resize(1);
    return f(x(0), gradient(0));
  };
  const V start = V::Zero(1);
  V gradient;
  const double value = evaluate(start, gradient);
  V x;
  detail::FlatObjective<double> objective{1, evaluate};
  Found found;
  found.step = wolfe_search(objective, start, V(V::Ones(1)), value, gradient(0), first_step,
                            options, x, gradient);
  found.slope = gradient(0);
  found.x = x(0);
  return found;
}

}  // namespace

TEST_CASE("a step satisfies both conditions from a first try far too short or too long",
          "[line_search]") {
  // Nocedal and Wright's conditions on -t / (t^2 + 2), More and Thuente's first function.
  const auto f = [](double t, double& slope) {
    slope = (t * t - 2) / ((t * t + 2) * (t * t + 2));
    return -t / (t * t + 2);
  };
  for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3}) {
    for (const double curvature : {0.9, 0.1, 1e-3}) {
      CAPTURE(first, curvature);
      const auto found = search(f, first, {.curvature = curvature});
      REQUIRE(found.step.found);
      CHECK(found.step.step == found.x);
      CHECK(found.step.value <= -1e-4 * 0.5 * found.x);
      CHECK(std::abs(found.slope) <= curvature * 0.5);
    }
  }
}

TEST_CASE("the minimiser of a parabola is met at once from two of its points", "[line_search]") {
  const detail::LinePoint<double> a{0, 4, -4};  // (t - 2)^2
  const detail::LinePoint<double> b{5, 9, 6};
  CHECK_THAT(detail::cubic_minimizer(a, b), WithinRel(2.0, 1e-12));
  CHECK_THAT(detail::cubic_minimizer(b, a), WithinRel(2.0, 1e-12));
  // Never nearer to an end than a tenth, and the middle where a value is no number.
  CHECK(detail::cubic_minimizer<double>({0.0, 4.0, -4.0}, {100.0, 9604.0, 196.0}) == 10);
  CHECK(detail::cubic_minimizer<double>({0.0, 0.0, -1.0}, {1.0, std::nan(""), 1.0}) == 0.5);
}

TEST_CASE("values that are not finite are stepped back from", "[line_search]") {
  for (const double wall : {std::nan(""), -std::numeric_limits<double>::infinity()}) {
    const auto barrier = [&](double t, double& slope) {  // -log(1 - t) - 3 t, finite below 1
      slope = t < 1 ? 1 / (1 - t) - 3 : -1;
      return t < 1 ? -std::log(1 - t) - 3 * t : wall;
    };
    const auto found = search(barrier, 8);
    REQUIRE(found.step.found);
    CHECK(found.x < 1);
    CHECK(found.step.value < 0);
  }
}

TEST_CASE("without a minimum the evaluations end the search", "[line_search]") {
  const auto line = [](double t, double& slope) {
    slope = -1;
    return -t;
  };
  const auto found = search(line, 1, {.max_evaluations = 7});
  CHECK_FALSE(found.step.found);
  CHECK(found.step.evaluations == 7);
}

TEST_CASE("where rounding hides the decrease the slope decides", "[line_search]") {
  // 1 + (t - 1)^2 / 2 * 1e-9, with values rounded to a millionth: all of them are level.
  const auto flat = [](double t, double& slope) {
    slope = 1e-9 * (t - 1);
    return std::round(1e6 * (1 + 0.5e-9 * (t - 1) * (t - 1))) / 1e6;
  };
  const auto found = search(flat, 0.25, {.curvature = 0.5, .rounding = 1e-6});
  REQUIRE(found.step.found);
  CHECK(std::abs(found.slope) <= 0.5e-9);
  CHECK(found.x > 0.4);
  // A rise beyond the allowance is none, however level the slope says it is.
  const auto rising = [&](double t, double& slope) { return flat(t, slope) + (t > 0 ? 1e-5 : 0); };
  CHECK_FALSE(search(rising, 0.25, {.curvature = 0.5, .rounding = 1e-6}).step.found);
}
