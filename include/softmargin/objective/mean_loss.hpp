// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file mean_loss.hpp  The data loss (1/N) sum_i L_i of given scores.
#pragma once

#include <softmargin/objective/pass.hpp>

namespace softmargin {

namespace detail {

/// Runs the loss over K x N scores, a block at a time, and hands each block's dS to `store`.
template <class L, class Scores, class Store>
auto mean_loss_blocks(const L& loss, const Eigen::MatrixBase<Scores>& S, const Labels& y,
                      Store&& store) {
  using Scalar = typename Scores::Scalar;
  check_parameters(loss);
  check_at_least("number of examples", S.cols(), 1);
  check_at_least("number of classes", S.rows(), 2);
  check_labels(y, S.cols(), S.rows());
  check_finite("scores", S);
  Accumulator<Scalar> sum(0);
  Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> scratch;
  ExampleArray<Scalar> losses;
  for (Index first = 0; first < S.cols(); first += max_block_examples) {
    const Index count = std::min(max_block_examples, S.cols() - first);
    scratch = S.middleCols(first, count).transpose().array();
    ScoreBlock<Scalar> block(scratch);
    evaluate_block(loss, block, LabelBlock(y.segment(first, count)), losses);
    sum += static_cast<Accumulator<Scalar>>(losses.sum());
    store(first, block);
  }
  return sum / static_cast<Accumulator<Scalar>>(S.cols());
}

}  // namespace detail

/// (1/N) sum_i L_i(S_i, y_i), any loss on any scores.
/// @param S  K x N
/// @param y  N labels in [0, K)
/// @throws std::invalid_argument for wrong shapes, labels, scores that are not finite, a bad loss
template <class L, class Scores>
requires Loss<L, typename Scores::Scalar>
auto mean_loss(const L& loss, const Eigen::MatrixBase<Scores>& S, const Labels& y) {
  return detail::mean_loss_blocks(loss, S, y, [](Index, const auto&) {});
}

/// The same, with the gradient in the scores.
/// @param[out] dS  K x N, overwritten by (1/N) dL_i/ds_i in column i
template <class L, class Scores, class Gradient>
requires Loss<L, typename Scores::Scalar>
auto mean_loss_and_gradient(const L& loss, const Eigen::MatrixBase<Scores>& S, const Labels& y,
                            Eigen::PlainObjectBase<Gradient>& dS) {
  using Scalar = typename Scores::Scalar;
  dS.resize(S.rows(), S.cols());
  const Scalar scale = Scalar(1) / static_cast<Scalar>(S.cols());
  return detail::mean_loss_blocks(loss, S, y, [&](Index first, const auto& block) {
    dS.middleCols(first, block.rows()) = scale * block.matrix().transpose();
  });
}

}  // namespace softmargin
