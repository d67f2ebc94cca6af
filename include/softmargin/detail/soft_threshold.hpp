// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file soft_threshold.hpp  The shrinking towards zero, and its dual box, that L1 and the elastic
/// net share.
#pragma once

#include <Eigen/Core>

namespace softmargin::detail {

/// sign(v) max(0, |v| - threshold), exactly zero inside the threshold.
template <class Scalar>
Scalar shrunk(const Scalar& v, const Scalar& threshold) {
  if (v > threshold) return v - threshold;
  if (v < -threshold) return v + threshold;
  return Scalar(0);
}

/// The same of each entry of V, in place.
template <class Derived>
void soft_threshold(Eigen::MatrixBase<Derived>& V, typename Derived::Scalar threshold) {
  using Scalar = typename Derived::Scalar;
  V = V.unaryExpr([threshold](const Scalar& v) -> Scalar { return shrunk(v, threshold); });
}

/// The largest t in [0, 1] for which no entry of t V exceeds the bound.
template <class Derived>
double scale_into_box(const Eigen::MatrixBase<Derived>& V, double bound) {
  const double largest = V.size() == 0 ? 0 : static_cast<double>(V.cwiseAbs().maxCoeff());
  return largest <= bound ? 1 : bound / largest;
}

}  // namespace softmargin::detail
