// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/all_pairs.hpp"

#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l2.hpp>

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using sm::Index;

namespace {

struct Blobs {
  sm::Matrix<double> X;
  sm::Labels y;
};

/// K overlapping clouds, example i of class i mod K.
Blobs blobs(Index num_features, Index num_examples, Index num_classes) {
  Random random(11);
  const auto centres = random.matrix(num_features, num_classes, 2);
  Blobs data{random.matrix(num_features, num_examples), sm::Labels(num_examples)};
  for (Index i = 0; i < num_examples; ++i) {
    data.y(i) = static_cast<int>(i % num_classes);
    data.X.col(i) += centres.col(i % num_classes);
  }
  return data;
}

/// Three classes over three features whose margins are the features themselves.
sm::AllPairsModel<double> three_classes() {
  return {Eigen::Matrix3d::Identity(), Eigen::Vector3d::Zero(), {}};
}

const sm::FitOptions tight = {.tolerance = 1e-9, .max_passes = 2000, .threads = 1};

}  // namespace

TEST_CASE("a model of P pairs knows its K classes", "[all_pairs]") {
  CHECK(sm::AllPairsModel<float>{}.num_classes() == 0);
  for (const Index K : {2, 3, 10, 1000}) {
    sm::AllPairsModel<float> model;
    model.weights.resize(K * (K - 1) / 2, 1);
    CHECK(model.num_classes() == K);
  }
}

TEST_CASE("the class that wins all its pairs wins", "[all_pairs]") {
  // Margins of 0 over 1, 0 over 2, 1 over 2.
  Eigen::Matrix3d X;
  X.col(0) << 1, 2, 4;    // 0 beats both
  X.col(1) << -1, 5, 1;   // 1 beats both, though 0 beats 2 by far
  X.col(2) << 9, -1, -1;  // 2 beats both, though 0 beats 1 by far
  const auto model = three_classes();
  CHECK(model.predict(X) == Eigen::Vector3i(0, 1, 2));
  // Sums of example 0: 1 + 2, -1 + 4, -2 - 4; the largest in size is 6.
  CHECK(model.scores(X).col(0).isApprox(Eigen::Vector3d(2 + 3 / 18.0, 1 + 3 / 18.0, 0 - 6 / 18.0),
                                        1e-15));
}

TEST_CASE("a circle of votes is broken by the summed margins", "[all_pairs]") {
  // 0 beats 1, 1 beats 2, 2 beats 0: a vote each. Sums: 1 - 5, -1 + 2, 5 - 2.
  const Eigen::Vector3d x(1, -5, 2);
  const auto model = three_classes();
  CHECK(model.predict(sm::Matrix<double>(x))(0) == 2);
  const Eigen::MatrixXd scores = model.scores(sm::Matrix<double>(x));
  CHECK(scores.col(0).isApprox(Eigen::Vector3d(1 - 4 / 12.0, 1 + 1 / 12.0, 1 + 3 / 12.0), 1e-15));
}

TEST_CASE("no tie-break outweighs a vote, however large the margins", "[all_pairs]") {
  // 0 wins by votes with margins of 1e-30 while 1 and 2 exchange 1e30.
  Eigen::MatrixXf X(3, 1);
  X << 1e-30F, 1e-30F, 1e30F;
  const sm::AllPairsModel<float> model = {Eigen::Matrix3f::Identity(), Eigen::Vector3f::Zero(), {}};
  CHECK(model.predict(X)(0) == 0);
  CHECK(model.scores(X).allFinite());
  CHECK(model.predict(Eigen::MatrixXf::Zero(3, 1))(0) == 0);
}

TEST_CASE("with two classes all pairs is fit itself", "[all_pairs]") {
  const auto [X, y] = blobs(5, 60, 2);
  const auto pairs = sm::fit_all_pairs(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-2}, tight);
  const auto direct = sm::fit(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-2}, tight);
  REQUIRE(pairs.reports.size() == 1);
  CHECK(pairs.reports[0].status == sm::SolverStatus::converged);
  CHECK_THAT(pairs.reports[0].objective, WithinAbs(direct.report.objective, 1e-8));
  const Eigen::RowVectorXd difference = direct.model.weights.row(0) - direct.model.weights.row(1);
  CHECK((pairs.model.weights.row(0) - difference).norm() < 1e-4);
  CHECK_THAT(pairs.model.bias(0), WithinAbs(direct.model.bias(0) - direct.model.bias(1), 1e-4));
  CHECK(pairs.model.predict(X) == direct.model.predict(X));
}

