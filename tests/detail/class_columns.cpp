// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Weights with contiguous classes against plain dense products, with and without a scaling.

#include <softmargin/detail/class_columns.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Values = detail::ClassSums<double>::Values;

namespace {

/// A matrix with many zeros.
Matrix<double> sparse_matrix(Random& random, Index rows, Index cols) {
  Matrix<double> X = random.matrix(rows, cols);
  for (double& x : X.reshaped()) x = random.uniform() < 0.3 ? x : 0;
  X.col(cols - 1).setZero();
  return X;
}

/// Sums over examples and their products with examples are those of the scaled matrix.
template <class Features>
void check_sums(const Features& X, const Matrix<double>& scaled,
                const std::optional<FeatureScaling>& scaling) {
  const auto view = detail::features_of(X);
  detail::ScaledExamples examples(view, scaling);
  Random random(5);
  for (const Index K : {2, 3, 8, 20, 37, 70}) {
    const Matrix<double> U = random.matrix(K, X.cols());
    detail::ClassSums<double> sums(K, X.rows());
    REQUIRE(sums.rows() >= K);
    Values padded = Values::Zero(sums.rows());
    for (Index i = 0; i < X.cols(); ++i) {
      padded.head(K) = U.col(i).array();
      sums.add(examples, i, padded);
    }
    const Matrix<double> V = U * scaled.transpose();
    CAPTURE(K);
    for (Index i = 0; i < X.cols(); ++i) {
      Values scores = Values::Ones(sums.rows());
      sums.add_scores(examples, i, scores);
      CHECK((scores.head(K) - 1 - (V * scaled.col(i)).array()).abs().maxCoeff() < 1e-10);
      CHECK_THAT(examples.squared_norm(i), WithinAbs(scaled.col(i).squaredNorm(), 1e-11));
    }
    for (Index d = 0; d < X.rows(); ++d) {
      sums.column(scaling, d, padded);
      CHECK((padded.head(K).matrix() - V.col(d)).cwiseAbs().maxCoeff() < 1e-11);
    }
    CHECK_THAT(sums.squared_norm(scaling), WithinRel(V.squaredNorm(), 1e-12));
  }
}

}  // namespace

TEST_CASE("Class sums are those of plain products", "[class_columns]") {
  Random random(4);
  const Matrix<double> X = sparse_matrix(random, 9, 12);
  const Eigen::SparseMatrix<double> S = X.sparseView();
  check_sums(X, X, {});
  check_sums(S, X, {});
  check_sums(Matrix<float>(X.cast<float>()), X.cast<float>().cast<double>(), {});
}

TEST_CASE("Dense examples that are mostly zero are handed out without their zeros",
          "[class_columns]") {
  Random random(7);
  Matrix<double> X = sparse_matrix(random, 41, 12);
  X.middleRows(14, 20).setZero();  // a whole run of zeros, and the ends of two others
  X(40, 3) = 2;
  X(0, 5) = -1;
  check_sums(X, X, {});
  check_sums(Matrix<double>(2 * X) / 2, X, {});  // an expression
  const Eigen::Matrix<unsigned char, Eigen::Dynamic, Eigen::Dynamic> bytes =
      (X.array().abs() * 100).cast<unsigned char>();
  check_sums(bytes, bytes.cast<double>(), {});
  FeatureScaling scaling{random.vector(41), Vector<double>::Constant(41, 0.5)};
  check_sums(X, scaling.apply(X), scaling);

  const auto view = detail::features_of(X);
  REQUIRE(detail::is_mostly_zero(view));
  CHECK(detail::estimated_nonzeros(view) == static_cast<double>((X.array() != 0).count()));
  detail::ScaledExamples examples(view, {});
  CHECK(examples.num_entries() == (X.array() != 0).count());
  for (const Index i : {3, 5, 3, 11}) {
    const auto x = examples.entries(i);
    REQUIRE(x.size == (X.col(i).array() != 0).count());
    CHECK(examples.size(i) == x.size);
    for (Index e = 0; e < x.size; ++e) CHECK(x.value(e) == X(x.index(e), i));
  }

  const Matrix<double> full = X.array() + 3;
  const auto whole = detail::features_of(full);
  CHECK(!detail::is_mostly_zero(whole));
  CHECK(detail::ScaledExamples(whole, {}).entries(2).indices == nullptr);
}

TEST_CASE("A scaling of sparse data is algebra on the sums", "[class_columns]") {
  Random random(6);
  const Matrix<double> X = sparse_matrix(random, 9, 12);
  const Eigen::SparseMatrix<double> S = X.sparseView();
  FeatureScaling scaling{random.vector(9), Vector<double>(9)};
  for (double& factor : scaling.factor) factor = random.uniform(0.2, 3);
  check_sums(X, scaling.apply(X), scaling);
  check_sums(S, scaling.apply(X), scaling);
}

TEST_CASE("Uncompressed columns are read by their own lengths", "[class_columns]") {
  Eigen::SparseMatrix<double> S(4, 3);
  S.reserve(Eigen::VectorXi::Constant(3, 4));
  S.insert(1, 0) = 2;
  S.insert(3, 2) = 5;
  const Eigen::Map<const Eigen::SparseMatrix<double>> map(S.rows(), S.cols(), S.nonZeros(),
                                                          S.outerIndexPtr(), S.innerIndexPtr(),
                                                          S.valuePtr(), S.innerNonZeroPtr());
  const detail::SparseColumns<double, int> view(map);
  detail::ScaledExamples examples(view, {});
  CHECK(examples.num_entries() == 2);
  CHECK(examples.entries(1).size == 0);
  CHECK(examples.squared_norm(0) == 4);
  CHECK(examples.squared_norm(2) == 25);
}
