// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/loss_block.hpp"

#include <stdexcept>

#include "catch.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Eigen::ArrayXXd;

namespace {

/// Two examples of three classes, of which 2 and 0 are the own ones.
ArrayXXd two_examples() {
  ArrayXXd block(2, 3);
  block << 1, 2, 3,  //
      4, 5, 6;
  return block;
}

const sm::Labels own_classes = Eigen::Vector2i(2, 0);

/// Says what it is shown: the value is 100 label + the scores read as digits, the gradient counts.
struct Recorder {
  template <class Block, class Values>
  void value_and_gradient(Block& block, const sm::LabelBlock& y, Values&& losses) const {
    losses(0) = 1000 * y(0) + 100 * block(0, 0) + 10 * block(0, 1) + block(0, 2);
    for (sm::Index k = 0; k < block.cols(); ++k) block(0, k) = static_cast<double>(k);
  }
};

}  // namespace

TEST_CASE("true_scores reads the own class of each example", "[detail][loss_block]") {
  const auto scores = sm::detail::true_scores(two_examples(), own_classes);
  CHECK(scores(0) == 3);
  CHECK(scores(1) == 4);
}

TEST_CASE("fill_true_slots writes the own class of each example and no other",
          "[detail][loss_block]") {
  ArrayXXd block = two_examples();
  ArrayXXd expected(2, 3);
  sm::detail::fill_true_slots(block, own_classes, -9);
  expected << 1, 2, -9,  //
      -9, 5, 6;
  CHECK((block == expected).all());
  sm::detail::fill_true_slots(block, own_classes, Eigen::Array2d(7, 8));
  expected << 1, 2, 7,  //
      8, 5, 6;
  CHECK((block == expected).all());
}

TEST_CASE("positive is 1 above 0, and 0 at it and below", "[detail][loss_block]") {
  Eigen::Array<double, 5, 1> column;
  column << 2, 1e-300, 0, -1, -std::numeric_limits<double>::infinity();
  const Eigen::Array<double, 5, 1> step = sm::detail::positive(column);
  CHECK(step.matrix() == (Eigen::Matrix<double, 5, 1>() << 1, 1, 0, 0, 0).finished());
}

TEST_CASE("one example is shown to a loss as a block of one", "[detail][loss_block]") {
  const Eigen::Vector3d scores(1, 2, 3);
  Eigen::Vector3d gradient;
  CHECK(sm::detail::single_value(Recorder{}, scores, 2) == 2123);
  CHECK(sm::detail::single_value_and_gradient(Recorder{}, scores, 2, gradient) == 2123);
  CHECK(gradient == Eigen::Vector3d(0, 1, 2));
}

TEST_CASE("one example may be any vector expression", "[detail][loss_block]") {
  Eigen::MatrixXd S(2, 3);
  S << 1, 2, 3,  //
      4, 5, 6;
  CHECK(sm::detail::single_value(Recorder{}, S.row(1), 0) == 456);
  CHECK(sm::detail::single_value(Recorder{}, 2 * S.row(0).transpose(), 1) == 1246);
  Eigen::RowVector3d gradient;
  sm::detail::single_value_and_gradient(Recorder{}, S.row(1), 0, gradient);
  CHECK(gradient == Eigen::RowVector3d(0, 1, 2));
}

TEST_CASE("one example is checked before a loss sees it", "[detail][loss_block]") {
  const auto value = [](const Eigen::VectorXd& scores, sm::Index label) {
    return thrown<std::invalid_argument>(
        [&] { sm::detail::single_value(Recorder{}, scores, label); });
  };
  CHECK(value(Eigen::VectorXd::Zero(1), 0) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(value(Eigen::Vector3d(0, std::nan(""), 0), 0) ==
        "softmargin: scores(1) should be finite, got nan");
  CHECK(value(Eigen::Vector3d::Zero(), 3) == "softmargin: label should be in [0, 3), got 3");
  CHECK(value(Eigen::Vector3d::Zero(), -1) == "softmargin: label should be in [0, 3), got -1");
  Eigen::VectorXd gradient(4);
  CHECK(thrown<std::invalid_argument>([&] {
          sm::detail::single_value_and_gradient(Recorder{}, Eigen::Vector3d::Zero(), 0, gradient);
        }) == "softmargin: size of the score gradient should be 3, got 4");
}
