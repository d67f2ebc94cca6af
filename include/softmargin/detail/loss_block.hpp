// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file loss_block.hpp  What the block formulas of the losses share: scratch, true scores, one
/// example.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>

#include <limits>

namespace softmargin::detail {

/// One number an example, on the stack.
template <class Scalar>
using ExampleArray =
    Eigen::Array<Scalar, Eigen::Dynamic, 1, Eigen::ColMajor, max_block_examples, 1>;

/// The score of each example's own class.
template <class Block>
ExampleArray<typename Block::Scalar> true_scores(const Block& block, const LabelBlock& y) {
  ExampleArray<typename Block::Scalar> scores(block.rows());
  for (Index i = 0; i < block.rows(); ++i) scores(i) = block(i, y(i));
  return scores;
}

/// Gives the own class's slot of each example the same value. With -infinity the own class never
/// pays in a sum or a maximum over the other classes, exactly, and without a branch.
template <class Block>
void fill_true_slots(Block& block, const LabelBlock& y, typename Block::Scalar value) {
  for (Index i = 0; i < block.rows(); ++i) block(i, y(i)) = value;
}

/// Gives the own class's slot of each example its own value.
template <class Block, class Values>
void fill_true_slots(Block& block, const LabelBlock& y, const Eigen::ArrayBase<Values>& values) {
  for (Index i = 0; i < block.rows(); ++i) block(i, y(i)) = values(i);
}

/// 1 where positive, 0 elsewhere: the derivative of max(0, m), 0 at the kink.
template <class Column>
auto positive(const Eigen::ArrayBase<Column>& column) {
  using Scalar = typename Column::Scalar;
  return (column > Scalar(0))
      .select(Eigen::ArrayBase<Column>::Ones(column.rows(), column.cols()), Scalar(0));
}

/// One example as a block of one, so that each formula stands once.
/// @param scores  K
/// @param[out] gradient  K, overwritten by dL/ds
/// @return L_i
/// @throws std::invalid_argument if K < 2, the label is not in [0, K), a score is not finite, or
/// the size of the gradient is not K
template <class L, class Scores, class Gradient>
typename Scores::Scalar single_value_and_gradient(const L& loss,
                                                  const Eigen::MatrixBase<Scores>& scores,
                                                  Index label,
                                                  Eigen::MatrixBase<Gradient>& gradient) {
  using Scalar = typename Scores::Scalar;
  check_at_least("number of classes", scores.size(), 2);
  check_finite("scores", scores);
  check_label(label, scores.size(), "label");
  check_equal("size of the score gradient", gradient.size(), scores.size());
  Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> one_row(1, scores.size());
  for (Index k = 0; k < scores.size(); ++k) one_row(0, k) = scores(k);
  const Labels y = Labels::Constant(1, static_cast<int>(label));
  Eigen::Array<Scalar, Eigen::Dynamic, 1> value(1);
  ScoreBlock<Scalar> block(one_row);
  loss.value_and_gradient(block, LabelBlock(y), ExampleValues<Scalar>(value));
  for (Index k = 0; k < scores.size(); ++k) gradient(k) = one_row(0, k);
  return value(0);
}

template <class L, class Scores>
typename Scores::Scalar single_value(const L& loss, const Eigen::MatrixBase<Scores>& scores,
                                     Index label) {
  Vector<typename Scores::Scalar> gradient(scores.size());
  return single_value_and_gradient(loss, scores, label, gradient);
}

}  // namespace softmargin::detail
