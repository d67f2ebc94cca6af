// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file l2.hpp  The squared L2 penalty.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>

namespace softmargin {

/// lambda sum_kd W_kd^2, gradient 2 lambda W. There is no factor 1/2 (the notes' convention), so
/// the objective is 2 lambda-strongly convex. LIBLINEAR's and scikit-learn's C: see
/// `lambda_from_C`. Lambda has units: on bytes 0..255 the same penalty reads 255^2 times larger
/// than on pixels / 255.
struct L2 {
  double lambda = 1e-3;  ///< not negative

  void check() const { detail::check_non_negative("lambda", lambda); }

  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>& W) const {
    return static_cast<typename Weights::Scalar>(lambda) * W.squaredNorm();
  }

  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>& W, Eigen::MatrixBase<Gradient>& dW) const {
    dW += static_cast<typename Weights::Scalar>(2 * lambda) * W;
  }

  /// prox(V, t) = V / (1 + 2 t lambda), in place.
  template <class Weights, class Step>
  void apply_proximal(Eigen::MatrixBase<Weights>& V, Step step) const {
    using Scalar = typename Weights::Scalar;
    V /= Scalar(1) + static_cast<Scalar>(2 * lambda) * static_cast<Scalar>(step);
  }

  /// R*(V) = |V|^2 / (4 lambda); without a penalty 0 at V = 0 and infinite elsewhere.
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>& V) const {
    const double squared = V.squaredNorm();
    return squared == 0 ? 0 : squared / (4 * lambda);
  }

  /// The largest t in [0, 1] for which R*(t V) is finite.
  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>&) const {
    return lambda > 0 ? 1 : 0;
  }

  /// R(W) - lambda |W|^2 is convex.
  double strong_convexity() const { return lambda; }
};

static_assert(ProximalRegularizer<L2>);

/// The lambda for which (1/N) sum L_i + lambda ||W||^2 has the same minimiser as LIBLINEAR's and
/// scikit-learn's ||w||^2 / 2 + C sum L_i: lambda = 1 / (2 C N).
/// @throws std::invalid_argument if C is not positive and finite, or there is no example
inline double lambda_from_C(double C, Index num_examples) {
  detail::check_positive("C", C);
  detail::check_at_least("number of examples", num_examples, 1);
  return 1 / (2 * C * static_cast<double>(num_examples));
}

/// The inverse of `lambda_from_C`.
/// @throws std::invalid_argument if lambda is not positive and finite, or there is no example
inline double C_from_lambda(double lambda, Index num_examples) {
  detail::check_positive("lambda", lambda);
  return lambda_from_C(lambda, num_examples);  // the map is its own inverse
}

}  // namespace softmargin
