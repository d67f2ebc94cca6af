// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The laws that every loss keeps, in float, double and long double.
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/regularization/none.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;

namespace {

template <class L, class S>
struct Case {
  using Loss = L;
  using Scalar = S;
};

template <class Scalar>
using CasesIn = std::tuple<Case<sm::WestonWatkinsHinge, Scalar>,         //
                           Case<sm::WestonWatkinsSquaredHinge, Scalar>,  //
                           Case<sm::CrammerSingerHinge, Scalar>,         //
                           Case<sm::OneVsAllHinge, Scalar>,              //
                           Case<sm::OneVsAllSquaredHinge, Scalar>,       //
                           Case<sm::SoftmaxCrossEntropy, Scalar>>;

using AllCases =
    decltype(std::tuple_cat(CasesIn<float>(), CasesIn<double>(), CasesIn<long double>()));

template <class Loss>
constexpr bool is_softmax = std::is_same_v<Loss, sm::SoftmaxCrossEntropy>;

template <class Loss>
constexpr bool is_squared = std::is_same_v<Loss, sm::WestonWatkinsSquaredHinge> ||
                            std::is_same_v<Loss, sm::OneVsAllSquaredHinge>;

template <class Loss>
constexpr bool is_one_vs_all =
    std::is_same_v<Loss, sm::OneVsAllHinge> || std::is_same_v<Loss, sm::OneVsAllSquaredHinge>;

/// The loss with a margin of its own, where it has one.
template <class Loss>
Loss with_delta(double delta) {
  if constexpr (is_softmax<Loss>) {
    return {};
  } else {
    return {.delta = delta};
  }
}

template <class Scalar>
double epsilon() {
  return static_cast<double>(std::numeric_limits<Scalar>::epsilon());
}

/// Some numbers of classes, N <= 256 examples of each, and scores from hair-splitting to huge.
constexpr sm::Index class_counts[] = {2, 3, 10, 37};
constexpr double exponents[] = {-8, 0, 1, 3, 8, 20};  // scores of e^exponent

/// Multiples of 1/16 below 8: sums with round numbers are exact in every scalar.
template <class Scalar>
sm::Matrix<Scalar> round_scores(Random& random, sm::Index num_classes, sm::Index num_examples) {
  return random.matrix(num_classes, num_examples, 24).array().round().template cast<Scalar>() / 16;
}

}  // namespace

