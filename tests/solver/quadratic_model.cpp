// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file quadratic_model.cpp  The compact form is the BFGS update, and coordinate descent finds the
/// minimiser.
#include <softmargin/solver/quadratic_model.hpp>

#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/none.hpp>

#include "catch.hpp"
#include "random.hpp"

#include <Eigen/LU>

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using sm::Index;

namespace {

Eigen::MatrixXd positive_definite(Random& random, Index size) {
  const Eigen::MatrixXd A = random.matrix(size, 2 * size);
  return A * A.transpose() / static_cast<double>(2 * size);
}

/// Two classes with 4 and 3 weights and a bias each.
struct TwoClasses {
  explicit TwoClasses(std::uint64_t seed) {
    Random random(seed);
    moments.resize(2);
    moments[0].rows = {0, 1, 2, 5};
    moments[1].rows = {1, 3, 4};
    B = Eigen::MatrixXd::Zero(9, 9);
    Index begin = 0;
    for (auto& one : moments) {
      const auto size = static_cast<Index>(one.rows.size());
      one.gram = positive_definite(random, size);
      one.mean.setZero(size);
      one.curvature = 0.7;
      B.block(begin, begin, size, size) = one.gram;
      B(begin + size, begin + size) = 0.7;
      begin += size + 1;
    }
    g = random.vector(9);
    w = random.vector(9);
    const Eigen::MatrixXd H = positive_definite(random, 9);
    S = random.matrix(9, 3);
    Y = H * S;
  }

  /// The update of Broyden, Fletcher, Goldfarb and Shanno, pair by pair.
  void update() {
    for (Index p = 0; p < S.cols(); ++p) {
      const Eigen::VectorXd s = S.col(p);
      const Eigen::VectorXd y = Y.col(p);
      const Eigen::VectorXd Bs = B * s;
      B += y * y.transpose() / y.dot(s) - Bs * Bs.transpose() / s.dot(Bs);
    }
  }

  std::vector<sm::detail::ClassMoments> moments;
  Eigen::MatrixXd B;
  Eigen::MatrixXd S, Y;
  Eigen::VectorXd g, w;
};

}  // namespace

TEST_CASE("without a penalty the step is Newton's, with the pairs that of BFGS",
          "[quadratic_model]") {
  for (const bool with_pairs : {false, true}) {
    CAPTURE(with_pairs);
    TwoClasses data(3);
    sm::detail::QuadraticModel<sm::NoRegularization> model(data.moments, true, 1e-16);
    REQUIRE(model.size() == 9);
    CHECK(model.begin(1) == 5);
    if (with_pairs) {
      model.set_pairs(data.S, data.Y);
      data.update();
    } else {
      model.set_pairs(Eigen::MatrixXd(9, 0), Eigen::MatrixXd(9, 0));
    }
    Eigen::VectorXd d;
    for (const double scale : {1.0, 4.0}) {
      const auto result =
          model.minimize(data.g, data.w, sm::NoRegularization{}, 1, scale, 1e-28, 20000, d);
      const Eigen::VectorXd newton = -(scale * data.B).fullPivLu().solve(data.g);
      CHECK((d - newton).norm() < 1e-7 * newton.norm());
      CHECK_THAT(result.change, WithinRel(data.g.dot(newton) / 2, 1e-7));
    }
  }
}

TEST_CASE("at the minimiser the subgradient of the model contains zero", "[quadratic_model]") {
  TwoClasses data(4);
  sm::detail::QuadraticModel<sm::ElasticNet> model(data.moments, true, 1e-16);
  model.set_pairs(data.S, data.Y);
  data.update();
  const double strength = 2;
  const sm::ElasticNet penalty{.l1 = 0.3, .l2 = 0.1};
  Eigen::VectorXd d;
  const auto result = model.minimize(data.g, data.w, penalty, strength, 1, 1e-28, 20000, d);
  const Eigen::VectorXd slope = data.g + data.B * d;
  double change = data.g.dot(d) + d.dot(data.B * d) / 2;
  int zeros = 0;
  for (Index j = 0; j < 9; ++j) {
    CAPTURE(j);
    if (j == 4 || j == 8) {  // the biases
      CHECK_THAT(slope(j), WithinAbs(0, 1e-6));
      continue;
    }
    const double v = data.w(j) + d(j);
    zeros += v == 0;
    const double smooth = slope(j) + strength * 2 * penalty.l2 * v;
    if (v == 0) {
      CHECK(std::abs(smooth) <= strength * penalty.l1);
    } else {
      CHECK_THAT(smooth, WithinAbs(v > 0 ? -strength * penalty.l1 : strength * penalty.l1, 1e-6));
    }
    change += strength * (penalty.l1 * (std::abs(v) - std::abs(data.w(j))) +
                          penalty.l2 * (v * v - data.w(j) * data.w(j)));
  }
  CHECK(zeros > 0);
  CHECK_THAT(result.change, WithinRel(change, 1e-9));
}

TEST_CASE("pairs that take all curvature away are not trusted", "[quadratic_model]") {
  TwoClasses data(5);
  sm::detail::QuadraticModel<sm::NoRegularization> model(data.moments, true, 1e-16);
  Eigen::MatrixXd s = Eigen::MatrixXd::Zero(9, 1);
  s(0, 0) = 1;
  model.set_pairs(s, 1e-12 * s);
  Eigen::VectorXd d;
  model.minimize(data.g, data.w, sm::NoRegularization{}, 1, 1, 1e-28, 20000, d);
  const Eigen::VectorXd newton = -data.B.fullPivLu().solve(data.g);
  CHECK((d - newton).norm() < 1e-7 * newton.norm());
}
