// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dense_algebra.hpp  Products and triangular solutions of dense matrices in memory, one
/// function for each.
///
/// Eigen compiles its products anew for each pair of expressions that meet in one, at half a second
/// each. Whatever multiplies or solves in a fit with matrices that may be large comes here, so that
/// a program compiles it once for a scalar. Products by a vector are sums of columns or dot
/// products.
#pragma once

#include <softmargin/types.hpp>

#include <algorithm>
#include <Eigen/Cholesky>

namespace softmargin::detail {

/// A column-major matrix in memory, to read or to write.
template <class Scalar>
using MatrixInput = Eigen::Map<const Matrix<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using MatrixOutput = Eigen::Map<Matrix<Scalar>, 0, Eigen::OuterStride<>>;

/// Any column-major matrix, array or block in memory as one to read.
template <class Derived>
auto input(const Eigen::DenseBase<Derived>& m) {
  static_assert(!Derived::IsRowMajor);
  const auto& matrix = m.derived();
  return MatrixInput<typename Derived::Scalar>(matrix.data(), matrix.rows(), matrix.cols(),
                                               Eigen::OuterStride<>(matrix.outerStride()));
}

/// The same as one to write.
template <class Derived>
auto output(Eigen::DenseBase<Derived>& m) {
  static_assert(!Derived::IsRowMajor);
  auto& matrix = m.derived();
  return MatrixOutput<typename Derived::Scalar>(matrix.data(), matrix.rows(), matrix.cols(),
                                                Eigen::OuterStride<>(matrix.outerStride()));
}

/// Its functions are defined outside of it: where a program declares them `extern template`, they
/// are compiled once for all of its files.
template <class Scalar>
struct DenseAlgebra {
  using In = const MatrixInput<Scalar>&;
  using Out = MatrixOutput<Scalar>;

  /// C += A B.
  static void add_product(In A, In B, Out C);

  /// C += A^T B.
  static void add_transposed_product(In A, In B, Out C);

  /// Tiles of the lower triangle of a symmetric matrix.
  static Index num_lower_tiles(Index rows) {
    const Index tiles = (rows + tile - 1) / tile;
    return tiles * (tiles + 1) / 2;
  }

  /// The lower triangle of C += A A^T, one of its tiles (and more of C where a tile lies across the
  /// diagonal): the order of each sum is that of the columns of A.
  static void add_lower_square(In A, Index index, Out C);

  /// The upper triangle of B becomes c times the transpose of the lower triangle of A; the rest of
  /// B stays.
  static void transpose_lower(In A, Scalar c, Out B);

  /// The upper triangle of A, positive definite, becomes U with U^T U = A; the rest of A stays.
  /// @return whether A is positive definite in the arithmetic at hand; A is spoilt if not
  static bool factor(Out A);

  /// B becomes U^-T B.
  static void solve_upper_transposed(In U, Matrix<Scalar>& B);

  /// B becomes U^-1 B.
  static void solve_upper(In U, Matrix<Scalar>& B);

 private:
  static constexpr Index tile = 256;
};

template <class Scalar>
void DenseAlgebra<Scalar>::add_product(In A, In B, Out C) {
  C.noalias() += A * B;
}

template <class Scalar>
void DenseAlgebra<Scalar>::add_transposed_product(In A, In B, Out C) {
  C.noalias() += A.transpose() * B;
}

template <class Scalar>
void DenseAlgebra<Scalar>::add_lower_square(In A, Index index, Out C) {
  Index row = 0;
  while ((row + 1) * (row + 2) / 2 <= index) ++row;
  const Index column = index - row * (row + 1) / 2;
  const Index rows = std::min(tile, A.rows() - row * tile);
  const Index columns = std::min(tile, A.rows() - column * tile);
  C.block(row * tile, column * tile, rows, columns).noalias() +=
      A.middleRows(row * tile, rows) * A.middleRows(column * tile, columns).transpose();
}

template <class Scalar>
void DenseAlgebra<Scalar>::transpose_lower(In A, Scalar c, Out B) {
  constexpr Index side = 64;
  const Index rows = A.rows();
  for (Index j = 0; j < rows; j += side) {
    for (Index i = 0; i <= j; i += side) {
      const auto from = A.block(j, i, std::min(side, rows - j), std::min(side, rows - i));
      auto to = B.block(i, j, from.cols(), from.rows());
      if (i < j) {
        to = c * from.transpose();
      } else {
        to.template triangularView<Eigen::Upper>() = c * from.transpose();
      }
    }
  }
}

template <class Scalar>
bool DenseAlgebra<Scalar>::factor(Out A) {
  using InPlace = Eigen::Ref<Matrix<Scalar>, 0, Eigen::OuterStride<>>;
  InPlace in_place(A);
  return Eigen::LLT<InPlace, Eigen::Upper>(in_place).info() == Eigen::Success;
}

template <class Scalar>
void DenseAlgebra<Scalar>::solve_upper_transposed(In U, Matrix<Scalar>& B) {
  U.template triangularView<Eigen::Upper>().transpose().solveInPlace(B);
}

template <class Scalar>
void DenseAlgebra<Scalar>::solve_upper(In U, Matrix<Scalar>& B) {
  U.template triangularView<Eigen::Upper>().solveInPlace(B);
}

}  // namespace softmargin::detail
