// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cross_validation.cpp  Nothing is judged by a model that has seen it.
#include <softmargin/evaluation/cross_validation.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "thrown.hpp"

#include <cmath>

namespace sm = softmargin;

namespace {

/// Predicts what it is told.
struct Fixed {
  sm::Labels labels;
  sm::Labels predict(const Eigen::MatrixXd&) const { return labels; }
};

}  // namespace

TEST_CASE("folds are even in size and in every class, and depend on the seed alone",
          "[evaluation][cross_validation]") {
  sm::Labels y(23);
  for (int i = 0; i < 23; ++i) y(i) = i < 11 ? 0 : (i < 20 ? 2 : 3);  // no example of class 1
  const sm::Labels folds = sm::stratified_folds(y, 4, 7);
  for (int fold = 0; fold < 4; ++fold) {
    const auto in_fold = (folds.array() == fold).eval();
    CHECK((in_fold.count() == 5 || in_fold.count() == 6));
    for (int k = 0; k < 4; ++k) {
      const auto share = (in_fold && y.array() == k).count();
      const auto all = (y.array() == k).count();
      CHECK((share == all / 4 || share == (all + 3) / 4));
    }
  }
  CHECK(folds == sm::stratified_folds(y, 4, 7));
  CHECK(folds != sm::stratified_folds(y, 4, 8));
}

TEST_CASE("each example is judged once, by the model of the fold it was kept from",
          "[evaluation][cross_validation]") {
  const Eigen::MatrixXd X = Eigen::MatrixXd::Zero(2, 6);
  sm::Labels y(6), folds(6);
  y << 0, 1, 2, 0, 1, 2;
  folds << 0, 0, 1, 1, 2, 2;
  int fold = 0;
  const auto result = sm::cross_validate(X, y, folds, [&](const Eigen::VectorXd& weights) {
    CHECK(weights == (folds.array() != fold).cast<double>().matrix());
    // The first model says 0, the second 1 and the third 2, of all examples.
    return Fixed{sm::Labels::Constant(6, fold++)};
  });
  CHECK(result.predictions == folds);
  CHECK(result.accuracies == std::vector<double>{0.5, 0, 0.5});
  CHECK(result.accuracy == 2.0 / 6);
  CHECK_THAT(result.deviation, Catch::Matchers::WithinRel(std::sqrt(1.0 / 12), 1e-12));
}

TEST_CASE("cross-validation equals fits on copies without the fold",
          "[evaluation][cross_validation]") {
  Random random(5);
  const Eigen::MatrixXd X = random.matrix(3, 60);
  sm::Labels y(60);
  for (sm::Index i = 0; i < 60; ++i) y(i) = X(0, i) + random.normal(0.5) > 0 ? 1 : 0;
  const sm::SoftmaxCrossEntropy loss;
  const sm::L2 penalty{0.01};
  const auto result = sm::cross_validate(X, y, loss, penalty, 3, {.tolerance = 1e-9, .seed = 4});
  const sm::Labels folds = sm::stratified_folds(y, 3, 4);
  for (int fold = 0; fold < 3; ++fold) {
    std::vector<int> kept;
    for (int i = 0; i < 60; ++i) {
      if (folds(i) != fold) kept.push_back(i);
    }
    const Eigen::MatrixXd part = X(Eigen::indexing::all, kept);
    const sm::Labels part_labels = y(kept);
    const auto model = sm::fit(part, part_labels, loss, penalty, {.tolerance = 1e-9}).model;
    const sm::Labels yhat = model.predict(X);
    for (int i = 0; i < 60; ++i) {
      if (folds(i) == fold) CHECK(result.predictions(i) == yhat(i));
    }
  }
  CHECK(result.accuracy > 0.7);
}

TEST_CASE("cross-validation refuses folds that cannot be", "[evaluation][cross_validation]") {
  const Eigen::MatrixXd X = Eigen::MatrixXd::Zero(2, 4);
  sm::Labels y(4), gap(4);
  y << 0, 1, 0, 1;
  gap << 0, 2, 2, 0;
  const auto never = [](const Eigen::VectorXd&) { return Fixed{sm::Labels::Zero(4)}; };
  CHECK_THROWS_AS(sm::stratified_folds(y, 1), std::invalid_argument);
  CHECK_THROWS_AS(sm::stratified_folds(y, 5), std::invalid_argument);
  CHECK_THROWS_AS(sm::cross_validate(X, y, sm::Labels::Zero(4).eval(), never),
                  std::invalid_argument);
  CHECK_THROWS_AS(sm::cross_validate(X, y, sm::Labels::Zero(3).eval(), never),
                  std::invalid_argument);
  CHECK(thrown<std::invalid_argument>([&] { sm::cross_validate(X, y, gap, never); }) ==
        "softmargin: examples of fold 1 should be at least 1, got 0");
}
