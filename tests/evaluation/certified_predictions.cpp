// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_predictions.cpp  Marked labels are those of a far better solution.
#include <softmargin/evaluation/certified_predictions.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l2.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

namespace sm = softmargin;

TEST_CASE("a certified label is that of a solution a million times more exact",
          "[evaluation][certified]") {
  Random random(41);
  for (int problem = 0; problem < 5; ++problem) {
    Eigen::MatrixXd X = random.matrix(6, 300);
    const sm::Labels y = random.labels(300, 4);
    for (sm::Index i = 0; i < 300; ++i) X(y(i), i) += 2;
    const sm::L2 l2{1e-2};
    const sm::Bias bias = problem % 2 == 0 ? sm::Bias::none : sm::Bias::penalized;
    const auto rough = sm::fit(X, y, sm::SoftmaxCrossEntropy{}, l2,
                               {.tolerance = 1e-4, .bias = bias, .solver = sm::Solver::gram_lbfgs});
    const auto exact =
        sm::fit(X, y, sm::SoftmaxCrossEntropy{}, l2, {.tolerance = 1e-11, .bias = bias});
    const auto certificate = sm::certify(X, y, sm::SoftmaxCrossEntropy{}, l2, rough.model.weights,
                                         rough.model.bias, {.bias = bias});
    const auto certified = sm::certified_predictions(rough.model, certificate, X);
    const sm::Labels guess = rough.model.predict(X);
    const sm::Labels truth = exact.model.predict(X);
    int marked = 0;
    for (std::size_t i = 0; i < certified.size(); ++i) {
      if (!certified[i]) continue;
      ++marked;
      CHECK(guess(static_cast<sm::Index>(i)) == truth(static_cast<sm::Index>(i)));
    }
    CHECK(marked > 30);
    CHECK(marked < 300);  // a proof that marks everything here would prove nothing
  }
}

TEST_CASE("with a free bias or an infinite radius no label is certified",
          "[evaluation][certified]") {
  const sm::LinearModel<double> model{Eigen::Matrix2d::Identity(), Eigen::Vector2d::Zero(), {}};
  const Eigen::Matrix2d X = 10 * Eigen::Matrix2d::Identity();
  sm::Certificate certificate;
  certificate.radius = 0.1;
  CHECK(sm::certified_predictions(model, certificate, X) == std::vector<bool>{false, false});
  certificate.bias = sm::Bias::none;
  CHECK(sm::certified_predictions(model, certificate, X) == std::vector<bool>{true, true});
  certificate.radius = 10;  // sqrt(2) 10 * 10 is more than the lead of 10
  CHECK(sm::certified_predictions(model, certificate, X) == std::vector<bool>{false, false});
  certificate.radius = std::numeric_limits<double>::infinity();
  CHECK(sm::certified_predictions(model, certificate, X) == std::vector<bool>{false, false});
}
