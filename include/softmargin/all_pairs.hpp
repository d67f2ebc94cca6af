// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file all_pairs.hpp  One classifier for each pair of classes; the class with most votes wins.
#pragma once

#include <softmargin/detail/feature_subset.hpp>
#include <softmargin/fit.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace softmargin {

/// P = K (K - 1) / 2 two-class classifiers that vote. Pair p decides between the classes j < k, in
/// the order (0, 1), (0, 2), ..., (1, 2), ...
template <class Scalar = float>
struct AllPairsModel {
  Matrix<Scalar> weights;                ///< P x D; the margin of class j over class k
  Vector<Scalar> bias;                   ///< P
  std::vector<std::string> class_names;  ///< K, or empty: the classes are called 0 .. K-1

  /// K, from P = K (K - 1) / 2.
  Index num_classes() const {
    const auto num_pairs = static_cast<double>(weights.rows());
    return num_pairs > 0 ? std::lround((1 + std::sqrt(1 + 8 * num_pairs)) / 2) : 0;
  }
  Index num_features() const { return weights.cols(); }

  /// The votes of each class plus a tie-break in [-1/3, 1/3]: the class's summed margins over the
  /// largest such sum of the example. A margin of 0 votes for the lower class.
  /// @param X  D x N
  /// @return K x N
  /// @throws std::invalid_argument if X has another number of features
  template <class Features>
  Matrix<Scalar> scores(const Features& X) const {
    const Matrix<Scalar> margins = softmargin::scores(weights, bias, X);
    const Index K = num_classes();
    Matrix<Scalar> votes = Matrix<Scalar>::Zero(K, margins.cols());
    Vector<Scalar> sums(K);
    for (Index i = 0; i < margins.cols(); ++i) {
      sums.setZero();
      Index pair = 0;
      for (Index j = 0; j < K; ++j) {
        for (Index k = j + 1; k < K; ++k, ++pair) {
          const Scalar margin = margins(pair, i);
          votes(margin >= Scalar(0) ? j : k, i) += Scalar(1);
          sums(j) += margin;
          sums(k) -= margin;
        }
      }
      const Scalar largest = sums.cwiseAbs().maxCoeff();
      if (largest > Scalar(0)) votes.col(i) += sums / (Scalar(3) * largest);
    }
    return votes;
  }

  /// The class with most votes, of equals the one with the larger summed margins.
  /// @param X  D x N
  /// @return N labels in [0, K)
  /// @throws std::invalid_argument if X has another number of features
  template <class Features>
  Labels predict(const Features& X) const {
    return argmax(scores(X));
  }
};

template <class Scalar>
struct AllPairsResult {
  AllPairsModel<Scalar> model;
  std::vector<FitReport> reports;  ///< P, one for each pair
};

namespace detail {

/// The examples of each class, in the order of X.
/// @throws std::invalid_argument if a class has none
inline std::vector<std::vector<Index>> examples_by_class(const Labels& y, Index num_classes) {
  std::vector<std::vector<Index>> members(static_cast<std::size_t>(num_classes));
  for (Index i = 0; i < y.size(); ++i) members[static_cast<std::size_t>(y(i))].push_back(i);
  for (std::size_t k = 0; k < members.size(); ++k) {
    check_at_least(concat("number of examples of class ", static_cast<Index>(k)),
                   static_cast<Index>(members[k].size()), 1);
  }
  return members;
}

}  // namespace detail

/// Trains a two-class classifier for each pair of classes, each on the examples of its two classes.
///
/// X is used in place. The loss sees two scores; each pair's objective is the mean over its own
/// examples plus the regularization.
/// @param X  D x N, as in `fit`
/// @param y  N labels in [0, K), every class present
/// @param options  as in `fit`, for each pair; `initial_weights` and `initial_bias` must be empty
/// @return {model, reports}
/// @throws std::invalid_argument as `fit`, if a class has no example, or for initial weights
template <class Compute = void, class Features, class L, class R>
auto fit_all_pairs(const Features& X, const Labels& y, const L& loss, const R& regularization,
                   const FitOptions& options = {}) {
  const auto view = detail::features_of(X);
  using View = std::remove_const_t<decltype(view)>;
  using Scalar =
      std::conditional_t<std::is_void_v<Compute>, ComputeScalar<typename View::Data>, Compute>;
  const auto declared = detail::objective_options(options).num_classes;
  const Index K = detail::count_classes(y, declared);
  detail::check_labels(y, view.num_examples(), K);
  detail::check_features_finite(X);
  detail::check_equal("size of initial_weights", options.initial_weights.size(), 0);
  detail::check_equal("size of initial_bias", options.initial_bias.size(), 0);
  if (options.example_weights.size() > 0) {
    detail::check_equal("number of example weights", options.example_weights.size(), y.size());
  }
  if (!options.class_names.empty()) {
    detail::check_equal("number of class names", static_cast<Index>(options.class_names.size()), K);
  }
  const auto members = detail::examples_by_class(y, K);

  const Index num_pairs = K * (K - 1) / 2;
  AllPairsResult<Scalar> result;
  result.model.weights.resize(num_pairs, view.num_features());
  result.model.bias.resize(num_pairs);
  result.model.class_names = options.class_names;
  FitOptions pair_options = options;
  pair_options.num_classes = 2;
  pair_options.class_names.clear();
  for (std::size_t j = 0; j < members.size(); ++j) {
    for (std::size_t k = j + 1; k < members.size(); ++k) {
      std::vector<Index> columns;
      std::ranges::merge(members[j], members[k], std::back_inserter(columns));
      const Labels pair_y = (y(columns).array() == static_cast<int>(k)).template cast<int>();
      if (options.example_weights.size() > 0) {
        pair_options.example_weights = options.example_weights(columns);
      }
      auto [model, report] = fit<Scalar>(detail::FeatureSubset<View>(view, columns), pair_y, loss,
                                         regularization, pair_options);
      const auto pair = static_cast<Index>(result.reports.size());
      result.model.weights.row(pair) = model.weights.row(0) - model.weights.row(1);
      result.model.bias(pair) = model.bias(0) - model.bias(1);
      result.reports.push_back(std::move(report));
    }
  }
  return result;
}

}  // namespace softmargin
