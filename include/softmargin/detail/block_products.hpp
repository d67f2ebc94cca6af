// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file block_products.hpp  The two products between a block of examples and the weights.
#pragma once

#include <softmargin/detail/features.hpp>

#include <algorithm>

namespace softmargin::detail {

/// S = X_block^T Wt.
/// @param Wt  D x K
/// @param[out] S  B x K, overwritten
template <class T, class Scalar>
void block_scores(const DenseBlock<T>& block, const Matrix<Scalar>& Wt, ScoreBlock<Scalar> S) {
  S.matrix().noalias() = block.map().template cast<Scalar>().transpose() * Wt;
}

/// dWt += X_block dS.
/// @param dS  B x K
/// @param[in,out] dWt  D x K, accumulated
template <class T, class Scalar>
void add_block_gradient(const DenseBlock<T>& block, const ScoreBlock<Scalar>& dS,
                        Matrix<Scalar>& dWt) {
  dWt.noalias() += block.map().template cast<Scalar>() * dS.matrix();
}

/// The sparse forms: each non-zero touches the K weights of its feature.
template <class Block, class Weights, class Scalar>
requires requires(const Block& block) {
  block.map->innerIndexPtr();
}
void block_scores(const Block& block, const Weights& Wt, ScoreBlock<Scalar> S) {
  using Iterator = typename std::remove_cvref_t<decltype(*block.map)>::InnerIterator;
  constexpr Index group = 64;  // classes whose sums stay on the stack
  using Sums = Eigen::Array<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor, 1, group>;
  for (Index k = 0; k < Wt.cols(); k += group) {
    const Index classes = std::min(group, Wt.cols() - k);
    for (Index i = 0; i < block.num_examples; ++i) {
      Sums sums = Sums::Zero(classes);
      for (Iterator entry(*block.map, block.first + i); entry; ++entry) {
        sums += static_cast<Scalar>(entry.value()) * Wt.row(entry.index()).segment(k, classes).array();
      }
      S.row(i).segment(k, classes) = sums;
    }
  }
}

template <class Block, class Weights, class Scalar>
requires requires(const Block& block) {
  block.map->innerIndexPtr();
}
void add_block_gradient(const Block& block, const ScoreBlock<Scalar>& dS, Weights& dWt) {
  using Iterator = typename std::remove_cvref_t<decltype(*block.map)>::InnerIterator;
  using Wide = typename Weights::Scalar;
  for (Index i = 0; i < block.num_examples; ++i) {
    for (Iterator entry(*block.map, block.first + i); entry; ++entry) {
      dWt.row(entry.index()).array() +=
          static_cast<Wide>(entry.value()) * dS.row(i).template cast<Wide>();
    }
  }
}

}  // namespace softmargin::detail
