// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file class_moments.hpp  Each class's second moments of a few features, weighed by the curvature
/// of the loss in that class's score.
///
///     G_k = (1/n) sum_i h_ik x_i x_i^T over the features of class k,   h_ik = d^2 L_i / ds_k^2
///
/// These are the diagonal blocks of the Hessian of the mean loss. A free bias is eliminated from
/// them: the moments are then taken about the weighted mean of the features, and the bias stands
/// for itself in the variable beta_k = b_k + mean_k . w_k.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace softmargin::detail {

/// The moments of one class.
struct ClassMoments {
  std::vector<Index> rows;  ///< of the parameter matrix, ascending; D is the constant feature
  Matrix<double> gram;      ///< G_k, symmetric
  Vector<double> mean;      ///< about which they are taken; zero without a free bias
  double curvature = 0;     ///< (1/n) sum_i h_ik
};

/// Lets a few examples stand for the many of little curvature in a class: what is below a quarter
/// of the class's mean becomes 0 or that quarter, in the order of the examples, so that the sum
/// stays. Most examples of classes that are easy to tell apart are of this kind.
/// @param[in,out] curvatures  n x K, not negative
template <class Scalar>
void thin_curvatures(Matrix<Scalar>& curvatures) {
  for (Index k = 0; k < curvatures.cols(); ++k) {
    const double enough =
        static_cast<double>(curvatures.col(k).sum()) / (4 * static_cast<double>(curvatures.rows()));
    double owed = 0;
    for (Index j = 0; j < curvatures.rows(); ++j) {
      Scalar& h = curvatures(j, k);
      if (!(static_cast<double>(h) < enough)) continue;
      owed += static_cast<double>(h);
      const bool stands_for_them = owed >= enough / 2;
      h = static_cast<Scalar>(stands_for_them ? enough : 0);
      if (stands_for_them) owed -= enough;
    }
  }
}

/// Measures the moments over a regular sample of the examples.
template <class Objective>
class ClassMomentsMeter {
 public:
  using Scalar = typename Objective::Scalar;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;

  explicit ClassMomentsMeter(Objective& objective)
      : objective_(objective),
        origin_(Vector<double>::Zero(objective.num_features())),
        factor_(Vector<double>::Ones(objective.num_features())),
        shift_(Vector<double>::Zero(objective.num_features())) {
    if (const auto& scaling = objective.options().scaling) {
      factor_ = scaling->factor;
      shift_ = scaling->shift;
    }
    if constexpr (!View::is_sparse) find_origin();
  }

  /// @param examples  of the sample
  /// @param curvatures  n x K, h of the examples
  /// @param[in,out] moments  K, of which `rows` says what to measure
  void measure(const std::vector<Index>& examples, const Matrix<Scalar>& curvatures,
               std::vector<ClassMoments>& moments) {
    const auto n = static_cast<Index>(examples.size());
    std::vector<Sums> sums;
    for (const ClassMoments& one : moments) sums.emplace_back(one, objective_.num_features());
    // A chunk of examples stays in the cache for all classes.
    const Index chunk = View::is_sparse ? n : 256;
    for (Index first = 0; first < n; first += chunk) {
      const Index count = std::min(chunk, n - first);
      objective_.pool().run(static_cast<Index>(moments.size()), [&](Index k, int) {
        add_examples(examples.data() + first, curvatures.col(k).segment(first, count),
                     sums[static_cast<std::size_t>(k)]);
      });
    }
    objective_.pool().run(static_cast<Index>(moments.size()), [&](Index k, int) {
      const auto at = static_cast<std::size_t>(k);
      finish(sums[at], static_cast<double>(n), moments[at]);
    });
  }

 private:
  /// Sums about the origin over the features of one class.
  struct Sums {
    Sums(const ClassMoments& moments, Index num_features) {
      features = moments.rows;
      if (!features.empty() && features.back() == num_features) features.pop_back();
      const auto count = static_cast<Index>(features.size());
      products.setZero(count, count);
      first.setZero(count);
    }
    std::vector<Index> features;
    Matrix<Scalar> products;  ///< the lower triangle
    Vector<double> first;
    double zeroth = 0;
  };

  /// A first guess of the mean of dense features: squares about it lose no digits.
  void find_origin() {
    const Index N = objective_.num_examples();
    const Index count = std::min<Index>(N, 1024);
    for (Index j = 0; j < count; ++j) {
      origin_ += objective_.features().column(j * N / count).template cast<double>();
    }
    origin_ /= static_cast<double>(count);
    scalar_origin_ = origin_.template cast<Scalar>();
    origin_ = scalar_origin_.template cast<double>();  // the same to the last bit
  }

