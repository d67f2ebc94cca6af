// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Trains on four points in this translation unit and predicts in the other. Training takes long to
// compile: without TRAIN the model is written down.
#include <iostream>
#include <softmargin/softmargin.hpp>

Eigen::VectorXi predict_elsewhere(const softmargin::LinearModel<double>& model,
                                  const Eigen::MatrixXd& X);

int main() {
  Eigen::MatrixXd X(2, 4);
  X << 0, 1, 4, 5,  //
      0, 1, -4, -5;
  const Eigen::VectorXi y{{0, 0, 1, 1}};
#ifdef TRAIN
  const auto model =
      softmargin::fit(X, y, softmargin::SoftmaxCrossEntropy{}, softmargin::L2{1e-3}).model;
#else
  softmargin::LinearModel<double> model;
  model.weights = Eigen::Matrix2d{{0, 1}, {0, -1}};
  model.bias = Eigen::Vector2d{4, 0};
#endif
  std::cout << "softmargin " << softmargin::version << ": " << model.num_classes() << " classes\n";
  return predict_elsewhere(model, X) == y ? 0 : 1;
}
