// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/solver/orthant.hpp"

#include "catch.hpp"

namespace sm = softmargin;
using sm::Index;
using V = sm::Vector<double>;

namespace {

/// Two classes with three weights and a free bias each.
struct Problem {
  struct Kink {
    double kink() const { return 1; }
  };
  Kink regularization() const { return {}; }
  Index num_classes() const { return 2; }
  Index num_rows() const { return 4; }
  Index num_penalized_rows() const { return 3; }
};

V vector(std::initializer_list<double> values) {
  return Eigen::Map<const V>(values.begin(), static_cast<Index>(values.size()));
}

/// Weights 0, 0, 0, bias 0; then 2, -2, 0, bias 5.
sm::detail::Orthant<double> orthant() {
  sm::detail::Orthant<double> one;
  one.choose(Problem{}, vector({0, 0, 0, 0, 2, -2, 0, 5}),
             vector({3, -1.5, 0.5, 0.25, 7, 0, 1, -1}));
  return one;
}

}  // namespace

TEST_CASE("the pseudo-gradient is the subgradient of least norm", "[orthant]") {
  CHECK(orthant().pseudo_gradient() == vector({2, -0.5, 0, 0.25, 7, 0, 0, -1}));
}

TEST_CASE("a weight at zero moves only against its pseudo-gradient", "[orthant]") {
  V v = V::Constant(8, 1);
  orthant().restrict_direction(v);
  CHECK(v == vector({1, 1, 0, 1, 1, 1, 0, 1}));
}

TEST_CASE("a point outside the orthant stops at its faces", "[orthant]") {
  V x = vector({-1, 1, 0, -9, 1, -1, 0, -9});
  const V inside = x;
  orthant().project(x);
  CHECK(x == inside);
  x = vector({1, -1, 1, -9, -1, 1, -1, -9});
  orthant().project(x);
  CHECK(x == vector({0, 0, 0, -9, 0, 0, 0, -9}));
}

TEST_CASE("weights that a direction would take out of the orthant stop on their way", "[orthant]") {
  auto one = orthant();
  const V x = vector({0, 0, 0, 0, 2, -2, 0, 5});
  V d = vector({1, 1, 0, -9, -3, 1, 0, -9});  // the first and the fifth leave
  CHECK(one.stop_leaving(x, d));
  CHECK(d == vector({0, 0, 0, 0, -2, 0, 0, 0}));
  V rest = V::Constant(8, 1);
  one.restrict_direction(rest);
  CHECK(rest == vector({0, 1, 0, 1, 0, 1, 0, 1}));
  d = vector({1, 1, 0, -9, -3, 1, 0, -9});
  CHECK_FALSE(one.stop_leaving(x, d));
  CHECK(d.isZero(0));
  // On the way they are still inside.
  V half = x + 0.5 * vector({0, 0, 0, 0, -2, 0, 0, 0});
  one.project(half);
  CHECK(half(4) == 1);
}
