// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file none.hpp  No penalty.
#pragma once

#include <softmargin/concepts.hpp>

namespace softmargin {

/// R = 0. Without a penalty the objective may have no minimiser (separable data): a fit then ends
/// with a status that says so.
struct NoRegularization {
  void check() const {}

  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>&) const {
    return typename Weights::Scalar(0);
  }

  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>&, Eigen::MatrixBase<Gradient>&) const {}

  /// The identity.
  template <class Weights, class Step>
  void apply_proximal(Eigen::MatrixBase<Weights>&, Step) const {}

  /// R*(V) is 0 at V = 0, which `dual_scale` sees to, and infinite elsewhere.
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>&) const {
    return 0;
  }

  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>& V) const {
    return V.isZero(0) ? 1 : 0;
  }

  double strong_convexity() const { return 0; }
};

static_assert(ProximalRegularizer<NoRegularization>);

}  // namespace softmargin
