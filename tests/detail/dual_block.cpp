// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The exact dual blocks against their conditions of optimality.

#include <softmargin/detail/dual_block.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Values = Eigen::Array<double, Eigen::Dynamic, 1>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Values random_targets(Random& random, Index size, double spread) {
  Values v(size);
  for (double& value : v) value = random.uniform(-1, 1) * spread;
  v(random.below(size)) = -infinity;  // the own slot
  return v;
}

/// beta_j stiffness = v_j - sum beta inside the box, with the right sign at its ends.
void check_box(const Values& v, double stiffness, double cap) {
  Values beta = v;
  detail::solve_coupled_box(beta, stiffness, cap);
  const double gamma = beta.sum();
  for (Index j = 0; j < v.size(); ++j) {
    if (v(j) == -infinity) {
      CHECK(beta(j) == 0);
      continue;
    }
    const double slope = v(j) - gamma - stiffness * beta(j);
    const double rounding = 1e-13 * (1 + v.max(0.0).maxCoeff());
    CAPTURE(j, v(j), beta(j), gamma);
    CHECK(beta(j) >= 0);
    CHECK(beta(j) <= cap);
    if (beta(j) > 0) CHECK(slope >= -rounding);
    if (beta(j) < cap) CHECK(slope <= rounding);
  }
}

}  // namespace

TEST_CASE("Two rivals share a block as computed by hand", "[dual_block]") {
  // v = (1, 0.4): both free, beta = v - gamma with gamma = 1.4 / 3.
  Values v(3);
  v << 1, -infinity, 0.4;
  detail::solve_coupled_box(v, 1, 1);
  // The second would be negative: it is 0, and the first is v / 2.
  CHECK_THAT(v(0), WithinRel(0.5, 1e-15));
  CHECK(v(1) == 0);
  CHECK(v(2) == 0);
  v << 1, -infinity, 0.8;
  detail::solve_coupled_box(v, 1, 1);
  CHECK_THAT(v(0), WithinRel(0.4, 1e-14));
  CHECK_THAT(v(2), WithinRel(0.2, 1e-14));
}

TEST_CASE("The coupled box meets its conditions of optimality", "[dual_block]") {
  Random random(1);
  for (const Index size : {2, 3, 10, 100}) {
    for (const double spread : {1e-3, 1.0, 30.0, 1e6}) {
      const Values v = random_targets(random, size, spread);
      check_box(v, 1, 1);
      check_box(v, 1.7, infinity);
    }
  }
}

TEST_CASE("Ties do not make the coupled box cycle", "[dual_block]") {
  Values v(7);
  v << 26.5, -2.2, -11.2, 3, .6, 11.7, -infinity;
  check_box(v, 1, 1);
  check_box(Values::Constant(5, 2.0), 1, 1);
  check_box(Values::Zero(4), 1, 1);
}

TEST_CASE("The coupled simplex meets its conditions of optimality", "[dual_block]") {
  Random random(2);
  for (const Index size : {2, 3, 10, 100}) {
    for (const double spread : {1e-3, 1.0, 30.0, 1e6}) {
      const Values v = random_targets(random, size, spread);
      Values beta = v;
      detail::solve_coupled_simplex(beta);
      const double sum = beta.sum();
      const double rounding = 1e-13 * (1 + spread);
      CHECK(beta.minCoeff() >= 0);
      CHECK(sum <= 1 + rounding);
      // theta = gamma + mu with mu = 0 below the cap.
      double theta = -infinity;
      for (Index j = 0; j < size; ++j) {
        if (beta(j) > 0) theta = v(j) - beta(j);
      }
      if (theta == -infinity) {
        CHECK(v.maxCoeff() <= 0);
        continue;
      }
      if (sum < 1 - rounding) CHECK_THAT(theta, WithinAbs(sum, rounding));
      CHECK(theta >= sum - rounding);
      for (Index j = 0; j < size; ++j) {
        CHECK_THAT(beta(j), WithinAbs(std::max(0.0, v(j) - theta), rounding));
      }
    }
  }
}

TEST_CASE("The Wright omega function solves its equation", "[dual_block]") {
  for (const double x : {-700.0, -30.0, -1.0, 0.0, 0.9, 1.0, 1.1, 5.0, 100.0, 1e6}) {
    const double w = detail::wright_omega(x);
    CAPTURE(x, w);
    CHECK_THAT(w + std::log(w), WithinAbs(x, 1e-12 * (1 + std::abs(x))));
  }
}

TEST_CASE("The damped softmax solves its equation", "[dual_block]") {
  Random random(3);
  for (const Index size : {2, 10, 100}) {
    for (const double q : {1e-6, 1e-2, 1.0, 1e2, 1e6}) {
      const Values u = random.vector(size, 5).array();
      Values p = u;
      detail::solve_damped_softmax(p, q);
      CAPTURE(size, q);
      CHECK_THAT(p.sum(), WithinRel(1.0, 1e-14));
      CHECK(p.minCoeff() > 0);
      const Values level = u - p.log() - q * p;
      CHECK(level.maxCoeff() - level.minCoeff() <= 1e-11 * (1 + q));
    }
  }
}
