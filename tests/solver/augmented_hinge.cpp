// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/solver/augmented_hinge.hpp"

#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l2.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;
using sm::Index;
using V = sm::Vector<double>;

namespace {

struct Setting {
  Random random{9};
  sm::Matrix<double> X = random.matrix(4, 30);
  sm::Labels y = random.labels(30, 3);
  sm::RegularizedLoss<sm::detail::DenseColumns<double>, sm::WestonWatkinsHinge, sm::L2> objective{
      X, y, sm::WestonWatkinsHinge{}, sm::L2{0.1}, {.threads = 1}};
  sm::detail::AugmentedHinge<decltype(objective)> hinge{objective};
  V x = random.matrix(objective.num_parameters(), 1);
  V gradient;
};

}  // namespace

TEST_CASE("the gradient of F is that of its values, with the pull", "[augmented_hinge]") {
  Setting s;
  s.hinge.set_pull(0.7, s.random.matrix(s.x.size(), 1));
  s.hinge.evaluate(s.x, s.gradient);
  const V expected = s.gradient;
  const double h = 1e-6;
  for (Index j = 0; j < s.x.size(); ++j) {
    V right = s.x;
    V left = s.x;
    right(j) += h;
    left(j) -= h;
    const double difference =
        s.hinge.evaluate(right, s.gradient).smoothed - s.hinge.evaluate(left, s.gradient).smoothed;
    CHECK(std::abs(difference / (2 * h) - expected(j)) <= 1e-6);
  }
}

TEST_CASE("a pull leaves a free bias alone", "[augmented_hinge]") {
  Setting s;
  s.hinge.evaluate(s.x, s.gradient);
  const V without = s.gradient;
  s.hinge.set_pull(0.7, V::Zero(s.x.size()));
  s.hinge.evaluate(s.x, s.gradient);
  const V moved = s.gradient - without;
  for (Index k = 0; k < 3; ++k) {
    CHECK(moved.segment(5 * k, 4).isApprox(1.4 * s.x.segment(5 * k, 4), 1e-12));
    CHECK(moved(5 * k + 4) == 0);
  }
}

TEST_CASE("at fixed weights the multipliers close the complementarity", "[augmented_hinge]") {
  Setting s;
  CHECK(s.hinge.evaluate(s.x, s.gradient).complementarity > 0.01);
  for (int move = 0; move < 200; ++move) {
    s.hinge.update_multipliers();
    s.hinge.evaluate(s.x, s.gradient);
  }
  // At fixed W the multipliers become the dual points of the hinge itself.
  CHECK(s.hinge.evaluate(s.x, s.gradient).complementarity <= 1e-10);
}

TEST_CASE("the Hessian product is the derivative of the gradient", "[augmented_hinge]") {
  Setting s;
  const V v = s.random.matrix(s.x.size(), 1);
  const double h = 1e-7;
  V before;
  s.hinge.evaluate(s.x - h * v, before);
  V after;
  s.hinge.evaluate(s.x + h * v, after);
  s.hinge.evaluate(s.x, s.gradient);
  CHECK(s.hinge.collect_active() > 0);
  V product;
  s.hinge.hessian_product(v, 2 * 0.1, product);
  CHECK((product - (after - before) / (2 * h)).norm() <= 1e-5 * product.norm());
}
