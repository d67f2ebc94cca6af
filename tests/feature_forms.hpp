// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The same X in every form that the library takes.
#pragma once

#include <softmargin/detail/features.hpp>

#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

/// A user's own data: features from 0 to 15, two to a byte, unpacked a block at a time.
class PackedNibbles {
 public:
  using Data = std::uint8_t;
  template <class Scalar>
  using Weights = softmargin::Matrix<Scalar>;
  static constexpr bool sums_wide = false;
  static constexpr bool is_sparse = false;

  /// @param X  D x N, entries 0 .. 15
  explicit PackedNibbles(const Eigen::MatrixXd& X)
      : num_features_(X.rows()), num_examples_(X.cols()), bytes_((X.rows() + 1) / 2, X.cols()) {
    bytes_.setZero();
    for (softmargin::Index i = 0; i < X.cols(); ++i) {
      for (softmargin::Index d = 0; d < X.rows(); ++d) {
        const auto nibble = static_cast<unsigned>(X(d, i)) << (d % 2 * 4);
        bytes_(d / 2, i) = static_cast<std::uint8_t>(bytes_(d / 2, i) | nibble);
      }
    }
  }

  softmargin::Index num_features() const { return num_features_; }
  softmargin::Index num_examples() const { return num_examples_; }
  softmargin::Index num_entries() const { return num_features_ * num_examples_; }

  template <class Scalar>
  softmargin::detail::DenseBlock<Scalar> block(
      softmargin::Index first, softmargin::Index count,
      softmargin::detail::FeatureScratch<Scalar>& scratch) const {
    if (scratch.columns.cols() < count) scratch.columns.resize(num_features_, count);
    for (softmargin::Index i = 0; i < count; ++i) {
      scratch.columns.col(i) = column(first + i).template cast<Scalar>();
    }
    return {scratch.columns.data(), num_features_, count, num_features_};
  }

  softmargin::Vector<std::uint8_t> column(softmargin::Index i) const {
    softmargin::Vector<std::uint8_t> x(num_features_);
    for (softmargin::Index d = 0; d < num_features_; ++d) {
      x(d) = static_cast<std::uint8_t>((bytes_(d / 2, i) >> (d % 2 * 4)) & 15);
    }
    return x;
  }

 private:
  softmargin::Index num_features_;
  softmargin::Index num_examples_;
  softmargin::Matrix<std::uint8_t> bytes_;
};

static_assert(softmargin::detail::FeatureView<PackedNibbles>);

/// D x N whole numbers from 0 to 15, about half of them 0: exact in every scalar.
inline Eigen::MatrixXd nibble_matrix(Random& random, softmargin::Index num_features,
                                     softmargin::Index num_examples) {
  Eigen::MatrixXd X(num_features, num_examples);
  for (double& x : X.reshaped()) x = random.below(2) * random.below(16);
  return X;
}

/// Multiples of 1/16: with an X of nibbles, scores are exact even in float.
inline Eigen::MatrixXd round_matrix(Random& random, softmargin::Index rows,
                                    softmargin::Index cols) {
  return random.matrix(rows, cols, 16).array().round() / 16;
}

/// Calls visit(name, form) with X as each scalar in a plain matrix.
template <class Visitor>
void for_each_scalar(const Eigen::MatrixXd& X, Visitor visit) {
  visit("uint8", softmargin::Matrix<std::uint8_t>(X.cast<std::uint8_t>()));
  visit("int8", softmargin::Matrix<std::int8_t>(X.cast<std::int8_t>()));
  visit("int32", softmargin::Matrix<std::int32_t>(X.cast<std::int32_t>()));
  visit("half", softmargin::Matrix<Eigen::half>(X.cast<Eigen::half>()));
  visit("bfloat16", softmargin::Matrix<Eigen::bfloat16>(X.cast<Eigen::bfloat16>()));
  visit("float", Eigen::MatrixXf(X.cast<float>()));
  visit("long double", softmargin::Matrix<long double>(X.cast<long double>()));
}

/// Calls visit(name, form) with X in each way that Eigen lays out or expresses a matrix, in double.
template <class Visitor>
void for_each_layout(const Eigen::MatrixXd& X, Visitor visit) {
  using Eigen::MatrixXd;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const softmargin::Index D = X.rows();
  const softmargin::Index N = X.cols();
  visit("matrix", X);
  visit("map", Eigen::Map<const MatrixXd>(X.data(), D, N));
  visit("ref", Eigen::Ref<const MatrixXd>(X));

  MatrixXd wide = MatrixXd::Constant(D + 5, N + 4, -99);
  wide.block(2, 3, D, N) = X;
  visit("block", wide.block(2, 3, D, N));
  visit("ref to a block", Eigen::Ref<const MatrixXd>(wide.block(2, 3, D, N)));
  visit("map with an outer stride",
        Eigen::Map<const MatrixXd, 0, Eigen::OuterStride<>>(wide.data() + 3 * (D + 5) + 2, D, N,
                                                            Eigen::OuterStride<>(D + 5)));

  MatrixXd spread = MatrixXd::Constant(2 * D, N, -99);
  for (softmargin::Index d = 0; d < D; ++d) spread.row(2 * d) = X.row(d);
  visit("map with an inner stride",
        Eigen::Map<const MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, 2>>(
            spread.data(), D, N, Eigen::Stride<Eigen::Dynamic, 2>(2 * D, 2)));

  visit("row-major matrix", RowMajor(X));
  const RowMajor examples_as_rows = X.transpose();  // N x D, as NumPy and CSV have it
  visit("transpose of a row-major array", examples_as_rows.transpose());
  visit("transpose of a mapped row-major array",
        Eigen::Map<const RowMajor>(examples_as_rows.data(), N, D).transpose());
  visit("transpose of a column-major array", MatrixXd(X.transpose()).transpose());

  const MatrixXd half = X / 2;
  visit("sum", half + half);
  visit("temporary inside an expression", 2 * half.array().matrix());
  visit("fixed number of features", Eigen::Matrix<double, 7, Eigen::Dynamic>(X));
}

/// Calls visit(name, form) with X in each sparse layout.
template <class Visitor>
void for_each_sparse(const Eigen::MatrixXd& X, Visitor visit) {
  using Eigen::SparseMatrix;
  const SparseMatrix<double> sparse = X.sparseView();
  visit("sparse", sparse);
  visit("sparse float with 64-bit indices",
        SparseMatrix<float, Eigen::ColMajor, std::int64_t>(sparse.cast<float>()));
  visit("sparse bytes", SparseMatrix<std::uint8_t>(sparse.cast<std::uint8_t>()));
  visit("map of sparse", Eigen::Map<const SparseMatrix<double>>(
                             X.rows(), X.cols(), sparse.nonZeros(), sparse.outerIndexPtr(),
                             sparse.innerIndexPtr(), sparse.valuePtr()));
  const SparseMatrix<double, Eigen::RowMajor> examples_as_rows = sparse.transpose();
  visit("transpose of row-major sparse", examples_as_rows.transpose());
  SparseMatrix<double> longer(X.rows(), X.cols() + 3);
  longer.middleCols(2, X.cols()) = sparse;
  longer.makeCompressed();
  visit("columns of sparse", longer.middleCols(2, X.cols()));
}

/// All of the above and a user's own type.
template <class Visitor>
void for_each_form(const Eigen::MatrixXd& X, Visitor visit) {
  for_each_scalar(X, visit);
  for_each_layout(X, visit);
  for_each_sparse(X, visit);
  visit("user's own type", PackedNibbles(X));
}
