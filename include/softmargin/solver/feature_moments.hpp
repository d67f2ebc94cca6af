// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file feature_moments.hpp  Mean and second moments of the features over a sample of the
/// examples, and how they outlive a phase of the fit.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace softmargin::detail {

/// Widest D for which the D x D moments are made.
inline constexpr Index max_gram_features = 8192;

/// Whether the D x D moments pay: not where D is large, and for sparse X not where so many features
/// meet few examples (measured: yes for a9a with 123 features of 32,561 examples, no for text).
template <class View>
bool gram_pays(const View& X) {
  const Index D = X.num_features();
  return D <= max_gram_features && (!View::is_sparse || 16 * D <= X.num_examples());
}

/// The mean and second moments of the features over a regular sample of the examples, as the
/// weights see them (scaled): G = (1/n) sum x x^T - m m^T about the centre m, which is the mean or
/// zero; of wide data only the diagonal of G, over all examples.
template <class Scalar>
class FeatureMoments {
 public:
  /// @param num_samples  examples of the sample for G, taken at equal distances
  /// @param centred  take the moments about the mean (with a bias), or about zero
  template <class Objective>
  FeatureMoments(Objective& objective, Index num_samples, bool centred)
      : mean_(Vector<Scalar>::Zero(objective.num_features())) {
    if (gram_pays(objective.features())) {
      measure_gram(objective, std::min(objective.num_examples(), num_samples), centred);
    } else {
      measure_diagonal(objective, centred);
    }
  }

  /// The same as another scalar has measured them.
  template <class Other>
  explicit FeatureMoments(const FeatureMoments<Other>& other)
      : mean_(other.mean_.template cast<Scalar>()),
        moments_(other.moments_.template cast<Scalar>()),
        rounding_(other.rounding_) {}

  const Vector<Scalar>& mean() const { return mean_; }
  bool is_diagonal() const { return moments_.cols() == 1; }
  /// Of G, D.
  Vector<Scalar> diagonal() const {
    return is_diagonal() ? Vector<Scalar>(moments_.col(0)) : Vector<Scalar>(gram().diagonal());
  }
  /// The mean of |x - m|^2.
  double trace() const { return static_cast<double>(diagonal().sum()); }
  /// Of G, relative to the trace.
  double rounding() const { return rounding_; }

  /// G, D x D, in the lower triangle. Not where only the diagonal is there.
  MatrixInput<Scalar> gram() const { return input(moments_.leftCols(D())); }
  /// Another D x D matrix, in the upper triangle: room that G leaves, for its factor.
  MatrixInput<Scalar> upper() const { return input(moments_.rightCols(D())); }
  MatrixOutput<Scalar> upper() {
    auto columns = moments_.rightCols(D());
    return output(columns);
  }

 private:
  template <class Objective>
  void measure_gram(Objective& objective, Index num_samples, bool centred) {
    moments_.setZero(objective.num_features(), objective.num_features() + 1);
    auto lower = moments_.leftCols(D());
    MatrixOutput<Scalar> G = output(lower);
    const Index N = objective.num_examples();
    const Index chunk = std::min<Index>(512, num_samples);
    Matrix<Scalar> columns(objective.num_features(), chunk);
    const Vector<Scalar> centre =
        sample_mean(objective, std::min<Index>(num_samples, 2048), centred);
    for (Index first = 0; first < num_samples; first += chunk) {
      const Index count = std::min(chunk, num_samples - first);
      for (Index j = 0; j < count; ++j) {
        columns.col(j) = objective.scaled_example(sample_index(first + j, num_samples, N)) - centre;
        mean_ += columns.col(j);
      }
      const auto block = columns.leftCols(count);
      objective.pool().run(DenseAlgebra<Scalar>::num_lower_tiles(D()), [&](Index index, int) {
        DenseAlgebra<Scalar>::add_lower_square(input(block), index, G);
      });
    }
    const auto n = static_cast<Scalar>(num_samples);
    G /= n;
    mean_ /= n;
    for (Index d = 0; centred && d < D(); ++d) {
      const Index below = D() - d;
      G.col(d).tail(below) -= mean_(d) * mean_.tail(below);
    }
    mean_ = centred ? Vector<Scalar>(mean_ + centre) : Vector<Scalar>::Zero(mean_.size());
  }

