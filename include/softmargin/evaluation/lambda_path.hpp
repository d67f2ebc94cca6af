// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_path.hpp  Fits over a range of lambda, each started from the one before.
#pragma once

#include <softmargin/fit.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/lambda_max.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <functional>
#include <utility>
#include <vector>

namespace softmargin {

/// One point of a path.
template <class Scalar>
struct PathPoint {
  double lambda = 0;
  LinearModel<Scalar> model;
  FitReport report;  ///< each point has its own certificate
};

/// Fits from the largest lambda to the smallest; each starts from the weights of the one before.
/// @param lambdas  not negative, in any order
/// @param make_regularization  make_regularization(lambda), such as `[](double lambda) { return
/// L1{lambda}; }`; its lambdas begin at `lambda_max`
/// @return one point a lambda, from large to small
/// @throws std::invalid_argument as `fit`
template <class Features, class L, std::invocable<double> MakeRegularization>
auto fit_lambda_path(const Features& X, const Labels& y, const L& loss, std::vector<double> lambdas,
                     FitOptions options, const MakeRegularization& make_regularization) {
  using Scalar = ComputeScalar<typename detail::FeaturesOf<Features>::Data>;
  std::sort(lambdas.begin(), lambdas.end(), std::greater<>());
  std::vector<PathPoint<Scalar>> path;
  for (const double lambda : lambdas) {
    auto [model, report] = fit(X, y, loss, make_regularization(lambda), options);
    options.initial_weights = model.weights.template cast<double>();
    options.initial_bias = model.bias.template cast<double>();
    path.push_back({lambda, std::move(model), std::move(report)});
  }
  return path;
}

/// The same with L2.
template <class Features, class L>
auto fit_lambda_path(const Features& X, const Labels& y, const L& loss, std::vector<double> lambdas,
                     FitOptions options = {}) {
  return fit_lambda_path(X, y, loss, std::move(lambdas), std::move(options),
                         [](double lambda) { return L2{lambda}; });
}

/// Lambdas at equal ratios from the largest down.
/// @param largest  positive, such as `lambda_max`
/// @param smallest  positive, not above the largest
/// @param count  at least 2
/// @throws std::invalid_argument otherwise
inline std::vector<double> lambda_grid(double largest, double smallest, Index count) {
  detail::check_positive("largest lambda", largest);
  detail::check_positive("smallest lambda", smallest);
  detail::check_at_least("number of lambdas", count, 2);
  if (smallest > largest) {
    detail::fail_argument("smallest lambda", detail::concat("at most ", largest),
                          detail::text(smallest));
  }
  std::vector<double> lambdas;
  for (Index i = 0; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - 1);
    lambdas.push_back(largest * std::pow(smallest / largest, share));
  }
  return lambdas;
}

}  // namespace softmargin
