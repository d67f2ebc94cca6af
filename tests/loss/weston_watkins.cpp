// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/loss/weston_watkins.hpp"

#include <softmargin/regularization/l2.hpp>

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Eigen::Vector3d;

// ---- Numbers computed by hand -------------------------------------------------------------------

TEST_CASE("the notes' scores 13, -7, 11 with Delta 10 lose 8", "[loss][weston_watkins]") {
  // CS231n notes: max(0, -7 - 13 + 10) + max(0, 11 - 13 + 10) = 0 + 8.
  const sm::WestonWatkinsHinge loss{.delta = 10};
  const Vector3d scores(13, -7, 11);
  CHECK(loss.value(scores, 0) == 8);
  Vector3d gradient;
  loss.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-1, 0, 1));
}

TEST_CASE("the squared hinge of the notes' scores is 64", "[loss][weston_watkins]") {
  const sm::WestonWatkinsSquaredHinge loss{.delta = 10};
  const Vector3d scores(13, -7, 11);
  CHECK(loss.value(scores, 0) == 64);
  Vector3d gradient;
  loss.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-16, 0, 16));
}

TEST_CASE("the notes' cat, scored -2.85, 0.86, 0.28, loses 1.58", "[loss][weston_watkins]") {
  // CS231n notes, the figure that compares the SVM with softmax; the right class is the third.
  const Vector3d scores(-2.85, 0.86, 0.28);
  CHECK_THAT(sm::WestonWatkinsHinge{}.value(scores, 2), WithinAbs(1.58, 1e-12));
}

TEST_CASE("a met margin costs nothing, however closely or widely it is met",
          "[loss][weston_watkins]") {
  // CS231n notes: "the SVM does not care about the details of the individual scores".
  const sm::WestonWatkinsHinge loss;
  CHECK(loss.value(Vector3d(10, -2, 3), 0) == 0);
  CHECK(loss.value(Vector3d(10, -100, -100), 0) == 0);
  CHECK(loss.value(Vector3d(10, 9, 9), 0) == 0);
  CHECK(loss.value(Vector3d(10, 9.5, 9), 0) == 0.5);
}

TEST_CASE("every violated margin pays, not the worst alone", "[loss][weston_watkins]") {
  // Rivals 2 and 3 against 1.5: margins 1.5 and 2.5.
  const Vector3d scores(1.5, 2, 3);
  Vector3d gradient;
  CHECK(sm::WestonWatkinsHinge{}.value(scores, 0) == 4);
  sm::WestonWatkinsHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-2, 1, 1));
  CHECK(sm::WestonWatkinsSquaredHinge{}.value(scores, 0) == 8.5);
  sm::WestonWatkinsSquaredHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-8, 3, 5));
}

TEST_CASE("equal scores lose Delta a rival", "[loss][weston_watkins]") {
  // The sanity check of the notes: at W = 0 the loss is Delta (K - 1).
  for (const sm::Index num_classes : {2, 3, 10, 1000}) {
    const Eigen::VectorXd scores = Eigen::VectorXd::Zero(num_classes);
    const auto rivals = static_cast<double>(num_classes - 1);
    CHECK(sm::WestonWatkinsHinge{}.value(scores, 1) == rivals);
    CHECK(sm::WestonWatkinsHinge{.delta = 2.5}.value(scores, 1) == 2.5 * rivals);
    CHECK(sm::WestonWatkinsSquaredHinge{.delta = 2.5}.value(scores, 1) == 6.25 * rivals);
  }
}

TEST_CASE("twice the weights make twice the differences of the scores", "[loss][weston_watkins]") {
  // CS231n notes: a lead of 15 becomes 30, so that Delta alone has no meaning: L(2 s; 2 Delta) is
  // 2 L(s; Delta), while the loss at the same Delta can only tell the two apart by the margin.
  const Vector3d scores(5, 20, -3);
  const Vector3d doubled = 2 * scores;
  CHECK(doubled(1) - doubled(0) == 30);
  CHECK(sm::WestonWatkinsHinge{.delta = 20}.value(scores, 1) == 5);
  CHECK(sm::WestonWatkinsHinge{.delta = 40}.value(doubled, 1) == 10);
  CHECK(sm::WestonWatkinsHinge{.delta = 20}.value(doubled, 1) == 0);
}

TEST_CASE("exactly at the margin the subgradient is 0", "[loss][weston_watkins]") {
  const Vector3d scores(3, 2, 2);
  Vector3d gradient(7, 7, 7);
  CHECK(sm::WestonWatkinsHinge{}.value(scores, 0) == 0);
  sm::WestonWatkinsHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d::Zero());
}

TEST_CASE("Delta 0 asks only for the right order", "[loss][weston_watkins]") {
  CHECK(sm::WestonWatkinsHinge{.delta = 0}.value(Vector3d(1, 1, 0), 0) == 0);
  CHECK(sm::WestonWatkinsHinge{.delta = 0}.value(Vector3d(1, 4, 0), 0) == 3);
}

TEST_CASE("the curvature of the squared hinge by hand", "[loss][weston_watkins]") {
  // One rival pays: H = 2 (e_1 - e_0)(e_1 - e_0)'. The other two margins are met.
  const sm::WestonWatkinsSquaredHinge loss;
  const Eigen::MatrixXd S = Eigen::Vector4d(0, 0.5, -9, -9);
  const Eigen::MatrixXd T = Eigen::Vector4d(1, 4, 5, 6);
  const auto product = curvature_form(loss, S, sm::Labels::Constant(1, 0), T);
  CHECK(product == Eigen::Vector4d(-6, 6, 0, 0));
}

