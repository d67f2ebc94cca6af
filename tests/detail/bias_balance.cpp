// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/bias_balance.hpp"

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include <tuple>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// (1 - t) residual + t sum_y counts(y) v_y
VectorXd balanced(const VectorXd& residual, const VectorXd& counts, const MatrixXd& V, double t) {
  return (1 - t) * residual + t * V * counts;
}

const Eigen::Vector3d counts(2, 3, 5);

using AllLosses =
    std::tuple<sm::WestonWatkinsHinge, sm::WestonWatkinsSquaredHinge, sm::CrammerSingerHinge,
               sm::OneVsAllHinge, sm::OneVsAllSquaredHinge, sm::SoftmaxCrossEntropy>;

}  // namespace

TEST_CASE("a surplus of one class is sent to the class that lacks it", "[detail][bias_balance]") {
  // Class 0 has 1 too much and 2 examples that can send 1 each: load 1/2, t = 1/3, and each sends
  // its whole capacity.
  const auto [V, t] = sm::detail::balance_rivals(Eigen::Vector3d(1, -0.25, -0.75), counts, 1);
  CHECK_THAT(t, WithinAbs(1.0 / 3, 1e-15));
  CHECK_THAT((V.col(0) - Eigen::Vector3d(-1, 0.25, 0.75)).norm(), WithinAbs(0, 1e-15));
  CHECK(V.rightCols(2).isZero(0));
}

TEST_CASE("one-vs-all moves each class by itself", "[detail][bias_balance]") {
  // Class 0: 1 too much, sent by its 2 examples. Class 2: 0.5 too little, taken by the 5 others.
  const auto [V, t] = sm::detail::balance_one_vs_all(Eigen::Vector3d(1, 0, -0.5), counts, 1);
  CHECK_THAT(t, WithinAbs(1.0 / 3, 1e-15));
  CHECK_THAT(V(0, 0), WithinAbs(-1, 1e-15));
  CHECK_THAT(V(2, 0), WithinAbs(0.2, 1e-15));
  CHECK_THAT(V(2, 1), WithinAbs(0.2, 1e-15));
  CHECK(V.cwiseAbs().sum() == V(2, 0) + V(2, 1) - V(0, 0));
}

TEMPLATE_LIST_TEST_CASE("the mixture of gradients and dual points sums to 0 over the examples",
                        "[detail][bias_balance]", AllLosses) {
  constexpr bool one_vs_all = std::is_same_v<TestType, sm::OneVsAllHinge> ||
                              std::is_same_v<TestType, sm::OneVsAllSquaredHinge>;
  Random random(101);
  const TestType loss;
  for (const double size : {1e-12, 1e-3, 1.0, 100.0}) {
    VectorXd residual = random.vector(3, size);
    if (!one_vs_all) residual.array() -= residual.mean();
    const auto [V, t] = loss.absorb(residual, counts);
    CAPTURE(size);
    CHECK(t > 0);
    CHECK(t < 1);
    CHECK_THAT(balanced(residual, counts, V, t).norm(), WithinAbs(0, 1e-15 * size * 20));
    // Own classes send, rivals receive, and a rival loss conserves.
    for (sm::Index y = 0; y < 3; ++y) {
      for (sm::Index k = 0; k < 3; ++k) CHECK((k == y ? V(k, y) <= 0 : V(k, y) >= 0));
    }
    if (!one_vs_all) CHECK_THAT(V.colwise().sum().norm(), WithinAbs(0, 1e-14));
  }
}

TEST_CASE("a dual point stays where its dual value is not negative", "[detail][bias_balance]") {
  Random random(102);
  for (int trial = 0; trial < 20; ++trial) {
    VectorXd residual = random.vector(3);
    const MatrixXd any = sm::OneVsAllHinge{}.absorb(residual, counts).first;
    CHECK(any.cwiseAbs().maxCoeff() <= 1 + 1e-15);
    const MatrixXd squared = sm::OneVsAllSquaredHinge{.delta = 2}.absorb(residual, counts).first;
    CHECK((2 * squared.cwiseAbs().array() - squared.array().square() / 4).minCoeff() >= -1e-14);
    residual.array() -= residual.mean();
    const MatrixXd rivals = sm::CrammerSingerHinge{}.absorb(residual, counts).first;
    CHECK((-rivals.diagonal()).maxCoeff() <= 1 + 1e-15);
    const MatrixXd flow = sm::WestonWatkinsSquaredHinge{.delta = 2}.absorb(residual, counts).first;
    for (sm::Index y = 0; y < 3; ++y) {
      const double squares = flow.col(y).squaredNorm() - flow(y, y) * flow(y, y);
      CHECK(-2 * flow(y, y) - squares / 4 >= -1e-14);
    }
  }
}

TEST_CASE("nothing is to be done without a residual", "[detail][bias_balance]") {
  const VectorXd zero = VectorXd::Zero(3);
  CHECK(sm::detail::balance_rivals(zero, counts, 1).second == 0);
  CHECK(sm::detail::balance_one_vs_all(zero, counts, 1).second == 0);
}

TEST_CASE("a class without examples cannot send", "[detail][bias_balance]") {
  const Eigen::Vector3d without_first(0, 3, 5);
  const Eigen::Vector3d surplus(1, -0.5, -0.5);
  CHECK(sm::detail::balance_rivals(surplus, without_first, 1).second == 1);
  CHECK(sm::detail::balance_rivals(-surplus, without_first, 1).second < 1);
  CHECK(sm::detail::balance_one_vs_all(surplus, without_first, 1).second == 1);
  CHECK(sm::detail::balance_one_vs_all(-surplus, without_first, 1).second < 1);
  CHECK(sm::detail::balance_rivals(surplus, counts, 0).second == 1);  // Delta 0: no dual points
}
