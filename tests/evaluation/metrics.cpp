// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/evaluation/metrics.hpp"

#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;

namespace {

sm::Labels labels(std::initializer_list<int> values) {
  sm::Labels y(static_cast<sm::Index>(values.size()));
  std::copy(values.begin(), values.end(), y.begin());
  return y;
}

}  // namespace

TEST_CASE("accuracy is the share of labels that agree", "[metrics]") {
  const auto y = labels({0, 1, 2, 1});
  CHECK(sm::accuracy(y, y) == 1);
  CHECK(sm::accuracy(labels({0, 1, 2, 2}), y) == 0.75);
  CHECK(sm::accuracy(labels({1, 2, 0, 0}), y) == 0);
}

TEST_CASE("the confusion matrix counts true classes by row, predicted by column", "[metrics]") {
  // True 0 twice, taken for 0 and for 2; true 1 once, right; true 2 once, taken for 1.
  const auto counts = sm::confusion_matrix(labels({0, 2, 1, 1}), labels({0, 0, 1, 2}), 3);
  CHECK(counts == (Eigen::Matrix3i() << 1, 0, 1, 0, 1, 0, 0, 1, 0).finished());
}

TEST_CASE("the confusion matrix has a row and a column for a class that never occurs",
          "[metrics]") {
  const auto counts = sm::confusion_matrix(labels({0, 1}), labels({0, 1}), 4);
  CHECK(counts.rows() == 4);
  CHECK(counts.cols() == 4);
  CHECK(counts.sum() == 2);
}

TEST_CASE("the trace of the confusion matrix over N is the accuracy", "[metrics]") {
  Random random(1);
  for (const sm::Index N : {1, 7, 500}) {
    const auto y = random.labels(N, 5);
    const auto yhat = random.labels(N, 5);
    const auto counts = sm::confusion_matrix(yhat, y, 5);
    CHECK(counts.sum() == N);
    CHECK(static_cast<double>(counts.trace()) / static_cast<double>(N) == sm::accuracy(yhat, y));
    CHECK(counts.transpose() == sm::confusion_matrix(y, yhat, 5));
  }
}

TEST_CASE("metrics refuse labels that do not fit", "[metrics]") {
  const auto two = labels({0, 1});
  const auto three = labels({0, 1, 2});
  CHECK(thrown<std::invalid_argument>([&] { sm::accuracy(two, three); }) ==
        "softmargin: number of predicted labels should be 3, got 2");
  CHECK(thrown<std::invalid_argument>([&] { sm::accuracy({}, {}); }) ==
        "softmargin: number of labels should be at least 1, got 0");
  CHECK(thrown<std::invalid_argument>([&] { sm::confusion_matrix(three, two, 3); }) ==
        "softmargin: number of predicted labels should be 2, got 3");
  CHECK(thrown<std::invalid_argument>([&] { sm::confusion_matrix(two, two, 0); }) ==
        "softmargin: number of classes should be at least 1, got 0");
  CHECK(thrown<std::invalid_argument>([&] {
          sm::confusion_matrix(two, labels({0, 2}), 2);
        }) == "softmargin: labels(1) should be in [0, 2), got 2");
  CHECK(thrown<std::invalid_argument>([&] {
          sm::confusion_matrix(labels({-1, 0}), two, 2);
        }) == "softmargin: predicted labels(0) should be in [0, 2), got -1");
}
