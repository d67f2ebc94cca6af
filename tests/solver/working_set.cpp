// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file working_set.cpp  What ought to be inside, the worst first.
#include <softmargin/solver/working_set.hpp>

#include <softmargin/loss/softmax.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"

namespace sm = softmargin;

TEST_CASE("entries are missing where they are not zero or the penalty would not hold them",
          "[working_set]") {
  const Eigen::MatrixXd X = Eigen::MatrixXd::Ones(3, 2);
  sm::Labels y(2);
  y << 0, 1;
  sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, sm::L1{1});
  Eigen::MatrixXd W(2, 3);
  W << 0, 0, 0, 0, -2, 0;
  Eigen::MatrixXd G(2, 3);
  G << 1, -1.5, 4, 0, 0, 3;
  Eigen::VectorXd b(2);
  b << 9, -9;
  const Eigen::VectorXd parameters = objective.pack(W, b);
  const Eigen::VectorXd gradient = objective.pack(G, b);
  CHECK_FALSE(sm::detail::has_zero_weights(objective, parameters));
  CHECK(sm::detail::has_zero_weights(objective, objective.pack(0 * W, b)));
  const auto outside = [](sm::Index, sm::Index) { return false; };
  auto entries = sm::detail::find_missing(objective, parameters, gradient, 1, outside);
  REQUIRE(entries.size() == 4);  // |G| = 1 is held
  sm::detail::keep_worst(entries, 3);
  REQUIRE(entries.size() == 3);
  CHECK((entries[0].k == 1 && entries[0].row == 1 && std::isinf(entries[0].violation)));
  CHECK((entries[1].k == 0 && entries[1].row == 2 && entries[1].violation == 3));
  CHECK((entries[2].k == 1 && entries[2].row == 2 && entries[2].violation == 2));
  // What is not zero stays, however few are wanted.
  sm::detail::keep_worst(entries, 0);
  CHECK(entries.size() == 1);
  // Twice the penalty holds more, and what is inside is not missing.
  CHECK(sm::detail::find_missing(objective, parameters, gradient, 2, outside).size() == 3);
  CHECK(sm::detail::find_missing(objective, parameters, gradient, 1, [](sm::Index k, sm::Index) {
          return k == 1;
        }).size() == 2);

  // A path begins where a penalty twice as strong holds everything: |G| is at most 4 here.
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(parameters.size());
  CHECK(sm::detail::first_strength(objective, zero, gradient) == 2);
  CHECK(sm::detail::first_strength(objective, zero, Eigen::VectorXd(gradient / 4)) == 1);
}
