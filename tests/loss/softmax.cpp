// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/loss/softmax.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

/// The loss of one example with double scores.
double cross_entropy_loss(const Eigen::VectorXd& scores, sm::Index label) {
  return sm::SoftmaxCrossEntropy{}.value(scores, label);
}

const double infinity = std::numeric_limits<double>::infinity();

}  // namespace

// ---- The numbers of the notes -------------------------------------------------------------------

TEST_CASE("the notes' logits 1, -2, 0 have the probabilities 0.7, 0.04, 0.26", "[loss][softmax]") {
  const Vector3d p = sm::softmax(Vector3d(1, -2, 0));
  CHECK_THAT(p(0), WithinAbs(0.7, 0.01));
  CHECK_THAT(p(1), WithinAbs(0.04, 0.005));
  CHECK_THAT(p(2), WithinAbs(0.26, 0.005));
  // The same to the last digit: e^1 / (e^1 + e^-2 + e^0) and so on.
  const double sum = std::exp(1.0) + std::exp(-2.0) + 1;
  CHECK_THAT(p(0), WithinRel(std::exp(1.0) / sum, 1e-15));
  CHECK_THAT(p(1), WithinRel(std::exp(-2.0) / sum, 1e-15));
  CHECK_THAT(p(2), WithinRel(1 / sum, 1e-15));
}

TEST_CASE("halved logits spread the probabilities to 0.55, 0.12, 0.33", "[loss][softmax]") {
  // CS231n notes: what a stronger regularization does. The order stays, the peak falls.
  const Vector3d p = sm::softmax(Vector3d(0.5, -1, 0));
  CHECK_THAT(p(0), WithinAbs(0.55, 0.005));
  CHECK_THAT(p(1), WithinAbs(0.12, 0.005));
  CHECK_THAT(p(2), WithinAbs(0.33, 0.005));
}

TEST_CASE("the smaller the logits, the flatter the probabilities", "[loss][softmax]") {
  const Vector3d logits(1, -2, 0);
  double entropy = sm::entropy(sm::softmax(logits));
  for (const double shrink : {0.5, 0.25, 0.1, 0.01}) {
    const double flatter = sm::entropy(sm::softmax((shrink * logits).eval()));
    CHECK(flatter > entropy);
    entropy = flatter;
  }
  CHECK_THAT(entropy, WithinAbs(std::log(3.0), 1e-3));
}

TEST_CASE("the notes' cat loses 1.04 where the SVM loses 1.58", "[loss][softmax]") {
  const Vector3d scores(-2.85, 0.86, 0.28);
  CHECK_THAT(cross_entropy_loss(scores, 2), WithinAbs(1.04, 0.005));
  const Vector3d p = sm::softmax(scores);
  CHECK_THAT(p(0), WithinAbs(0.016, 0.001));  // 0.01545, which the notes round by way of 0.058
  CHECK_THAT(p(1), WithinAbs(0.631, 0.0005));
  CHECK_THAT(p(2), WithinAbs(0.353, 0.0005));
}

TEST_CASE("scores 123, 456, 789 are shifted to -666, -333, 0", "[loss][softmax]") {
  const Vector3d scores(123, 456, 789);
  const Vector3d p = sm::softmax(scores);
  CHECK(p(2) == 1);
  CHECK_THAT(p(1), WithinRel(std::exp(-333.0), 1e-13));
  CHECK_THAT(p(0), WithinRel(std::exp(-666.0), 1e-13));
  CHECK(p == sm::softmax(Vector3d(-666, -333, 0)));
  CHECK(cross_entropy_loss(scores, 0) == 666);
  CHECK(cross_entropy_loss(scores, 1) == 333);
  CHECK_THAT(cross_entropy_loss(scores, 2), WithinRel(std::exp(-333.0), 1e-13));
}

TEST_CASE("softmax is never fully happy", "[loss][softmax]") {
  // CS231n notes: the SVM loses 0 on all of these; softmax minds 10, 9, 9 far more.
  const double close = cross_entropy_loss(Vector3d(10, 9, 9), 0);
  const double wide = cross_entropy_loss(Vector3d(10, -100, -100), 0);
  CHECK_THAT(close, WithinRel(std::log(1 + 2 * std::exp(-1.0)), 1e-15));
  CHECK_THAT(wide, WithinRel(2 * std::exp(-110.0), 1e-13));
}

