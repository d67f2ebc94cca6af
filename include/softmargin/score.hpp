// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file score.hpp  The score function f(x; W, b) = W x + b, and the class it speaks for.
#pragma once

#include <softmargin/detail/block_products.hpp>
#include <softmargin/detail/check.hpp>

#include <algorithm>

namespace softmargin {

namespace detail {

/// One example: K sums over D, no allocation beyond the result.
template <class Weights, class Features, class Out>
void scores_of_one(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<Features>& x,
                   Out& s) {
  using Scalar = typename Out::Scalar;
  for (Index d = 0; d < x.size(); ++d) {
    s += W.col(d).template cast<Scalar>() * static_cast<Scalar>(x(d));
  }
}

/// Calls use(first, S) with the scores of N examples, a block at a time.
/// @param use  takes the number of the block's first example and S, B x K
template <class Scalar, class Weights, class View, class Use>
void for_score_blocks(const Eigen::MatrixBase<Weights>& W, const Vector<Scalar>& b, const View& X,
                      const Use& use) {
  const typename View::template Weights<Scalar> Wt = W.transpose().template cast<Scalar>();
  const ScoreWeights<typename View::template Weights<Scalar>> weights(Wt);
  const Index block_size = examples_of_block(bytes_of_example<Scalar>(X), W.size());
  FeatureScratch<Scalar> scratch;
  Matrix<Scalar> block(std::min(block_size, X.num_examples()), W.rows());
  for (Index first = 0; first < X.num_examples(); first += block_size) {
    const Index count = std::min(block_size, X.num_examples() - first);
    ScoreBlock<Scalar> S(block.topRows(count).array());
    block_scores(X.block(first, count, scratch), weights, b, S, false);
    use(first, S);
  }
}

/// The class with the largest score of each example of a block; the first of equals.
/// @param S  B x K
/// @param[out] labels  B
template <class Scalar, class Labels>
void argmax_of_block(const ScoreBlock<Scalar>& S, Eigen::DenseBase<Labels>&& labels) {
  Eigen::Array<Scalar, Eigen::Dynamic, 1, Eigen::ColMajor, max_block_examples, 1> best = S.col(0);
  labels.setZero();
  for (Index k = 1; k < S.cols(); ++k) {
    for (Index i = 0; i < S.rows(); ++i) {
      const bool better = S(i, k) > best(i);
      best(i) = better ? S(i, k) : best(i);
      labels(i) = better ? static_cast<int>(k) : labels(i);
    }
  }
}

template <class X>
inline constexpr bool is_one_example = false;
template <class Derived>
requires std::is_base_of_v<Eigen::MatrixBase<Derived>, Derived>
inline constexpr bool is_one_example<Derived> = Derived::ColsAtCompileTime == 1;

}  // namespace detail

/// Scores S = W X + b 1^T, column i those of example i.
///
/// X is any Eigen expression (matrix, map, block, transpose of a row-major array, sparse) of any
/// scalar; it is used in place or read a block at a time, never copied or widened as a whole.
/// @param W  K x D
/// @param b  K
/// @param X  D x N, or one example (D)
/// @return K x N, or K for one example, in the scalar of W
/// @throws std::invalid_argument if the shapes do not fit
template <class Weights, class B, class Features>
auto scores(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b, const Features& X) {
  using Scalar = typename Weights::Scalar;
  detail::check_equal("size of b", b.size(), W.rows());
  if constexpr (detail::is_one_example<Features>) {
    detail::check_equal("features of x", X.size(), W.cols());
    Eigen::Matrix<Scalar, Weights::RowsAtCompileTime, 1> s = b.template cast<Scalar>();
    detail::scores_of_one(W, X, s);
    return s;
  } else {
    const auto view = detail::features_of(X);
    detail::check_equal("features of X", view.num_features(), W.cols());
    Matrix<Scalar> S(W.rows(), view.num_examples());
    detail::for_score_blocks<Scalar>(
        W, b.template cast<Scalar>(), view, [&](Index first, const ScoreBlock<Scalar>& block) {
          S.middleCols(first, block.rows()) = block.matrix().transpose();
        });
    return S;
  }
}

/// Scores S = W X without a bias (or with the bias folded into W by the bias trick).
template <class Weights, class Features>
auto scores(const Eigen::MatrixBase<Weights>& W, const Features& X) {
  using Scalar = typename Weights::Scalar;
  return scores(W, Eigen::Matrix<Scalar, Weights::RowsAtCompileTime, 1>::Zero(W.rows()), X);
}

/// The class with the largest score of each example; the first of equals.
/// @param S  K x N
/// @return N labels in [0, K)
/// @throws std::invalid_argument if there is no class
template <class Scores>
Labels argmax(const Eigen::MatrixBase<Scores>& S) {
  detail::check_at_least("number of classes", S.rows(), 1);
  Labels labels(S.cols());
  for (Index i = 0; i < S.cols(); ++i) {
    Index best = 0;
    S.col(i).maxCoeff(&best);
    labels(i) = static_cast<int>(best);
  }
  return labels;
}

/// The class with the largest score, argmax(scores(W, b, X)), without the scores of all examples in
/// memory.
/// @param W  K x D
/// @param b  K
/// @param X  D x N, or one example (D)
/// @return N labels in [0, K), or the label (an int) of one example
/// @throws std::invalid_argument if the shapes do not fit or there is no class
template <class Weights, class B, class Features>
auto predict(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b,
             const Features& X) {
  using Scalar = typename Weights::Scalar;
  detail::check_at_least("number of classes", W.rows(), 1);
  if constexpr (detail::is_one_example<Features>) {
    Index best = 0;
    scores(W, b, X).maxCoeff(&best);
    return static_cast<int>(best);
  } else {
    const auto view = detail::features_of(X);
    detail::check_equal("size of b", b.size(), W.rows());
    detail::check_equal("features of X", view.num_features(), W.cols());
    Labels labels(view.num_examples());
    detail::for_score_blocks<Scalar>(
        W, b.template cast<Scalar>(), view, [&](Index first, const ScoreBlock<Scalar>& block) {
          detail::argmax_of_block(block, labels.segment(first, block.rows()));
        });
    return labels;
  }
}

}  // namespace softmargin
