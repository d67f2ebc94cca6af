// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/bias_trick.hpp"

#include <softmargin/score.hpp>

#include <cstdint>
#include <stdexcept>
#include <type_traits>

#include "catch.hpp"
#include "feature_forms.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Error = std::invalid_argument;

TEST_CASE("the bias trick appends a last feature that is always 1", "[bias_trick]") {
  const Eigen::Matrix2d X{{5, 6}, {7, 8}};
  const Eigen::MatrixXd expected{{5, 6}, {7, 8}, {1, 1}};
  CHECK(sm::append_bias_dimension(X) == expected);
  const auto bytes = sm::append_bias_dimension(X.cast<std::uint8_t>());
  static_assert(std::is_same_v<decltype(bytes), const sm::Matrix<std::uint8_t>>);
  CHECK(bytes.cast<double>() == expected);
  CHECK(sm::append_bias_dimension(Eigen::Vector2d(5, 7)) == expected.col(0));
}

TEST_CASE("the notes' 3073 numbers of a CIFAR-10 image end with the constant", "[bias_trick]") {
  // CS231n notes: W becomes 10 x 3073 instead of 10 x 3072.
  const Eigen::VectorXf x = Eigen::VectorXf::Zero(3072);
  CHECK(sm::append_bias_dimension(x).rows() == 3073);
  CHECK(sm::append_bias_dimension(x)(3072) == 1);
  const auto folded = sm::fold_bias(Eigen::MatrixXf::Zero(10, 3072), Eigen::VectorXf::Ones(10));
  CHECK(folded.rows() == 10);
  CHECK(folded.cols() == 3073);
}

TEST_CASE("folded weights on extended examples have the scores of W x + b", "[bias_trick]") {
  Random random(111);
  const Eigen::MatrixXd X = nibble_matrix(random, 6, 90);
  const Eigen::MatrixXd W = round_matrix(random, 4, 6);
  const Eigen::VectorXd b = round_matrix(random, 4, 1);
  const Eigen::MatrixXd separate = sm::scores(W, b, X);
  CHECK(sm::scores(sm::fold_bias(W, b), sm::append_bias_dimension(X)) == separate);
  CHECK(separate != sm::scores(W, X));
}

TEST_CASE("split_bias takes apart what fold_bias put together", "[bias_trick]") {
  Random random(112);
  const Eigen::MatrixXd W = random.matrix(3, 5);
  const Eigen::VectorXd b = random.vector(3);
  const auto [split_W, split_b] = sm::split_bias(sm::fold_bias(W, b));
  CHECK(split_W == W);
  CHECK(split_b == b);
  CHECK(sm::fold_bias(W, b).rightCols(1) == b);  // the bias is the last column
  const auto [no_weights, only_bias] = sm::split_bias(Eigen::MatrixXd(b));
  CHECK(no_weights.cols() == 0);
  CHECK(only_bias == b);
}

TEST_CASE("the bias trick names the shape that does not fit", "[bias_trick]") {
  CHECK(thrown<Error>([] { sm::fold_bias(Eigen::MatrixXd(3, 4), Eigen::VectorXd(4)); }) ==
        "softmargin: size of b should be 3, got 4");
  CHECK(thrown<Error>([] { sm::split_bias(Eigen::MatrixXd(3, 0)); }) ==
        "softmargin: columns of the folded weights should be at least 1, got 0");
}
