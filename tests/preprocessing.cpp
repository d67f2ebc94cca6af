// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/preprocessing.hpp"

#include <softmargin/score.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "feature_forms.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Error = std::invalid_argument;

namespace {

/// Three features over four examples: one that varies, one that is skewed, one that is constant.
MatrixXd hand_data() {
  return MatrixXd{{0, 2, 4, 6}, {-1, -1, -1, 3}, {7, 7, 7, 7}};
}

/// The fits, by name, so that each law is stated once.
template <class Visitor>
void for_each_scaling(const MatrixXd& X, Visitor visit) {
  visit("centring", sm::fit_centring(X));
  visit("range scaling", sm::fit_range_scaling(X));
  visit("standardization", sm::fit_standardization(X));
}

}  // namespace

// ---- Numbers computed by hand -------------------------------------------------------------------

TEST_CASE("the mean image is the mean of each pixel", "[preprocessing]") {
  CHECK(sm::mean_image(hand_data()) == Eigen::Vector3d(3, 0, 7));
}

TEST_CASE("centring takes the mean image away and nothing else", "[preprocessing]") {
  const auto scaling = sm::fit_centring(hand_data());
  CHECK(scaling.shift == Eigen::Vector3d(3, 0, 7));
  CHECK(scaling.factor == Eigen::Vector3d::Ones());
  CHECK(scaling.apply(hand_data()) == MatrixXd{{-3, -1, 1, 3}, {-1, -1, -1, 3}, {0, 0, 0, 0}});
}

TEST_CASE("range scaling maps the smallest to -1 and the largest to 1", "[preprocessing]") {
  const auto scaling = sm::fit_range_scaling(hand_data());
  const MatrixXd scaled = scaling.apply(hand_data());
  CHECK(scaled.row(1) == Eigen::RowVector4d(-1, -1, -1, 1));
  CHECK(scaled.row(2) == Eigen::RowVector4d::Zero());
  CHECK_THAT(scaled(0, 1), WithinAbs(-1.0 / 3, 1e-15));
  CHECK(scaled(0, 0) == -1);
  CHECK(scaled(0, 3) == 1);
}

TEST_CASE("the notes' pixels from 0 to 255 scale to [-1, 1]", "[preprocessing]") {
  sm::Matrix<std::uint8_t> X(1, 3);
  X << 0, 255, 51;
  const auto scaling = sm::fit_range_scaling(X);
  CHECK(scaling.shift(0) == 127.5);
  CHECK(scaling.factor(0) == 1 / 127.5);
  CHECK(scaling.apply(X).isApprox(Eigen::RowVector3f(-1, 1, -0.6F)));
}

TEST_CASE("standardization divides by the standard deviation over N", "[preprocessing]") {
  // Row 0 has variance (9 + 1 + 1 + 9) / 4 = 5, row 1 (1 + 1 + 1 + 9) / 4 = 3, row 2 none.
  const auto scaling = sm::fit_standardization(hand_data());
  CHECK_THAT(scaling.factor(0), WithinAbs(1 / std::sqrt(5.0), 1e-15));
  CHECK_THAT(scaling.factor(1), WithinAbs(1 / std::sqrt(3.0), 1e-15));
  CHECK(scaling.factor(2) == 1);
  const MatrixXd scaled = scaling.apply(hand_data());
  CHECK(scaled.rowwise().mean().isZero(1e-15));
  CHECK(scaled.rowwise().squaredNorm().isApprox(Eigen::Vector3d(4, 4, 0), 1e-14));
}

// ---- Laws ---------------------------------------------------------------------------------------

TEST_CASE("a feature that does not vary stays finite and becomes 0", "[preprocessing]") {
  for (const double constant : {0.0, 0.1, 1e-300, -1e300, 1.0 / 3}) {
    const MatrixXd X = MatrixXd::Constant(1, 1000, constant);
    CAPTURE(constant);
    for_each_scaling(X, [&](const char* name, const sm::FeatureScaling& scaling) {
      CAPTURE(name);
      CHECK_NOTHROW(scaling.check());
      CHECK(scaling.apply(X).isZero(0));
    });
  }
}

TEST_CASE("a feature that varies by the smallest doubles keeps a finite factor",
          "[preprocessing]") {
  const double tiny = std::numeric_limits<double>::denorm_min();
  const Eigen::RowVector2d X(0, 4 * tiny);
  for_each_scaling(X, [&](const char* name, const sm::FeatureScaling& scaling) {
    CAPTURE(name);
    CHECK_NOTHROW(scaling.check());
    CHECK(scaling.apply(MatrixXd(X)).allFinite());
  });
}

