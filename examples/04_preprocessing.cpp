// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 04_preprocessing.cpp  Centring and scaling: fitted on the training part, folded into W, b.
///
/// A scaling is the map x -> (x - shift) * factor, feature by feature. A model trained on scaled
/// features becomes one that takes raw features, exactly:
/// W ((x - shift) * factor) + b = (W diag(factor)) x + (b - W diag(factor) shift).
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/preprocessing.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdio>
#include <filesystem>

namespace sm = softmargin;

int main() {
  // Pixels in 0 .. 16; the first 1200 digits to train on, the others to test.
  const auto digits = sm::read_csv<double>(
      std::filesystem::path(SOFTMARGIN_EXAMPLE_DATA) / "digits.csv.gz", {.label_column = -1});
  const auto X = digits.X.leftCols(1200);
  const Eigen::VectorXi y = digits.y.head(1200);
  const auto X_test = digits.X.rightCols(597);
  const Eigen::VectorXi y_test = digits.y.tail(597);

  const Eigen::VectorXd mean = sm::mean_image(X);
  std::printf("the mean image, as a row of pixels through its middle:");
  for (sm::Index column = 0; column < 8; ++column) std::printf(" %.1f", mean(4 * 8 + column));

  std::printf("\n\n%-14s %18s %15s %8s\n", "scaling", "range of pixel 36", "test accuracy",
              "passes");
  const auto report = [&](const char* name, const sm::FeatureScaling& scaling) {
    // The corner pixel 0 is 0 in every image. It stays finite and has no influence.
    const Eigen::MatrixXd scaled = scaling.apply(X);
    const auto [model, result] = sm::fit(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-3},
                                         {.scaling = scaling});  // X itself is not touched
    std::printf("%-14s [%6.2f, %6.2f] %14.3f %9.0f\n", name, scaled.row(36).minCoeff(),
                scaled.row(36).maxCoeff(), sm::accuracy(model.predict(X_test), y_test),
                result.passes);  // the model takes raw pixels
  };
  report("none", {Eigen::VectorXd::Zero(64), Eigen::VectorXd::Ones(64)});
  report("centred", sm::fit_centring(X));
  report("to [-1, 1]", sm::fit_range_scaling(X));
  report("standardized", sm::fit_standardization(X));
}
