// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 07_svm_or_softmax.cpp  SVM and softmax on the same data, under a growing penalty.
///
/// The SVM is content once every margin is met; softmax always wants more. Its probabilities follow
/// the size of the weights: the larger lambda, the smaller W, the flatter the probabilities. Their
/// order says more than their values.
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdio>
#include <filesystem>

namespace sm = softmargin;

int main() {
  // The lecture notes' example: halving the scores, as a larger lambda would, flattens.
  const Eigen::Vector3d s(1, -2, 0);
  for (const double factor : {1.0, 0.5}) {
    const Eigen::Vector3d p = sm::softmax(factor * s);
    std::printf("scores [%4.1f %4.1f %4.1f]  probabilities [%.2f %.2f %.2f]\n", factor * s(0),
                factor * s(1), factor * s(2), p(0), p(1), p(2));
  }

  // Digits with pixels in 0 .. 16: the first 600 to train on, the next 600 to test.
  const auto digits = sm::read_csv<double>(
      std::filesystem::path(SOFTMARGIN_EXAMPLE_DATA) / "digits.csv.gz", {.label_column = -1});
  const auto X = digits.X.leftCols(600);
  const auto X_test = digits.X.middleCols(600, 600);
  const Eigen::VectorXi y = digits.y.head(600);
  const Eigen::VectorXi y_test = digits.y.segment(600, 600);

  std::printf("\n         -------- softmax ---------------    SVM\n");
  std::printf("lambda   accuracy  largest p   entropy     accuracy\n");
  for (const double lambda : {0.01, 1.0, 100.0}) {
    const sm::L2 penalty{lambda};
    const auto softmax = sm::fit(X, y, sm::SoftmaxCrossEntropy{}, penalty).model;
    const auto svm = sm::fit(X, y, sm::WestonWatkinsHinge{}, penalty).model;
    const Eigen::MatrixXd P = softmax.probabilities(X_test);
    double entropy = 0;
    for (sm::Index i = 0; i < P.cols(); ++i) entropy += sm::entropy(P.col(i));
    std::printf("%-8g %.3f     %.3f       %.3f       %.3f\n", lambda,
                sm::accuracy(softmax.predict(X_test), y_test), P.colwise().maxCoeff().mean(),
                entropy / static_cast<double>(P.cols()), sm::accuracy(svm.predict(X_test), y_test));
  }
  std::printf("\nten equal probabilities have entropy log 10 = %.3f\n",
              sm::entropy(Eigen::VectorXd::Constant(10, 0.1)));
}