TEST_CASE("softmax loss of equal scores is log K", "[loss][softmax]") {
  for (const sm::Index num_classes : {2, 3, 10, 1000}) {
    const double log_classes = std::log(static_cast<double>(num_classes));
    for (const double score : {0.0, -3.0, 1e4, 1e30, -1e300}) {
      const Eigen::VectorXd scores = Eigen::VectorXd::Constant(num_classes, score);
      CHECK_THAT(cross_entropy_loss(scores, 1), WithinRel(log_classes, 1e-14));
    }
  }
}

TEST_CASE("the gradient is p minus one-hot", "[loss][softmax]") {
  const Vector3d scores(1, -2, 0);
  Vector3d gradient;
  sm::SoftmaxCrossEntropy{}.gradient(scores, 2, gradient);
  const Vector3d expected = sm::softmax(scores) - Vector3d::Unit(2);
  CHECK_THAT((gradient - expected).norm(), WithinAbs(0, 1e-15));
}

TEST_CASE("the curvature is diag(p) - p p'", "[loss][softmax]") {
  const Eigen::MatrixXd S = Vector3d(1, -2, 0);
  const Vector3d p = oracle::softmax(S.col(0).cast<long double>()).cast<double>();
  const Eigen::Matrix3d H = Eigen::Matrix3d(p.asDiagonal()) - p * p.transpose();
  for (int k = 0; k < 3; ++k) {
    const Eigen::MatrixXd T = Vector3d::Unit(k);
    const auto product = curvature_form(sm::SoftmaxCrossEntropy{}, S, sm::Labels::Zero(1), T);
    CHECK_THAT((product - H.col(k)).norm(), WithinAbs(0, 1e-16));
  }
}

// ---- Probabilities ------------------------------------------------------------------------------

TEST_CASE("softmax equals the notes' loop, each column on its own", "[loss][softmax]") {
  Random random(41);
  const Eigen::MatrixXd S = random.matrix(9, 30, 4);
  const Eigen::MatrixXd P = sm::softmax(S);
  for (sm::Index i = 0; i < S.cols(); ++i) {
    CHECK(oracle::relative_error(P.col(i), oracle::softmax(S.col(i).cast<long double>())) < 1e-15);
    CHECK_THAT(P.col(i).sum(), WithinAbs(1, 1e-15));
  }
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = S;
  CHECK(oracle::relative_error(sm::softmax(rows), P) < 1e-15);
  CHECK(oracle::relative_error(sm::softmax(2 * S), sm::softmax((2 * S).eval())) == 0);
  CHECK(oracle::relative_error(sm::softmax(S.cast<float>()), P) < 1e-6);
}

TEST_CASE("probabilities survive scores of 1e30 and 1e4", "[loss][softmax]") {
  CHECK(sm::softmax(Vector3d(1e30, -1e30, 0)) == Vector3d(1, 0, 0));
  CHECK(sm::softmax(Vector2d(1e30, 1e30)) == Vector2d(0.5, 0.5));
  CHECK(sm::softmax(Vector2d(-1e4, 1e4)) == Vector2d(0, 1));
  const Eigen::Vector2f p = sm::softmax(Eigen::Vector2f(3e38F, 3e38F));
  CHECK(p == Eigen::Vector2f(0.5F, 0.5F));
}

TEST_CASE("log_sum_exp equals its definition and does not overflow", "[loss][softmax]") {
  const double direct = std::log(std::exp(1.0) + std::exp(-2.0) + 1);
  CHECK_THAT(sm::log_sum_exp(Vector3d(1, -2, 0)), WithinRel(direct, 1e-15));
  CHECK_THAT(sm::log_sum_exp(Eigen::RowVector3d(1, -2, 0)), WithinRel(direct, 1e-15));
  CHECK(sm::log_sum_exp(Vector3d(1e30, -1e30, 0)) == 1e30);
  CHECK_THAT(sm::log_sum_exp(Vector2d(-1e4, -1e4)), WithinRel(-1e4 + std::log(2.0), 1e-15));
  CHECK_THAT(sm::log_sum_exp(Vector3d(123, 456, 789)), WithinRel(789, 1e-15));
}

