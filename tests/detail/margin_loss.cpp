// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/margin_loss.hpp"

#include <tuple>

#include "catch.hpp"
#include "oracle.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using sm::detail::HingeSum;
using sm::detail::LargestHinge;
using sm::detail::OneVsAllMargins;
using sm::detail::RivalMargins;
using sm::detail::SquaredHingeSum;

namespace {

ArrayXXd rows(std::initializer_list<std::initializer_list<double>> entries) {
  return Eigen::MatrixXd(entries).array();
}

/// Two examples of three classes, of which 2 and 0 are the own ones.
const sm::Labels own_classes = Eigen::Vector2i(2, 0);

const double minus_infinity = -std::numeric_limits<double>::infinity();

using Maps = std::tuple<RivalMargins, OneVsAllMargins>;

}  // namespace

// ---- Margins ------------------------------------------------------------------------------------

TEST_CASE("rival margins are the leads of the rivals plus Delta, the own slot never pays",
          "[detail][margin_loss]") {
  ArrayXXd block = rows({{1, 5, 3}, {4, 5, 6}});
  RivalMargins::apply(block, own_classes, 0.5);
  CHECK((block == rows({{-1.5, 2.5, 0}, {0, 1.5, 2.5}})).all());
}

TEST_CASE("one-vs-all margins are Delta minus the own score, Delta plus the others",
          "[detail][margin_loss]") {
  ArrayXXd block = rows({{1, 5, 3}, {4, 5, 6}});
  OneVsAllMargins::apply(block, own_classes, 0.5);
  CHECK((block == rows({{1.5, 5.5, -2.5}, {-3.5, 5.5, 6.5}})).all());
}

TEMPLATE_LIST_TEST_CASE("the linear part of the margins is their change with the scores",
                        "[detail][margin_loss]", Maps) {
  Random random(91);
  const ArrayXXd S = random.matrix(9, 4).array();
  const ArrayXXd T = random.matrix(9, 4).array();
  const sm::Labels y = random.labels(9, 4);
  ArrayXXd moved = S + T;
  ArrayXXd there = S;
  ArrayXXd linear = T;
  TestType::apply(moved, y, 0.7);
  TestType::apply(there, y, 0.7);
  TestType::apply_linear(linear, y);
  for (sm::Index i = 0; i < 9; ++i) {
    for (sm::Index k = 0; k < 4; ++k) {
      if (there(i, k) == minus_infinity) {
        CHECK(linear(i, k) == 0);
      } else {
        CHECK_THAT(linear(i, k), WithinAbs(moved(i, k) - there(i, k), 1e-14));
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("pulling back is the transposed map", "[detail][margin_loss]", Maps) {
  // <A t, u> = <t, A' u> for every t and u, example by example.
  Random random(92);
  const ArrayXXd T = random.matrix(9, 4).array();
  const ArrayXXd U = random.matrix(9, 4).array();
  const sm::Labels y = random.labels(9, 4);
  ArrayXXd forward = T;
  ArrayXXd back = U;
  TestType::apply_linear(forward, y);
  TestType::pull_back(back, y);
  const ArrayXd left = (forward * U).rowwise().sum();
  const ArrayXd right = (T * back).rowwise().sum();
  CHECK_THAT((left - right).abs().maxCoeff(), WithinAbs(0, 1e-14));
}

// ---- Penalties ----------------------------------------------------------------------------------

TEST_CASE("the three penalties of the margins 2, -1, 0.5", "[detail][margin_loss]") {
  ArrayXXd margins = rows({{2, -1, 0.5}});
  ArrayXd values(1);
  HingeSum::value_and_derivative(margins, values);
  CHECK(values(0) == 2.5);
  CHECK((margins == rows({{1, 0, 1}})).all());

  margins = rows({{2, -1, 0.5}});
  SquaredHingeSum::value_and_derivative(margins, values);
  CHECK(values(0) == 4.25);
  CHECK((margins == rows({{4, 0, 1}})).all());

  margins = rows({{2, -1, 0.5}});
  LargestHinge::value_and_derivative(margins, values);
  CHECK(values(0) == 2);
  CHECK((margins == rows({{1, 0, 0}})).all());
}

TEST_CASE("no penalty of margins that are met, nor of a slot at minus infinity",
          "[detail][margin_loss]") {
  const ArrayXXd met = rows({{-2, minus_infinity, 0}});
  ArrayXd values(1);
  ArrayXXd margins = met;
  HingeSum::value_and_derivative(margins, values);
  CHECK(values(0) == 0);
  CHECK((margins == 0).all());
  margins = met;
  SquaredHingeSum::value_and_derivative(margins, values);
  CHECK(values(0) == 0);
  CHECK((margins == 0).all());
  margins = met;
  LargestHinge::value_and_derivative(margins, values);
  CHECK(values(0) == 0);
  CHECK((margins == 0).all());
}

TEST_CASE("the curvature of the squared hinge is 2 where the margin is positive",
          "[detail][margin_loss]") {
  const ArrayXXd margins = rows({{2, -1, 0, minus_infinity}});
  ArrayXXd directions = rows({{3, 3, 3, 3}});
  SquaredHingeSum::multiply_by_curvature(margins, directions);
  CHECK((directions == rows({{6, 0, 0, 0}})).all());
}

// ---- Together -----------------------------------------------------------------------------------

TEST_CASE("any margin joins any penalty: squared Crammer-Singer in ten lines",
          "[detail][margin_loss]") {
  struct SquaredLargest {
    static void value_and_derivative(sm::ScoreBlock<double>& margins,
                                     sm::ExampleValues<double>& values) {
      LargestHinge::value_and_derivative(margins, values);
      margins.colwise() *= 2 * values;
      values = values.square();
    }
  };
  using Loss = sm::detail::MarginLoss<RivalMargins, SquaredLargest>;
  static_assert(sm::BlockLoss<Loss> && !sm::SmoothLoss<Loss>);
  const Eigen::Vector3d scores(1.5, 2, 3);
  Eigen::Vector3d gradient;
  CHECK(Loss{}.value(scores, 0) == 6.25);
  Loss{}.gradient(scores, 0, gradient);
  CHECK(gradient == Eigen::Vector3d(-5, 0, 5));
}
