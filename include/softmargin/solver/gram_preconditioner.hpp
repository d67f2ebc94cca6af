// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file gram_preconditioner.hpp  A change of variables in which features are no longer correlated,
/// or at least of one size.
#pragma once

#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <Eigen/Cholesky>

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
template <class View, class Scalar>
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

  const Vector<Scalar>& mean() const { return mean_; }
  /// D x D, the lower triangle; D x 1 if only the diagonal is there.
  Matrix<Scalar>& gram() { return gram_; }
  /// The mean of |x - m|^2.
  double trace() const {
    return static_cast<double>(gram_.cols() == 1 ? gram_.sum() : gram_.diagonal().sum());
  }

 private:
  template <class Objective>
  void measure_gram(Objective& objective, Index num_samples, bool centred) {
    gram_.setZero(objective.num_features(), objective.num_features());
    const Index N = objective.num_examples();
    const Index chunk = std::min<Index>(512, num_samples);
    Matrix<Scalar> columns(objective.num_features(), chunk);
    const Vector<Scalar> centre =
        sample_mean(objective, std::min<Index>(num_samples, 2048), centred);
    for (Index first = 0; first < num_samples; first += chunk) {
      const Index count = std::min(chunk, num_samples - first);
      for (Index j = 0; j < count; ++j) {
        columns.col(j) = scaled_column(objective, sample_index(first + j, num_samples, N)) - centre;
      }
      mean_ += columns.leftCols(count).rowwise().sum();
      add_products(columns.leftCols(count), objective.pool());
    }
    const auto n = static_cast<Scalar>(num_samples);
    gram_ /= n;
    mean_ /= n;
    if (centred) gram_.template triangularView<Eigen::Lower>() -= mean_ * mean_.transpose();
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
    gram_ = square.cwiseMax(0.0).template cast<Scalar>();
  }

  static Index sample_index(Index j, Index num_samples, Index N) {
    return static_cast<Index>(static_cast<double>(j) * static_cast<double>(N) /
                              static_cast<double>(num_samples));
  }

  template <class Objective>
  static Vector<Scalar> scaled_column(const Objective& objective, Index i) {
    Vector<Scalar> x = objective.features().column(i).template cast<Scalar>();
    if (const auto& scaling = objective.options().scaling) {
      x = ((x.template cast<double>() - scaling->shift).cwiseProduct(scaling->factor))
              .template cast<Scalar>();
    }
    return x;
  }

  /// A first guess of the mean: squares about it lose no digits.
  template <class Objective>
  static Vector<Scalar> sample_mean(const Objective& objective, Index num_samples, bool centred) {
    Vector<Scalar> mean = Vector<Scalar>::Zero(objective.num_features());
    if (!centred) return mean;
    for (Index j = 0; j < num_samples; ++j) {
      mean += scaled_column(objective, sample_index(j, num_samples, objective.num_examples()));
    }
    return mean / static_cast<Scalar>(num_samples);
  }

  /// The lower triangle += columns columns^T, tile by tile: the order of each sum is that of the
  /// examples.
  template <class Columns>
  void add_products(const Columns& columns, Pool& pool) {
    constexpr Index tile = 256;
    const Index tiles = (gram_.rows() + tile - 1) / tile;
    pool.run(tiles * (tiles + 1) / 2, [&](Index index, int) {
      Index row = 0;
      while ((row + 1) * (row + 2) / 2 <= index) ++row;
      const Index col = index - row * (row + 1) / 2;
      const Index rows = std::min(tile, gram_.rows() - row * tile);
      const Index cols = std::min(tile, gram_.rows() - col * tile);
      gram_.block(row * tile, col * tile, rows, cols).noalias() +=
          columns.middleRows(row * tile, rows) * columns.middleRows(col * tile, cols).transpose();
    });
  }

  Vector<Scalar> mean_;
  Matrix<Scalar> gram_;  ///< D x D or D x 1
};

/// The change of variables x = T v with T T^T = (c G + 2 lambda I)^-1, one for all classes.
///
/// With L L^T = c G_centred + 2 lambda I: W^T = L^-T V and b = beta / sqrt(c) - mean^T W^T, the
/// bias of centred features. In v the Hessian of the objective is near a multiple of the identity,
/// however correlated or badly scaled the features are. The minimiser in x is unchanged. Where only
/// the diagonal of G is known, it is taken for the whole. Source: Bohning 1992 (a fixed Hessian for
/// softmax), here as the metric of L-BFGS.
template <class Scalar>
class GramPreconditioner {
 public:
  /// @param curvature  c, the typical curvature of the loss in a score
  /// @param ridge  2 lambda
  template <class View, class Objective>
  GramPreconditioner(FeatureMoments<View, Scalar>&& moments, const Objective& objective,
                     double curvature, double ridge)
      : num_rows_(objective.num_rows()),
        num_classes_(objective.num_classes()),
        mean_(moments.mean()),
        bias_scale_(objective.has_bias() ? 1 / std::sqrt(curvature) : 0) {
    // Rounding of G must not make the matrix indefinite: a ridge of a few units of it.
    const double trace = curvature * moments.trace();
    const double rounding = 4 * static_cast<double>(std::numeric_limits<Scalar>::epsilon()) * trace;
    double shift = std::max(ridge, rounding);
    if (!(shift > 0)) shift = 1;
    factor_ = std::move(moments.gram());
    factor_ *= static_cast<Scalar>(curvature);
    if (is_diagonal()) {
      factor_ = (factor_.array() + static_cast<Scalar>(shift)).sqrt();
      return;
    }
    const Vector<Scalar> diagonal = factor_.diagonal();
    factor_.diagonal().array() += static_cast<Scalar>(shift);
    Eigen::LLT<Eigen::Ref<Matrix<Scalar>>> cholesky(factor_);
    if (cholesky.info() != Eigen::Success) {
      factor_ = (diagonal.array() + static_cast<Scalar>(shift)).sqrt();
    }
  }

