// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dense_examples.hpp  Dense examples of whatever type the file holds, behind one type: the
/// solvers are compiled once, bytes stay bytes and mapped files stay on the disk.
#pragma once

#include <softmargin/detail/features.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

namespace tool {

namespace sm = softmargin;

/// D x N as a view for `fit`: what is not stored in the scalar of the solver is widened a block at
/// a time.
class DenseExamples {
  template <class T>
  struct Columns {
    const T* data;
    sm::Index rows, cols, stride;

    using Map = Eigen::Map<const sm::Matrix<T>, 0, Eigen::OuterStride<>>;
    Map map() const { return Map(data, rows, cols, Eigen::OuterStride<>(stride)); }
  };

 public:
  using Data = float;  ///< about the bytes of an entry, for the size of the blocks
  template <class Scalar>
  using Weights = sm::Matrix<Scalar>;
  static constexpr bool sums_wide = false;
  static constexpr bool is_sparse = false;

  /// @param X  a matrix or mapped file of bytes, floats or doubles, kept alive by the copies of
  /// this
  template <class Matrix>
  requires requires(const Matrix& X) { X.outerStride(); }
  explicit DenseExamples(Matrix X) : DenseExamples(std::make_shared<const Matrix>(std::move(X))) {}

  bool is_double() const { return std::holds_alternative<Columns<double>>(columns_); }

  /// Calls visit with the matrix as it is stored.
  template <class Visit>
  auto visit(const Visit& visit) const {
    return std::visit([&](const auto& columns) { return visit(columns.map()); }, columns_);
  }

  sm::Index num_features() const {
    return std::visit([](const auto& columns) { return columns.rows; }, columns_);
  }
  sm::Index num_examples() const {
    return std::visit([](const auto& columns) { return columns.cols; }, columns_);
  }
  sm::Index num_entries() const { return num_features() * num_examples(); }

  template <class Scalar>
  sm::detail::DenseBlock<Scalar> block(sm::Index first, sm::Index count,
                                       sm::detail::FeatureScratch<Scalar>& scratch) const {
    const sm::Index D = num_features();
    if (const auto* in_place = std::get_if<Columns<Scalar>>(&columns_)) {
      return {in_place->data + first * in_place->stride, D, count, in_place->stride, 0};
    }
    if (scratch.columns.rows() != D || scratch.columns.cols() < count) {
      scratch.columns.resize(D, count);
    }
    visit([&](const auto& X) {
      scratch.columns.leftCols(count) = X.middleCols(first, count).template cast<Scalar>();
    });
    return {scratch.columns.data(), D, count, D, 0};
  }

  sm::Vector<double> column(sm::Index i) const {
    return visit(
        [i](const auto& X) { return sm::Vector<double>(X.col(i).template cast<double>()); });
  }

 private:
  template <class Matrix>
  explicit DenseExamples(const std::shared_ptr<const Matrix>& X)
      : columns_(
            Columns<typename Matrix::Scalar>{X->data(), X->rows(), X->cols(), X->outerStride()}),
        owner_(X) {}

  std::variant<Columns<std::uint8_t>, Columns<float>, Columns<double>> columns_;
  std::shared_ptr<const void> owner_;
};

static_assert(sm::detail::FeatureView<DenseExamples>);

}  // namespace tool
