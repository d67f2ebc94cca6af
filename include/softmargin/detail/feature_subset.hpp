// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file feature_subset.hpp  Some of the examples of X, in a given order, without a copy of X.
#pragma once

#include <softmargin/detail/features.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// The chosen examples of a dense view, gathered a block at a time.
template <class View>
class FeatureSubset {
 public:
  using Data = typename View::Data;
  template <class Scalar>
  using Weights = typename View::template Weights<Scalar>;
  static constexpr bool sums_wide = View::sums_wide;
  static constexpr bool is_sparse = false;

  /// @param examples  columns of X, each in [0, N)
  FeatureSubset(const View& X, std::vector<Index> examples)
      : X_(X), examples_(std::move(examples)) {}

  Index num_features() const { return X_.num_features(); }
  Index num_examples() const { return static_cast<Index>(examples_.size()); }
  Index num_entries() const { return num_features() * num_examples(); }

  template <class Scalar>
  DenseBlock<Scalar> block(Index first, Index count, FeatureScratch<Scalar>& scratch) const {
    if (scratch.columns.rows() != num_features() || scratch.columns.cols() < count) {
      scratch.columns.resize(num_features(), count);
    }
    for (Index j = 0; j < count; ++j) {
      scratch.columns.col(j) = column(first + j).template cast<Scalar>();
    }
    return {scratch.columns.data(), num_features(), count, num_features(), 0};
  }

  auto column(Index i) const { return X_.column(examples_[static_cast<std::size_t>(i)]); }

 private:
  View X_;
  std::vector<Index> examples_;
};

/// Sparse examples are not gathered: the subset is the same entries under other column offsets.
template <class T, class StorageIndex>
class FeatureSubset<SparseColumns<T, StorageIndex>> : public SparseColumns<T, StorageIndex> {
 public:
  using View = SparseColumns<T, StorageIndex>;

  FeatureSubset(const View& X, const std::vector<Index>& examples)
      : FeatureSubset(X.map(), std::make_shared<const Offsets>(X.map(), examples)) {}

 private:
  using Map = typename View::Map;

  /// Where each column begins and how many entries it has: Eigen's uncompressed form.
  struct Offsets {
    std::vector<StorageIndex> begins;
    std::vector<StorageIndex> sizes;
    Index num_entries = 0;

    Offsets(const Map& X, const std::vector<Index>& examples) {
      for (const Index i : examples) {
        const StorageIndex begin = X.outerIndexPtr()[i];
        begins.push_back(begin);
        sizes.push_back(X.innerNonZeroPtr() ? X.innerNonZeroPtr()[i]
                                            : X.outerIndexPtr()[i + 1] - begin);
        num_entries += sizes.back();
      }
    }
  };

  FeatureSubset(const Map& X, std::shared_ptr<const Offsets> offsets)
      : View(Map(X.rows(), static_cast<Index>(offsets->begins.size()), offsets->num_entries,
                 offsets->begins.data(), X.innerIndexPtr(), X.valuePtr(), offsets->sizes.data())),
        offsets_(std::move(offsets)) {}

  std::shared_ptr<const Offsets> offsets_;  ///< shared by the copies of the view
};

}  // namespace softmargin::detail
