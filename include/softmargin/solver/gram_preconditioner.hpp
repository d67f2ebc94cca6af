// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file gram_preconditioner.hpp  A change of variables in which features are no longer correlated,
/// or at least of one size.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/function_ref.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/solver/feature_moments.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace softmargin::detail {

/// The change of variables x = T v with T T^T = (c G + 2 lambda I)^-1, one for all classes.
///
/// With U^T U = c G_centred + 2 lambda I: W^T = U^-1 V and b = beta / sqrt(c) - mean^T W^T, the
/// bias of centred features. In v the Hessian of the objective is near a multiple of the identity,
/// however correlated or badly scaled the features are. The minimiser in x is unchanged. Where only
/// the diagonal of G is known, it is taken for the whole. Source: Bohning 1992 (a fixed Hessian for
/// softmax), here as the metric of L-BFGS.
template <class Scalar>
class GramPreconditioner {
 public:
  using Wide = Accumulator<Scalar>;

  /// To be factored before it is used.
  template <class Objective>
  GramPreconditioner(FeatureMoments<Scalar>&& moments, const Objective& objective)
      : num_rows_(objective.num_rows()),
        num_classes_(objective.num_classes()),
        D_(objective.num_features()),
        moments_(std::move(moments)),
        mean_(moments_.mean().template cast<Wide>()) {}

  /// @param curvature  c, the typical curvature of the loss in a score
  /// @param ridge  2 lambda
  void factor(double curvature, double ridge);

  const FeatureMoments<Scalar>& moments() const { return moments_; }
  /// The same to be moved from: the preconditioner is of no use without them.
  FeatureMoments<Scalar>&& take_moments() { return std::move(moments_); }

  /// Of the features; zero without a bias.
  const Vector<Wide>& mean() const { return mean_; }

  /// Moves v as a shift of the bias moves x.
  /// @param shift  K
  void shift_bias(Vector<Wide>& v, const Vector<Wide>& shift) const {
    for (Index k = 0; k < num_classes_; ++k) bias(v, k) += shift(k) / bias_scale_;
  }

  /// v becomes x = T v.
  void to_parameters(const Vector<Wide>& v, Vector<Wide>& x, Pool& pool) const;

  /// g becomes T^T g.
  void to_variables(const Vector<Wide>& g, Vector<Wide>& v, Pool& pool) const;

  /// The diagonal of T^-T T^-1 times x, entry by entry.
  Vector<Wide> diagonal_product(const Vector<Wide>& x) const;

  /// x becomes v = T^-1 x.
  Vector<Wide> from_parameters(const Vector<Wide>& x) const;

 private:
  bool has_bias() const { return num_rows_ > D_; }
  bool is_diagonal() const { return root_.size() > 0; }

  bool factor_whole(double curvature, double shift) {
    MatrixOutput<Scalar> U = moments_.upper();
    DenseAlgebra<Scalar>::transpose_lower(moments_.gram(), static_cast<Scalar>(curvature), U);
    U.diagonal().array() += static_cast<Scalar>(shift);
    return DenseAlgebra<Scalar>::factor(U);
  }

  /// Classes a few at a time, each group by one thread: task(first, count).
  void for_classes(Pool& pool, FunctionRef<void(Index, Index)> task) const {
    const Index group = std::max<Index>(1, std::min<Index>(8, (num_classes_ + 1) / 2));
    const auto size = static_cast<double>(D_);
    pool.run((num_classes_ + group - 1) / group,
             [&](Index index, int) {
               task(index * group, std::min(group, num_classes_ - index * group));
             },
             size * size / 2 * static_cast<double>(num_classes_));
  }

  /// The weights and the bias of class k in flat parameters.
  template <class V>
  auto weights(V& flat, Index k) const {
    return flat.segment(k * num_rows_, D_);
  }
  template <class V>
  auto& bias(V& flat, Index k) const {
    return flat.coeffRef(k * num_rows_ + D_);
  }

  Index num_rows_;
  Index num_classes_;
  Index D_;
  FeatureMoments<Scalar> moments_;  ///< with U in their upper triangle
  Vector<Wide> mean_;
  Vector<Wide> diagonal_;
  Wide bias_scale_ = 0;
  Vector<Scalar> root_;  ///< D, instead of U where it is diagonal
};

