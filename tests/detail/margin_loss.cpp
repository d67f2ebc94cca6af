// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/margin_loss.hpp"

#include <limits>
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

using Maps = std::tuple<RivalMargins, OneVsAllMargins>;

}  // namespace

// ---- Margins ------------------------------------------------------------------------------------

TEST_CASE("rival margins are the leads of the rivals plus Delta, the own slot is 0",
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
  CHECK_THAT((moved - there - linear).abs().maxCoeff(), WithinAbs(0, 1e-14));
  CHECK(linear.abs().maxCoeff() > 0.1);
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

TEST_CASE("no penalty of margins that are met, nor of one that is met exactly",
          "[detail][margin_loss]") {
  const ArrayXXd met = rows({{-2, -0.5, 0}});
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
  const ArrayXXd margins = rows({{2, -1, 0}});
  ArrayXXd directions = rows({{3, 3, 3}});
  SquaredHingeSum::multiply_by_curvature(margins, directions);
  CHECK((directions == rows({{6, 0, 0}})).all());
}

// ---- Dual points --------------------------------------------------------------------------------

TEST_CASE("the hinge's dual points are cut to [0, 1], one by one", "[detail][margin_loss]") {
  ArrayXXd V = rows({{-0.5, 0.25, 1.75}, {0, 1, 3}});
  HingeSum::project_dual(V);
  CHECK((V == rows({{0, 0.25, 1}, {0, 1, 1}})).all());
  ArrayXXd T = rows({{5, 6, 7}, {5, 6, 7}});
  for (sm::Index i = 0; i < 2; ++i) sm::detail::DualFace<HingeSum, ArrayXXd>(V, i).project(T);
  CHECK((T == rows({{0, 6, 0}, {0, 0, 0}})).all());
}

TEST_CASE("the largest hinge's dual points go to the nearest with sum at most 1",
          "[detail][margin_loss]") {
  // Row 1: theta = (1.5 + 1 - 1) / 2 = 0.75 over the first two. Row 2 is within the sum already.
  ArrayXXd V = rows({{1.5, 1, 0.5}, {0.25, -3, 0.5}, {9, 0, 0}});
  LargestHinge::project_dual(V);
  CHECK((V == rows({{0.75, 0.25, 0}, {0.25, 0, 0.5}, {1, 0, 0}})).all());
  ArrayXXd T = rows({{5, 3, 7}, {5, 3, 7}, {5, 3, 7}});
  for (sm::Index i = 0; i < 3; ++i) sm::detail::DualFace<LargestHinge, ArrayXXd>(V, i).project(T);
  CHECK((T == rows({{1, -1, 0}, {5, 0, 7}, {0, 0, 0}})).all());
}

TEMPLATE_TEST_CASE("a projected dual point is the nearest of all", "[detail][margin_loss]",
                   HingeSum, LargestHinge) {
  // The nearest point P of a convex set is the one with (V - P) . (Q - P) <= 0 for all its points
  // Q.
  Random random(93);
  const ArrayXXd V = random.matrix(40, 5, 1.5).array();
  ArrayXXd P = V;
  TestType::project_dual(P);
  ArrayXXd again = P;
  TestType::project_dual(again);
  CHECK_THAT((again - P).abs().maxCoeff(), WithinAbs(0, 1e-15));
  for (int trial = 0; trial < 50; ++trial) {
    ArrayXXd Q = random.matrix(40, 5, 2).array();
    TestType::project_dual(Q);
    CHECK(((V - P) * (Q - P)).rowwise().sum().maxCoeff() <= 1e-14);
  }
}

TEMPLATE_TEST_CASE("the hinge is the largest beta . m over its dual points",
                   "[detail][margin_loss]", HingeSum, LargestHinge) {
  Random random(94);
  const ArrayXXd margins = random.matrix(40, 5).array();
  ArrayXXd derivative = margins;
  ArrayXd values(40);
  TestType::value_and_derivative(derivative, values);
  // Attained at the derivative, which is a dual point, ...
  ArrayXXd projected = derivative;
  TestType::project_dual(projected);
  CHECK((projected == derivative).all());
  CHECK_THAT(((derivative * margins).rowwise().sum() - values).abs().maxCoeff(),
             WithinAbs(0, 1e-15));
  // ... and exceeded nowhere.
  for (int trial = 0; trial < 50; ++trial) {
    ArrayXXd beta = random.matrix(40, 5, 2).array();
    TestType::project_dual(beta);
    CHECK(((beta * margins).rowwise().sum() - values).maxCoeff() <= 1e-15);
  }
}

TEMPLATE_TEST_CASE("a dual point keeps its digits and its sum from however far it comes",
                   "[detail][margin_loss]", float, double) {
  // theta = far - 1/12 over the first three: 0.5 + 0.25 + 0 + 3/12 = 1.
  for (const double distance : {16.0, 1024.0, 1048576.0}) {
    const auto far = static_cast<TestType>(distance);
    Eigen::Array<TestType, Eigen::Dynamic, Eigen::Dynamic> V(1, 5);
    V << far + TestType(0.5), far, far + TestType(0.25), far - TestType(9), -far;
    LargestHinge::project_dual(V);
    const auto tolerance = 4 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    CAPTURE(distance);
    CHECK_THAT(static_cast<double>(V(0)), WithinAbs(7.0 / 12, tolerance));
    CHECK_THAT(static_cast<double>(V(1)), WithinAbs(1.0 / 12, tolerance));
    CHECK_THAT(static_cast<double>(V(2)), WithinAbs(4.0 / 12, tolerance));
    CHECK((V.rightCols(2) == TestType(0)).all());
    CHECK_THAT(static_cast<double>(V.sum()), WithinAbs(1, tolerance));
    Eigen::Array<TestType, Eigen::Dynamic, Eigen::Dynamic> T(1, 5);
    T << 6, 0, 0, 1, 1;
    const sm::detail::DualFace<LargestHinge, decltype(V)> face(V, 0);
    face.project(T);
    CHECK(face.num_free() == 3);
    CHECK(face.keeps_sum());  // the cap is seen
    CHECK_THAT(static_cast<double>(T(0)), WithinAbs(4, tolerance));
  }
}

// ---- The augmented Lagrangian -------------------------------------------------------------------

namespace {

using Hinges = std::tuple<sm::detail::MarginLoss<RivalMargins, HingeSum>,
                          sm::detail::MarginLoss<RivalMargins, LargestHinge>,
                          sm::detail::MarginLoss<OneVsAllMargins, HingeSum>>;

struct Augmented {
  ArrayXXd gradient;
  ArrayXXd beta;
  ArrayXd losses;
  ArrayXd smoothed;
  ArrayXd duals;
};

template <class Loss>
Augmented augmented(const Loss& loss, const ArrayXXd& S, const sm::Labels& y, double eps,
                    const ArrayXXd& multipliers) {
  Augmented result{S, ArrayXXd(S.rows(), S.cols()), ArrayXd(S.rows()), ArrayXd(S.rows()),
                   ArrayXd(S.rows())};
  loss.augmented(result.gradient, y, eps, multipliers, result.beta, result.losses, result.smoothed,
                 result.duals);
  return result;
}

/// Multipliers that a solver could hold: dual points, 0 in the own slot of the rivals.
template <class Loss>
ArrayXXd some_multipliers(Random& random, sm::Index B, sm::Index K, const sm::Labels& y) {
  const Loss loss;
  ArrayXXd beta = ArrayXXd::Zero(B, K);
  for (int round = 0; round < 2; ++round) {
    beta = augmented(loss, random.matrix(B, K).array(), y, 1, beta).beta;
  }
  return beta;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the augmented Lagrangian tells the loss, its smoothing and its dual",
                        "[detail][margin_loss]", Hinges) {
  Random random(97);
  const TestType loss{.delta = 0.7};
  const sm::Labels y = random.labels(30, 4);
  const ArrayXXd S = random.matrix(30, 4).array();
  const ArrayXXd c = some_multipliers<TestType>(random, 30, 4, y);
  ArrayXXd block = S;
  ArrayXd losses(30);
  loss.value_and_gradient(block, y, losses);

  const Augmented at = augmented(loss, S, y, 0.5, c);
  CHECK((at.losses == losses).all());
  CHECK((at.smoothed <= losses + 1e-15).all());  // the maximum of less
  CHECK_THAT((at.duals - 0.7 * at.beta.rowwise().sum()).abs().maxCoeff(), WithinAbs(0, 1e-15));
  // Weak duality: -L*(u) <= L(s) - u . s for u the pulled-back dual point.
  CHECK((at.duals <= losses - (at.gradient * S).rowwise().sum() + 1e-14).all());
  // The smaller eps, the nearer the loss: at most eps / 2 times the square of the set's width.
  CHECK((losses - augmented(loss, S, y, 1e-6, c).smoothed).maxCoeff() <= 0.5e-6 * 4);
}

TEMPLATE_LIST_TEST_CASE("the augmented gradient and curvature are derivatives",
                        "[detail][margin_loss][gradient]", Hinges) {
  Random random(98);
  const TestType loss{.delta = 0.7};
  const sm::Labels y = random.labels(30, 4);
  const ArrayXXd S = random.matrix(30, 4).array();
  const ArrayXXd T = random.matrix(30, 4).array();
  const ArrayXXd c = some_multipliers<TestType>(random, 30, 4, y);
  const double eps = 0.5;
  const double step = 1e-6;
  const Augmented at = augmented(loss, S, y, eps, c);
  const Augmented up = augmented(loss, S + step * T, y, eps, c);
  const Augmented down = augmented(loss, S - step * T, y, eps, c);
  const ArrayXd slope = (up.smoothed - down.smoothed) / (2 * step);
  CHECK_THAT(((at.gradient * T).rowwise().sum() - slope).abs().maxCoeff(), WithinAbs(0, 1e-8));
  ArrayXXd product = T;
  loss.augmented_curvature(at.beta, y, product);
  const ArrayXXd expected = eps * (up.gradient - down.gradient) / (2 * step);
  CHECK_THAT((product - expected).abs().maxCoeff(), WithinAbs(0, 1e-8));
  CHECK(product.abs().maxCoeff() > 0.1);
}

TEMPLATE_LIST_TEST_CASE("the entries and the trace told of the augmented curvature are its own",
                        "[detail][margin_loss]", Hinges) {
  Random random(99);
  const TestType loss{.delta = 0.7};
  const sm::Labels y = random.labels(30, 4);
  const ArrayXXd c = some_multipliers<TestType>(random, 30, 4, y);
  const Augmented at = augmented(loss, random.matrix(30, 4).array(), y, 0.5, c);
  std::vector<Eigen::MatrixXd> curvature(30, Eigen::MatrixXd(4, 4));
  for (sm::Index k = 0; k < 4; ++k) {
    ArrayXXd unit = ArrayXXd::Zero(30, 4);
    unit.col(k).setOnes();
    loss.augmented_curvature(at.beta, y, unit);
    for (sm::Index i = 0; i < 30; ++i) curvature[static_cast<std::size_t>(i)].col(k) = unit.row(i);
  }
  double total = 0;
  for (sm::Index i = 0; i < 30; ++i) {
    const Eigen::MatrixXd& expected = curvature[static_cast<std::size_t>(i)];
    Eigen::MatrixXd told = Eigen::MatrixXd::Zero(4, 4);
    loss.visit_augmented_curvature(at.beta, i, y(i), [&](sm::Index k, sm::Index other, double v) {
      CHECK(other <= k);
      CHECK(v != 0);
      told(k, other) += v;
    });
    told.triangularView<Eigen::StrictlyUpper>() = told.transpose();
    CHECK((told - expected).cwiseAbs().maxCoeff() <= 1e-15);
    CHECK_THAT(loss.augmented_trace(at.beta, i), WithinAbs(expected.trace(), 1e-14));
    total += expected.trace();
  }
  CHECK(total > 1);
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
