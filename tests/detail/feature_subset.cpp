// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/feature_subset.hpp"

#include <softmargin/objective/pass.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
namespace detail = softmargin::detail;
using sm::Index;

namespace {

const std::vector<Index> chosen = {6, 0, 3, 3, 9};

/// The examples that a view says it holds, one after the other.
template <class View>
sm::Matrix<double> columns_of(const View& view) {
  sm::Matrix<double> X(view.num_features(), view.num_examples());
  for (Index i = 0; i < X.cols(); ++i) X.col(i) = view.column(i).template cast<double>();
  return X;
}

/// Scores and gradient of a view by the products that the pass uses.
template <class View>
void check_products(const View& view, const sm::Matrix<double>& X) {
  Random random(3);
  const sm::Matrix<double> W = random.matrix(X.rows(), 4);
  typename View::template Weights<double> Wt = W;
  detail::FeatureScratch<double> scratch;
  const Index count = X.cols() - 1;  // the block that begins at the second example
  sm::Matrix<double> scores(count, 4);
  sm::ScoreBlock<double> S(scores.array());
  const auto block = view.block(1, count, scratch);
  detail::block_scores(block, detail::ScoreWeights(Wt),
                       sm::Vector<double>(sm::Vector<double>::Zero(4)), S, true);
  CHECK(scores.isApprox(X.rightCols(count).transpose() * W, 1e-14));
  Wt.setZero();
  detail::add_block_gradient(block, S, Wt);
  CHECK(Wt.isApprox(X.rightCols(count) * scores, 1e-14));
}

}  // namespace

TEST_CASE("a subset holds the chosen examples in the chosen order", "[features]") {
  const sm::Matrix<std::uint8_t> X =
      (Random(4).matrix(7, 10, 40).array() + 128).cast<std::uint8_t>();
  const sm::Matrix<double> expected = X.cast<double>()(Eigen::seqN(0, 7), chosen);
  const detail::FeatureSubset subset(detail::features_of(X), chosen);
  CHECK(subset.num_features() == 7);
  CHECK(subset.num_examples() == 5);
  CHECK(subset.num_entries() == 35);
  CHECK(columns_of(subset) == expected);
  check_products(subset, expected);
}

TEST_CASE("a subset of an expression holds the chosen examples", "[features]") {
  const sm::Matrix<double> X = Random(5).matrix(7, 10);
  const sm::Matrix<double> expected = 2 * X(Eigen::seqN(0, 7), chosen);
  const auto expression = 2 * X;
  const detail::FeatureSubset subset(detail::features_of(expression), chosen);
  CHECK(columns_of(subset) == expected);
  check_products(subset, expected);
}

TEST_CASE("a subset of sparse examples points at the entries of the whole", "[features]") {
  sm::Matrix<double> dense = Random(6).matrix(7, 10);
  dense = (dense.array().abs() < 0.7).select(0.0, dense);
  dense.col(3).setZero();
  const Eigen::SparseMatrix<double> X = dense.sparseView();
  const sm::Matrix<double> expected = dense(Eigen::seqN(0, 7), chosen);
  const detail::FeatureSubset subset(detail::features_of(X), chosen);
  CHECK(subset.num_features() == 7);
  CHECK(subset.num_examples() == 5);
  CHECK(subset.num_entries() == (expected.array() != 0).count());
  CHECK(subset.map().valuePtr() == X.valuePtr());
  CHECK(columns_of(subset) == expected);
  const auto copy = subset;  // views are passed by value
  check_products(copy, expected);
}

TEST_CASE("a subset of a sparse subset is a subset", "[features]") {
  const sm::Matrix<double> dense = Random(7).matrix(4, 10);
  const Eigen::SparseMatrix<double> X = dense.sparseView();
  const detail::FeatureSubset outer(detail::features_of(X), chosen);
  const std::vector<Index> inner = {4, 1};
  const detail::FeatureSubset<detail::SparseColumns<double, int>> subset(outer, inner);
  CHECK(columns_of(subset) == dense(Eigen::seqN(0, 4), std::vector<Index>{9, 0}));
}
