// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file bias_trick.hpp  The bias as one more weight: [W b] [x; 1] = W x + b.
#pragma once

#include <softmargin/detail/check.hpp>

#include <utility>

namespace softmargin {

/// X with a constant feature 1 appended as the last row.
/// @param X  D x N
/// @return (D + 1) x N, in the scalar of X: a copy, for those who want the trick in the open. `fit`
/// does
///         the same by `Bias::penalized`, without a copy.
template <class Features>
Matrix<typename Features::Scalar> append_bias_dimension(const Eigen::MatrixBase<Features>& X) {
  using Scalar = typename Features::Scalar;
  Matrix<Scalar> extended(X.rows() + 1, X.cols());
  extended.topRows(X.rows()) = X;
  extended.row(X.rows()).setOnes();
  return extended;
}

/// [W b]: the bias becomes the last column, and is from then on penalised like a weight.
/// @param W  K x D
/// @param b  K
/// @return K x (D + 1)
/// @throws std::invalid_argument if b is not of size K
template <class Weights, class B>
Matrix<typename Weights::Scalar> fold_bias(const Eigen::MatrixBase<Weights>& W,
                                           const Eigen::MatrixBase<B>& b) {
  detail::check_equal("size of b", b.size(), W.rows());
  Matrix<typename Weights::Scalar> folded(W.rows(), W.cols() + 1);
  folded << W, b;
  return folded;
}

/// The inverse of `fold_bias`: {W, b} from K x (D + 1).
/// @throws std::invalid_argument if there is no column
template <class Weights>
auto split_bias(const Eigen::MatrixBase<Weights>& folded) {
  using Scalar = typename Weights::Scalar;
  detail::check_at_least("columns of the folded weights", folded.cols(), 1);
  return std::pair<Matrix<Scalar>, Vector<Scalar>>(folded.leftCols(folded.cols() - 1),
                                                   folded.rightCols(1));
}

}  // namespace softmargin
