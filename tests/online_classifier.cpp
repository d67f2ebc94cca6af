// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file online_classifier.cpp  A stream approaches the optimum of all its data; classes may appear
/// late.
#include <softmargin/fit.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/online_classifier.hpp>
#include <softmargin/regularization/l2.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Three clusters in four dimensions.
Eigen::MatrixXf clusters(Random& random, const sm::Labels& y) {
  Eigen::MatrixXf X = random.matrix(4, y.size()).cast<float>();
  for (sm::Index i = 0; i < y.size(); ++i) X(y(i), i) += 1.5f;
  return X;
}

}  // namespace

TEST_CASE("a stream of chunks comes near the objective of a fit on all of it", "[online]") {
  Random random(44);
  const sm::Labels y = random.labels(6000, 3);
  const Eigen::MatrixXf X = clusters(random, y);
  const sm::L2 l2{1e-3};
  sm::OnlineClassifier<sm::SoftmaxCrossEntropy> online(sm::SoftmaxCrossEntropy{}, {.lambda = 1e-3});
  for (int epoch = 0; epoch < 3; ++epoch) {
    for (sm::Index first = 0; first < 6000; first += 500) {
      online.partial_fit(X.middleCols(first, 500), y.segment(first, 500));
    }
  }
  CHECK(online.num_examples() == 18000);
  const auto best = sm::fit(X, y, sm::SoftmaxCrossEntropy{}, l2, {.tolerance = 1e-6});
  sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, l2);
  const auto model = online.model();
  const double reached = objective.value(model.weights, model.bias);
  CHECK(reached >= best.report.objective - best.report.gap);
  CHECK(reached < 1.03 * best.report.objective);
}

TEST_CASE("a class that appears late is learnt, and bad chunks change nothing", "[online]") {
  Random random(45);
  sm::OnlineClassifier<sm::SoftmaxCrossEntropy> online(sm::SoftmaxCrossEntropy{});
  const sm::Labels early = random.labels(400, 2);
  online.partial_fit(clusters(random, early), early);
  CHECK(online.num_classes() == 2);
  const sm::Labels late = random.labels(2000, 3);
  const Eigen::MatrixXf X = clusters(random, late);
  for (int epoch = 0; epoch < 5; ++epoch) online.partial_fit(X, late);
  REQUIRE(online.num_classes() == 3);
  const auto accuracy = [&](const sm::LinearModel<float>& model) {
    return (model.predict(X).array() == late.array()).cast<double>().mean();
  };
  const auto whole = sm::fit(X, late, sm::SoftmaxCrossEntropy{}, sm::L2{1e-4});
  CHECK(accuracy(online.model()) > accuracy(whole.model) - 0.02);

  const auto before = online.model();
  CHECK_THROWS_WITH(online.partial_fit(Eigen::MatrixXf(5, 1), sm::Labels::Zero(1)),
                    ContainsSubstring("features of X should be 4, got 5"));
  CHECK_THROWS_WITH(online.partial_fit(X.leftCols(1), sm::Labels::Constant(1, -1)),
                    ContainsSubstring("labels(0)"));
  Eigen::MatrixXf broken = X.leftCols(2);
  broken(3, 1) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH(online.partial_fit(broken, sm::Labels::Zero(2)), ContainsSubstring("X(3, 1)"));
  CHECK(online.model().weights == before.weights);
}
