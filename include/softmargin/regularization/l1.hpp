// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file l1.hpp  The absolute penalty, which sets weights to exactly zero.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>
#include <softmargin/detail/soft_threshold.hpp>

namespace softmargin {

/// lambda sum_kd |W_kd|; at W_kd = 0 the subgradient 0.
struct L1 {
  double lambda = 1e-3;  ///< not negative

  /// A sum over the entries of W: the proximal map acts on each alone.
  static constexpr bool is_separable = true;

  void check() const { detail::check_non_negative("lambda", lambda); }

  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>& W) const {
    return static_cast<typename Weights::Scalar>(lambda) * W.cwiseAbs().sum();
  }

  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>& W, Eigen::MatrixBase<Gradient>& dW) const {
    dW += static_cast<typename Weights::Scalar>(lambda) * W.cwiseSign();
  }

  /// prox(V, t) = sign(V) max(0, |V| - t lambda), in place.
  template <class Weights, class Step>
  void apply_proximal(Eigen::MatrixBase<Weights>& V, Step step) const {
    using Scalar = typename Weights::Scalar;
    detail::soft_threshold(V, static_cast<Scalar>(step) * static_cast<Scalar>(lambda));
  }

  /// R*(V) = 0 where no |V| exceeds lambda, which `dual_scale` sees to; infinite elsewhere.
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>& V) const {
    const double slack = 1 + 1e-12;  // rounding of the scaling
    return V.size() == 0 || V.cwiseAbs().maxCoeff() <= lambda * slack
               ? 0
               : std::numeric_limits<double>::infinity();
  }

  /// The largest t in [0, 1] for which R*(t V) is finite.
  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>& V) const {
    return detail::scale_into_box(V, lambda);
  }

  /// The slope of R on either side of W_kd = 0.
  double kink() const { return lambda; }

  /// L1 is not strongly convex.
  double strong_convexity() const { return 0; }
};

static_assert(ProximalRegularizer<L1>);

}  // namespace softmargin
