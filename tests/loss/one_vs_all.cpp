// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/loss/one_vs_all.hpp"

#include <softmargin/loss/weston_watkins.hpp>

#include <algorithm>
#include <stdexcept>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Eigen::Vector3d;

// ---- Numbers computed by hand -------------------------------------------------------------------

TEST_CASE("one-vs-all of 0.5, 2, -3 by hand", "[loss][one_vs_all]") {
  // Own class 0: max(0, 1 - 0.5) + max(0, 1 + 2) + max(0, 1 - 3) = 0.5 + 3 + 0.
  const Vector3d scores(0.5, 2, -3);
  Vector3d gradient;
  CHECK(sm::OneVsAllHinge{}.value(scores, 0) == 3.5);
  sm::OneVsAllHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 1, 0));
  CHECK(sm::OneVsAllSquaredHinge{}.value(scores, 0) == 9.25);
  sm::OneVsAllSquaredHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 6, 0));
}

TEST_CASE("the notes' scores cost one-vs-all 24", "[loss][one_vs_all]") {
  // 13, -7, 11 with Delta 10: the own score is high enough, -7 is not low enough, 11 far too high.
  const Vector3d scores(13, -7, 11);
  CHECK(sm::OneVsAllHinge{.delta = 10}.value(scores, 0) == 3 + 21);
  CHECK(sm::OneVsAllSquaredHinge{.delta = 10}.value(scores, 0) == 9 + 441);
}

TEST_CASE("scores of 0 lose Delta a class", "[loss][one_vs_all]") {
  for (const sm::Index num_classes : {2, 3, 10, 1000}) {
    const Eigen::VectorXd scores = Eigen::VectorXd::Zero(num_classes);
    const auto classes = static_cast<double>(num_classes);
    CHECK(sm::OneVsAllHinge{.delta = 2.5}.value(scores, 1) == 2.5 * classes);
    CHECK(sm::OneVsAllSquaredHinge{.delta = 2.5}.value(scores, 1) == 6.25 * classes);
  }
}

TEST_CASE("scores at Delta, of the right sign, have no loss and the subgradient 0",
          "[loss][one_vs_all]") {
  Vector3d gradient(7, 7, 7);
  CHECK(sm::OneVsAllHinge{.delta = 2}.value(Vector3d(-2, 2, -2), 1) == 0);
  sm::OneVsAllHinge{.delta = 2}.gradient(Vector3d(-2, 2, -2), 1, gradient);
  CHECK(gradient == Vector3d::Zero());
}

TEST_CASE("the curvature of squared one-vs-all is 2 where a class pays", "[loss][one_vs_all]") {
  const Eigen::MatrixXd S = Vector3d(0.5, 2, -3);
  const Eigen::MatrixXd T = Vector3d(4, 5, 6);
  const auto product = curvature_form(sm::OneVsAllSquaredHinge{}, S, sm::Labels::Constant(1, 0), T);
  CHECK(product == Vector3d(8, 10, 0));
}

// ---- Class against rest -------------------------------------------------------------------------

TEST_CASE("it is the sum of K binary hinges, class against rest", "[loss][one_vs_all]") {
  // Each of them the two-class Weston-Watkins loss of the scores 0 (rest) and s_k.
  Random random(31);
  for (int trial = 0; trial < 50; ++trial) {
    const Eigen::VectorXd scores = random.vector(6, 2);
    const int label = random.below(6);
    double hinges = 0;
    double squares = 0;
    for (int k = 0; k < 6; ++k) {
      const Eigen::Vector2d two(0, scores(k));
      hinges += sm::WestonWatkinsHinge{}.value(two, k == label ? 1 : 0);
      squares += sm::WestonWatkinsSquaredHinge{}.value(two, k == label ? 1 : 0);
    }
    CHECK_THAT(sm::OneVsAllHinge{}.value(scores, label), WithinRel(hinges, 1e-14));
    CHECK_THAT(sm::OneVsAllSquaredHinge{}.value(scores, label), WithinRel(squares, 1e-14));
  }
}

TEST_CASE("Weston-Watkins separates three points in a row, one-vs-all cannot",
          "[loss][one_vs_all]") {
  // Classes 0, 1, 2 at x = -1, 0, 1. The middle class would need f(0) >= 1 with f(-1), f(1) <= -1,
  // while an affine f has f(0) = (f(-1) + f(1)) / 2. So its three hinges never sum to less than
  // (1 - f(0)) + (1 + f(-1)) / 2 + (1 + f(1)) / 2 = 2.
  Eigen::MatrixXd X(2, 3);  // the second row is the constant of the bias trick
  X << -1, 0, 1,            //
      1, 1, 1;
  const sm::Labels y = Eigen::Vector3i(0, 1, 2);
  const auto total = [&](const auto& loss, const Eigen::MatrixXd& W) {
    return block_form(loss, Eigen::MatrixXd(W * X), y).losses.sum();
  };

  Eigen::MatrixXd W(3, 2);
  W << -4, 0,  //
      0, 2,    //
      4, 0;
  CHECK(total(sm::WestonWatkinsHinge{}, W) == 0);

  Random random(32);
  double least = total(sm::OneVsAllHinge{}, W);
  for (int trial = 0; trial < 2000; ++trial) {
    least = std::min(least, total(sm::OneVsAllHinge{}, random.matrix(3, 2, 3)));
  }
  CHECK(least >= 2);
  W << -2, -1,  // the bound is met: f_1 = 1 everywhere but where the outer classes are
      0, -1,    //
      2, -1;
  CHECK_THAT(total(sm::OneVsAllHinge{}, W), WithinAbs(2, 1e-15));
}

// ---- Extremes -----------------------------------------------------------------------------------

TEST_CASE("one-vs-all scores of 1e30 are paid without overflow", "[loss][one_vs_all]") {
  Vector3d gradient;
  const Vector3d scores(-1e30, 1e30, -1e30);
  CHECK_THAT(sm::OneVsAllHinge{}.value(scores, 0), WithinRel(2e30, 1e-15));
  sm::OneVsAllHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 1, 0));
  CHECK(sm::OneVsAllHinge{}.value(scores, 1) == 0);
  CHECK_THAT(sm::OneVsAllSquaredHinge{}.value(scores, 0), WithinRel(2e60, 1e-15));
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("a negative Delta of one-vs-all is refused", "[loss][one_vs_all]") {
  const sm::OneVsAllHinge loss{.delta = -2};
  CHECK(thrown<std::invalid_argument>([&] { loss.value(Vector3d(1, 2, 3), 0); }) ==
        "softmargin: delta should be finite and not negative, got -2");
}
