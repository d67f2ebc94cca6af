// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The loss of shifted scores against that of a shifted bias.

#include <softmargin/loss/softmax.hpp>
#include <softmargin/objective/shifted_loss.hpp>
#include <softmargin/regularization/none.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinRel;

TEST_CASE("a shift of the scores is a shift of the bias", "[shifted_loss]") {
  Random random(4);
  const Index N = 600;  // more than two blocks
  const Matrix<double> X = random.matrix(5, N);
  const Labels y = random.labels(static_cast<int>(N), 3);
  RegularizedLoss objective(
      X, y, SoftmaxCrossEntropy{}, NoRegularization{},
      {.threads = 1, .num_classes = 3, .example_weights = random.vector(N).cwiseAbs()});
  const Matrix<double> W = random.matrix(3, 5);
  const Vector<double> b = random.vector(3);
  const Vector<double> delta = random.vector(3);
  const Vector<double> target = random.vector(3);
  detail::ShiftedLoss shifted(objective, objective.pack(W, b));
  for (const bool with_target : {false, true}) {
    CAPTURE(with_target);
    if (with_target) shifted.set_target(target);
    Vector<double> gradient;
    const double value = shifted.value_and_gradient(delta, gradient);
    Matrix<double> dW;
    Vector<double> db;
    double expected = objective.value_and_gradient(W, b + delta, dW, db);
    if (with_target) {
      expected -= target.dot(delta);
      db -= target;
    }
    CHECK_THAT(value, WithinRel(expected, 1e-13));
    CHECK((gradient - db).norm() < 1e-13);
  }
}
