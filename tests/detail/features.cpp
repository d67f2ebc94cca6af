// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/features.hpp"

#include <softmargin/detail/block_products.hpp>

#include <algorithm>
#include <type_traits>

#include "catch.hpp"
#include "feature_forms.hpp"
#include "random.hpp"

namespace sm = softmargin;
namespace detail = softmargin::detail;
using Eigen::MatrixXd;

namespace {

/// S = X^T Wt + 1 b^T and dWt = X dS by the products of the blocks, `block_size` examples at a
/// time.
template <class Scalar, class View>
void multiply_by_blocks(const View& view, sm::Index block_size, const MatrixXd& W,
                        const Eigen::VectorXd& b, const MatrixXd& dS, MatrixXd& S, MatrixXd& dW) {
  using Weights = typename View::template Weights<Scalar>;
  const Weights Wt = W.transpose().cast<Scalar>();
  const sm::Vector<Scalar> bias = b.cast<Scalar>();
  Weights dWt = Weights::Zero(Wt.rows(), Wt.cols());
  detail::FeatureScratch<Scalar> scratch;
  S.resize(view.num_examples(), W.rows());
  for (sm::Index first = 0; first < view.num_examples(); first += block_size) {
    const sm::Index count = std::min(block_size, view.num_examples() - first);
    Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> room(count, W.rows());
    sm::ScoreBlock<Scalar> block(room);
    detail::block_scores(view.block(first, count, scratch), detail::ScoreWeights(Wt), bias, block,
                         true);
    S.middleRows(first, count) = room.matrix().template cast<double>();
    room = dS.middleRows(first, count).template cast<Scalar>().array();
    detail::add_block_gradient(view.block(first, count, scratch), block, dWt);
  }
  dW = dWt.transpose().template cast<double>();
}

}  // namespace

TEST_CASE("both products with the weights are the same in every form of X", "[detail][features]") {
  Random random(141);
  const MatrixXd X = nibble_matrix(random, 7, 100);
  const MatrixXd W = round_matrix(random, 3, 7);
  const Eigen::VectorXd b = round_matrix(random, 3, 1);
  const MatrixXd dS = round_matrix(random, 100, 3);
  const MatrixXd expected_S = ((W * X).colwise() + b).transpose();
  const MatrixXd expected_dW = dS.transpose() * X.transpose();
  for_each_form(X, [&](const char* name, const auto& form) {
    CAPTURE(name);
    const auto view = detail::features_of(form);
    using View = std::remove_const_t<decltype(view)>;
    static_assert(detail::FeatureView<View>);
    CHECK(view.num_features() == 7);
    CHECK(view.num_examples() == 100);
    CHECK((View::is_sparse ? view.num_entries() >= (X.array() != 0).count()
                           : view.num_entries() == 700));
    MatrixXd S;
    MatrixXd dW;
    multiply_by_blocks<sm::ComputeScalar<typename View::Data>>(view, 24, W, b, dS, S, dW);
    CHECK(S == expected_S);
    CHECK(dW == expected_dW);
  });
}

TEST_CASE("a single example is the same in every form of X", "[detail][features]") {
  Random random(142);
  const MatrixXd X = nibble_matrix(random, 7, 10);
  for_each_form(X, [&](const char* name, const auto& form) {
    CAPTURE(name);
    const auto view = detail::features_of(form);
    const Eigen::VectorXd x = view.column(6).template cast<double>();
    CHECK(x == X.col(6));
  });
}

TEST_CASE("what is contiguous is used in place, at its own address", "[detail][features]") {
  const MatrixXd X = MatrixXd::Random(4, 6);
  const auto starts_at = [](const auto& form, const double* address) {
    detail::FeatureScratch<double> scratch;
    const auto block = detail::features_of(form).block(1, 2, scratch);
    return scratch.columns.size() == 0 && block.data == address;
  };
  CHECK(starts_at(X, &X(0, 1)));
  CHECK(starts_at(Eigen::Map<const MatrixXd>(X.data(), 4, 6), &X(0, 1)));
  CHECK(starts_at(X.block(1, 2, 3, 4), &X(1, 3)));
  CHECK(starts_at(X.middleCols(2, 3), &X(0, 3)));
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = X.transpose();
  CHECK(starts_at(rows.transpose(), &rows(1, 0)));
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  CHECK(detail::features_of(sparse).map().valuePtr() == sparse.valuePtr());
}

TEST_CASE("an expression is evaluated no more than a block at a time", "[detail][features]") {
  const MatrixXd X = MatrixXd::Random(4, 600);
  detail::FeatureScratch<double> scratch;
  detail::features_of(2 * X).block(100, 16, scratch);
  CHECK(scratch.columns.cols() == 16);
  CHECK(scratch.columns == 2 * X.middleCols(100, 16));
}

TEST_CASE("what is no matrix and hands out no blocks is no X", "[detail][features]") {
  struct NoBlocks {
    using Data = float;
    sm::Index num_features() const { return 1; }
    sm::Index num_examples() const { return 1; }
  };
  CHECK(!detail::FeatureView<NoBlocks>);
  CHECK(!detail::FeatureView<MatrixXd>);
  CHECK(detail::FeatureView<PackedNibbles>);
}
