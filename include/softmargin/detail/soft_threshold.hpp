// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file soft_threshold.hpp  The shrinking towards zero, and its dual box, that L1 and the elastic
/// net share.
#pragma once

#include <Eigen/Core>

namespace softmargin::detail {

/// V = sign(V) max(0, |V| - threshold), entry by entry, exactly zero inside the threshold.
template <class Derived>
void soft_threshold(Eigen::MatrixBase<Derived>& V, typename Derived::Scalar threshold) {
  using Scalar = typename Derived::Scalar;
  V = V.unaryExpr([threshold](const Scalar& v) -> Scalar {
    if (v > threshold) return v - threshold;
    if (v < -threshold) return v + threshold;
    return Scalar(0);
  });
}

/// The largest t in [0, 1] for which no entry of t V exceeds the bound.
template <class Derived>
double scale_into_box(const Eigen::MatrixBase<Derived>& V, double bound) {
  const double largest = V.size() == 0 ? 0 : static_cast<double>(V.cwiseAbs().maxCoeff());
  return largest <= bound ? 1 : bound / largest;
}

}  // namespace softmargin::detail