  /// v becomes x = T v.
  template <class Wide>
  void to_parameters(const Vector<Wide>& v, Vector<Wide>& x, Pool& pool) const {
    x.resize(v.size());
    for_columns(pool, [&](Index first, Index count) {
      const auto from = columns(v, first, count);
      auto to = columns(x, first, count);
      Matrix<Scalar> W = from.topRows(factor_.rows()).template cast<Scalar>();
      if (is_diagonal()) {
        W.array().colwise() /= factor_.col(0).array();
      } else {
        factor_.template triangularView<Eigen::Lower>().transpose().solveInPlace(W);
      }
      to.topRows(factor_.rows()) = W.template cast<Wide>();
      if (has_bias()) {
        to.row(num_rows_ - 1) =
            static_cast<Wide>(bias_scale_) * from.row(num_rows_ - 1) -
            mean_.template cast<Wide>().transpose() * to.topRows(factor_.rows());
      }
    });
  }

  /// g becomes T^T g.
  template <class Wide>
  void to_variables(const Vector<Wide>& g, Vector<Wide>& v, Pool& pool) const {
    v.resize(g.size());
    for_columns(pool, [&](Index first, Index count) {
      const auto from = columns(g, first, count);
      auto to = columns(v, first, count);
      Matrix<Wide> dW = from.topRows(factor_.rows());
      if (has_bias()) {
        dW.noalias() -= mean_.template cast<Wide>() * from.row(num_rows_ - 1);
        to.row(num_rows_ - 1) = static_cast<Wide>(bias_scale_) * from.row(num_rows_ - 1);
      }
      Matrix<Scalar> solved = dW.template cast<Scalar>();
      if (is_diagonal()) {
        solved.array().colwise() /= factor_.col(0).array();
      } else {
        factor_.template triangularView<Eigen::Lower>().solveInPlace(solved);
      }
      to.topRows(factor_.rows()) = solved.template cast<Wide>();
    });
  }

  /// x becomes v = T^-1 x.
  template <class Wide>
  Vector<Wide> from_parameters(const Vector<Wide>& x) const {
    Vector<Wide> v(x.size());
    const auto from = columns(x, 0, num_classes_);
    auto to = columns(v, 0, num_classes_);
    if (is_diagonal()) {
      to.topRows(factor_.rows()) =
          factor_.col(0).template cast<Wide>().asDiagonal() * from.topRows(factor_.rows());
    } else {
      to.topRows(factor_.rows()) =
          factor_.template cast<Wide>().template triangularView<Eigen::Lower>().transpose() *
          from.topRows(factor_.rows());
    }
    if (has_bias()) {
      to.row(num_rows_ - 1) = (from.row(num_rows_ - 1) + mean_.template cast<Wide>().transpose() *
                                                             from.topRows(factor_.rows())) /
                              static_cast<Wide>(bias_scale_);
    }
    return v;
  }

 private:
  bool has_bias() const { return num_rows_ > factor_.rows(); }
  /// A single feature is the same in both ways.
  bool is_diagonal() const { return factor_.cols() == 1; }

  /// Classes a few at a time, each group by one thread.
  template <class Task>
  void for_columns(Pool& pool, Task&& task) const {
    const Index group = std::max<Index>(1, std::min<Index>(8, (num_classes_ + 1) / 2));
    const auto size = static_cast<double>(factor_.rows());
    pool.run((num_classes_ + group - 1) / group,
             [&](Index index, int) {
               task(index * group, std::min(group, num_classes_ - index * group));
             },
             size * size / 2 * static_cast<double>(num_classes_));
  }

  template <class V>
  auto columns(V& v, Index first, Index count) const {
    using Entry = std::conditional_t<std::is_const_v<V>, const Matrix<typename V::Scalar>,
                                     Matrix<typename V::Scalar>>;
    return Eigen::Map<Entry>(v.data() + first * num_rows_, num_rows_, count);
  }

  Index num_rows_;
  Index num_classes_;
  Vector<Scalar> mean_;
  double bias_scale_;
  Matrix<Scalar> factor_;  ///< L, in the lower triangle; D x 1 if it is diagonal
};

/// An objective in the variables v of a preconditioner.
template <class Objective, class Preconditioner>
class PreconditionedObjective {
 public:
  using Wide = typename Objective::Wide;

  PreconditionedObjective(Objective& objective, const Preconditioner& preconditioner)
      : objective_(objective), preconditioner_(preconditioner) {}

  Index num_parameters() const { return objective_.num_parameters(); }

  Wide value_and_gradient(const Vector<Wide>& v, Vector<Wide>& gradient) {
    preconditioner_.to_parameters(v, parameters_, objective_.pool());
    const Wide value = objective_.value_and_gradient(parameters_, parameter_gradient_);
    preconditioner_.to_variables(parameter_gradient_, gradient, objective_.pool());
    return value;
  }

  /// The parameters and their gradient at the last evaluation.
  const Vector<Wide>& parameters() const { return parameters_; }
  const Vector<Wide>& parameter_gradient() const { return parameter_gradient_; }

 private:
  Objective& objective_;
  const Preconditioner& preconditioner_;
  Vector<Wide> parameters_;
  Vector<Wide> parameter_gradient_;
};

}  // namespace softmargin::detail
