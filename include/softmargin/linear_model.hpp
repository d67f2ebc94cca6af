// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file linear_model.hpp  The trained classifier: W, b and the names of the classes. Nothing of
/// training.
#pragma once

#include <softmargin/loss/softmax.hpp>
#include <softmargin/score.hpp>

#include <string>
#include <utility>
#include <vector>

namespace softmargin {

/// A linear classifier of K classes over D features.
template <class Scalar = float>
struct LinearModel {
  Matrix<Scalar> weights;                ///< K x D; row k is the template of class k
  Vector<Scalar> bias;                   ///< K
  std::vector<std::string> class_names;  ///< K, or empty: the classes are called 0 .. K-1

  Index num_classes() const { return weights.rows(); }
  Index num_features() const { return weights.cols(); }

  /// @param X  D x N, or one example (D)
  /// @return K x N scores, or K
  /// @throws std::invalid_argument if X has another number of features
  template <class Features>
  auto scores(const Features& X) const {
    return softmargin::scores(weights, bias, X);
  }

  /// The class with the largest score, the first of equals.
  /// @param X  D x N
  /// @return N labels in [0, K)
  /// @throws std::invalid_argument if X has another number of features
  template <class Features>
  Labels predict(const Features& X) const {
    if constexpr (detail::is_one_example<Features>) {
      return Labels::Constant(1, softmargin::predict(weights, bias, X));
    } else {
      return softmargin::predict(weights, bias, X);
    }
  }

  /// Probabilities of the classes: the softmax of the scores.
  /// @param X  D x N, or one example (D)
  /// @return K x N, or K; columns sum to 1
  /// @throws std::invalid_argument if X has another number of features or a score is not finite
  template <class Features>
  auto probabilities(const Features& X) const {
    return softmax(scores(X));
  }

  /// The outside name of class k.
  /// @throws std::invalid_argument if k is not in [0, K), or there are names but not K
  std::string class_name(Index k) const {
    if (k < 0 || k >= num_classes()) {
      detail::fail_argument("class", detail::concat("in [0, ", num_classes(), ")"),
                            detail::text(k));
    }
    if (class_names.empty()) return detail::text(k);
    detail::check_equal("number of class names", static_cast<Index>(class_names.size()),
                        num_classes());
    return class_names[static_cast<std::size_t>(k)];
  }
};

}  // namespace softmargin
