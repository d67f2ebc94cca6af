// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file class_columns.hpp  One example at a time against weights whose classes are contiguous:
/// s += W x and W += u x^T, without allocation. Centring and scaling are algebra on the sums.
#pragma once

#include <softmargin/detail/class_groups.hpp>
#include <softmargin/detail/features.hpp>
#include <softmargin/detail/packet.hpp>
#include <softmargin/preprocessing.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

namespace softmargin::detail {

/// The entries of one example, sparse or dense.
template <class T, class StorageIndex>
struct ExampleEntries {
  const T* values;
  const StorageIndex* indices;  ///< null: the entries are those of features 0 .. size - 1
  Index size;

  double value(Index e) const { return static_cast<double>(values[e]); }
  Index index(Index e) const { return indices ? static_cast<Index>(indices[e]) : e; }
};

/// Rows of a class-contiguous matrix: K, rounded up to whole vector registers.
inline Index padded_classes(Index K) {
  if (K <= 2) return 2;
  if (K <= 4) return 4;
  return (K + 7) / 8 * 8;
}

/// s += W x, summed in the scalar of W.
/// @param W  padded K x D
/// @param[in,out] s  padded K
template <class T, class StorageIndex, class Scalar>
void add_example_scores(const ExampleEntries<T, StorageIndex>& x, const Matrix<Scalar>& W,
                        double* s) {
  for_class_groups(W.rows(), [&]<int P>(std::integral_constant<int, P>, Index first) {
    using Group = Eigen::Array<Scalar, P, 1>;
    Group sum = Group::Zero();
    const Scalar* weights = W.data() + first;
    for (Index e = 0; e < x.size; ++e) {
      sum += static_cast<Scalar>(x.value(e)) *
             Eigen::Map<const Group>(weights + x.index(e) * W.rows());
    }
    Eigen::Map<Eigen::Array<double, P, 1>>(s + first) += sum.template cast<double>();
  });
}

/// W += u x^T, or u (f o x)^T with a factor f for each feature.
/// @param u  padded K
/// @param factor  D, or null
/// @param[in,out] W  padded K x D
template <class T, class StorageIndex, class Scalar>
void add_example_product(const ExampleEntries<T, StorageIndex>& x, const double* u,
                         const double* factor, Matrix<Scalar>& W) {
  for_class_groups(W.rows(), [&]<int P>(std::integral_constant<int, P>, Index first) {
    using Group = Eigen::Array<Scalar, P, 1>;
    const Group change =
        Eigen::Map<const Eigen::Array<double, P, 1>>(u + first).template cast<Scalar>();
    Scalar* weights = W.data() + first;
    for (Index e = 0; e < x.size; ++e) {
      const double value = factor ? x.value(e) * factor[x.index(e)] : x.value(e);
      Eigen::Map<Group>(weights + x.index(e) * W.rows()) += static_cast<Scalar>(value) * change;
    }
  });
}

/// Asks for the weights that an example meets.
template <class T, class StorageIndex, class Scalar>
void prefetch_weights(const ExampleEntries<T, StorageIndex>& x, const Matrix<Scalar>& W) {
  if (!x.indices) return;
  constexpr Index line = 64 / Index(sizeof(Scalar));
  for (Index e = 0; e < x.size; ++e) {
    const Scalar* weights = W.data() + x.index(e) * W.rows();
    for (Index k = 0; k < W.rows(); k += line) prefetch(weights + k);
  }
}

/// Single examples of a view as the weights see them: x' = (x - shift) * factor, never written
/// down.
template <class View>
class ScaledExamples {
 public:
  /// Of a single example: a view may hand out its blocks in another type.
  using Data =
      typename std::remove_cvref_t<decltype(std::declval<const View&>().column(Index(0)))>::Scalar;

  ScaledExamples(const View& X, const std::optional<FeatureScaling>& scaling) : X_(X) {
    const Index N = X.num_examples();
    squared_norms_.resize(N);
    is_packed_ = is_mostly_zero(X);
    if (is_packed_) {
      values_.resize(X.num_features());
      indices_.resize(X.num_features());
    }
    if (scaling) {
      squared_factor_ = scaling->factor.cwiseAbs2();
      scaled_shift_ = squared_factor_.cwiseProduct(scaling->shift);
      squared_shift_ = scaled_shift_.dot(scaling->shift);
      shift_products_.resize(N);
    }
    for (Index i = 0; i < N; ++i) {
      const auto x = entries(i);
      double square = 0;
      double product = 0;
      for (Index e = 0; e < x.size; ++e) {
        const double value = x.value(e);
        const Index d = x.index(e);
        square += value * value * (scaling ? squared_factor_(d) : 1);
        if (scaling) product += value * scaled_shift_(d);
      }
      num_entries_ += x.size;
      if (scaling) shift_products_(i) = product;
      squared_norms_(i) = scaling ? std::max(0.0, square - 2 * product + squared_shift_) : square;
    }
  }

  /// The raw entries of example i, valid until the next call. Of dense data that are mostly zero
  /// those that are not: of the pixels of digits that is a fifth.
  auto entries(Index i) {
    if constexpr (View::is_sparse) {
      const auto& map = X_.map();
      using StorageIndex = std::remove_cvref_t<decltype(*map.outerIndexPtr())>;
      const Index begin = static_cast<Index>(map.outerIndexPtr()[i]);
      const Index end = map.innerNonZeroPtr() ? begin + static_cast<Index>(map.innerNonZeroPtr()[i])
                                              : static_cast<Index>(map.outerIndexPtr()[i + 1]);
      return ExampleEntries<Data, StorageIndex>{map.valuePtr() + begin, map.innerIndexPtr() + begin,
                                                end - begin};
    } else {
      if (is_packed_) {
        if (i != packed_) pack(i);
        return ExampleEntries<Data, int>{values_.data(), indices_.data(), size_};
      }
      if constexpr (std::is_same_v<View, DenseColumns<Data>>) {
        const auto x = X_.column(i);
        return ExampleEntries<Data, int>{x.data(), nullptr, x.size()};
      } else {
        column_ = X_.column(i);
        return ExampleEntries<Data, int>{column_.data(), nullptr, column_.size()};
      }
    }
  }

