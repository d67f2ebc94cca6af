// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file block_products.hpp  The two products between a block of examples and the weights.
#pragma once

#include <softmargin/detail/class_groups.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/features.hpp>
#include <softmargin/detail/packet.hpp>
#include <softmargin/detail/skinny_kernels.hpp>

#include <algorithm>
#include <limits>

namespace softmargin::detail {

/// Most classes for which the skinny kernels beat Eigen's general product: they pack W once a pass
/// and X never, and many registers make up for all else. Measured with AVX-512 up to 1000 classes,
/// where they take two thirds of the time, and with AVX2 and SSE2 at 100 and 1000.
inline constexpr Index max_skinny_classes =
    many_registers ? std::numeric_limits<Index>::max() : 256;

/// Whether the target has vector registers of the scalar, which the kernels are made of.
template <class Scalar>
inline constexpr bool has_skinny_kernels = [] {
  constexpr int size = packet_size<Scalar>;
  return size > 1 && (std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>);
}();

/// Weights as block_scores reads them: made once for all blocks of a pass.
/// @tparam Weights  D x K, as the view wants them
template <class Weights>
class ScoreWeights {
 public:
  using Scalar = typename Weights::Scalar;

  ScoreWeights() = default;
  explicit ScoreWeights(const Weights& Wt) { set(Wt); }

  /// @param Wt  used in place, must outlive the passes
  void set(const Weights& Wt) {
    Wt_ = &Wt;
    if constexpr (packs) {
      if (is_packed()) packed_.pack(Wt.data(), Wt.outerStride(), Wt.rows(), Wt.cols());
    }
  }

  const Weights& matrix() const { return *Wt_; }
  bool is_packed() const { return packs && Wt_->cols() <= max_skinny_classes; }
  const PackedTemplates<Scalar>& packed() const { return packed_; }

 private:
  static constexpr bool packs = has_skinny_kernels<Scalar> && !Weights::IsRowMajor;

  const Weights* Wt_ = nullptr;
  PackedTemplates<Scalar> packed_;
};

/// What is read after this block.
template <class T>
ReadAhead next_block(const DenseBlock<T>& block) {
  const bool gaps = block.stride > block.num_features + block.num_features / 4;
  if (block.to_next == 0 || gaps) return {};
  return {block.data + block.to_next, block.num_examples * block.stride * Index(sizeof(T))};
}

/// The block in the compute scalar: where it lies, or a copy.
template <class Scalar, class T>
auto in_memory(const DenseBlock<T>& block) {
  if constexpr (std::is_same_v<Scalar, T>) {
    return block.map();
  } else {
    return Matrix<Scalar>(block.map().template cast<Scalar>());
  }
}

/// S = X_block^T Wt + 1 b^T.
/// @param weights  D x K
/// @param b  K
/// @param[out] S  B x K, overwritten
/// @param gradient_follows  which fetches half of the next block
template <class T, class Scalar>
void block_scores(const DenseBlock<T>& block, const ScoreWeights<Matrix<Scalar>>& weights,
                  const Vector<Scalar>& b, ScoreBlock<Scalar> S, bool gradient_follows) {
  for (Index k = 0; k < b.size(); ++k) S.col(k) = b(k);
  if constexpr (has_skinny_kernels<Scalar>) {
    if (weights.is_packed()) {
      add_scores(block.data, block.stride, block.num_examples, weights.packed(),
                 next_block(block).part(0, 1, gradient_follows ? 2 : 1), S.data(), S.outerStride());
      return;
    }
  }
  DenseAlgebra<Scalar>::add_transposed_product(input(in_memory<Scalar>(block)),
                                               input(weights.matrix()), output(S));
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
                   dS.outerStride(), dWt.cols(), next_block(block).part(1, 1, 2), dWt.data(),
                   dWt.outerStride());
      return;
    }
  }
  DenseAlgebra<Scalar>::add_product(input(in_memory<Scalar>(block)), input(dS), output(dWt));
}

/// The sparse forms: each non-zero touches the K weights of its feature.
/// @param weights  D x K, row by row
template <class Block, class Weights, class Scalar>
requires requires(const Block& block) {
  block.map->innerIndexPtr();
}
void block_scores(const Block& block, const ScoreWeights<Weights>& weights, const Vector<Scalar>& b,
                  ScoreBlock<Scalar> S, bool) {
  static_assert(Weights::IsRowMajor);
  const Weights& Wt = weights.matrix();
  using Iterator = typename std::remove_cvref_t<decltype(*block.map)>::InnerIterator;
  for_class_groups(b.size(), [&]<int P>(std::integral_constant<int, P>, Index first) {
    using Group = Eigen::Array<Scalar, P, 1>;
    const Scalar* of_group = Wt.data() + first;
    for (Index i = 0; i < block.num_examples; ++i) {
      Group sums = b.template segment<P>(first).array();
      for (Iterator entry(*block.map, block.first + i); entry; ++entry) {
        sums += static_cast<Scalar>(entry.value()) *
                Eigen::Map<const Group>(of_group + entry.index() * Wt.outerStride());
      }
      for (int k = 0; k < P; ++k) S(i, first + k) = sums(k);
    }
  });
}

template <class Block, class Weights, class Scalar>
requires requires(const Block& block) {
  block.map->innerIndexPtr();
}
void add_block_gradient(const Block& block, const ScoreBlock<Scalar>& dS, Weights& dWt) {
  static_assert(Weights::IsRowMajor);
  using Iterator = typename std::remove_cvref_t<decltype(*block.map)>::InnerIterator;
  using Wide = typename Weights::Scalar;
  for_class_groups(dS.cols(), [&]<int P>(std::integral_constant<int, P>, Index first) {
    using Group = Eigen::Array<Wide, P, 1>;
    Wide* of_group = dWt.data() + first;
    Group slopes;
    for (Index i = 0; i < block.num_examples; ++i) {
      for (int k = 0; k < P; ++k) slopes(k) = static_cast<Wide>(dS(i, first + k));
      for (Iterator entry(*block.map, block.first + i); entry; ++entry) {
        Eigen::Map<Group>(of_group + entry.index() * dWt.outerStride()) +=
            static_cast<Wide>(entry.value()) * slopes;
      }
    }
  });
}

}  // namespace softmargin::detail
