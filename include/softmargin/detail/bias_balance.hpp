// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file bias_balance.hpp  Dual points, one a class, that cancel the sum of the score gradients.
#pragma once

#include <softmargin/types.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace softmargin::detail {

/// Points v_y, the columns of V, and t in [0, 1) with (1 - t) residual + t sum_y counts(y) v_y = 0,
/// for losses whose gradient is a flow from the own class to its rivals: v_yj = beta_j >= 0, v_yy =
/// -sum beta, sum beta <= limit. Classes with too much gradient send it to those with too little,
/// in proportion.
/// @param residual  K, the sum of the score gradients; its own sum is 0 but for rounding
/// @param counts  K, examples of each class
/// @return {K x K, t}; t = 1 if a class without examples would have to send
inline std::pair<Matrix<double>, double> balance_rivals(const Vector<double>& residual,
                                                        const Vector<double>& counts,
                                                        double limit) {
  const Index K = residual.size();
  const Vector<double> r = residual.array() - residual.mean();
  const Vector<double> missing = (-r).cwiseMax(0.0);
  Matrix<double> V = Matrix<double>::Zero(K, K);
  double load = 0;  // the largest share of a class's capacity that it has to send
  for (Index y = 0; y < K; ++y) {
    if (r(y) <= 0) continue;
    if (!(counts(y) > 0 && limit > 0)) return {V, 1.0};
    load = std::max(load, r(y) / (counts(y) * limit));
  }
  if (load == 0) return {V, 0.0};
  for (Index y = 0; y < K; ++y) {
    if (r(y) <= 0) continue;
    const double sent = r(y) / (load * counts(y));
    V.col(y) = sent / missing.sum() * missing;
    V(y, y) = -sent;
  }
  return {V, load / (1 + load)};
}

/// The same for K independent two-class losses: v_yy = -beta_y, v_yj = beta_j, 0 <= beta <= limit.
inline std::pair<Matrix<double>, double> balance_one_vs_all(const Vector<double>& residual,
                                                            const Vector<double>& counts,
                                                            double limit) {
  const Index K = residual.size();
  const double total = counts.sum();
  Matrix<double> V = Matrix<double>::Zero(K, K);
  double load = 0;
  for (Index k = 0; k < K; ++k) {
    if (residual(k) == 0) continue;
    const double capacity = (residual(k) > 0 ? counts(k) : total - counts(k)) * limit;
    if (!(capacity > 0)) return {V, 1.0};
    load = std::max(load, std::abs(residual(k)) / capacity);
  }
  if (load == 0) return {V, 0.0};
  for (Index k = 0; k < K; ++k) {
    if (residual(k) > 0) {
      V(k, k) = -residual(k) / (load * counts(k));
    } else if (residual(k) < 0) {
      const double received = -residual(k) / (load * (total - counts(k)));
      for (Index y = 0; y < K; ++y) {
        if (y != k) V(k, y) = received;
      }
    }
  }
  return {V, load / (1 + load)};
}

}  // namespace softmargin::detail
