// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 01_scores.cpp  The score function s = W x + b, on the cat of the lecture notes.
///
/// An image of four pixels, stretched into a column x, meets a 3 x 4 matrix W whose rows are the
/// templates of the classes cat, dog and ship. Each class's score is the inner product of its
/// template with the image, plus its bias.
#include <softmargin/linear_model.hpp>

#include <cstdio>

namespace sm = softmargin;

int main() {
  sm::LinearModel<double> model;
  model.class_names = {"cat", "dog", "ship"};
  model.weights.resize(3, 4);
  model.weights << 0.2, -0.5, 0.1, 2.0,  //
      1.5, 1.3, 2.1, 0.0,                //
      0.0, 0.25, 0.2, -0.3;
  model.bias = Eigen::Vector3d(1.1, 3.2, -1.2);

  const Eigen::Vector4d cat(56, 231, 24, 2);
  const Eigen::VectorXd s = model.scores(cat);
  for (sm::Index k = 0; k < 3; ++k) {
    std::printf("score of %-4s  %7.2f\n", model.class_name(k).c_str(), s(k));
  }

  // The notes print 61.95 for the ship: they left out its bias of -1.2.
  const Eigen::VectorXd without_bias = sm::scores(model.weights, cat);
  std::printf("ship without its bias: %.2f\n", without_bias(2));

  // A batch is a matrix with one example a column. The second image is the first, half as bright.
  Eigen::MatrixXd X(4, 2);
  X << cat, cat / 2;
  const Eigen::VectorXi yhat = model.predict(X);
  std::printf("the cat is taken for a %s, at half the brightness for a %s\n",
              model.class_name(yhat(0)).c_str(), model.class_name(yhat(1)).c_str());
}