  template <class Curvatures>
  void add_examples(const Index* examples, const Curvatures& h, Sums& sums) const {
    if constexpr (View::is_sparse) {
      std::vector<Index> place(static_cast<std::size_t>(objective_.num_features()), -1);
      for (std::size_t a = 0; a < sums.features.size(); ++a) {
        place[static_cast<std::size_t>(sums.features[a])] = static_cast<Index>(a);
      }
      std::vector<std::pair<Index, Scalar>> entries;
      for (Index j = 0; j < h.size(); ++j) add_sparse(examples[j], h(j), place, entries, sums);
    } else {
      add_dense(examples, h, sums);
    }
  }

  template <class Entries>
  void add_sparse(Index i, Scalar h, const std::vector<Index>& place, Entries& entries,
                  Sums& sums) const {
    sums.zeroth += static_cast<double>(h);
    if (!(h > Scalar(0))) return;
    entries.clear();
    for_entries(objective_.features(), i, [&](Index d, double x) {
      const Index a = place[static_cast<std::size_t>(d)];
      if (a >= 0) entries.emplace_back(a, static_cast<Scalar>(x));
    });
    for (std::size_t p = 0; p < entries.size(); ++p) {
      const Scalar scaled = h * entries[p].second;
      sums.first(entries[p].first) += static_cast<double>(scaled);
      auto column = sums.products.col(entries[p].first);
      for (std::size_t q = p; q < entries.size(); ++q) {
        column(entries[q].first) += scaled * entries[q].second;
      }
    }
  }

  template <class Curvatures>
  void add_dense(const Index* examples, const Curvatures& h, Sums& sums) const {
    Matrix<Scalar> Z(static_cast<Index>(sums.features.size()), h.size());
    Vector<Scalar> root = h.cwiseMax(Scalar(0)).cwiseSqrt();
    Index used = 0;  // examples without curvature are left out
    for (Index j = 0; j < h.size(); ++j) {
      if (!(root(j) > Scalar(0))) continue;
      const auto x = objective_.features().column(examples[j]);
      for (Index a = 0; a < Z.rows(); ++a) {
        const Index d = sums.features[static_cast<std::size_t>(a)];
        Z(a, used) = root(j) * (static_cast<Scalar>(x(d)) - scalar_origin_(d));
      }
      root(used++) = root(j);
    }
    sums.zeroth += static_cast<double>(root.head(used).squaredNorm());
    if (used == 0 || Z.rows() == 0) return;
    const auto columns = Z.leftCols(used);
    Vector<Scalar> sum = Vector<Scalar>::Zero(Z.rows());
    for (Index j = 0; j < used; ++j) sum += root(j) * columns.col(j);
    sums.first += sum.template cast<double>();
    using Algebra = DenseAlgebra<Scalar>;
    for (Index tile = 0; tile < Algebra::num_lower_tiles(Z.rows()); ++tile) {
      Algebra::add_lower_square(input(columns), tile, output(sums.products));
    }
  }

  /// Moments about the origin on raw features become those that the weights see.
  void finish(const Sums& sums, double n, ClassMoments& moments) const {
    const auto count = static_cast<Index>(sums.features.size());
    const auto size = static_cast<Index>(moments.rows.size());
    Matrix<double> G = sums.products.template cast<double>() / n;
    G.template triangularView<Eigen::StrictlyUpper>() = G.transpose();
    const Vector<double> m = sums.first / n;
    const double w = sums.zeroth / n;
    Vector<double> factor(count);
    Vector<double> offset(count);  // from what the weights see as zero to the origin
    for (Index a = 0; a < count; ++a) {
      const Index d = sums.features[static_cast<std::size_t>(a)];
      factor(a) = factor_(d);
      offset(a) = origin_(d) - shift_(d);
    }
    moments.curvature = w;
    moments.mean.setZero(size);
    moments.gram.setZero(size, size);
    if (objective_.bias() == Bias::free) {
      const Vector<double> mean = w > 0 ? Vector<double>(m / w) : Vector<double>::Zero(count);
      for (Index a = 0; a < count; ++a) G.col(a) -= mean(a) * m;
      moments.mean = factor.cwiseProduct(mean + offset);
    } else {
      for (Index a = 0; a < count; ++a) {
        G.col(a) += offset(a) * m + (m(a) + w * offset(a)) * offset;
      }
    }
    for (Index a = 0; a < count; ++a) {
      moments.gram.col(a).head(count) = factor(a) * G.col(a).cwiseProduct(factor);
    }
    if (size > count) {  // the constant feature of a penalised bias
      const Vector<double> cross = factor.cwiseProduct(m + w * offset);
      moments.gram.col(count).head(count) = cross;
      moments.gram.row(count).head(count) = cross.transpose();
      moments.gram(count, count) = w;
    }
  }

  Objective& objective_;
  Vector<double> origin_;         ///< D, on raw features
  Vector<Scalar> scalar_origin_;  ///< of dense features
  Vector<double> factor_;         ///< D, of the scaling
  Vector<double> shift_;          ///< D
};

}  // namespace softmargin::detail
