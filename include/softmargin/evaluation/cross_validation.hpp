// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cross_validation.hpp  k-fold cross-validation: every example is judged by a model that has
/// not seen it.
///
///     for each fold f:  train on the examples outside f;  predict those in f
///
/// The examples of a fold get weight 0 while the others are trained on, so that X is used in place:
/// (1/N) sum over the others is what `FitOptions::example_weights` makes of it.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/solver/sgd.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <random>
#include <type_traits>
#include <vector>

namespace softmargin {

/// What cross-validation found.
struct CrossValidation {
  Labels predictions;              ///< N, each by the model that has not seen the example
  std::vector<double> accuracies;  ///< a fold each
  double accuracy = 0;             ///< of all N predictions
  double deviation = 0;            ///< standard deviation of the accuracies (divided by folds - 1)
};

/// Deals the examples of each class out to the folds at random, so that every fold has its share of
/// every class: two folds differ by at most one example of a class, and by at most one in all.
/// @param y  N labels
/// @return N fold numbers in [0, num_folds); the same seed gives the same ones
/// @throws std::invalid_argument if there are fewer than 2 folds or fewer examples than folds
inline Labels stratified_folds(const Labels& y, Index num_folds, std::uint64_t seed = 0) {
  detail::check_at_least("number of folds", num_folds, 2);
  detail::check_at_least("number of examples", y.size(), num_folds);
  detail::check_labels(y, y.size(), y.maxCoeff() + 1);
  std::vector<std::vector<Index>> members(static_cast<std::size_t>(y.maxCoeff()) + 1);
  for (Index i = 0; i < y.size(); ++i) members[static_cast<std::size_t>(y(i))].push_back(i);
  std::mt19937_64 generator(seed);
  Labels folds(y.size());
  Index dealt = 0;  // a class begins where the one before ended
  for (auto& examples : members) {
    detail::shuffle(examples, generator);
    for (const Index i : examples) folds(i) = static_cast<int>(dealt++ % num_folds);
  }
  return folds;
}

/// Cross-validation over given folds, with the caller's own way of training.
/// @param X  D x N
/// @param y  N labels in [0, K)
/// @param folds  N fold numbers, each of 0 .. F-1 used
/// @param train  train(example_weights) -> model with `predict(X)`; the weights (N) are 1, and 0
/// for the examples that the model must not see
/// @throws std::invalid_argument for sizes that differ, fewer than 2 folds or an empty one
template <class Features, class Train>
requires std::invocable < Train&, const Vector<double>
& > CrossValidation cross_validate(const Features& X, const Labels& y, const Labels& folds,
                                   Train&& train) {
  const Index N = detail::features_of(X).num_examples();
  detail::check_at_least("number of examples", N, 2);
  detail::check_equal("number of labels", y.size(), N);
  detail::check_equal("number of fold numbers", folds.size(), N);
  const int num_folds = folds.maxCoeff() + 1;
  detail::check_at_least("number of folds", num_folds, 2);
  detail::check_labels(folds, N, num_folds);
  CrossValidation result;
  result.predictions.resize(N);
  for (int fold = 0; fold < num_folds; ++fold) {
    const auto held_out = (folds.array() == fold).eval();
    detail::check_at_least(detail::concat("examples of fold ", fold), held_out.count(), 1);
    const Vector<double> weights = held_out.select(Vector<double>::Zero(N), 1.0);
    const Labels yhat = train(weights).predict(X);
    result.predictions = held_out.select(yhat, result.predictions);
    result.accuracies.push_back(
        static_cast<double>((held_out && yhat.array() == y.array()).count()) /
        static_cast<double>(held_out.count()));
  }
  result.accuracy = accuracy(result.predictions, y);
  const Eigen::Map<const Eigen::ArrayXd> each(result.accuracies.data(), num_folds);
  result.deviation = std::sqrt((each - each.mean()).square().sum() / (num_folds - 1));
  return result;
}

/// Stratified k-fold cross-validation of `fit`.
///
/// `options.scaling` is used as it is: one that was made from all of X has seen every fold.
/// @param options  of each fit; its example weights must be empty
/// @throws std::invalid_argument as `fit` and `stratified_folds`
template <class Features, class L, class R>
requires(!std::is_same_v<L, Labels>) CrossValidation
    cross_validate(const Features& X, const Labels& y, const L& loss, const R& regularization,
                   Index num_folds = 5, FitOptions options = {}) {
  detail::check_equal("number of example weights", options.example_weights.size(), 0);
  const Labels folds = stratified_folds(y, num_folds, options.seed);
  if (options.num_classes == 0 && options.class_names.empty()) {
    options.num_classes = detail::count_classes(y);  // a fold may lack the last class
  }
  return cross_validate(X, y, folds, [&](const Vector<double>& weights) {
    options.example_weights = weights;
    return fit(X, y, loss, regularization, options).model;
  });
}

}  // namespace softmargin
