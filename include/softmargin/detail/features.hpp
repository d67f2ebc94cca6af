// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file features.hpp  How the library reads X: any Eigen matrix or expression, dense or sparse, or
/// a user's own type, as blocks of consecutive examples. Nothing else in the library looks at X.
///
/// A view hands out blocks; a block knows two products:
///
///     block_scores(block, Wt, b, S)          S = X_block^T Wt + 1 b^T    (B x K)
///     add_block_gradient(block, dS, dWt)     dWt += X_block dS           (D x K)
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>

#include <Eigen/SparseCore>

#include <algorithm>
#include <utility>

namespace softmargin::detail {

/// Scratch of one thread: a block of examples in the compute scalar, for data that cannot be used
/// in place.
template <class Scalar>
struct FeatureScratch {
  Matrix<Scalar> columns;
};

/// B examples in memory, each contiguous, `stride` entries apart.
template <class T>
struct DenseBlock {
  const T* data;
  Index num_features;
  Index num_examples;
  Index stride;
  Index to_next = 0;  ///< entries from here to the block that is read next, 0 if there is none

  auto map() const {
    return Eigen::Map<const Matrix<T>, 0, Eigen::OuterStride<>>(data, num_features, num_examples,
                                                                Eigen::OuterStride<>(stride));
  }
};

/// Dense X used in place: columns contiguous in memory (a row-major N x D array is such an X).
template <class T>
class DenseColumns {
 public:
  using Data = T;
  /// Each class's weights contiguous: D x K column-major.
  template <class Scalar>
  using Weights = Matrix<Scalar>;
  /// Gradients of a few blocks are summed in the compute scalar before they are widened.
  static constexpr bool sums_wide = false;
  static constexpr bool is_sparse = false;

  DenseColumns(const T* data, Index num_features, Index num_examples, Index stride)
      : data_(data), num_features_(num_features), num_examples_(num_examples), stride_(stride) {}

  Index num_features() const { return num_features_; }
  Index num_examples() const { return num_examples_; }
  Index num_entries() const { return num_features_ * num_examples_; }

  template <class Scalar>
  DenseBlock<T> block(Index first, Index count, FeatureScratch<Scalar>&) const {
    const bool last = first + count >= num_examples_;
    return {data_ + first * stride_, num_features_, count, stride_, last ? 0 : count * stride_};
  }

  auto column(Index i) const {
    return Eigen::Map<const Vector<T>>(data_ + i * stride_, num_features_);
  }

 private:
  const T* data_;
  Index num_features_;
  Index num_examples_;
  Index stride_;
};

/// Any other dense expression: evaluated a block at a time, never as a whole.
template <class Expression>
class ExpressionColumns {
 public:
  using Data = typename Expression::Scalar;
  template <class Scalar>
  using Weights = Matrix<Scalar>;
  static constexpr bool sums_wide = false;
  static constexpr bool is_sparse = false;

  explicit ExpressionColumns(const Expression& expression) : expression_(expression) {}

  Index num_features() const { return expression_.rows(); }
  Index num_examples() const { return expression_.cols(); }
  Index num_entries() const { return expression_.size(); }

  template <class Scalar>
  DenseBlock<Scalar> block(Index first, Index count, FeatureScratch<Scalar>& scratch) const {
    if (scratch.columns.rows() != num_features() || scratch.columns.cols() < count) {
      scratch.columns.resize(num_features(), count);
    }
    scratch.columns.leftCols(count) = expression_.middleCols(first, count).template cast<Scalar>();
    return {scratch.columns.data(), num_features(), count, num_features(), 0};
  }

  Vector<Data> column(Index i) const { return expression_.col(i); }

 private:
  typename Eigen::internal::ref_selector<Expression>::type expression_;
};

/// Sparse X (compressed columns, one example each), never made dense.
template <class T, class StorageIndex>
class SparseColumns {
 public:
  using Data = T;
  using Map = Eigen::Map<const Eigen::SparseMatrix<T, Eigen::ColMajor, StorageIndex>>;
  /// Each feature's weights contiguous: a non-zero touches K neighbours.
  template <class Scalar>
  using Weights = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  /// A scattered gradient is summed wide at once: a second dense sum would cost more than the pass.
  static constexpr bool sums_wide = true;
  static constexpr bool is_sparse = true;

  explicit SparseColumns(const Map& map) : map_(map) {}

  Index num_features() const { return map_.rows(); }
  Index num_examples() const { return map_.cols(); }
  Index num_entries() const { return map_.nonZeros(); }

  struct Block {
    const Map* map;
    Index first;
    Index num_examples;
  };

  template <class Scalar>
  Block block(Index first, Index count, FeatureScratch<Scalar>&) const {
    return {&map_, first, count};
  }

  auto column(Index i) const { return map_.col(i); }
  const Map& map() const { return map_; }

