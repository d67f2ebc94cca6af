// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/soft_threshold.hpp"

#include "catch.hpp"

TEST_CASE("soft_threshold shrinks towards 0 and stops there", "[detail][soft_threshold]") {
  Eigen::Matrix<double, 7, 1> V;
  V << 3, 1.25, 1, 0.5, 0, -1, -4;
  softmargin::detail::soft_threshold(V, 1.0);
  Eigen::Matrix<double, 7, 1> expected;
  expected << 2, 0.25, 0, 0, 0, 0, -3;
  CHECK(V == expected);
}

TEST_CASE("a threshold of 0 changes nothing", "[detail][soft_threshold]") {
  Eigen::Matrix2f V = (Eigen::Matrix2f() << 1e-30F, -2, 3e30F, 0).finished();
  const Eigen::Matrix2f before = V;
  softmargin::detail::soft_threshold(V, 0.0F);
  CHECK(V == before);
}