// ---- The formula --------------------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("block and single form equal the notes' loops", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(51);
  for (const sm::Index num_classes : class_counts) {
    for (const double exponent : exponents) {
      const double size = std::exp(exponent);
      const auto loss = with_delta<Loss>(0.75 * size);
      const auto S = random.matrix<Scalar>(num_classes, 61, size);
      const auto y = random.labels(61, num_classes);
      const auto expected = oracle_form(loss, S, y);
      const auto block = block_form(loss, S, y);
      const auto single = single_form(loss, S, y);
      const double tolerance = 40 * epsilon<Scalar>();
      CAPTURE(num_classes, exponent);
      CHECK(oracle::relative_error(block.losses, expected.losses) < tolerance);
      CHECK(oracle::relative_error(block.gradients, expected.gradients) < tolerance);
      CHECK(oracle::relative_error(single.losses, block.losses) < tolerance);
      CHECK(oracle::relative_error(single.gradients, block.gradients) < tolerance);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a block may hold 1 example or 256, of 2 classes or 1000", "[loss][laws]",
                        AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(52);
  for (const sm::Index num_examples : {sm::Index(1), sm::max_block_examples}) {
    for (const sm::Index num_classes : {2, 1000}) {
      const auto S = random.matrix<Scalar>(num_classes, num_examples);
      const auto y = random.labels(num_examples, num_classes);
      const auto expected = oracle_form(Loss{}, S, y);
      const auto block = block_form(Loss{}, S, y);
      const double tolerance = 40 * std::sqrt(static_cast<double>(num_classes)) * epsilon<Scalar>();
      CAPTURE(num_examples, num_classes);
      CHECK(oracle::relative_error(block.losses, expected.losses) < tolerance);
      CHECK(oracle::relative_error(block.gradients, expected.gradients) < tolerance);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("the loss is never negative and always finite", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(53);
  for (const double size : {0.0, 1e-30, 1.0, 30.0, 1e4, 1e15}) {
    const auto S = random.matrix<Scalar>(5, 256, size);
    const auto y = random.labels(256, 5);
    const auto batch = block_form(Loss{}, S, y);
    CAPTURE(size);
    CHECK((batch.losses.array() >= Scalar(0)).all());
    CHECK(batch.losses.allFinite());
    CHECK(batch.gradients.allFinite());
  }
}

TEMPLATE_LIST_TEST_CASE("scores of 1e30 neither overflow nor turn into NaN", "[loss][laws]",
                        AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(54);
  const auto S = random.matrix<Scalar>(4, 100, 1e30);
  const auto y = random.labels(100, 4);
  const auto expected = oracle_form(Loss{}, S, y);
  const auto batch = block_form(Loss{}, S, y);
  const double tolerance = 40 * epsilon<Scalar>();
  CHECK(oracle::relative_error(batch.gradients, expected.gradients) < tolerance);
  if constexpr (is_squared<Loss> && std::is_same_v<Scalar, float>) {
    CHECK((batch.losses.array() >= Scalar(0)).all());  // 1e60 is beyond float: infinite, not NaN
  } else {
    CHECK(oracle::relative_error(batch.losses, expected.losses) < tolerance);
  }
}

// ---- Symmetries ---------------------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("a constant added to all scores changes one-vs-all and nothing else",
                        "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(55);
  const auto S = round_scores<Scalar>(random, 6, 100);
  const auto y = random.labels(100, 6);
  const auto before = block_form(Loss{}, S, y);
  for (const double constant : {1.0, -64.0, 4096.0}) {
    const sm::Matrix<Scalar> moved = S.array() + static_cast<Scalar>(constant);
    const auto after = block_form(Loss{}, moved, y);
    CAPTURE(constant);
    if constexpr (is_one_vs_all<Loss>) {
      CHECK(oracle::relative_error(after.losses, before.losses) > 0.01);
      CHECK(oracle::relative_error(after.gradients, before.gradients) > 0.01);
    } else {
      // The shifted scores are exact, so the answers may not move by a single bit.
      CHECK(after.losses == before.losses);
      CHECK(after.gradients == before.gradients);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("renaming the classes renames the gradient", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(56);
  const auto S = random.matrix<Scalar>(5, 100);
  const auto y = random.labels(100, 5);
  const Eigen::Matrix<int, 5, 1> new_name(3, 0, 4, 2, 1);
  const Eigen::PermutationMatrix<5> rename(new_name);
  const auto before = block_form(Loss{}, S, y);
  const sm::Labels renamed = y.unaryExpr([&](int label) { return new_name(label); });
  const sm::Matrix<Scalar> permuted = rename * S;
  const auto after = block_form(Loss{}, permuted, renamed);
  const sm::Matrix<Scalar> expected = rename * before.gradients;
  CHECK(oracle::relative_error(after.losses, before.losses) < 8 * epsilon<Scalar>());
  CHECK(oracle::relative_error(after.gradients, expected) < 8 * epsilon<Scalar>());
}

TEMPLATE_LIST_TEST_CASE("reordering the examples reorders the answers", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(57);
  const auto S = random.matrix<Scalar>(5, 101);
  const auto y = random.labels(101, 5);
  const auto before = block_form(Loss{}, S, y);
  const sm::Matrix<Scalar> reversed = S.rowwise().reverse();
  const auto after = block_form(Loss{}, reversed, sm::Labels(y.reverse()));
  const sm::Vector<Scalar> losses = before.losses.reverse();
  const sm::Matrix<Scalar> gradients = before.gradients.rowwise().reverse();
  CHECK(oracle::relative_error(after.losses, losses) < 8 * epsilon<Scalar>());
  CHECK(oracle::relative_error(after.gradients, gradients) < 8 * epsilon<Scalar>());
}

TEMPLATE_LIST_TEST_CASE("the gradient sums to 0 over the classes, one-vs-all's does not",
                        "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(58);
  const auto S = random.matrix<Scalar>(7, 200, 2);
  const auto y = random.labels(200, 7);
  const auto batch = block_form(Loss{}, S, y);
  const double sum = static_cast<double>(batch.gradients.colwise().sum().cwiseAbs().maxCoeff());
  if constexpr (is_one_vs_all<Loss>) {
    CHECK(sum > 1);
  } else {
    CHECK(sum <
          40 * epsilon<Scalar>() * static_cast<double>(batch.gradients.cwiseAbs().maxCoeff()));
  }
}

TEMPLATE_LIST_TEST_CASE("a higher own score never costs, a higher rival never pays", "[loss][laws]",
                        AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(59);
  const auto S = random.matrix<Scalar>(5, 200, 2);
  const auto y = random.labels(200, 5);
  const auto batch = block_form(Loss{}, S, y);
  for (sm::Index i = 0; i < S.cols(); ++i) {
    for (sm::Index k = 0; k < S.rows(); ++k) {
      if (k == y(i)) {
        CHECK(batch.gradients(k, i) <= Scalar(0));
      } else {
        CHECK(batch.gradients(k, i) >= Scalar(0));
      }
    }
  }
  CHECK(batch.gradients.minCoeff() < Scalar(0));
}

TEMPLATE_LIST_TEST_CASE("scores and Delta in other units give the loss in those units",
                        "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  if constexpr (!is_softmax<Loss>) {
    Random random(60);
    const auto S = random.matrix<Scalar>(5, 100);
    const auto y = random.labels(100, 5);
    const auto before = block_form(with_delta<Loss>(0.75), S, y);
    for (const double unit : {2.0, 0.125, 1024.0}) {  // powers of two scale exactly
      const sm::Matrix<Scalar> scaled = static_cast<Scalar>(unit) * S;
      const auto after = block_form(with_delta<Loss>(unit * 0.75), scaled, y);
      const double losses = is_squared<Loss> ? unit * unit : unit;
      const double gradients = is_squared<Loss> ? unit : 1;
      CAPTURE(unit);
      CHECK(after.losses == static_cast<Scalar>(losses) * before.losses);
      CHECK(after.gradients == static_cast<Scalar>(gradients) * before.gradients);
    }
  } else {
    SUCCEED("softmax has units of its own: nats");
  }
}

// ---- Convexity ----------------------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("the loss is convex along every segment", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(61);
  const auto y = random.labels(200, 6);
  const auto A = random.matrix<Scalar>(6, 200, 3);
  const auto B = random.matrix<Scalar>(6, 200, 3);
  const auto at_a = block_form(Loss{}, A, y);
  const auto at_b = block_form(Loss{}, B, y);
  const auto slack =
      static_cast<Scalar>(200 * epsilon<Scalar>()) * at_a.losses.cwiseMax(at_b.losses).maxCoeff();
  bool curved = false;
  for (const double t : {0.125, 0.5, 0.875}) {
    const sm::Matrix<Scalar> M = static_cast<Scalar>(1 - t) * A + static_cast<Scalar>(t) * B;
    const auto between = block_form(Loss{}, M, y).losses;
    const sm::Vector<Scalar> chord =
        static_cast<Scalar>(1 - t) * at_a.losses + static_cast<Scalar>(t) * at_b.losses;
    CHECK((between.array() <= chord.array() + slack).all());
    curved = curved || (between.array() < chord.array() - Scalar(0.1)).any();
  }
  CHECK(curved);
}

TEMPLATE_LIST_TEST_CASE("the gradient is a subgradient, at kinks too", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  Random random(62);
  const auto y = random.labels(200, 4);
  // Multiples of 1/4 meet the margin of 1 exactly, and tie, again and again.
  sm::Matrix<Scalar> A = random.matrix(4, 200, 4).array().round().template cast<Scalar>() / 4;
  const sm::Matrix<Scalar> B = random.matrix<Scalar>(4, 200, 1);
  const auto at_a = block_form(Loss{}, A, y);
  const auto at_b = block_form(Loss{}, B, y);
  const auto slack = static_cast<Scalar>(200 * epsilon<Scalar>()) * at_b.losses.maxCoeff();
  for (sm::Index i = 0; i < A.cols(); ++i) {
    const Scalar tangent = at_a.losses(i) + at_a.gradients.col(i).dot(B.col(i) - A.col(i));
    CHECK(at_b.losses(i) >= tangent - slack);
  }
}

// ---- Derivatives --------------------------------------------------------------------------------

namespace {

/// Whether a difference quotient over scores +- `distance` sees one smooth piece of every example's
/// loss: no margin near its kink, no two scores near a tie. Softmax has no kinks, but seen in steps
/// that are not small its curve looks like one, which is over once a lead is beyond 40.
template <class Loss>
bool is_smooth_around(const Loss& loss, const Eigen::MatrixXd& S, const sm::Labels& y,
                      double distance) {
  for (sm::Index i = 0; i < S.cols(); ++i) {
    for (sm::Index j = 0; j < S.rows(); ++j) {
      for (sm::Index k = 0; k < j; ++k) {
        const double lead = std::abs(S(j, i) - S(k, i));
        if (is_softmax<Loss> ? distance > 1e-3 && lead < 40 + distance : lead < distance) {
          return false;
        }
      }
      if constexpr (is_one_vs_all<Loss>) {
        const double sign = j == y(i) ? -1 : 1;
        if (std::abs(loss.delta + sign * S(j, i)) < distance) return false;
      } else if constexpr (!is_softmax<Loss>) {
        if (j != y(i) && std::abs(loss.delta + S(j, i) - S(y(i), i)) < distance) return false;
      }
    }
  }
  return true;
}

/// The gradient in W of the mean loss of W X plus R(W), against central differences of its value.
template <class Loss, class Regularization>
double gradient_error(const Loss& loss, const Regularization& R, const Eigen::MatrixXd& W,
                      const Eigen::MatrixXd& X, const sm::Labels& y, double step) {
  const auto num_examples = static_cast<double>(X.cols());
  const auto value = [&](const Eigen::MatrixXd& V) {
    return block_form(loss, Eigen::MatrixXd(V * X), y).losses.sum() / num_examples + R.value(V);
  };
  Eigen::MatrixXd dW =
      block_form(loss, Eigen::MatrixXd(W * X), y).gradients * X.transpose() / num_examples;
  R.add_gradient(W, dW);
  return oracle::relative_error(dW, oracle::central_differences(value, W, step));
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the gradient of every loss and penalty is that of its value",
                        "[loss][laws][gradient]", CasesIn<double>) {
  using Loss = typename TestType::Loss;
  Random random(63);
  for (const double exponent : {-4, 0, 2, 4, 8, 12, 16, 20}) {
    // W, its distance from the kink of L1 at 0, Delta and the step in proportion to e^exponent.
    const double size = std::exp(exponent);
    const double step = 1e-6 * (is_softmax<Loss> ? std::max(1.0, size) : size);
    const auto loss = with_delta<Loss>(0.75 * size);
    Eigen::MatrixXd W;
    Eigen::MatrixXd X;
    sm::Labels y;
    int draws = 0;
    do {
      REQUIRE(++draws <= 100);
      W = random.matrix(4, 5, size);
      W.array() += W.array().sign() * size / 8;
      X = random.matrix(5, 8);
      y = random.labels(8, 4);
    } while (!is_smooth_around(loss, W * X, y, 10 * step));
    CAPTURE(exponent);
    CHECK(gradient_error(loss, sm::NoRegularization{}, W, X, y, step) < 1e-7);
    CHECK(gradient_error(loss, sm::L2{0.1}, W, X, y, step) < 1e-7);
    CHECK(gradient_error(loss, sm::L1{0.1}, W, X, y, step) < 1e-7);
    CHECK(gradient_error(loss, sm::ElasticNet{.l1 = 0.1, .l2 = 0.2}, W, X, y, step) < 1e-7);
  }
}

TEMPLATE_LIST_TEST_CASE("the curvature is the derivative of the gradient", "[loss][laws][gradient]",
                        CasesIn<double>) {
  using Loss = typename TestType::Loss;
  if constexpr (sm::SmoothLoss<Loss>) {
    Random random(64);
    for (const double exponent : {-4, 0, 1, 2}) {
      const double size = std::exp(exponent);
      const auto loss = with_delta<Loss>(0.75 * size);
      const Eigen::MatrixXd S = random.matrix(5, 40, size);
      const Eigen::MatrixXd T = random.matrix(5, 40);
      const sm::Labels y = random.labels(40, 5);
      const double step = 1e-5 * std::min(1.0, size);
      REQUIRE(is_smooth_around(loss, S, y, 4 * step));
      const auto up = block_form(loss, Eigen::MatrixXd(S + step * T), y).gradients;
      const auto down = block_form(loss, Eigen::MatrixXd(S - step * T), y).gradients;
      const Eigen::MatrixXd expected = (up - down) / (2 * step);
      CAPTURE(exponent);
      CHECK(oracle::relative_error(curvature_form(loss, S, y, T), expected) < 1e-7);
    }
  } else {
    CHECK(!is_squared<Loss>);
    CHECK(!is_softmax<Loss>);
  }
}

TEMPLATE_LIST_TEST_CASE("the curvature is symmetric and never negative", "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  if constexpr (sm::SmoothLoss<Loss, Scalar>) {
    Random random(65);
    const auto y = random.labels(100, 5);
    for (const double size : {0.1, 1.0, 50.0}) {
      const auto S = random.matrix<Scalar>(5, 100, size);
      const auto T = random.matrix<Scalar>(5, 100);
      const auto U = random.matrix<Scalar>(5, 100);
      const auto HT = curvature_form(Loss{}, S, y, T);
      const auto HU = curvature_form(Loss{}, S, y, U);
      const auto slack = static_cast<Scalar>(100 * epsilon<Scalar>());
      for (sm::Index i = 0; i < S.cols(); ++i) {
        const Scalar one_way = U.col(i).dot(HT.col(i));
        const Scalar other_way = T.col(i).dot(HU.col(i));
        CHECK(std::abs(one_way - other_way) <= slack);
        CHECK(T.col(i).dot(HT.col(i)) >= -slack);
      }
      CHECK(HT.cwiseAbs().maxCoeff() > Scalar(0.01));
    }
  } else {
    CHECK(!is_squared<Loss>);
    CHECK(!is_softmax<Loss>);
  }
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEMPLATE_LIST_TEST_CASE("every loss names the bad label, the bad score and the bad size",
                        "[loss][laws]", AllCases) {
  using Loss = typename TestType::Loss;
  using Scalar = typename TestType::Scalar;
  using Error = std::invalid_argument;
  const Loss loss;
  const sm::Vector<Scalar> scores = sm::Vector<Scalar>::Zero(3);
  CHECK(thrown<Error>([&] { loss.value(scores, 3); }) ==
        "softmargin: label should be in [0, 3), got 3");
  CHECK(thrown<Error>([&] { loss.value(scores, -1); }) ==
        "softmargin: label should be in [0, 3), got -1");
  CHECK(thrown<Error>([&] { loss.value(scores, sm::Index(1) << 32); }) ==
        "softmargin: label should be in [0, 3), got 4294967296");
  CHECK(thrown<Error>([&] { loss.value(sm::Vector<Scalar>::Zero(1), 0); }) ==
        "softmargin: number of classes should be at least 2, got 1");
  sm::Vector<Scalar> short_gradient(2);
  CHECK(thrown<Error>([&] { loss.gradient(scores, 0, short_gradient); }) ==
        "softmargin: size of the score gradient should be 3, got 2");
  sm::Vector<Scalar> bad = scores;
  bad(1) = std::numeric_limits<Scalar>::quiet_NaN();
  bad(2) = std::numeric_limits<Scalar>::infinity();
  CHECK(thrown<Error>([&] { loss.value(bad, 0); }) ==
        "softmargin: scores(1) should be finite, got nan");
  bad(1) = Scalar(0);
  sm::Vector<Scalar> gradient(3);
  CHECK(thrown<Error>([&] { loss.gradient(bad, 0, gradient); }) ==
        "softmargin: scores(2) should be finite, got inf");
}