 private:
  Map map_;
};

/// A user's own data: anything that hands out blocks, and single examples.
template <class V>
concept FeatureView = requires(const V& view, FeatureScratch<float>& scratch) {
  typename V::Data;
  typename V::template Weights<float>;
  requires std::convertible_to<decltype(V::sums_wide), bool>;
  requires std::convertible_to<decltype(V::is_sparse), bool>;
  { view.num_features() } -> std::convertible_to<Index>;
  { view.num_examples() } -> std::convertible_to<Index>;
  view.block(Index(0), Index(1), scratch);
  view.column(Index(0));
};

/// Entries that are not zero; of dense data as many as a sample of the examples lets expect.
template <FeatureView View>
double estimated_nonzeros(const View& X) {
  if constexpr (View::is_sparse) {
    return static_cast<double>(X.num_entries());
  } else {
    const Index N = X.num_examples();
    const Index n = std::min<Index>(N, 1000);
    Index count = 0;
    for (Index j = 0; j < n; ++j) {
      count += (X.column(j * N / n).array() != typename View::Data(0)).count();
    }
    return static_cast<double>(count) * static_cast<double>(N) / static_cast<double>(n);
  }
}

/// Whether a dense X is cheaper to go through entry by entry without its zeros.
template <FeatureView View>
bool is_mostly_zero(const View& X) {
  return !View::is_sparse && 2 * estimated_nonzeros(X) < static_cast<double>(X.num_entries());
}

template <FeatureView View>
View features_of(const View& view) {
  return view;
}

template <class Derived>
auto features_of(const Eigen::DenseBase<Derived>& X) {
  constexpr bool in_place = bool(Derived::Flags & Eigen::DirectAccessBit) &&
                            int(Derived::InnerStrideAtCompileTime) == 1 && !Derived::IsRowMajor;
  if constexpr (in_place) {
    return DenseColumns<typename Derived::Scalar>(X.derived().data(), X.rows(), X.cols(),
                                                  X.derived().outerStride());
  } else {
    return ExpressionColumns<Derived>(X.derived());
  }
}

template <class Derived>
requires(!Derived::IsRowMajor) auto features_of(const Eigen::SparseCompressedBase<Derived>& X) {
  using T = typename Derived::Scalar;
  using StorageIndex = typename Derived::StorageIndex;
  if (X.cols() > 0 && X.outerIndexPtr() == nullptr) {
    fail_argument("sparse X", "a matrix, of one column for one example", "a sparse vector");
  }
  if (!X.isCompressed()) fail_argument("sparse X", "compressed (makeCompressed())", "uncompressed");
  return SparseColumns<T, StorageIndex>(typename SparseColumns<T, StorageIndex>::Map(
      X.rows(), X.cols(), X.nonZeros(), X.outerIndexPtr(), X.innerIndexPtr(), X.valuePtr()));
}

/// Bytes that a pass reads for one example of X: in a block's own entries, where a dense view
/// copies its blocks.
template <class Scalar, FeatureView View>
Index bytes_of_example(const View& X) {
  using Block = decltype(X.block(0, 1, std::declval<FeatureScratch<Scalar>&>()));
  if constexpr (View::is_sparse) {
    return 2 * Index(sizeof(Scalar)) * (X.num_entries() / std::max<Index>(X.num_examples(), 1));
  } else if constexpr (requires(const Block& block) { *block.data; }) {
    return X.num_features() * Index(sizeof(*std::declval<const Block&>().data));
  } else {
    return X.num_features() * Index(sizeof(typename View::Data));
  }
}

/// Examples of a block that stays in the second-level cache, with the next one. Weights too many
/// for that cache come from further away once a block: then blocks are larger.
inline Index examples_of_block(Index bytes_of_example, Index num_weights) {
  constexpr Index most_cached_weights = Index(1) << 18;
  const Index block_bytes = Index(num_weights > most_cached_weights ? 512 : 256) << 10;
  const Index fitting = block_bytes / std::max<Index>(bytes_of_example, 1);
  return std::clamp<Index>(fitting / 16 * 16, 16, max_block_examples);
}

/// Every entry of X finite; a user's own type vouches for itself.
template <class Derived>
void check_features_finite(const Eigen::DenseBase<Derived>& X) {
  check_finite("X", X);
}
template <class Derived>
void check_features_finite(const Eigen::SparseMatrixBase<Derived>& X) {
  check_sparse_finite("X", X.derived());
}
template <FeatureView View>
void check_features_finite(const View&) {}

/// Calls task(d, x_d) for the entries of example i, in double.
template <FeatureView View, class Task>
void for_entries(const View& X, Index i, Task&& task) {
  if constexpr (View::is_sparse) {
    using Iterator = typename std::remove_cvref_t<decltype(X.map())>::InnerIterator;
    for (Iterator entry(X.map(), i); entry; ++entry) {
      task(static_cast<Index>(entry.index()), static_cast<double>(entry.value()));
    }
  } else {
    const auto x = X.column(i);
    for (Index d = 0; d < x.size(); ++d) task(d, static_cast<double>(x(d)));
  }
}

template <class X>
using FeaturesOf = decltype(features_of(std::declval<const X&>()));

}  // namespace softmargin::detail
