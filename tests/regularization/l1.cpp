// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/regularization/l1.hpp"

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Eigen::MatrixXd;
using Eigen::RowVector4d;

TEST_CASE("L1 does not tell the notes' peaked and spread-out weights apart",
          "[regularization][l1]") {
  CHECK(sm::L1{1}.value(RowVector4d(1, 0, 0, 0)) == 1);
  CHECK(sm::L1{1}.value(RowVector4d(0.25, 0.25, 0.25, 0.25)) == 1);
}

TEST_CASE("L1 by hand: value 10 lambda, gradient lambda sign W, 0 at 0", "[regularization][l1]") {
  MatrixXd W(2, 3);
  W << 1, -2, 0,  //
      3, -4, 0;
  const sm::L1 R{0.5};
  CHECK(R.value(W) == 5);
  MatrixXd sign(2, 3);
  sign << 1, -1, 0,  //
      1, -1, 0;
  MatrixXd dW = MatrixXd::Ones(2, 3);
  R.add_gradient(W, dW);
  CHECK(dW == MatrixXd::Ones(2, 3) + 0.5 * sign);
}

TEST_CASE("the proximal map of L1 moves by t lambda and stops at exactly 0",
          "[regularization][l1]") {
  MatrixXd V(1, 6);
  V << 3, -3, 0.5, -0.5, 1, 0;
  sm::L1{0.5}.apply_proximal(V, 2.0);
  MatrixXd expected(1, 6);
  expected << 2, -2, 0, 0, 0, 0;
  CHECK(V == expected);
}

TEST_CASE("a bad lambda of L1 is named with its value", "[regularization][l1]") {
  using Error = std::invalid_argument;
  CHECK(thrown<Error>([] { sm::L1{-2}.check(); }) ==
        "softmargin: lambda should be finite and not negative, got -2");
  CHECK(thrown<Error>([] { sm::L1{std::numeric_limits<double>::infinity()}.check(); }) ==
        "softmargin: lambda should be finite and not negative, got inf");
  CHECK_NOTHROW(sm::L1{0}.check());
}