TEST_CASE("a large offset does not spoil a small spread", "[preprocessing]") {
  // Values 1e9 +- 1: the mean of squares would lose the variance of 1 altogether.
  MatrixXd X(1, 1000);
  for (sm::Index i = 0; i < X.cols(); ++i) X(0, i) = 1e9 + (i % 2 == 0 ? -1.0 : 1.0);
  const auto scaling = sm::fit_standardization(X);
  CHECK_THAT(scaling.factor(0), WithinAbs(1, 1e-9));
  CHECK_THAT(scaling.shift(0), WithinAbs(1e9, 1e-6));
}

TEST_CASE("fitted on one part, applied to another", "[preprocessing]") {
  Random random(121);
  const MatrixXd train = random.matrix(4, 50);
  const MatrixXd test = random.matrix(4, 20);
  for_each_scaling(train, [&](const char* name, const sm::FeatureScaling& scaling) {
    CAPTURE(name);
    const MatrixXd scaled = scaling.apply(test);
    for (sm::Index i = 0; i < test.cols(); ++i) {
      for (sm::Index d = 0; d < test.rows(); ++d) {
        CHECK(scaled(d, i) == (test(d, i) - scaling.shift(d)) * scaling.factor(d));
      }
    }
  });
}

TEST_CASE("folded weights score raw input as the weights score scaled input", "[preprocessing]") {
  Random random(122);
  MatrixXd X = random.matrix(5, 60, 3);
  X.row(1).array() += 100;
  X.row(2) *= 1e-3;
  X.row(3).setConstant(0.1);
  const MatrixXd W = random.matrix(4, 5);
  const VectorXd b = random.vector(4);
  for_each_scaling(X, [&](const char* name, const sm::FeatureScaling& scaling) {
    CAPTURE(name);
    MatrixXd raw_W = W;
    VectorXd raw_b = b;
    sm::fold_into(scaling, raw_W, raw_b);
    CHECK(oracle::relative_error(sm::scores(raw_W, raw_b, X), sm::scores(W, b, scaling.apply(X))) <
          1e-13);
    CHECK(oracle::relative_error(raw_b, b) > 1e-3);
  });
}

TEST_CASE("folding is exact where the arithmetic is", "[preprocessing]") {
  Random random(123);
  const MatrixXd X = nibble_matrix(random, 5, 40);
  const sm::FeatureScaling scaling{VectorXd{{1, -2, 0, 4, 8}}, VectorXd{{2, 0.5, 1, 0.25, 4}}};
  MatrixXd W = round_matrix(random, 3, 5);
  VectorXd b = round_matrix(random, 3, 1);
  const MatrixXd expected = sm::scores(W, b, scaling.apply(X));
  Eigen::MatrixXf W_float = W.cast<float>();
  Eigen::VectorXf b_float = b.cast<float>();
  sm::fold_into(scaling, W, b);
  sm::fold_into(scaling, W_float, b_float);
  CHECK(sm::scores(W, b, X) == expected);
  CHECK(sm::scores(W_float, b_float, X).cast<double>() == expected);
}

TEST_CASE("unfolding gives back what was folded", "[preprocessing]") {
  Random random(12);
  const sm::FeatureScaling scaling{random.vector(5, 3), random.vector(5).cwiseAbs()};
  const MatrixXd W = random.matrix(3, 5);
  const VectorXd b = random.vector(3);
  MatrixXd W_again = W;
  VectorXd b_again = b;
  sm::fold_into(scaling, W_again, b_again);
  CHECK((W_again - W).norm() > 0.1);
  sm::unfold_from(scaling, W_again, b_again);
  CHECK_THAT((W_again - W).norm(), WithinAbs(0, 1e-13));
  CHECK_THAT((b_again - b).norm(), WithinAbs(0, 1e-13));
  VectorXd wrong = random.vector(2);
  CHECK_THROWS_AS(sm::unfold_from(scaling, W_again, wrong), Error);
  MatrixXd narrow = random.matrix(3, 4);
  CHECK_THROWS_AS(sm::unfold_from(scaling, narrow, b_again), Error);
}

