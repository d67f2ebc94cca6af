// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file preprocessing.hpp  Mean image, centring, scaling: fitted on the training part, applied
/// without a copy of X, folded exactly into W and b so that a trained model takes raw input.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/detail/features.hpp>

#include <algorithm>
#include <Eigen/SparseCore>
#include <limits>

namespace softmargin {

/// The map x -> (x - shift) * factor, feature by feature.
struct FeatureScaling {
  Vector<double> shift;   ///< D, in units of X
  Vector<double> factor;  ///< D, positive

  Index num_features() const { return shift.size(); }

  /// @throws std::invalid_argument for sizes that differ, entries that are not finite, factors of 0
  void check() const {
    detail::check_equal("size of factor", factor.size(), shift.size());
    detail::check_finite("shift", shift);
    for (Index d = 0; d < factor.size(); ++d) {
      detail::check_positive(detail::concat("factor(", d, ")"), factor(d));
    }
  }

  /// The scaled data as a new matrix. `fit` does not need it: give it the scaling instead.
  /// @param X  D x N
  /// @return D x N, in the compute scalar
  /// @throws std::invalid_argument if X has another number of features
  template <class Features>
  auto apply(const Eigen::MatrixBase<Features>& X) const {
    using Scalar = ComputeScalar<typename Features::Scalar>;
    detail::check_equal("features of X", X.rows(), num_features());
    Matrix<Scalar> scaled(X.rows(), X.cols());
    for (Index i = 0; i < X.cols(); ++i) {
      scaled.col(i) = ((X.col(i).template cast<double>() - shift).array() * factor.array())
                          .template cast<Scalar>();
    }
    return scaled;
  }
};

/// Weights for scaled input become weights for raw input, exactly:
///
///     W (x - shift) * factor + b = (W diag(factor)) x + (b - W diag(factor) shift)
///
/// @param[in,out] W  K x D
/// @param[in,out] b  K
/// @throws std::invalid_argument if the shapes do not fit
template <class Weights, class B>
void fold_into(const FeatureScaling& scaling, Eigen::MatrixBase<Weights>& W,
               Eigen::MatrixBase<B>& b) {
  using Scalar = typename Weights::Scalar;
  using Wide = Accumulator<Scalar>;
  detail::check_equal("columns of W", W.cols(), scaling.num_features());
  detail::check_equal("size of b", b.size(), W.rows());
  const Matrix<Wide> raw =
      W.template cast<Wide>() * scaling.factor.template cast<Wide>().asDiagonal();
  b = (b.template cast<Wide>() - raw * scaling.shift.template cast<Wide>()).template cast<Scalar>();
  W = raw.template cast<Scalar>();
}

/// The inverse of `fold_into`: weights for raw input become weights for scaled input.
/// @param[in,out] W  K x D
/// @param[in,out] b  K
/// @throws std::invalid_argument if the shapes do not fit
template <class Weights, class B>
void unfold_from(const FeatureScaling& scaling, Eigen::MatrixBase<Weights>& W,
                 Eigen::MatrixBase<B>& b) {
  using Scalar = typename Weights::Scalar;
  using Wide = Accumulator<Scalar>;
  detail::check_equal("columns of W", W.cols(), scaling.num_features());
  detail::check_equal("size of b", b.size(), W.rows());
  b += (W.template cast<Wide>() * scaling.shift.template cast<Wide>()).template cast<Scalar>();
  W = (W.template cast<Wide>() * scaling.factor.template cast<Wide>().cwiseInverse().asDiagonal())
          .template cast<Scalar>();
}

namespace detail {

/// Mean, variance and range of each feature over the examples.
struct FeatureStatistics {
  Vector<double> mean;
  Vector<double> variance;
  Vector<double> smallest;
  Vector<double> largest;
};

/// @throws std::invalid_argument if there is no example or an entry is not finite
template <class Features>
FeatureStatistics feature_statistics(const Eigen::MatrixBase<Features>& X) {
  check_at_least("number of examples", X.cols(), 1);
  check_finite("X", X);
  FeatureStatistics s;
  s.mean.setZero(X.rows());
  s.variance.setZero(X.rows());
  s.smallest = s.largest = X.col(0).template cast<double>();
  for (Index i = 0; i < X.cols(); ++i) {
    const Vector<double> x = X.col(i).template cast<double>();
    // Welford's update: no cancellation where the mean is far larger than the spread.
    const Vector<double> before = x - s.mean;
    s.mean += before / static_cast<double>(i + 1);
    s.variance += before.cwiseProduct(x - s.mean);
    s.smallest = s.smallest.cwiseMin(x);
    s.largest = s.largest.cwiseMax(x);
  }
  s.variance /= static_cast<double>(X.cols());
  return s;
}

/// The same of sparse X, the zeros that are not stored included; nothing is made dense.
template <class Features>
FeatureStatistics feature_statistics(const Eigen::SparseCompressedBase<Features>& X) {
  static_assert(!Features::IsRowMajor, "a sparse X must be column-major: one example a column");
  check_at_least("number of examples", X.cols(), 1);
  check_sparse_finite("X", X.derived());
  const Index D = X.rows();
  const auto N = static_cast<double>(X.cols());
  FeatureStatistics s{Vector<double>::Zero(D), Vector<double>::Zero(D), Vector<double>::Zero(D),
                      Vector<double>::Zero(D)};
  Vector<double> stored = Vector<double>::Zero(D);
  const auto for_entries = [&X](const auto& task) {
    for (Index i = 0; i < X.cols(); ++i) {
      for (typename Features::InnerIterator entry(X.derived(), i); entry; ++entry) {
        task(entry.index(), static_cast<double>(entry.value()));
      }
    }
  };
  for_entries([&](Index d, double x) {
    s.mean(d) += x / N;
    const bool first = stored(d)++ == 0;
    s.smallest(d) = first ? x : std::min(s.smallest(d), x);
    s.largest(d) = first ? x : std::max(s.largest(d), x);
  });
  for_entries([&](Index d, double x) { s.variance(d) += (x - s.mean(d)) * (x - s.mean(d)) / N; });
  for (Index d = 0; d < D; ++d) {
    if (stored(d) == N) continue;
    s.variance(d) += (N - stored(d)) / N * s.mean(d) * s.mean(d);
    s.smallest(d) = std::min(s.smallest(d), 0.0);
    s.largest(d) = std::max(s.largest(d), 0.0);
  }
  return s;
}

/// 1 / spread, and 1 for a feature that does not vary (or by so little that 1 / spread overflows).
inline Vector<double> inverse_or_one(const Vector<double>& spread) {
  return (spread.array() >= std::numeric_limits<double>::min()).select(spread.cwiseInverse(), 1.0);
}

}  // namespace detail

/// The mean of each feature over the examples: for pixels, the mean image of the notes.
/// @param X  D x N, dense or sparse
/// @return D, in units of X
/// @throws std::invalid_argument if there is no example or an entry is not finite
template <class Features>
Vector<double> mean_image(const Eigen::EigenBase<Features>& X) {
  return detail::feature_statistics(X.derived()).mean;
}

/// x - mean: each feature gets mean 0 over the examples of X.
/// @throws std::invalid_argument as `mean_image`
template <class Features>
FeatureScaling fit_centring(const Eigen::EigenBase<Features>& X) {
  return {mean_image(X), Vector<double>::Ones(X.rows())};
}

/// Each feature's range over X becomes [-1, 1]; a feature that does not vary becomes 0.
/// @throws std::invalid_argument as `mean_image`
template <class Features>
FeatureScaling fit_range_scaling(const Eigen::EigenBase<Features>& X) {
  const auto s = detail::feature_statistics(X.derived());
  return {(s.smallest + s.largest) / 2, detail::inverse_or_one((s.largest - s.smallest) / 2)};
}

/// Each feature gets mean 0 and variance 1 over X; a feature that does not vary becomes 0.
/// @throws std::invalid_argument as `mean_image`
template <class Features>
FeatureScaling fit_standardization(const Eigen::EigenBase<Features>& X) {
  const auto s = detail::feature_statistics(X.derived());
  return {s.mean, detail::inverse_or_one(s.variance.cwiseSqrt())};
}

}  // namespace softmargin
