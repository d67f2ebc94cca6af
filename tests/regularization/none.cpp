// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/regularization/none.hpp"

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;

TEST_CASE("no regularization costs nothing and moves nothing", "[regularization][none]") {
  Random random(73);
  const Eigen::MatrixXd W = random.matrix(3, 4, 1e6);
  const Eigen::MatrixXd before = random.matrix(3, 4);
  const sm::NoRegularization R;
  CHECK(R.value(W) == 0);
  Eigen::MatrixXd dW = before;
  R.add_gradient(W, dW);
  CHECK(dW == before);
  Eigen::MatrixXd V = before;
  R.apply_proximal(V, 3.0);
  CHECK(V == before);
  CHECK_NOTHROW(R.check());
}
