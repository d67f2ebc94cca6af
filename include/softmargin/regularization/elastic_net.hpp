// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file elastic_net.hpp  L1 and L2 together.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>
#include <softmargin/detail/soft_threshold.hpp>

namespace softmargin {

/// l1 sum |W_kd| + l2 sum W_kd^2; at W_kd = 0 the subgradient 0 of the first part.
/// Source: Zou and Hastie, JRSS B 2005, in the scaling of the notes.
struct ElasticNet {
  double l1 = 1e-4;  ///< not negative
  double l2 = 1e-4;  ///< not negative

  /// A sum over the entries of W: the proximal map acts on each alone.
  static constexpr bool is_separable = true;

  void check() const {
    detail::check_non_negative("l1", l1);
    detail::check_non_negative("l2", l2);
  }

  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>& W) const {
    using Scalar = typename Weights::Scalar;
    return static_cast<Scalar>(l1) * W.cwiseAbs().sum() + static_cast<Scalar>(l2) * W.squaredNorm();
  }

  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>& W, Eigen::MatrixBase<Gradient>& dW) const {
    using Scalar = typename Weights::Scalar;
    dW += static_cast<Scalar>(l1) * W.cwiseSign() + static_cast<Scalar>(2 * l2) * W;
  }

  /// prox(V, t) = sign(V) max(0, |V| - t l1) / (1 + 2 t l2), in place.
  template <class Weights, class Step>
  void apply_proximal(Eigen::MatrixBase<Weights>& V, Step step) const {
    using Scalar = typename Weights::Scalar;
    const auto t = static_cast<Scalar>(step);
    detail::soft_threshold(V, t * static_cast<Scalar>(l1));
    V /= Scalar(1) + Scalar(2) * t * static_cast<Scalar>(l2);
  }

  /// R*(V) = sum max(0, |V| - l1)^2 / (4 l2); without l2 the conjugate of L1.
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>& V) const {
    const double slack = l2 > 0 ? 0 : 1e-12 * l1;  // rounding of the scaling
    const double squared = (V.cwiseAbs().array() - (l1 + slack)).max(0).square().sum();
    return squared == 0 ? 0 : squared / (4 * l2);
  }

  /// The largest t in [0, 1] for which R*(t V) is finite.
  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>& V) const {
    return l2 > 0 ? 1 : detail::scale_into_box(V, l1);
  }

  /// The slope of R on either side of W_kd = 0.
  double kink() const { return l1; }

  /// R(W) - l2 |W|^2 is convex.
  double strong_convexity() const { return l2; }
};

static_assert(ProximalRegularizer<ElasticNet>);

}  // namespace softmargin