TEST_CASE("each pair is the fit of its own two classes", "[all_pairs]") {
  const auto [X, y] = blobs(4, 90, 3);
  sm::FitOptions options = tight;
  options.example_weights = (Random(8).vector(90).array().abs() + 0.1).matrix();
  options.class_names = {"a", "b", "c"};
  const sm::WestonWatkinsSquaredHinge loss;
  const auto [model, reports] = sm::fit_all_pairs(X, y, loss, sm::L2{1e-2}, options);
  REQUIRE(model.weights.rows() == 3);
  CHECK(model.class_names == options.class_names);
  // The pair 1 against 2 by hand: its examples copied out, its weights with them.
  std::vector<Index> columns;
  for (Index i = 0; i < 90; ++i) {
    if (y(i) > 0) columns.push_back(i);
  }
  sm::FitOptions pair = tight;
  pair.example_weights = options.example_weights(columns);
  const sm::Matrix<double> pair_X = X(Eigen::seqN(0, 4), columns);
  const sm::Labels pair_y = y(columns).array() - 1;
  const auto direct = sm::fit(pair_X, pair_y, loss, sm::L2{1e-2}, pair);
  CHECK_THAT(reports[2].objective, WithinAbs(direct.report.objective, 1e-8));
  CHECK(
      (model.weights.row(2) - (direct.model.weights.row(0) - direct.model.weights.row(1))).norm() <
      1e-4);
}

TEST_CASE("all pairs separates what one linear model of its losses cannot rank", "[all_pairs]") {
  // Seven classes in a ring of the plane, and one in its middle: no class but the outer ones is a
  // half-plane away from all others, yet each pair is separable.
  Random random(9);
  const Index N = 400;
  sm::Matrix<double> X(2, N);
  sm::Labels y(N);
  for (Index i = 0; i < N; ++i) {
    y(i) = static_cast<int>(i % 8);
    const double angle = 2 * 3.14159265358979323846 * y(i) / 7;
    X.col(i) << std::cos(angle), std::sin(angle);
    if (y(i) == 7) X.col(i).setZero();
    X.col(i) += 0.05 * random.vector(2);
  }
  const sm::WestonWatkinsSquaredHinge loss;
  const auto [model, reports] = sm::fit_all_pairs(X, y, loss, sm::L2{1e-5}, {.threads = 1});
  CHECK(reports.size() == 28);
  CHECK(sm::accuracy(model.predict(X), y) > 0.99);
}

TEST_CASE("sparse X, X of bytes and dense X train the same pairs", "[all_pairs]") {
  auto [X, y] = blobs(6, 80, 4);
  X = (X.array().abs() < 1).select(0.0, (10 * X.array()).round().max(0.0).min(255.0));
  const sm::L2 penalty{1.0};
  const auto dense = sm::fit_all_pairs(X, y, sm::SoftmaxCrossEntropy{}, penalty, tight);
  const Eigen::SparseMatrix<double> sparse_X = X.sparseView();
  const auto sparse = sm::fit_all_pairs(sparse_X, y, sm::SoftmaxCrossEntropy{}, penalty, tight);
  CHECK((sparse.model.weights - dense.model.weights).norm() < 1e-3 * dense.model.weights.norm());
  const sm::Matrix<std::uint8_t> bytes = X.cast<std::uint8_t>();
  sm::FitOptions loose = tight;
  loose.tolerance = 1e-5;
  const auto [model, reports] =
      sm::fit_all_pairs(bytes, y, sm::SoftmaxCrossEntropy{}, penalty, loose);
  static_assert(std::is_same_v<decltype(model), const sm::AllPairsModel<float>>);
  CHECK((model.weights.cast<double>() - dense.model.weights).norm() <
        2e-2 * dense.model.weights.norm());
  CHECK(model.predict(bytes).size() == 80);
}

TEST_CASE("all pairs refuses what it cannot train", "[all_pairs]") {
  auto [X, y] = blobs(3, 12, 3);
  const auto train = [&](const sm::FitOptions& options) {
    sm::fit_all_pairs(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{}, options);
  };
  CHECK(thrown<std::invalid_argument>([&] { train({.num_classes = 4}); }) ==
        "softmargin: number of examples of class 3 should be at least 1, got 0");
  CHECK(thrown<std::invalid_argument>([&] { train({.num_classes = 2}); }) ==
        "softmargin: labels(2) should be in [0, 2), got 2");
  CHECK(thrown<std::invalid_argument>([&] {
          train({.class_names = {"a", "b"}, .num_classes = 3});
        }) == "softmargin: number of class names should be 3, got 2");
  CHECK(thrown<std::invalid_argument>([&] {
          train({.initial_weights = Eigen::MatrixXd::Zero(3, 3)});
        }) == "softmargin: size of initial_weights should be 0, got 9");
  CHECK(thrown<std::invalid_argument>([&] { train({.initial_bias = Eigen::VectorXd::Zero(3)}); }) ==
        "softmargin: size of initial_bias should be 0, got 3");
  CHECK(thrown<std::invalid_argument>([&] {
          train({.example_weights = Eigen::VectorXd::Ones(5)});
        }) == "softmargin: number of example weights should be 12, got 5");
  X(1, 7) = std::numeric_limits<double>::infinity();
  CHECK(thrown<std::invalid_argument>([&] { train({}); }) ==
        "softmargin: X(1, 7) should be finite, got inf");
  y.conservativeResize(11);
  CHECK(thrown<std::invalid_argument>([&] { train({}); }) ==
        "softmargin: number of labels should be 12, got 11");
}

TEST_CASE("a model of pairs refuses an example of another size", "[all_pairs]") {
  CHECK(thrown<std::invalid_argument>([] {
          three_classes().predict(Eigen::MatrixXd::Zero(4, 1));
        }) == "softmargin: features of X should be 3, got 4");
}
