// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/regularization/l2.hpp"

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;
using Eigen::MatrixXd;
using Eigen::RowVector4d;

TEST_CASE("the notes' spread-out weights cost a quarter of the peaked ones",
          "[regularization][l2]") {
  // CS231n notes: w1 = (1, 0, 0, 0) and w2 = (1/4, 1/4, 1/4, 1/4) give x = (1, 1, 1, 1) the same
  // score, and R(w2) = 4 / 16.
  const RowVector4d w1(1, 0, 0, 0);
  const RowVector4d w2 = RowVector4d::Constant(0.25);
  CHECK(w1.sum() == w2.sum());
  CHECK(sm::L2{1}.value(w1) == 1);
  CHECK(sm::L2{1}.value(w2) == 0.25);
}

TEST_CASE("L2 has no factor 1/2: value 30 lambda, gradient 2 lambda W", "[regularization][l2]") {
  MatrixXd W(2, 2);
  W << 1, -2,  //
      3, -4;
  const sm::L2 R{0.5};
  CHECK(R.value(W) == 15);
  MatrixXd dW = MatrixXd::Zero(2, 2);
  R.add_gradient(W, dW);
  CHECK(dW == W);
  R.add_gradient(W, dW);  // added, not overwritten
  CHECK(dW == 2 * W);
}

TEST_CASE("the proximal map of L2 divides by 1 + 2 t lambda", "[regularization][l2]") {
  MatrixXd V(1, 3);
  V << 6, -3, 0;
  sm::L2{0.25}.apply_proximal(V, 4.0);
  CHECK(V == Eigen::RowVector3d(2, -1, 0));
}

// ---- C ------------------------------------------------------------------------------------------

TEST_CASE("lambda is 1 / (2 C N), and back", "[regularization][l2]") {
  CHECK(sm::lambda_from_C(1, 100) == 0.005);
  CHECK(sm::lambda_from_C(0.5, 50000) == 2e-5);
  CHECK(sm::C_from_lambda(0.005, 100) == 1);
  for (const double C : {1e-6, 0.03, 1.0, 7e5}) {
    CHECK_THAT(sm::C_from_lambda(sm::lambda_from_C(C, 1797), 1797), WithinRel(C, 1e-15));
  }
}

TEST_CASE("both forms of the objective have the same minimiser", "[regularization][l2]") {
  // Of w^2 / 2 + C sum_i (w - a_i)^2 it is 2 C sum_i a_i / (1 + 2 C N); of the mean of the
  // squares + lambda w^2 it is mean a / (1 + lambda). Any loss would do: this one is solved by
  // hand.
  Random random(71);
  const Eigen::VectorXd a = random.vector(30);
  for (const double C : {0.01, 1.0, 40.0}) {
    const double by_sum = 2 * C * a.sum() / (1 + 2 * C * 30);
    const double by_mean = a.mean() / (1 + sm::lambda_from_C(C, 30));
    CHECK_THAT(by_mean, WithinRel(by_sum, 1e-13));
  }
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("a bad lambda of L2 is named with its value", "[regularization][l2]") {
  using Error = std::invalid_argument;
  CHECK(thrown<Error>([] { sm::L2{-0.001}.check(); }) ==
        "softmargin: lambda should be finite and not negative, got -0.001");
  CHECK(thrown<Error>([] { sm::L2{std::numeric_limits<double>::quiet_NaN()}.check(); }) ==
        "softmargin: lambda should be finite and not negative, got nan");
  CHECK(thrown<Error>([] { sm::L2{std::numeric_limits<double>::infinity()}.check(); }) ==
        "softmargin: lambda should be finite and not negative, got inf");
  CHECK_NOTHROW(sm::L2{0}.check());
}

TEST_CASE("C, lambda and the number of examples must be positive", "[regularization][l2]") {
  using Error = std::invalid_argument;
  CHECK(thrown<Error>([] { sm::lambda_from_C(0, 10); }) ==
        "softmargin: C should be finite and positive, got 0");
  CHECK(thrown<Error>([] { sm::lambda_from_C(-1, 10); }) ==
        "softmargin: C should be finite and positive, got -1");
  CHECK(thrown<Error>([] { sm::lambda_from_C(1, 0); }) ==
        "softmargin: number of examples should be at least 1, got 0");
  CHECK(thrown<Error>([] { sm::C_from_lambda(0, 10); }) ==
        "softmargin: lambda should be finite and positive, got 0");
  CHECK(thrown<Error>([] { sm::C_from_lambda(1, -3); }) ==
        "softmargin: number of examples should be at least 1, got -3");
}
