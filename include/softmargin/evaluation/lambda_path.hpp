// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_path.hpp  Fits over a range of lambda, each started from the one before.
#pragma once

#include <softmargin/fit.hpp>
#include <softmargin/regularization/l2.hpp>

#include <algorithm>
#include <functional>
#include <vector>

namespace softmargin {

/// One point of a path.
template <class Scalar>
struct PathPoint {
  double lambda = 0;
  LinearModel<Scalar> model;
  FitReport report;  ///< each point has its own certificate
};

/// Fits with L2 from the largest lambda to the smallest; each starts from the weights of the one
/// before.
/// @param lambdas  not negative, in any order
/// @return one point a lambda, from large to small
/// @throws std::invalid_argument as `fit`
template <class Features, class L>
auto fit_lambda_path(const Features& X, const Labels& y, const L& loss, std::vector<double> lambdas,
                     FitOptions options = {}) {
  using Scalar = ComputeScalar<typename detail::FeaturesOf<Features>::Data>;
  std::sort(lambdas.begin(), lambdas.end(), std::greater<>());
  std::vector<PathPoint<Scalar>> path;
  for (const double lambda : lambdas) {
    auto [model, report] = fit(X, y, loss, L2{lambda}, options);
    options.initial_weights = model.weights.template cast<double>();
    options.initial_bias = model.bias.template cast<double>();
    path.push_back({lambda, std::move(model), std::move(report)});
  }
  return path;
}

}  // namespace softmargin