  /// Raw first and second moments; a scaling is algebra on them.
  template <class Objective>
  void measure_diagonal(const Objective& objective, bool centred) {
    const Index D = objective.num_features();
    Vector<double> mean = Vector<double>::Zero(D);
    Vector<double> square = Vector<double>::Zero(D);
    for (Index i = 0; i < objective.num_examples(); ++i) {
      for_entries(objective.features(), i, [&](Index d, double x) {
        mean(d) += x;
        square(d) += x * x;
      });
    }
    mean /= static_cast<double>(objective.num_examples());
    square /= static_cast<double>(objective.num_examples());
    if (const auto& scaling = objective.options().scaling) {
      const auto& [shift, factor] = *scaling;
      square += (shift.array() * (shift - 2 * mean).array()).matrix();
      square.array() *= factor.array().square();
      mean = (mean - shift).cwiseProduct(factor);
    }
    if (centred) {
      square -= mean.cwiseAbs2();
      mean_ = mean.template cast<Scalar>();
    }
    moments_ = square.cwiseMax(0.0).template cast<Scalar>();
  }

  static Index sample_index(Index j, Index num_samples, Index N) {
    return static_cast<Index>(static_cast<double>(j) * static_cast<double>(N) /
                              static_cast<double>(num_samples));
  }

  /// A first guess of the mean: squares about it lose no digits.
  template <class Objective>
  static Vector<Scalar> sample_mean(const Objective& objective, Index num_samples, bool centred) {
    Vector<Scalar> mean = Vector<Scalar>::Zero(objective.num_features());
    if (!centred) return mean;
    for (Index j = 0; j < num_samples; ++j) {
      mean += objective.scaled_example(sample_index(j, num_samples, objective.num_examples()));
    }
    return mean / static_cast<Scalar>(num_samples);
  }

  Index D() const { return moments_.rows(); }

  template <class>
  friend class FeatureMoments;

  Vector<Scalar> mean_;
  /// D x (D + 1): G in the lower triangle of the first D columns, what `upper` is used for in the
  /// upper triangle of the last D. D x 1 if only the diagonal is there.
  Matrix<Scalar> moments_;
  double rounding_ = 4 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
};

/// Examples of which the moments cost as much as a pass.
template <class Objective>
double moment_samples_of_a_pass(const Objective& objective) {
  const auto& X = objective.features();
  const auto D = static_cast<double>(X.num_features());
  return 4 * static_cast<double>(X.num_entries()) * static_cast<double>(objective.num_classes()) /
         (D * D);
}

/// Examples to measure the moments of: enough for the features, and more for as much as a pass
/// costs. Heavy tails and rare classes show in a large sample only: with 1000 of 43500 examples of
/// shuttle L-BFGS takes three times as many passes.
template <class Objective>
Index num_moment_samples(const Objective& objective) {
  const auto& X = objective.features();
  const double most =
      std::min(moment_samples_of_a_pass(objective), static_cast<double>(X.num_examples()));
  return std::max({4 * X.num_features(), Index(1000), static_cast<Index>(most)});
}

/// What the phase in float leaves to that in double of the moments, if they were dear. Their
/// rounding is of no matter where the objective was minimised with them.
/// @tparam Rough  the scalar of the first phase; double leaves nothing
template <class Rough>
class KeptMoments {
 public:
  KeptMoments() = default;
  /// @param wanted  whether there can be another phase
  explicit KeptMoments(bool wanted) : wanted_(wanted) {}

  /// Those that were kept, which then are gone, or new ones.
  template <class Objective>
  auto take_or_measure(Objective& objective) {
    using Scalar = typename Objective::Scalar;
    if constexpr (!std::is_same_v<Rough, Scalar>) {
      if (moments_) {
        FeatureMoments<Scalar> kept(*moments_);
        drop();
        return kept;
      }
    }
    return FeatureMoments<Scalar>(objective, num_moment_samples(objective), objective.has_bias());
  }

  template <class Objective>
  void keep(FeatureMoments<typename Objective::Scalar>&& moments, const Objective& objective) {
    constexpr double dear = 8;  // passes
    if constexpr (std::is_same_v<Rough, float> &&
                  std::is_same_v<typename Objective::Scalar, Rough>) {
      const auto samples = static_cast<double>(num_moment_samples(objective));
      if (wanted_ && samples > dear * moment_samples_of_a_pass(objective)) {
        moments_ = std::move(moments);
      }
    }
  }

  void drop() { moments_.reset(); }

 private:
  bool wanted_ = false;
  std::optional<FeatureMoments<Rough>> moments_;
};

}  // namespace softmargin::detail
