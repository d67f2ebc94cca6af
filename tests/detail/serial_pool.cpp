// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A program of its own, since a build without threads has another pool.
#include "softmargin/detail/serial_pool.hpp"

#include <softmargin/objective/pass.hpp>

#include <stdexcept>
#include <vector>

#include "catch.hpp"
#include "random.hpp"
#include "thrown.hpp"

#ifndef SOFTMARGIN_NO_THREADS
#error "compile with SOFTMARGIN_NO_THREADS"
#endif

namespace sm = softmargin;
using sm::Index;
using sm::detail::Pool;

TEST_CASE("without threads one worker runs the tasks in their order", "[detail][parallel]") {
  Pool pool(7);
  CHECK(pool.num_workers() == 1);
  std::vector<Index> order;
  pool.run(5, [&](Index index, int worker) {
    CHECK(worker == 0);
    order.push_back(index);
  });
  CHECK(order == std::vector<Index>{0, 1, 2, 3, 4});
  CHECK(thrown<std::runtime_error>([&] {
          pool.run(3, [](Index index, int) {
            if (index == 1) throw std::runtime_error("task 1");
          });
        }) == "task 1");
}

TEST_CASE("a pass works without threads", "[detail][parallel]") {
  Random random(151);
  const Eigen::MatrixXd X = random.matrix(5, 1000);
  const Eigen::MatrixXd Wt = random.matrix(5, 3);
  Pool pool;
  sm::detail::Pass<sm::detail::DenseColumns<double>, double> pass(sm::detail::features_of(X), 3, 3,
                                                                  pool);
  const auto sums = pass.sum(Wt, Eigen::Vector3d(1, 2, 3), [](Index, sm::ScoreBlock<double>& S) {
    return sm::detail::PassSums<double>(S.sum(), 0, 0);
  });
  const double expected = (X.transpose() * Wt).sum() + 1000 * 6;
  CHECK_THAT(sums(0), Catch::Matchers::WithinRel(expected, 1e-12));
}
