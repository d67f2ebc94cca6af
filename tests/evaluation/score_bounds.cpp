// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file score_bounds.cpp  With a free bias, the exact minimiser's scores keep to the bounds.
#include <softmargin/evaluation/certified_predictions.hpp>

#include <algorithm>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "thrown.hpp"

namespace sm = softmargin;

namespace {

struct Problem {
  explicit Problem(std::uint64_t seed) {
    Random random(seed);
    K = 2 + random.below(4);
    X = random.matrix(1 + random.below(6), 80);
    X.array() += random.uniform(-3, 3);  // far from the origin, where the bias and W are coupled
    y = random.labels(80, K);
    y.head(K) = sm::Labels::LinSpaced(K, 0, static_cast<int>(K) - 1);
    for (sm::Index i = 0; i < 80; ++i) X(y(i) % X.rows(), i) += 1.5;
    lambda = random.uniform(0, 1) < 0.5 ? 1e-3 : 0.1;
  }
  Eigen::MatrixXd X;
  sm::Labels y;
  sm::Index K;
  double lambda;
};

/// The smallest slack of any bound, and the mean slack: both in scores.
template <class L>
std::pair<double, double> slack(const Problem& problem, const L& loss, sm::Bias bias,
                                double tolerance) {
  const sm::L2 l2{problem.lambda};
  const auto& [X, y, K, lambda] = problem;
  const auto rough = sm::fit(X, y, loss, l2, {.tolerance = tolerance, .bias = bias}).model;
  const auto exact = sm::fit(X, y, loss, l2, {.tolerance = 1e-11, .bias = bias}).model;
  sm::RegularizedLoss objective(X, y, loss, l2, {.bias = bias, .num_classes = K});
  const sm::detail::ScoreBounds bound(objective, objective.pack(rough.weights, rough.bias));
  REQUIRE(bound.exists());
  const Eigen::MatrixXd S = exact.scores(X);
  double smallest = 1e300;
  double sum = 0;
  for (sm::Index i = 0; i < X.cols(); ++i) {
    const auto example = bound.example(X.col(i));
    for (sm::Index j = 0; j < K; ++j) {
      for (sm::Index k = 0; k < K; ++k) {
        if (j == k) continue;
        const double here = bound(j, k, example) - (S(j, i) - S(k, i));
        smallest = std::min(smallest, here);
        sum += here;
      }
    }
  }
  const auto count = static_cast<double>(X.cols() * K * (K - 1));
  return {smallest, sum / count};
}

}  // namespace

TEST_CASE("no difference of the minimiser's scores exceeds its bound",
          "[evaluation][certified][long]") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const Problem problem(seed);
    for (const double tolerance : {0.3, 1e-2, 1e-5}) {
      for (const auto bias : {sm::Bias::free, sm::Bias::penalized, sm::Bias::none}) {
        CHECK(slack(problem, sm::SoftmaxCrossEntropy{}, bias, tolerance).first > -1e-6);
      }
      CHECK(slack(problem, sm::OneVsAllSquaredHinge{}, sm::Bias::free, tolerance).first > -1e-6);
      CHECK(slack(problem, sm::WestonWatkinsHinge{}, sm::Bias::free, tolerance).first > -1e-6);
    }
  }
}

TEST_CASE("the bounds of a smooth loss close in on the minimiser's scores",
          "[evaluation][certified]") {
  const Problem problem(3);
  const double rough = slack(problem, sm::SoftmaxCrossEntropy{}, sm::Bias::free, 1e-2).second;
  const double near = slack(problem, sm::SoftmaxCrossEntropy{}, sm::Bias::free, 1e-6).second;
  CHECK(near < rough / 10);
  CHECK(near < 0.1);
}

