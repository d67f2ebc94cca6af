// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file block_products.hpp  The two products between a block of examples and the weights.
#pragma once

#include <softmargin/detail/features.hpp>
#include <softmargin/detail/skinny_kernels.hpp>

#include <algorithm>

namespace softmargin::detail {

/// Most classes for which the skinny kernels beat Eigen's general product (benchmarks/pass).
inline constexpr Index max_skinny_classes = 64;

template <class Scalar>
inline constexpr bool has_skinny_kernels =
    std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>;

/// S = X_block^T Wt + 1 b^T.
/// @param Wt  D x K
/// @param b  K
/// @param[out] S  B x K, overwritten
/// @param fetch_next  read ahead to the next block: where no gradient half follows that would
template <class T, class Scalar>
void block_scores(const DenseBlock<T>& block, const Matrix<Scalar>& Wt, const Vector<Scalar>& b,
                  ScoreBlock<Scalar> S, bool fetch_next) {
  for (Index k = 0; k < b.size(); ++k) S.col(k) = b(k);
  if constexpr (has_skinny_kernels<Scalar>) {
    if (Wt.cols() <= max_skinny_classes) {
      add_scores(block.data, block.stride, block.num_features, block.num_examples, Wt.data(),
                 Wt.outerStride(), Wt.cols(), fetch_next ? block.to_next : 0, S.data(),
                 S.outerStride());
      return;
    }
  }
  S.matrix().noalias() += block.map().template cast<Scalar>().transpose() * Wt;
}

/// dWt += X_block dS.
/// @param dS  B x K
/// @param[in,out] dWt  D x K, accumulated
template <class T, class Scalar>
void add_block_gradient(const DenseBlock<T>& block, const ScoreBlock<Scalar>& dS,
                        Matrix<Scalar>& dWt) {
  if constexpr (has_skinny_kernels<Scalar>) {
    if (dWt.cols() <= max_skinny_classes) {
      add_gradient(block.data, block.stride, block.num_features, block.num_examples, dS.data(),
                   dS.outerStride(), dWt.cols(), block.to_next, dWt.data(), dWt.outerStride());
      return;
    }
  }
  dWt.noalias() += block.map().template cast<Scalar>() * dS.matrix();
}

/// The sparse forms: each non-zero touches the K weights of its feature.
template <class Block, class Weights, class Scalar>
requires requires(const Block& block) {
  block.map->innerIndexPtr();
}
void block_scores(const Block& block, const Weights& Wt, const Vector<Scalar>& b,
                  ScoreBlock<Scalar> S, bool) {
  using Iterator = typename std::remove_cvref_t<decltype(*block.map)>::InnerIterator;
  constexpr Index group = 64;  // classes whose sums stay on the stack
  using Sums = Eigen::Array<Scalar, 1, Eigen::Dynamic, Eigen::RowMajor, 1, group>;
  for (Index k = 0; k < Wt.cols(); k += group) {
    const Index classes = std::min(group, Wt.cols() - k);
    for (Index i = 0; i < block.num_examples; ++i) {
      Sums sums = b.segment(k, classes).transpose().array();
      for (Iterator entry(*block.map, block.first + i); entry; ++entry) {
        sums +=
            static_cast<Scalar>(entry.value()) * Wt.row(entry.index()).segment(k, classes).array();
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