TEST_CASE("statistics of bytes, halves and views are those of their values", "[preprocessing]") {
  Random random(124);
  const MatrixXd X = nibble_matrix(random, 7, 30);
  const auto expected = sm::fit_standardization(X);
  const auto check_one = [&](const char* name, const auto& form) {
    CAPTURE(name);
    const auto scaling = sm::fit_standardization(form);
    CHECK(scaling.shift == expected.shift);
    CHECK(scaling.factor == expected.factor);
    CHECK(scaling.apply(form).template cast<double>().isApprox(expected.apply(X), 1e-6));
  };
  for_each_scalar(X, check_one);
  check_one("row-major", Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>(X));
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("preprocessing names what is wrong", "[preprocessing]") {
  CHECK(thrown<Error>([] { sm::mean_image(MatrixXd(3, 0)); }) ==
        "softmargin: number of examples should be at least 1, got 0");
  MatrixXd X = hand_data();
  X(1, 2) = std::numeric_limits<double>::quiet_NaN();
  const std::string nan = "softmargin: X(1, 2) should be finite, got nan";
  CHECK(thrown<Error>([&] { sm::fit_centring(X); }) == nan);
  CHECK(thrown<Error>([&] { sm::fit_range_scaling(X); }) == nan);
  CHECK(thrown<Error>([&] { sm::fit_standardization(X); }) == nan);
  const auto scaling = sm::fit_centring(hand_data());
  CHECK(thrown<Error>([&] { scaling.apply(MatrixXd(4, 2)); }) ==
        "softmargin: features of X should be 3, got 4");
  MatrixXd W = MatrixXd::Ones(2, 4);
  VectorXd b = VectorXd::Ones(2);
  CHECK(thrown<Error>([&] { sm::fold_into(scaling, W, b); }) ==
        "softmargin: columns of W should be 3, got 4");
  W.resize(2, 3);
  b.resize(3);
  CHECK(thrown<Error>([&] { sm::fold_into(scaling, W, b); }) ==
        "softmargin: size of b should be 2, got 3");
}

TEST_CASE("a scaling written by hand is checked", "[preprocessing]") {
  const Eigen::Vector2d ones = Eigen::Vector2d::Ones();
  CHECK(thrown<Error>([&] {
          sm::FeatureScaling{ones, VectorXd::Ones(3)}.check();
        }) == "softmargin: size of factor should be 2, got 3");
  CHECK(thrown<Error>([&] {
          sm::FeatureScaling{ones, Eigen::Vector2d(1, 0)}.check();
        }) == "softmargin: factor(1) should be finite and positive, got 0");
  CHECK(thrown<Error>([&] {
          sm::FeatureScaling{ones, Eigen::Vector2d(-2, 1)}.check();
        }) == "softmargin: factor(0) should be finite and positive, got -2");
  const Eigen::Vector2d bad(0, std::numeric_limits<double>::infinity());
  CHECK(thrown<Error>([&] {
          sm::FeatureScaling{bad, ones}.check();
        }) == "softmargin: shift(1) should be finite, got inf");
}

TEST_CASE("sparse data have the statistics of the same data made dense", "[preprocessing]") {
  Random random(31);
  Eigen::MatrixXd dense = random.matrix<double>(7, 40);
  dense = (dense.array() > 0.5).select(dense, 0.0);
  dense.row(2).setZero();       // a feature that is never there
  dense.row(3).setConstant(5);  // one that always is
  dense.row(4).array() = -1e6;
  dense(4, 0) = -1e6 + 1;
  const Eigen::SparseMatrix<double> X = dense.sparseView();
  const auto check_same = [](const sm::FeatureScaling& a, const sm::FeatureScaling& b) {
    CHECK((a.shift - b.shift).cwiseAbs().maxCoeff() <= 1e-9);
    CHECK(((a.factor - b.factor).array() / b.factor.array()).abs().maxCoeff() <= 1e-9);
  };
  check_same(sm::fit_centring(X), sm::fit_centring(dense));
  check_same(sm::fit_range_scaling(X), sm::fit_range_scaling(dense));
  check_same(sm::fit_standardization(X), sm::fit_standardization(dense));
  CHECK(sm::fit_range_scaling(X).shift(3) == 5);

  Eigen::SparseMatrix<double> bad = X;
  bad.coeffRef(1, 2) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(sm::mean_image(bad), std::invalid_argument);
  CHECK_THROWS_AS(sm::mean_image(Eigen::SparseMatrix<double>(3, 0)), std::invalid_argument);
}