TEST_CASE("with a free bias a certified label is that of the exact minimiser",
          "[evaluation][certified]") {
  int marked = 0;
  for (std::uint64_t seed = 20; seed < 26; ++seed) {
    const Problem problem(seed);
    const sm::L2 l2{problem.lambda};
    const sm::SoftmaxCrossEntropy loss;
    const auto rough = sm::fit(problem.X, problem.y, loss, l2, {.tolerance = 1e-4}).model;
    const auto exact = sm::fit(problem.X, problem.y, loss, l2, {.tolerance = 1e-11}).model;
    const auto certified =
        sm::certified_predictions(rough, problem.X, problem.y, loss, l2, problem.X);
    const sm::Labels guess = rough.predict(problem.X);
    const sm::Labels truth = exact.predict(problem.X);
    for (std::size_t i = 0; i < certified.size(); ++i) {
      if (!certified[i]) continue;
      ++marked;
      CHECK(guess(static_cast<sm::Index>(i)) == truth(static_cast<sm::Index>(i)));
    }
  }
  CHECK(marked > 240);
  CHECK(marked < 480);  // a proof that marks everything here would prove nothing
}

TEST_CASE("training data prove more labels than the radius alone", "[evaluation][certified]") {
  const Problem problem(9);
  const sm::L2 l2{problem.lambda};
  const sm::SoftmaxCrossEntropy loss;
  const sm::Bias bias = sm::Bias::none;
  const auto [model, report] =
      sm::fit(problem.X, problem.y, loss, l2, {.tolerance = 1e-2, .bias = bias});
  const auto by_radius =
      sm::certified_predictions(model, sm::certificate_of(report, l2, bias), problem.X);
  const auto by_bounds =
      sm::certified_predictions(model, problem.X, problem.y, loss, l2, problem.X, {.bias = bias});
  CHECK(std::count(by_bounds.begin(), by_bounds.end(), true) >
        std::count(by_radius.begin(), by_radius.end(), true));
}

TEST_CASE("the report of a hinge certifies labels", "[evaluation][certified]") {
  const Problem problem(4);
  const sm::L2 l2{problem.lambda};
  const sm::WestonWatkinsHinge loss;
  const auto solve = [&](double tolerance) {
    return sm::fit(problem.X, problem.y, loss, l2,
                   {.tolerance = tolerance, .bias = sm::Bias::none});
  };
  const auto [model, report] = solve(1e-6);
  const auto certificate = sm::certificate_of(report, l2, sm::Bias::none);
  CHECK(certificate.radius == std::sqrt(report.gap / l2.lambda));
  const auto certified = sm::certified_predictions(model, certificate, problem.X);
  CHECK(std::count(certified.begin(), certified.end(), true) > 40);
  const sm::Labels guess = model.predict(problem.X);
  const sm::Labels truth = solve(1e-11).model.predict(problem.X);
  for (std::size_t i = 0; i < certified.size(); ++i) {
    const auto j = static_cast<sm::Index>(i);
    if (certified[i]) CHECK(guess(j) == truth(j));
  }
}

TEST_CASE("nothing is certified without a penalty or with a class that has no example",
          "[evaluation][certified]") {
  const Problem problem(1);
  const sm::LinearModel<double> model{Eigen::MatrixXd::Zero(problem.K + 1, problem.X.rows()),
                                      Eigen::VectorXd::Zero(problem.K + 1),
                                      {}};
  const std::vector<bool> none(80, false);
  const sm::SoftmaxCrossEntropy loss;
  CHECK(sm::certified_predictions(model, problem.X, problem.y, loss, sm::L2{1.0}, problem.X) ==
        none);
  const sm::LinearModel<double> fitting{
      Eigen::MatrixXd::Zero(problem.K, problem.X.rows()), Eigen::VectorXd::Zero(problem.K), {}};
  CHECK(sm::certified_predictions(fitting, problem.X, problem.y, loss, sm::L2{0.0}, problem.X) ==
        none);
}

TEST_CASE("certified predictions refuse a scaling", "[evaluation][certified]") {
  const Problem problem(1);
  const sm::LinearModel<double> model{
      Eigen::MatrixXd::Zero(problem.K, problem.X.rows()), Eigen::VectorXd::Zero(problem.K), {}};
  const auto refused = [&] {
    sm::certified_predictions(model, problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L2{1},
                              problem.X, {.scaling = sm::fit_centring(problem.X)});
  };
  CHECK(thrown<std::invalid_argument>(refused) ==
        "softmargin: scaling should be empty: the bounds are in units of the features, got given");
}
