// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 03_bias_trick.cpp  The bias as one more column of W, and what that does to its penalty.
///
/// W x + b = [W b] [x; 1]: with a constant feature 1 behind each example a single matrix holds all
/// parameters. The scores are the same. The objective is not: R([W b]) penalises the bias as well.
#include <softmargin/bias_trick.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdio>

namespace sm = softmargin;

/// One feature that is large for every example: class 0 around 20, class 1 around 22.
Eigen::MatrixXd features() {
  Eigen::MatrixXd X(1, 8);
  X << 19.4, 19.8, 20.2, 20.6, 21.4, 21.8, 22.2, 22.6;
  return X;
}

int main() {
  const Eigen::MatrixXd X = features();
  Eigen::VectorXi y(8);
  y << 0, 0, 0, 0, 1, 1, 1, 1;

  Eigen::MatrixXd W(2, 1);
  W << -1, 1;
  const Eigen::Vector2d b(21, -21);
  const Eigen::MatrixXd extended = sm::append_bias_dimension(X);
  const Eigen::MatrixXd folded = sm::fold_bias(W, b);
  const double difference =
      (sm::scores(W, b, X) - sm::scores(folded, extended)).cwiseAbs().maxCoeff();
  std::printf("scores with a bias and with the trick differ by %g\n\n", difference);

  // A free bias costs nothing, so the boundary goes where the data are, at 21. A penalised one
  // would have to be large to get there: the weight stays small instead, and the margin with it.
  const sm::SoftmaxCrossEntropy loss;
  const sm::L2 penalty{.lambda = 0.01};
  const sm::FitOptions options = {.tolerance = 1e-8};
  std::printf("%-28s objective  boundary\n", "");
  const auto report = [&](const char* name, double objective, const Eigen::MatrixXd& weights,
                          const Eigen::VectorXd& bias) {
    const double boundary = (bias(0) - bias(1)) / (weights(1) - weights(0));
    std::printf("%-28s  %.4f    %6.3f\n", name, objective, boundary);
  };
  for (const auto bias : {sm::Bias::free, sm::Bias::penalized}) {
    auto with_bias = options;
    with_bias.bias = bias;
    const auto [model, result] = sm::fit(X, y, loss, penalty, with_bias);
    report(bias == sm::Bias::free ? "bias free" : "bias penalised", result.objective, model.weights,
           model.bias);
  }
  auto no_bias = options;
  no_bias.bias = sm::Bias::none;
  const auto [trick, result] = sm::fit(extended, y, loss, penalty, no_bias);
  const auto [W_trick, b_trick] = sm::split_bias(trick.weights);
  report("trick written out, no bias", result.objective, W_trick, b_trick);
}