// ---- Information theory -------------------------------------------------------------------------

TEST_CASE("entropy of a fair coin is log 2, of a sure thing 0", "[loss][softmax]") {
  CHECK_THAT(sm::entropy(Vector2d(0.5, 0.5)), WithinRel(std::log(2.0), 1e-15));
  CHECK(sm::entropy(Vector3d(0, 1, 0)) == 0);
  CHECK_THAT(sm::entropy(Vector3d(0.5, 0.25, 0.25)), WithinRel(1.5 * std::log(2.0), 1e-15));
}

TEST_CASE("the loss is the cross-entropy of one-hot and softmax, and their divergence",
          "[loss][softmax]") {
  // CS231n notes: H(p, q) = H(p) + D_KL(p || q), and H(p) = 0 for the one-hot p.
  Random random(42);
  for (int trial = 0; trial < 20; ++trial) {
    const Eigen::VectorXd scores = random.vector(5, 2);
    const int label = random.below(5);
    const Eigen::VectorXd one_hot = Eigen::VectorXd::Unit(5, label);
    const Eigen::VectorXd q = sm::softmax(scores);
    const double loss = cross_entropy_loss(scores, label);
    CHECK_THAT(sm::cross_entropy(one_hot, q), WithinAbs(loss, 1e-14));
    CHECK_THAT(sm::kl_divergence(one_hot, q), WithinAbs(loss, 1e-14));
  }
}

TEST_CASE("cross-entropy and divergence by hand", "[loss][softmax]") {
  const Vector2d p(0.75, 0.25);
  const Vector2d q(0.5, 0.5);
  CHECK_THAT(sm::cross_entropy(p, q), WithinRel(std::log(2.0), 1e-15));
  // 0.75 log 1.5 + 0.25 log 0.5, and the other way round: a divergence is no distance.
  CHECK_THAT(sm::kl_divergence(p, q), WithinAbs(0.13081203594113694, 1e-15));
  CHECK_THAT(sm::kl_divergence(q, p), WithinAbs(0.14384103622589045, 1e-15));
}

TEST_CASE("a divergence is 0 of equals, never negative, infinite where q misses p",
          "[loss][softmax]") {
  Random random(43);
  for (int trial = 0; trial < 50; ++trial) {
    const Eigen::VectorXd p = sm::softmax(random.vector(4, 3));
    const Eigen::VectorXd q = sm::softmax(random.vector(4, 3));
    CHECK(sm::kl_divergence(p, p) == 0);
    CHECK(sm::kl_divergence(p, q) > 0);
    CHECK_THAT(sm::entropy(p) + sm::kl_divergence(p, q), WithinRel(sm::cross_entropy(p, q), 1e-14));
  }
  CHECK(sm::cross_entropy(Vector2d(0.5, 0.5), Vector2d(1, 0)) == infinity);
  CHECK(sm::kl_divergence(Vector2d(0.5, 0.5), Vector2d(1, 0)) == infinity);
  CHECK(sm::cross_entropy(Vector2d(1, 0), Vector2d(1, 0)) == 0);
}

// ---- Extremes -----------------------------------------------------------------------------------

TEST_CASE("a loss of 1e-17 is kept, and so is its gradient", "[loss][softmax]") {
  // A lead of 39 over one rival: log(1 + e^-39), e^-39 = 1.15e-17, where 1 + e^-39 is 1.
  const double rival = std::exp(-39.0);
  Vector2d gradient;
  for (const double shift : {0.0, 1024.0, -1024.0}) {
    const Vector2d scores(39 + shift, shift);
    CHECK_THAT(cross_entropy_loss(scores, 0), WithinRel(rival, 1e-14));
    sm::SoftmaxCrossEntropy{}.gradient(scores, 0, gradient);
    CHECK_THAT(gradient(1), WithinRel(rival, 1e-14));
    CHECK_THAT(gradient(0), WithinRel(-rival, 1e-14));
  }
  const float loss = sm::SoftmaxCrossEntropy{}.value(Eigen::Vector2f(39, 0), 0);
  CHECK_THAT(static_cast<double>(loss), WithinRel(rival, 1e-6));
}