  /// Entries of example i.
  Index size(Index i) {
    if (View::is_sparse || is_packed_) return entries(i).size;
    return X_.num_features();
  }
  /// Asks for the entries of example i.
  void prefetch_entries(Index i) const {
    if constexpr (std::is_same_v<View, DenseColumns<Data>>) {
      if (!is_packed_) return;
      constexpr Index line = 64 / Index(sizeof(Data));
      const auto x = X_.column(i);
      for (Index d = 0; d < x.size(); d += line) prefetch(x.data() + d);
    }
  }
  /// |x'_i|^2.
  double squared_norm(Index i) const { return squared_norms_(i); }
  double mean_squared_norm() const { return squared_norms_.mean(); }
  Index num_entries() const { return num_entries_; }
  bool scaled() const { return squared_factor_.size() > 0; }
  /// factor^2, or null.
  const double* squared_factor() const { return scaled() ? squared_factor_.data() : nullptr; }
  /// The part of x'_i . x' that comes from the shift, against raw entries: p_i = shift factor^2
  /// x_i.
  double shift_product(Index i) const { return scaled() ? shift_products_(i) : 0; }
  /// shift factor^2 shift.
  double squared_shift() const { return squared_shift_; }

 private:
  /// The entries of dense example i that are not zero. Zeros come in runs.
  void pack(Index i) {
    constexpr Index run = 16;
    using Words = std::array<std::uint64_t, run * sizeof(Data) / sizeof(std::uint64_t)>;
    const auto x = X_.column(i);
    const Data* data = x.data();
    Data* values = values_.data();
    int* indices = indices_.data();
    Index count = 0;
    const auto take = [&](Index d) {
      values[count] = data[d];
      indices[count] = static_cast<int>(d);
      count += data[d] != Data(0);
    };
    Index d = 0;
    for (; d + run <= x.size(); d += run) {
      Words words;
      std::memcpy(words.data(), data + d, sizeof(words));
      std::uint64_t bits = 0;
      for (const std::uint64_t word : words) bits |= word;
      if (bits == 0) continue;
      for (Index k = 0; k < run; ++k) take(d + k);
    }
    for (; d < x.size(); ++d) take(d);
    size_ = count;
    packed_ = i;
  }

  View X_;
  Vector<Data> column_;     ///< of data that is not in memory as it stands
  bool is_packed_ = false;  ///< whether examples are handed out without their zeros
  Vector<Data> values_;     ///< D, of the example that was packed last
  Vector<int> indices_;
  Index size_ = 0;
  Index packed_ = -1;
  Vector<double> squared_norms_;
  Vector<double> squared_factor_;
  Vector<double> scaled_shift_;
  Vector<double> shift_products_;
  double squared_shift_ = 0;
  Index num_entries_ = 0;
};

/// V = sum_i v_i x'_i^T, built example by example, and its products with the examples.
///
/// With a scaling it holds sum v_i (factor^2 x_i)^T, sum v_i and the product of the former with the
/// shift, from which both V x'_i and V follow.
/// @tparam Scalar  of the D columns; all other sums are in double
template <class Scalar>
class ClassSums {
 public:
  using Values = Eigen::Array<double, Eigen::Dynamic, 1>;

  ClassSums(Index num_classes, Index num_features)
      : columns_(Matrix<Scalar>::Zero(padded_classes(num_classes), num_features)),
        sum_(Values::Zero(columns_.rows())),
        shifted_(sum_) {}

  Index rows() const { return columns_.rows(); }
  /// sum_i v_i.
  const Values& sum() const { return sum_; }
  const Matrix<Scalar>& columns() const { return columns_; }

  void set_zero() {
    columns_.setZero();
    sum_.setZero();
    shifted_.setZero();
  }

  /// scores += V x'_i.
  template <class View>
  void add_scores(ScaledExamples<View>& X, Index i, Values& scores) const {
    if (X.scaled()) scores += (X.squared_shift() - X.shift_product(i)) * sum_ - shifted_;
    add_example_scores(X.entries(i), columns_, scores.data());
  }

  /// V += v x'_i^T.
  template <class View>
  void add(ScaledExamples<View>& X, Index i, const Values& v) {
    sum_ += v;
    if (X.scaled()) shifted_ += X.shift_product(i) * v;
    add_example_product(X.entries(i), v.data(), X.squared_factor(), columns_);
  }

  /// Column d of V.
  void column(const std::optional<FeatureScaling>& scaling, Index d, Values& out) const {
    out = columns_.col(d).array().template cast<double>();
    if (scaling) {
      out = out / scaling->factor(d) - sum_ * (scaling->factor(d) * scaling->shift(d));
    }
  }

  double squared_norm(const std::optional<FeatureScaling>& scaling) const {
    Values v(rows());
    double total = 0;
    for (Index d = 0; d < columns_.cols(); ++d) {
      column(scaling, d, v);
      total += v.square().sum();
    }
    return total;
  }

  template <class View>
  void prefetch(ScaledExamples<View>& X, Index i) const {
    if constexpr (View::is_sparse) {
      prefetch_weights(X.entries(i), columns_);
    } else {
      X.prefetch_entries(i);
    }
  }

 private:
  Matrix<Scalar> columns_;  ///< padded K x D
  Values sum_;
  Values shifted_;
};

}  // namespace softmargin::detail
