// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/templates.hpp"

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;

namespace {

sm::LinearModel<float> model(const Eigen::MatrixXf& W) {
  return {W, Eigen::VectorXf::Constant(W.rows(), 1000), {}};
}

Eigen::VectorXi as_ints(const Eigen::MatrixBase<sm::Matrix<std::uint8_t>>& images) {
  return images.reshaped().cast<int>();
}

}  // namespace

TEST_CASE("a template shows zero as 128 and the largest weight as 1 or 255", "[templates]") {
  Eigen::MatrixXf W(2, 4);
  W << 0, 2, -1, 0.5F,  //
      0, 0, 0, 0;
  const auto images = sm::template_images(model(W), 2, 2);
  REQUIRE(images.rows() == 4);
  REQUIRE(images.cols() == 2);
  // 128 + 127 * {0, 1, -1/2, 1/4}, halves away from zero; the large bias is nowhere.
  CHECK(as_ints(images) ==
        (Eigen::VectorXi(8) << 128, 255, 64, 160, 128, 128, 128, 128).finished());
}

TEST_CASE("templates scaled over all classes can be compared, those of a class use the whole range",
          "[templates]") {
  Eigen::MatrixXf W(2, 2);
  W << 4, -4,  //
      1, 0;
  CHECK(as_ints(sm::template_images(model(W), 1, 2, 1, sm::TemplateScale::all_classes)) ==
        Eigen::Vector4i(255, 1, 160, 128));
  CHECK(as_ints(sm::template_images(model(W), 1, 2, 1, sm::TemplateScale::per_class)) ==
        Eigen::Vector4i(255, 1, 255, 128));
}

TEST_CASE("colour planes become interleaved pixels", "[templates]") {
  // 1 x 2 pixels: the planes R = {1, 2}, G = {3, 4}, B = {5, 127}, weights in steps of a byte.
  Eigen::MatrixXf W(1, 6);
  W << 1, 2, 3, 4, 5, 127;
  CHECK(as_ints(sm::template_images(model(W), 1, 2, 3)) ==
        (Eigen::VectorXi(6) << 129, 131, 133, 130, 132, 255).finished());
}

TEST_CASE("negated weights are the negative image", "[templates]") {
  Random random(2);
  const Eigen::MatrixXf W = random.matrix<float>(3, 12);
  const auto images = as_ints(sm::template_images(model(W), 2, 2, 3));
  const auto negative = as_ints(sm::template_images(model(-W), 2, 2, 3));
  CHECK((images + negative).isConstant(256));
  const auto scaled = as_ints(sm::template_images(model(W * 1024), 2, 2, 3));
  CHECK(images == scaled);
}

TEST_CASE("templates refuse shapes that are not those of the weights", "[templates]") {
  const auto m = model(Eigen::MatrixXf::Ones(2, 12));
  CHECK(thrown<std::invalid_argument>([&] { sm::template_images(m, 3, 3); }) ==
        "softmargin: channels * rows * cols should be 12, got 9");
  CHECK(thrown<std::invalid_argument>([&] { sm::template_images(m, 0, 3); }) ==
        "softmargin: rows of an image should be at least 1, got 0");
  CHECK(thrown<std::invalid_argument>([&] { sm::template_images(m, 3, -1); }) ==
        "softmargin: columns of an image should be at least 1, got -1");
  CHECK(thrown<std::invalid_argument>([&] { sm::template_images(m, 3, 4, 0); }) ==
        "softmargin: channels of an image should be at least 1, got 0");
  auto broken = m;
  broken.weights(1, 2) = std::numeric_limits<float>::quiet_NaN();
  CHECK(thrown<std::invalid_argument>([&] { sm::template_images(broken, 3, 4); }) ==
        "softmargin: weights(1, 2) should be finite, got nan");
}
