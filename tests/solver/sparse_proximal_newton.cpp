// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file sparse_proximal_newton.cpp  The pieces of the sparse solver; what it finds is tested with
/// the dense one in proximal_newton.cpp.
#include <softmargin/solver/sparse_proximal_newton.hpp>

#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;

TEST_CASE("selected features are those rows of X", "[sparse_proximal_newton]") {
  Random random(1);
  Eigen::MatrixXd X = random.matrix(9, 12);
  X = (X.array() < 0.2).select(0, X);
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  const std::vector<sm::Index> features{1, 4, 5, 8};
  const auto selected =
      sm::detail::select_features<double>(sm::detail::features_of(sparse), features);
  REQUIRE(selected.rows() == 4);
  REQUIRE(selected.cols() == 12);
  CHECK(selected.isCompressed());
  for (int a = 0; a < 4; ++a) {
    CHECK((Eigen::MatrixXd(selected).row(a) - X.row(features[static_cast<std::size_t>(a)]))
              .isZero(0));
  }
}

TEST_CASE("a strengthened penalty is the penalty with larger lambdas", "[sparse_proximal_newton]") {
  Random random(2);
  const sm::detail::StrengthenedRegularizer<sm::ElasticNet> strong{{.l1 = 0.2, .l2 = 0.3}, 4};
  const sm::ElasticNet plain{.l1 = 0.8, .l2 = 1.2};
  const Eigen::MatrixXd W = random.matrix(3, 5);
  CHECK_THAT(strong.value(W), WithinRel(plain.value(W), 1e-14));
  CHECK_THAT(strong.conjugate(W), WithinRel(plain.conjugate(W), 1e-13));
  CHECK(strong.strong_convexity() == plain.strong_convexity());
  Eigen::MatrixXd a = W;
  Eigen::MatrixXd b = W;
  strong.add_gradient(W, a);
  plain.add_gradient(W, b);
  CHECK((a - b).norm() < 1e-13);
  strong.apply_proximal(a, 0.5);
  plain.apply_proximal(b, 0.5);
  CHECK((a - b).norm() < 1e-13);
  const sm::detail::StrengthenedRegularizer<sm::L1> box{{0.5}, 3};
  CHECK_THAT(box.dual_scale(W), WithinRel(sm::L1{1.5}.dual_scale(W), 1e-14));
}
