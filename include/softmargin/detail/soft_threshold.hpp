// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file soft_threshold.hpp  The shrinking towards zero that L1 and the elastic net share.
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

}  // namespace softmargin::detail
