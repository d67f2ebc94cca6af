// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smooth_mean_loss.cpp  Value, gradient, curvatures and bound against their definitions.
#include <softmargin/solver/smooth_mean_loss.hpp>

#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;

TEST_CASE("the smooth part of an L1 problem is what its definitions say", "[smooth_mean_loss]") {
  Random random(1);
  const Eigen::MatrixXd X = random.matrix(4, 70);
  const sm::Labels y = random.labels(70, 3);
  const Eigen::VectorXd weights = Eigen::VectorXd::LinSpaced(70, 0.5, 1.5);  // of mean 1
  const Eigen::MatrixXd W = random.matrix(3, 4);
  const Eigen::VectorXd b = random.vector(3);
  const sm::SoftmaxCrossEntropy loss;
  const sm::L1 l1{0.1};
  const sm::ObjectiveOptions options{.example_weights = weights};

  double mean = 0;
  Eigen::MatrixXd dW = Eigen::MatrixXd::Zero(3, 4);
  Eigen::VectorXd db = Eigen::VectorXd::Zero(3);
  Eigen::MatrixXd p(70, 3);
  for (int i = 0; i < 70; ++i) {
    const Eigen::VectorXd s = W * X.col(i) + b;
    Eigen::VectorXd g(3);
    loss.gradient(s, y(i), g);
    mean += weights(i) * loss.value(s, y(i)) / 70;
    dW += weights(i) / 70 * g * X.col(i).transpose();
    db += weights(i) / 70 * g;
    p.row(i) = (s.array() - s.maxCoeff()).exp().matrix().transpose();
    p.row(i) /= p.row(i).sum();
  }

  sm::RegularizedLoss objective(X, y, loss, l1, options);
  const sm::ProgressCallback nothing;
  sm::detail::Tracker tracker(objective, 1e-9, 10, nothing);
  sm::detail::SmoothMeanLoss smooth(objective);
  const Eigen::VectorXd parameters = objective.pack(W, b);
  Eigen::VectorXd gradient;
  const double value = smooth.evaluate(parameters, gradient);
  CHECK_THAT(value, WithinRel(mean, 1e-13));
  CHECK((gradient - objective.pack(dW, db)).norm() < 1e-13);

  const std::vector<sm::Index> some{3, 0, 69};
  const Eigen::MatrixXd h = smooth.curvatures(some);
  REQUIRE(h.rows() == 3);
  for (int j = 0; j < 3; ++j) {
    const auto i = some[static_cast<std::size_t>(j)];
    const Eigen::RowVectorXd diagonal = weights(i) * p.row(i).array() * (1 - p.row(i).array());
    CHECK((h.row(j) - diagonal).norm() < 1e-13);
  }

  const double objective_value = value + l1.value(W);
  const auto certificate = smooth.certify(objective_value, value, parameters, gradient, tracker);
  const auto expected = sm::certify(X, y, loss, l1, W, b, options);
  CHECK(expected.lower_bound > 0);
  CHECK_THAT(certificate.lower_bound, WithinRel(expected.lower_bound, 1e-12));
  CHECK_THAT(certificate.gap, WithinRel(expected.gap, 1e-12));
  CHECK(tracker.passes() > 0);  // the work of the conjugates
}