// ---- Two classes: the binary SVM ----------------------------------------------------------------

TEST_CASE("with two classes it is the binary hinge of the difference", "[loss][weston_watkins]") {
  // t = +1 for class 1: max(0, Delta - t (s_1 - s_0)).
  Random random(11);
  const sm::WestonWatkinsHinge loss{.delta = 0.75};
  const sm::WestonWatkinsSquaredHinge squared{.delta = 0.75};
  for (int trial = 0; trial < 100; ++trial) {
    const Eigen::Vector2d scores = random.vector(2);
    const int label = trial % 2;
    const double t = label == 1 ? 1 : -1;
    const double binary = std::max(0.0, 0.75 - t * (scores(1) - scores(0)));
    CHECK_THAT(loss.value(scores, label), WithinAbs(binary, 1e-15));
    CHECK_THAT(squared.value(scores, label), WithinAbs(binary * binary, 1e-14));
  }
}

TEST_CASE("the binary SVM of the notes is the case of two classes", "[loss][weston_watkins]") {
  // The notes' C sum_i max(0, 1 - t_i w.x_i) + R(w), with the scale 1/2 that LIBLINEAR gives R,
  // is C N times our objective at W = (-w/2, w/2): ||W||^2 = ||w||^2 / 2, so it takes 2 lambda.
  Random random(12);
  const sm::Index num_examples = 40;
  const double C = 0.3;
  const double scale = C * static_cast<double>(num_examples);
  const sm::L2 R{2 * sm::lambda_from_C(C, num_examples)};
  const Eigen::MatrixXd X = random.matrix(5, num_examples);
  const sm::Labels y = random.labels(num_examples, 2);
  for (int trial = 0; trial < 20; ++trial) {
    const Eigen::VectorXd w = random.vector(5);
    double binary = w.squaredNorm() / 2;
    double multiclass = 0;
    Eigen::MatrixXd W(2, 5);
    W << -w.transpose() / 2, w.transpose() / 2;
    for (sm::Index i = 0; i < num_examples; ++i) {
      const double t = y(i) == 1 ? 1 : -1;
      binary += C * std::max(0.0, 1 - t * w.dot(X.col(i)));
      multiclass += sm::WestonWatkinsHinge{}.value(W * X.col(i), y(i));
    }
    multiclass = multiclass / static_cast<double>(num_examples) + R.value(W);
    CHECK_THAT(scale * multiclass, WithinRel(binary, 1e-13));
  }
}

// ---- Extremes -----------------------------------------------------------------------------------

TEST_CASE("a tie pays Delta however large the scores", "[loss][weston_watkins]") {
  for (const double size : {1e4, 1e15, 1e30, 1e300}) {
    const Vector3d scores(size, size, -size);
    CHECK(sm::WestonWatkinsHinge{}.value(scores, 0) == 1);
    CHECK(sm::WestonWatkinsHinge{}.value((-scores).eval(), 0) == 1 + (2 * size + 1));
    CHECK(sm::WestonWatkinsSquaredHinge{.delta = 3}.value(scores, 1) == 9);
  }
  CHECK(sm::WestonWatkinsHinge{}.value(Eigen::Vector2f(1e30F, 1e30F), 0) == 1);
}

TEST_CASE("large scores neither overflow nor lose the gradient", "[loss][weston_watkins]") {
  const Vector3d scores(-1e30, 1e30, 0);
  Vector3d gradient;
  CHECK_THAT(sm::WestonWatkinsHinge{}.value(scores, 0), WithinRel(3e30, 1e-15));
  sm::WestonWatkinsHinge{}.gradient(scores, 0, gradient);
  CHECK(gradient == Vector3d(-2, 1, 1));
  CHECK_THAT(sm::WestonWatkinsSquaredHinge{}.value(scores, 0), WithinRel(5e60, 1e-15));
  CHECK(sm::WestonWatkinsHinge{}.value(scores, 1) == 0);
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("a bad margin is named with its value", "[loss][weston_watkins]") {
  using Error = std::invalid_argument;
  const Vector3d scores(1, 2, 3);
  Vector3d gradient;
  const sm::WestonWatkinsHinge negative{.delta = -0.5};
  CHECK(thrown<Error>([&] { negative.check(); }) ==
        "softmargin: delta should be finite and not negative, got -0.5");
  CHECK(thrown<Error>([&] { negative.value(scores, 0); }) ==
        "softmargin: delta should be finite and not negative, got -0.5");
  CHECK(thrown<Error>([&] { negative.gradient(scores, 0, gradient); }) ==
        "softmargin: delta should be finite and not negative, got -0.5");
  const sm::WestonWatkinsSquaredHinge undefined{.delta = std::numeric_limits<double>::quiet_NaN()};
  CHECK(thrown<Error>([&] { undefined.value(scores, 0); }) ==
        "softmargin: delta should be finite and not negative, got nan");
  const sm::WestonWatkinsHinge infinite{.delta = std::numeric_limits<double>::infinity()};
  CHECK(thrown<Error>([&] { infinite.value(scores, 0); }) ==
        "softmargin: delta should be finite and not negative, got inf");
  CHECK_NOTHROW(sm::WestonWatkinsHinge{.delta = 0}.check());
}
