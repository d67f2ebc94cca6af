// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Groups of similar examples against all pairs of a small problem.

#include <softmargin/solver/similar_examples.hpp>

#include <set>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Catch::Matchers::WithinRel;
using Sparse = Eigen::SparseMatrix<double>;

namespace {

/// Two features that all examples have, and two that each thread of `size` examples has for itself.
Sparse threads(Index num_threads, Index size) {
  Random random(7);
  const Index N = num_threads * size;
  Matrix<double> X = Matrix<double>::Zero(2 + 2 * num_threads, N);
  for (Index i = 0; i < N; ++i) {
    const Index thread = i % num_threads;
    X(0, i) = X(1, i) = 1;
    X(2 + 2 * thread, i) = random.uniform(0.5, 1);
    X(3 + 2 * thread, i) = random.uniform(0.5, 1);
  }
  return X.sparseView();
}

std::vector<Index> ring(const std::vector<Index>& next, Index i) {
  std::vector<Index> members = {i};
  for (Index j = next[static_cast<std::size_t>(i)]; j != i; j = next[static_cast<std::size_t>(j)]) {
    members.push_back(j);
  }
  return members;
}

std::vector<Index> groups_of(const Sparse& X, const std::optional<FeatureScaling>& scaling = {}) {
  detail::ScaledExamples examples(detail::features_of(X), scaling);
  return detail::group_similar(examples, X.cols(), X.rows());
}

}  // namespace

TEST_CASE("Each thread is a group, however its examples are mixed", "[similar_examples]") {
  const Sparse X = threads(9, 4);
  const auto next = groups_of(X);
  REQUIRE(next.size() == 36);
  for (Index i = 0; i < 36; ++i) {
    const auto members = ring(next, i);
    CHECK(members.size() == 4);
    for (const Index j : members) CHECK(j % 9 == i % 9);
  }
}

TEST_CASE("A group has at most eight members, and no example is lost or in two",
          "[similar_examples]") {
  const Sparse X = threads(3, 21);
  const auto next = groups_of(X);
  CHECK(std::set<Index>(next.begin(), next.end()).size() == next.size());
  for (Index i = 0; i < X.cols(); ++i) {
    const auto members = ring(next, i);
    CHECK(members.size() <= 8);
    for (const Index j : members) CHECK(j % 3 == i % 3);
  }
}

TEST_CASE("The similarity is the cosine of what rare features add, of the scaled examples",
          "[similar_examples]") {
  Sparse X = threads(40, 2);
  FeatureScaling scaling;
  scaling.shift = Vector<double>::Constant(X.rows(), 0.02);
  scaling.factor = Vector<double>::LinSpaced(X.rows(), 1, 2);
  const Matrix<double> raw = X;
  const Matrix<double> scaled = scaling.apply(raw);
  detail::ScaledExamples examples(detail::features_of(X), scaling);
  const auto pairs = detail::find_similar(examples, X.cols(), X.rows());
  REQUIRE(pairs.size() == 40);
  for (const auto& [similarity, one, other] : pairs) {
    CHECK(one == other + 40);
    double product = 0;
    for (Index d = 2; d < X.rows(); ++d) {
      product += scaling.factor(d) * scaling.factor(d) * raw(d, one) * raw(d, other);
    }
    const double cosine = product / (scaled.col(one).norm() * scaled.col(other).norm());
    CHECK_THAT(similarity, WithinRel(cosine, 1e-6));
  }
  for (std::size_t k = 1; k < pairs.size(); ++k) {
    CHECK(pairs[k].similarity <= pairs[k - 1].similarity);
  }
}

TEST_CASE("What all examples have joins none of them, nor do entries that are zero",
          "[similar_examples]") {
  const Matrix<double> common = Matrix<double>::Ones(3, 50);
  const Sparse all = common.sparseView();
  for (Index i = 0; i < 50; ++i) CHECK(ring(groups_of(all), i).size() == 1);

  Sparse zeros(4, 6);  // stored zeros, and an example without entries
  for (Index i = 0; i < 5; ++i) zeros.insert(i % 4, i) = 0;
  zeros.makeCompressed();
  for (Index i = 0; i < 6; ++i) CHECK(ring(groups_of(zeros), i).size() == 1);
  CHECK(groups_of(Sparse(4, 0)).empty());
}
