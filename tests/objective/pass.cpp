// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/objective/pass.hpp"

#include "catch.hpp"
#include "oracle.hpp"
#include "random.hpp"

namespace sm = softmargin;
namespace detail = softmargin::detail;
using detail::PassPlan;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using sm::Index;

TEST_CASE("the plan of a pass covers every example with whole blocks", "[objective][pass]") {
  for (const Index num_examples : {1, 15, 16, 17, 255, 1000, 50000, 1000000}) {
    for (const Index num_features : {1, 16, 784, 3072, 100000}) {
      for (const Index num_columns : {2, 10, 1000}) {
        for (const Index entry_bytes : {Index(0), num_features, 4 * num_features}) {
          const auto plan = PassPlan::make(num_examples, num_features, num_columns, entry_bytes);
          CAPTURE(num_examples, num_features, num_columns, entry_bytes);
          CHECK(plan.block_size >= 1);
          CHECK(plan.block_size <= sm::max_block_examples);
          CHECK(plan.lane_size % plan.block_size == 0);
          CHECK(plan.num_lanes * plan.lane_size >= num_examples);
          CHECK((plan.num_lanes - 1) * plan.lane_size < num_examples);
          CHECK(plan.num_lanes <= 64);
          CHECK(plan.flush_blocks * plan.block_size <= 4096);  // sums in float stay short
        }
      }
    }
  }
}

TEST_CASE("a pass of many examples has work for several threads", "[objective][pass]") {
  CHECK(PassPlan::make(50000, 3072, 10, 4 * 3072).num_lanes >= 8);
  CHECK(PassPlan::make(100000, 768, 100, 4 * 768).num_lanes >= 8);
  CHECK(PassPlan::make(20000, 768, 1000, 4 * 768).num_lanes >= 2);
}

TEST_CASE("a pass shows each example once, with its scores", "[objective][pass]") {
  Random random(231);
  const MatrixXd X = random.matrix(6, 2500);
  const MatrixXd Wt = random.matrix(6, 3);
  const VectorXd b = random.vector(3);
  const MatrixXd expected = (X.transpose() * Wt).rowwise() + b.transpose();
  for (const int threads : {1, 3}) {
    detail::Pool pool(threads);
    detail::Pass<detail::DenseColumns<double>, double> pass(detail::features_of(X), 3, 3, pool);
    MatrixXd scores(2500, 3);
    Eigen::VectorXi visits = Eigen::VectorXi::Zero(2500);
    const auto sums = pass.sum(Wt, b, [&](Index first, sm::ScoreBlock<double>& S) {
      scores.middleRows(first, S.rows()) = S.matrix();
      visits.segment(first, S.rows()).array() += 1;
      return detail::PassSums<double>(S.sum(), static_cast<double>(S.rows()), 1);
    });
    CHECK(visits == Eigen::VectorXi::Ones(2500));
    CHECK(oracle::relative_error(scores, expected) < 1e-14);
    CHECK(sums(1) == 2500);
    CHECK(oracle::relative_error(Eigen::Matrix<double, 1, 1>(sums(0)),
                                 Eigen::Matrix<double, 1, 1>(expected.sum())) < 1e-12);
    CHECK(sums(2) ==
          static_cast<double>((2500 + pass.plan().block_size - 1) / pass.plan().block_size));
  }
}

TEST_CASE("the gradient is X times what the transform leaves in its last columns",
          "[objective][pass]") {
  Random random(232);
  const MatrixXd X = random.matrix(6, 1000);
  const MatrixXd Wt = random.matrix(6, 4);
  const VectorXd b = random.vector(4);
  const MatrixXd dS = random.matrix(1000, 2);
  detail::Pool pool(2);
  detail::Pass<detail::DenseColumns<double>, double> pass(detail::features_of(X), 4, 2, pool);
  MatrixXd dWt = MatrixXd::Constant(6, 2, 99);
  VectorXd db = VectorXd::Constant(2, 99);
  for (int round = 0; round < 2; ++round) {  // nothing is left over from the first
    pass.sum_and_gradient(
        Wt, b,
        [&](Index first, sm::ScoreBlock<double>& S) {
          S.leftCols(2).setConstant(1e9);  // not the gradient's
          S.rightCols(2) = dS.middleRows(first, S.rows()).array();
          return detail::PassSums<double>(0, 0, 0);
        },
        dWt, db);
    CHECK(oracle::relative_error(dWt, (X * dS).eval()) < 1e-13);
    CHECK(oracle::relative_error(db, dS.colwise().sum().transpose().eval()) < 1e-13);
  }
}

TEST_CASE("passes that share their lanes do not disturb each other", "[objective][pass]") {
  Random random(233);
  const MatrixXd X = random.matrix(600, 1500);
  const MatrixXd few = X.leftCols(20);
  const MatrixXd Wt = random.matrix(600, 3);
  const VectorXd b = random.vector(3);
  using Pass = detail::Pass<detail::DenseColumns<double>, double>;
  detail::Pool pool(2);
  Pass alone(detail::features_of(X), 3, 3, pool);
  Pass alone_few(detail::features_of(few), 3, 3, pool);
  REQUIRE(alone.plan().num_lanes > alone_few.plan().num_lanes);
  Pass first(detail::features_of(X), 3, 3, pool);
  Pass second(detail::features_of(few), 3, 3, pool, first.lanes());
  CHECK(second.lanes() == first.lanes());
  Pass third(detail::features_of(X), 3, 3, pool, alone_few.lanes());
  CHECK(third.plan().num_lanes <= std::max<Index>(2, alone_few.plan().num_lanes));
  const auto check_equal = [&](Pass& shared, Pass& own) {
    MatrixXd dWt, own_dWt;
    VectorXd db, own_db;
    const auto leave_scores = [](Index, sm::ScoreBlock<double>& S) {
      return detail::PassSums<double>(S.sum(), 1, 0);
    };
    CHECK((shared.sum_and_gradient(Wt, b, leave_scores, dWt, db) ==
           own.sum_and_gradient(Wt, b, leave_scores, own_dWt, own_db))
              .all());
    CHECK(dWt == own_dWt);
    CHECK(db == own_db);
  };
  for (int round = 0; round < 2; ++round) {
    check_equal(first, alone);
    check_equal(second, alone_few);
  }
}
