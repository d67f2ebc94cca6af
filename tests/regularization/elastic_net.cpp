// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/regularization/elastic_net.hpp"

#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/l2.hpp>

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Eigen::MatrixXd;

TEST_CASE("the elastic net by hand", "[regularization][elastic_net]") {
  // 0.5 (1 + 2 + 0) + 0.25 (1 + 4 + 0); gradient 0.5 sign W + 0.5 W.
  const Eigen::RowVector3d W(1, -2, 0);
  const sm::ElasticNet R{.l1 = 0.5, .l2 = 0.25};
  CHECK(R.value(W) == 2.75);
  Eigen::RowVector3d dW(10, 10, 10);
  R.add_gradient(W, dW);
  CHECK(dW == Eigen::RowVector3d(11, 8.5, 10));
}

TEST_CASE("the proximal map of the elastic net shrinks, then divides",
          "[regularization][elastic_net]") {
  // t = 2: (|V| - 2 * 0.5) / (1 + 2 * 2 * 0.25).
  Eigen::RowVector3d V(5, -3, 0.75);
  sm::ElasticNet{.l1 = 0.5, .l2 = 0.25}.apply_proximal(V, 2.0);
  CHECK(V == Eigen::RowVector3d(2, -1, 0));
}

TEST_CASE("the elastic net is the sum of L1 and L2, and either alone where the other is 0",
          "[regularization][elastic_net]") {
  Random random(72);
  const MatrixXd W = random.matrix(3, 4);
  const sm::L1 l1{0.3};
  const sm::L2 l2{0.7};
  const sm::ElasticNet both{.l1 = 0.3, .l2 = 0.7};
  CHECK_THAT(both.value(W), WithinRel(l1.value(W) + l2.value(W), 1e-15));
  MatrixXd got = MatrixXd::Zero(3, 4);
  MatrixXd expected = MatrixXd::Zero(3, 4);
  both.add_gradient(W, got);
  l1.add_gradient(W, expected);
  l2.add_gradient(W, expected);
  CHECK_THAT((got - expected).norm(), WithinAbs(0, 1e-15));

  MatrixXd by_net = W;
  MatrixXd by_part = W;
  sm::ElasticNet{.l1 = 0.3, .l2 = 0}.apply_proximal(by_net, 1.5);
  l1.apply_proximal(by_part, 1.5);
  CHECK(by_net == by_part);
  by_net = W;
  by_part = W;
  sm::ElasticNet{.l1 = 0, .l2 = 0.7}.apply_proximal(by_net, 1.5);
  l2.apply_proximal(by_part, 1.5);
  CHECK_THAT((by_net - by_part).norm(), WithinAbs(0, 1e-15));
}

TEST_CASE("the bad part of an elastic net is named", "[regularization][elastic_net]") {
  using Error = std::invalid_argument;
  CHECK(thrown<Error>([] { sm::ElasticNet{.l1 = -1, .l2 = 1}.check(); }) ==
        "softmargin: l1 should be finite and not negative, got -1");
  CHECK(thrown<Error>([] { sm::ElasticNet{.l1 = 1, .l2 = -0.25}.check(); }) ==
        "softmargin: l2 should be finite and not negative, got -0.25");
  CHECK(thrown<Error>([] {
          sm::ElasticNet{.l1 = 1, .l2 = std::numeric_limits<double>::quiet_NaN()}.check();
        }) == "softmargin: l2 should be finite and not negative, got nan");
  CHECK_NOTHROW(sm::ElasticNet{.l1 = 0, .l2 = 0}.check());
}
