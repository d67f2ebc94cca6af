// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/linear_model.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Error = std::invalid_argument;

namespace {

/// CS231n notes: cat, dog, ship on an image of four pixels.
sm::LinearModel<double> notes_model() {
  return {Eigen::MatrixXd{{0.2, -0.5, 0.1, 2.0}, {1.5, 1.3, 2.1, 0.0}, {0, 0.25, 0.2, -0.3}},
          Eigen::Vector3d(1.1, 3.2, -1.2),
          {"cat", "dog", "ship"}};
}

}  // namespace

TEST_CASE("the notes' model takes the cat for a dog", "[linear_model]") {
  const auto model = notes_model();
  CHECK(model.num_classes() == 3);
  CHECK(model.num_features() == 4);
  sm::Matrix<std::uint8_t> X(4, 2);
  X << 56, 0, 231, 0, 24, 0, 2, 0;
  CHECK(
      model.scores(X).isApprox(Eigen::MatrixXd{{-96.8, 1.1}, {437.9, 3.2}, {60.75, -1.2}}, 1e-14));
  CHECK(model.predict(X) == Eigen::Vector2i(1, 1));
  CHECK(model.class_name(model.predict(X)(0)) == "dog");
}

TEST_CASE("probabilities are the softmax of the scores", "[linear_model]") {
  // CS231n notes: scores 1, -2, 0 give 0.7, 0.04, 0.26.
  const sm::LinearModel<double> model{Eigen::Vector3d(1, -2, 0), Eigen::Vector3d::Zero(), {}};
  const Eigen::MatrixXd P = model.probabilities(Eigen::RowVector2d(1, 0.5));
  CHECK_THAT(P(0, 0), WithinAbs(0.7, 0.006));
  CHECK_THAT(P(1, 0), WithinAbs(0.04, 0.006));
  CHECK_THAT(P(2, 0), WithinAbs(0.26, 0.006));
  CHECK_THAT(P(0, 1), WithinAbs(0.55, 0.006));  // halved weights: 0.55, 0.12, 0.33
  CHECK_THAT(P(1, 1), WithinAbs(0.12, 0.006));
  CHECK_THAT(P(2, 1), WithinAbs(0.33, 0.006));
  CHECK(P.colwise().sum().isApprox(Eigen::RowVector2d::Ones(), 1e-15));
}

TEST_CASE("one example gives one column", "[linear_model]") {
  Random random(131);
  const sm::LinearModel<float> model{random.matrix<float>(3, 5), random.vector<float>(3), {}};
  const Eigen::MatrixXf X = random.matrix<float>(5, 4);
  const Eigen::VectorXf s = model.scores(X.col(2));
  CHECK(s.isApprox(model.scores(X).col(2), 1e-6F));
  CHECK(model.predict(X.col(2)) == model.predict(X).segment(2, 1));
  CHECK(model.probabilities(X.col(2)).isApprox(model.probabilities(X).col(2), 1e-6F));
}

TEST_CASE("scores of 1e30 have probabilities, not NaN", "[linear_model]") {
  const sm::LinearModel<float> model{Eigen::Vector2f(1e30F, -1e30F), Eigen::Vector2f::Zero(), {}};
  const Eigen::MatrixXf P = model.probabilities(Eigen::RowVector2f(1, -1));
  CHECK(P == Eigen::Matrix2f::Identity());
}

TEST_CASE("classes without names are called by their numbers", "[linear_model]") {
  auto model = notes_model();
  CHECK(model.class_name(0) == "cat");
  CHECK(model.class_name(2) == "ship");
  model.class_names.clear();
  CHECK(model.class_name(0) == "0");
  CHECK(model.class_name(2) == "2");
}

TEST_CASE("the model names the wrong class and the wrong shape", "[linear_model]") {
  auto model = notes_model();
  CHECK(thrown<Error>([&] { model.class_name(3); }) ==
        "softmargin: class should be in [0, 3), got 3");
  CHECK(thrown<Error>([&] { model.class_name(-1); }) ==
        "softmargin: class should be in [0, 3), got -1");
  CHECK(thrown<Error>([&] { model.scores(Eigen::MatrixXd(5, 2)); }) ==
        "softmargin: features of X should be 4, got 5");
  CHECK(thrown<Error>([&] { model.predict(Eigen::MatrixXd(5, 2)); }) ==
        "softmargin: features of X should be 4, got 5");
  CHECK(thrown<Error>([&] { model.probabilities(Eigen::VectorXd(3)); }) ==
        "softmargin: features of x should be 4, got 3");
  model.weights(0, 0) = std::numeric_limits<double>::infinity();
  CHECK(thrown<Error>([&] { model.probabilities(Eigen::MatrixXd::Ones(4, 2)); }) ==
        "softmargin: scores(0, 0) should be finite, got inf");
}

TEST_CASE("names that do not match the number of classes are found out", "[linear_model]") {
  auto model = notes_model();
  model.class_names = {"cat", "dog"};
  CHECK(thrown<Error>([&] { model.class_name(2); }) ==
        "softmargin: number of class names should be 3, got 2");
}
