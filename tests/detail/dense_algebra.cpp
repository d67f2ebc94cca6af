// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Products and triangular solutions against sums written out.

#include <softmargin/detail/dense_algebra.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinAbs;
using detail::input;
using detail::output;
using Algebra = detail::DenseAlgebra<double>;

namespace {

double row_by_column(const Matrix<double>& A, Index i, const Matrix<double>& B, Index j) {
  double sum = 0;
  for (Index l = 0; l < A.cols(); ++l) sum += A(i, l) * B(l, j);
  return sum;
}

}  // namespace

TEST_CASE("products are added to blocks of larger matrices", "[dense_algebra]") {
  Random random(1);
  const Matrix<double> A = random.matrix(7, 5);
  const Matrix<double> B = random.matrix(5, 3);
  const Matrix<double> At = A.transpose();
  Matrix<double> C = Matrix<double>::Ones(9, 4);
  auto block = C.block(1, 1, 7, 3);
  Algebra::add_product(input(A), input(B), output(block));
  Algebra::add_transposed_product(input(At), input(B), output(block));
  for (Index j = 0; j < 4; ++j) {
    for (Index i = 0; i < 9; ++i) {
      CAPTURE(i, j);
      const bool inside = i >= 1 && i < 8 && j >= 1;
      CHECK_THAT(C(i, j), WithinAbs(inside ? 1 + 2 * row_by_column(A, i - 1, B, j - 1) : 1, 1e-13));
    }
  }
}

TEST_CASE("the tiles of a square make up its lower triangle", "[dense_algebra]") {
  Random random(2);
  const Index rows = GENERATE(1, 255, 256, 600);
  CAPTURE(rows);
  const Matrix<double> A = random.matrix(rows, 2);
  Matrix<double> C = Matrix<double>::Zero(rows, rows);
  for (Index tile = 0; tile < Algebra::num_lower_tiles(rows); ++tile) {
    Algebra::add_lower_square(input(A), tile, output(C));
  }
  double largest = 0;
  for (Index j = 0; j < rows; ++j) {
    for (Index i = j; i < rows; ++i) {
      largest = std::max(largest, std::abs(C(i, j) - A.row(i).dot(A.row(j))));
    }
  }
  CHECK(largest < 1e-14);
}

TEST_CASE("the factor of a matrix solves with it, and tells where there is none",
          "[dense_algebra]") {
  Random random(3);
  const Matrix<double> M = random.matrix(6, 9);
  const Matrix<double> A = M * M.transpose();
  const Matrix<double> B = random.matrix(6, 2);
  Matrix<double> U = A.triangularView<Eigen::Upper>();
  REQUIRE(Algebra::factor(output(U)));
  Matrix<double> X = B;
  Algebra::solve_upper_transposed(input(U), X);
  Algebra::solve_upper(input(U), X);
  for (Index j = 0; j < 2; ++j) {
    for (Index i = 0; i < 6; ++i) CHECK_THAT(row_by_column(A, i, X, j), WithinAbs(B(i, j), 1e-10));
  }
  Matrix<double> indefinite = Matrix<double>::Identity(3, 3);
  indefinite(2, 2) = -1;
  CHECK_FALSE(Algebra::factor(output(indefinite)));
}

TEST_CASE("a matrix and the factor of a multiple share a square and a column", "[dense_algebra]") {
  Random random(4);
  const Index rows = GENERATE(1, 2, 63, 64, 65, 300);
  CAPTURE(rows);
  const Matrix<double> M = random.matrix(rows, rows + 3);
  const Matrix<double> A = M * M.transpose();
  Matrix<double> storage = Matrix<double>::Zero(rows, rows + 1);
  storage.leftCols(rows) = A.triangularView<Eigen::Lower>();
  const Matrix<double> before = storage;
  auto upper = storage.rightCols(rows);
  Algebra::transpose_lower(input(storage.leftCols(rows)), 0.5, output(upper));
  REQUIRE(Algebra::factor(output(upper)));
  const Matrix<double> U = upper.triangularView<Eigen::Upper>();
  CHECK((U.transpose() * U - 0.5 * A).cwiseAbs().maxCoeff() < 1e-12 * A.trace());
  for (Index j = 0; j < rows; ++j)
    CHECK(storage.col(j).tail(rows - j) == before.col(j).tail(rows - j));
}
