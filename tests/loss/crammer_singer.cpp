// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/loss/crammer_singer.hpp"

#include <softmargin/loss/weston_watkins.hpp>

#include <stdexcept>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;
using Eigen::Vector3d;
using Eigen::Vector4d;

// ---- Numbers computed by hand -------------------------------------------------------------------

TEST_CASE("with one violated margin it is the Weston-Watkins loss", "[loss][crammer_singer]") {
  // The notes' scores: the margins of the two rivals are -10 and 8.
  const sm::CrammerSingerHinge loss{.delta = 10};
  const Vector3d scores(13, -7, 11);
  Vector3d gradient;
  CHECK(loss.value(scores, 0) == 8);
  loss.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 0, 1));
}

TEST_CASE("the strongest rival alone pays", "[loss][crammer_singer]") {
  // Margins 1.5 and 2.5, of which Weston-Watkins takes the sum.
  const Vector3d scores(1.5, 2, 3);
  Vector3d gradient;
  CHECK(sm::CrammerSingerHinge{}.value(scores, 0) == 2.5);
  CHECK(sm::WestonWatkinsHinge{}.value(scores, 0) == 4);
  sm::CrammerSingerHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 0, 1));
}

TEST_CASE("the own class is no rival of its own", "[loss][crammer_singer]") {
  // The own score is the largest and leads by 0.25: Delta less the lead.
  CHECK(sm::CrammerSingerHinge{}.value(Vector3d(2, 1.75, 0), 0) == 0.75);
  CHECK(sm::CrammerSingerHinge{}.value(Vector3d(2, -4, -5), 0) == 0);
  CHECK(sm::CrammerSingerHinge{}.value(Vector3d(-3, -2, -9), 1) == 0);
}

TEST_CASE("equal scores lose Delta, whatever the number of classes", "[loss][crammer_singer]") {
  for (const sm::Index num_classes : {2, 3, 10, 1000}) {
    const Eigen::VectorXd scores = Eigen::VectorXd::Constant(num_classes, -4);
    CHECK(sm::CrammerSingerHinge{.delta = 2.5}.value(scores, 1) == 2.5);
  }
}

TEST_CASE("at a tie of rivals the first pays", "[loss][crammer_singer]") {
  const sm::CrammerSingerHinge loss;
  Vector4d gradient;
  loss.gradient(Vector4d(5, 7, 7, 7), 0, gradient);
  CHECK(gradient == Vector4d(-1, 1, 0, 0));
  loss.gradient(Vector4d(7, 5, 7, 7), 1, gradient);
  CHECK(gradient == Vector4d(1, -1, 0, 0));
  // Wide enough that a vectorised search would look at several scores at once.
  const Eigen::VectorXd equal = Eigen::VectorXd::Zero(67);
  Eigen::VectorXd wide(67);
  loss.gradient(equal, 0, wide);
  CHECK(wide(1) == 1);
  CHECK(wide(0) == -1);
  CHECK(wide.cwiseAbs().sum() == 2);
}

TEST_CASE("a margin met exactly has the subgradient 0", "[loss][crammer_singer]") {
  Vector3d gradient(7, 7, 7);
  sm::CrammerSingerHinge{}.gradient(Vector3d(3, 2, 2), 0, gradient);
  CHECK(gradient == Vector3d::Zero());
  CHECK(sm::CrammerSingerHinge{}.value(Vector3d(3, 2, 2), 0) == 0);
}

// ---- Beside Weston and Watkins ------------------------------------------------------------------

TEST_CASE("Crammer-Singer <= Weston-Watkins <= (K - 1) Crammer-Singer", "[loss][crammer_singer]") {
  Random random(21);
  const Eigen::MatrixXd S = random.matrix(7, 200, 2);
  const sm::Labels y = random.labels(200, 7);
  const auto largest = block_form(sm::CrammerSingerHinge{}, S, y).losses;
  const auto sum = block_form(sm::WestonWatkinsHinge{}, S, y).losses;
  CHECK((largest.array() <= sum.array() + 1e-14).all());
  CHECK((sum.array() <= 6 * largest.array() + 1e-14).all());
  CHECK((largest.array() < sum.array() - 0.1).any());
}

TEST_CASE("with two classes the two max-margin losses are one", "[loss][crammer_singer]") {
  Random random(22);
  const Eigen::MatrixXd S = random.matrix(2, 100);
  const sm::Labels y = random.labels(100, 2);
  const auto largest = block_form(sm::CrammerSingerHinge{}, S, y);
  const auto sum = block_form(sm::WestonWatkinsHinge{}, S, y);
  CHECK(largest.losses == sum.losses);
  CHECK(largest.gradients == sum.gradients);
}

// ---- Extremes -----------------------------------------------------------------------------------

TEST_CASE("a lead of 1e30 is paid, and a tie of 1e30 pays Delta", "[loss][crammer_singer]") {
  Vector3d gradient;
  const Vector3d scores(-1e30, 1e30, 0);
  CHECK_THAT(sm::CrammerSingerHinge{}.value(scores, 0), WithinRel(2e30, 1e-15));
  sm::CrammerSingerHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 1, 0));
  CHECK(sm::CrammerSingerHinge{.delta = 3}.value(Vector3d(1e30, 1e30, 0), 0) == 3);
  CHECK(sm::CrammerSingerHinge{}.value(scores, 1) == 0);
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("a negative Delta of Crammer-Singer is refused", "[loss][crammer_singer]") {
  const sm::CrammerSingerHinge loss{.delta = -2};
  CHECK(thrown<std::invalid_argument>([&] { loss.value(Vector3d(1, 2, 3), 0); }) ==
        "softmargin: delta should be finite and not negative, got -2");
}