template <class Scalar>
void GramPreconditioner<Scalar>::factor(double curvature, double ridge) {
  // Rounding of G must not make the matrix indefinite.
  const double rounding = moments_.rounding() * curvature * moments_.trace();
  double shift = std::max(ridge, rounding);
  if (!(shift > 0)) shift = 1;
  bias_scale_ = static_cast<Wide>(1 / std::sqrt(curvature));
  const Vector<Scalar> diagonal =
      (static_cast<Scalar>(curvature) * moments_.diagonal()).array() + static_cast<Scalar>(shift);
  diagonal_ = diagonal.template cast<Wide>() + static_cast<Wide>(curvature) * mean_.cwiseAbs2();
  root_.resize(0);
  if (moments_.is_diagonal() || !factor_whole(curvature, shift)) root_ = diagonal.cwiseSqrt();
}

template <class Scalar>
void GramPreconditioner<Scalar>::to_parameters(const Vector<Wide>& v, Vector<Wide>& x,
                                               Pool& pool) const {
  x.resize(v.size());
  for_classes(pool, [&](Index first, Index count) {
    Matrix<Scalar> W(D_, count);
    for (Index k = 0; k < count; ++k) {
      W.col(k) = weights(v, first + k).template cast<Scalar>();
    }
    if (is_diagonal()) {
      for (Index k = 0; k < count; ++k) W.col(k).array() /= root_.array();
    } else {
      DenseAlgebra<Scalar>::solve_upper(moments_.upper(), W);
    }
    for (Index k = 0; k < count; ++k) {
      weights(x, first + k) = W.col(k).template cast<Wide>();
      if (has_bias()) {
        bias(x, first + k) = bias_scale_ * bias(v, first + k) - mean_.dot(weights(x, first + k));
      }
    }
  });
}

template <class Scalar>
void GramPreconditioner<Scalar>::to_variables(const Vector<Wide>& g, Vector<Wide>& v,
                                              Pool& pool) const {
  v.resize(g.size());
  for_classes(pool, [&](Index first, Index count) {
    Matrix<Scalar> W(D_, count);
    for (Index k = 0; k < count; ++k) {
      const Wide moved = has_bias() ? bias(g, first + k) : Wide(0);
      W.col(k) = (weights(g, first + k) - moved * mean_).template cast<Scalar>();
      if (has_bias()) bias(v, first + k) = bias_scale_ * moved;
    }
    if (is_diagonal()) {
      for (Index k = 0; k < count; ++k) W.col(k).array() /= root_.array();
    } else {
      DenseAlgebra<Scalar>::solve_upper_transposed(moments_.upper(), W);
    }
    for (Index k = 0; k < count; ++k) weights(v, first + k) = W.col(k).template cast<Wide>();
  });
}

template <class Scalar>
auto GramPreconditioner<Scalar>::diagonal_product(const Vector<Wide>& x) const -> Vector<Wide> {
  Vector<Wide> product(x.size());
  for (Index k = 0; k < num_classes_; ++k) {
    weights(product, k) = diagonal_.cwiseProduct(weights(x, k));
    if (has_bias()) bias(product, k) = bias(x, k) / (bias_scale_ * bias_scale_);
  }
  return product;
}

template <class Scalar>
auto GramPreconditioner<Scalar>::from_parameters(const Vector<Wide>& x) const -> Vector<Wide> {
  Vector<Wide> v(x.size());
  for (Index k = 0; k < num_classes_; ++k) {
    const auto from = weights(x, k);
    auto to = weights(v, k);
    if (is_diagonal()) {
      to = root_.template cast<Wide>().cwiseProduct(from);
    } else {
      const auto U = moments_.upper();
      to.setZero();
      for (Index d = 0; d < D_; ++d)
        to.head(d + 1) += from(d) * U.col(d).head(d + 1).template cast<Wide>();
    }
    if (has_bias()) bias(v, k) = (bias(x, k) + mean_.dot(from)) / bias_scale_;
  }
  return v;
}

}  // namespace softmargin::detail
