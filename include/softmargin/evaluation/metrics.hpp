// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file metrics.hpp  How often predicted labels are right, and what they are mistaken for.
#pragma once

#include <softmargin/detail/check.hpp>

namespace softmargin {

/// The share of examples whose predicted label is the true one.
/// @param yhat  N predicted labels
/// @param y  N true labels
/// @return in [0, 1]
/// @throws std::invalid_argument if the sizes differ or there is no example
inline double accuracy(const Labels& yhat, const Labels& y) {
  detail::check_equal("number of predicted labels", yhat.size(), y.size());
  detail::check_at_least("number of labels", y.size(), 1);
  return static_cast<double>((yhat.array() == y.array()).count()) / static_cast<double>(y.size());
}

/// Counts of examples by true and by predicted class.
/// @param yhat  N predicted labels in [0, K)
/// @param y  N true labels in [0, K)
/// @return K x K, entry (k, j): examples of class k that were taken for class j
/// @throws std::invalid_argument if the sizes differ, K < 1, or a label is not in [0, K)
inline Eigen::MatrixXi confusion_matrix(const Labels& yhat, const Labels& y, Index num_classes) {
  detail::check_equal("number of predicted labels", yhat.size(), y.size());
  detail::check_at_least("number of classes", num_classes, 1);
  detail::check_labels(y, y.size(), num_classes);
  Eigen::MatrixXi counts = Eigen::MatrixXi::Zero(num_classes, num_classes);
  for (Index i = 0; i < y.size(); ++i) {
    detail::check_label(yhat(i), num_classes, "predicted labels(", i, ")");
    ++counts(y(i), yhat(i));
  }
  return counts;
}

}  // namespace softmargin