TEST_CASE("the loss of a hopeless example is its lag", "[loss][softmax]") {
  Vector3d gradient;
  CHECK(cross_entropy_loss(Vector3d(-1e30, 1e30, 0), 0) == 2e30);
  CHECK(cross_entropy_loss(Vector3d(-1e4, 1e4, 0), 0) == 2e4);
  sm::SoftmaxCrossEntropy{}.gradient(Vector3d(-1e30, 1e30, 0), 0, gradient);
  CHECK(gradient == Vector3d(-1, 1, 0));
  CHECK(cross_entropy_loss(Vector3d(-1e30, 1e30, 0), 1) == 0);
  sm::SoftmaxCrossEntropy{}.gradient(Vector3d(-1e30, 1e30, 0), 1, gradient);
  CHECK(gradient == Vector3d::Zero());
}

TEST_CASE("a small lag of large scores is not lost", "[loss][softmax]") {
  // log(1 + e^0.25) at 0 and at 2^40.
  const double expected = std::log1p(std::exp(0.25));
  CHECK_THAT(cross_entropy_loss(Vector2d(0, 0.25), 0), WithinRel(expected, 1e-15));
  const double far = std::ldexp(1.0, 40);
  CHECK_THAT(cross_entropy_loss(Vector2d(far, far + 0.25), 0), WithinRel(expected, 1e-15));
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("logits that are not finite are named", "[loss][softmax]") {
  using Error = std::invalid_argument;
  const Vector3d bad(1, std::nan(""), infinity);
  CHECK(thrown<Error>([&] { cross_entropy_loss(bad, 0); }) ==
        "softmargin: scores(1) should be finite, got nan");
  CHECK(thrown<Error>([&] { sm::softmax(bad); }) ==
        "softmargin: scores(1) should be finite, got nan");
  CHECK(thrown<Error>([&] { sm::log_sum_exp(bad); }) ==
        "softmargin: scores(1) should be finite, got nan");
  Eigen::MatrixXd S = Eigen::MatrixXd::Zero(3, 4);
  S(2, 3) = -infinity;
  CHECK(thrown<Error>([&] { sm::softmax(S); }) ==
        "softmargin: scores(2, 3) should be finite, got -inf");
}

TEST_CASE("softmax and log_sum_exp of nothing are refused", "[loss][softmax]") {
  using Error = std::invalid_argument;
  CHECK(thrown<Error>([] { sm::log_sum_exp(Eigen::VectorXd()); }) ==
        "softmargin: number of scores should be at least 1, got 0");
  CHECK(thrown<Error>([] { sm::softmax(Eigen::VectorXd()); }) ==
        "softmargin: number of classes should be at least 1, got 0");
  CHECK(sm::softmax(Eigen::MatrixXd(3, 0)).cols() == 0);
}

TEST_CASE("what is no distribution is refused by name", "[loss][softmax]") {
  using Error = std::invalid_argument;
  const Vector2d p(0.5, 0.5);
  CHECK(thrown<Error>([&] { sm::cross_entropy(p, Vector3d(0.5, 0.25, 0.25)); }) ==
        "softmargin: size of q should be 2, got 3");
  CHECK(thrown<Error>([&] { sm::cross_entropy(Vector2d(0.5, 0.25), p); }) ==
        "softmargin: p should be probabilities: not negative, with sum 1, got smallest 0.25, "
        "sum 0.75");
  CHECK(thrown<Error>([&] { sm::kl_divergence(p, Vector2d(-0.5, 1.5)); }) ==
        "softmargin: q should be probabilities: not negative, with sum 1, got smallest -0.5, "
        "sum 1");
  CHECK(thrown<Error>([&] { sm::entropy(Eigen::VectorXd()); }) ==
        "softmargin: p should be probabilities: not negative, with sum 1, got smallest 0, sum 0");
  CHECK(thrown<Error>([&] { sm::cross_entropy(p, Vector2d(std::nan(""), 1)); }) ==
        "softmargin: q(0) should be finite, got nan");
}
