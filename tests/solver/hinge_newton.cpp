// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The exact hinges, from every start, with every bias, at every lambda.

#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/elastic_net.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

using namespace softmargin;
using Catch::Matchers::WithinRel;

namespace {

/// Three classes of three points about the origin.
struct NinePoints {
  explicit NinePoints(double scale = 1) : X(2, 9), y(9) {
    X << .5, .8, .3, -.4, -.3, -.7, .7, .5, -.4,  //
        .4, .3, .8, .3, .7, .2, -.4, -.6, -.5;
    X *= scale;
    y << 0, 0, 0, 1, 1, 1, 2, 2, 2;
  }
  Matrix<double> X;
  Labels y;
};

/// One at -1, the other at +1, each a class.
struct TwoPoints {
  Matrix<double> X = Eigen::RowVector2d(-1, 1);
  Labels y = Eigen::Vector2i(0, 1);
};

FitOptions options_for(Bias bias, double tolerance) {
  FitOptions options;
  options.bias = bias;
  options.tolerance = tolerance;
  options.solver = Solver::hinge_newton;
  options.threads = 1;
  return options;
}

/// Weights far from the optimum, where no dual entry is free.
void start_far_away(FitOptions& options) {
  options.initial_weights.resize(3, 2);
  options.initial_weights << 1, 2, 2, -4, 3, -1;
  options.initial_bias = Vector<double>::Zero(3);
  if (options.bias != Bias::none) options.initial_bias << 0, .5, -.5;
}

/// The fit says that it converged, and `certify` proves it again from the model alone.
template <class L>
void check_proved(const NinePoints& data, const L& loss, double lambda, const FitOptions& options) {
  const auto [model, report] = fit(data.X, data.y, loss, L2{lambda}, options);
  CAPTURE(lambda, static_cast<int>(options.bias), options.initial_weights.size(), report.passes);
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.relative_gap <= options.tolerance);
  const Certificate proof =
      certify(data.X, data.y, loss, L2{lambda}, model.weights, model.bias, {.bias = options.bias});
  CHECK_THAT(proof.objective, WithinRel(report.objective, 1e-12));
  CHECK(proof.lower_bound <= report.objective);
}

template <class L>
void check_every_problem(const L& loss, double scale) {
  const NinePoints data(scale);
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    for (const double lambda : {1e-4, 1e-2, 0.1, 1.0, 10.0, 100.0}) {
      FitOptions options = options_for(bias, 1e-6);
      check_proved(data, loss, lambda * scale * scale, options);
      start_far_away(options);
      check_proved(data, loss, lambda * scale * scale, options);
    }
  }
}

}  // namespace

TEST_CASE("Weston-Watkins is certified to 1e-6 from every start", "[hinge_newton]") {
  check_every_problem(WestonWatkinsHinge{}, 1);
}

TEST_CASE("Crammer-Singer is certified to 1e-6 from every start", "[hinge_newton]") {
  check_every_problem(CrammerSingerHinge{}, 1);
}

TEST_CASE("One-vs-all is certified to 1e-6 from every start", "[hinge_newton]") {
  check_every_problem(OneVsAllHinge{}, 1);
}

TEST_CASE("What dual ascent begins is finished", "[hinge_newton]") {
  const NinePoints data;
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    FitOptions options = options_for(bias, 1e-7);
    options.solver = Solver::automatic;
    for (const double lambda : {1e-5, 1e-3, 0.1}) {
      check_proved(data, WestonWatkinsHinge{}, lambda, options);
      check_proved(data, CrammerSingerHinge{}, lambda, options);
      check_proved(data, OneVsAllHinge{}, lambda, options);
    }
  }
  FitOptions options = options_for(Bias::free, 1e-7);
  options.solver = Solver::automatic;
  const auto report = fit(data.X, data.y, CrammerSingerHinge{}, L2{1e-5}, options).report;
  CHECK(report.solver == "hinge_newton");
}

TEST_CASE("Raw bytes are as good as unit features", "[hinge_newton]") {
  check_every_problem(CrammerSingerHinge{}, 255);
}

TEST_CASE("The optimum is that of a problem solved by hand", "[hinge_newton]") {
  // Two points at -1 and +1, no bias: w_1 = -w_0 = w and L = max(0, 1 - 2w) + 2 lambda w^2. For
  // lambda <= 1 the hinge is just not paid: w = 1/2, L = lambda / 2; above that w = 1 / (2 lambda).
  const TwoPoints data;
  for (const double lambda : {0.1, 0.5, 2.0, 5.0}) {
    CAPTURE(lambda);
    const auto [model, report] =
        fit(data.X, data.y, WestonWatkinsHinge{}, L2{lambda}, options_for(Bias::none, 1e-9));
    const double w = lambda <= 1 ? 0.5 : 1 / (2 * lambda);
    CHECK(report.status == SolverStatus::converged);
    CHECK_THAT(report.objective, WithinRel(std::max(0.0, 1 - 2 * w) + 2 * lambda * w * w, 1e-8));
    CHECK_THAT(model.weights(1, 0), WithinRel(w, 1e-3));
    CHECK_THAT(model.weights(0, 0), WithinRel(-w, 1e-3));
  }
}

TEST_CASE("Wide data and a class without examples are certified", "[hinge_newton]") {
  Random random(7);
  const Matrix<double> X = random.matrix(40, 12);
  Labels y = random.labels(12, 3);
  y(0) = 3;  // class 3 has one example, class 4 none
  FitOptions options = options_for(Bias::penalized, 1e-6);
  options.num_classes = 5;
  for (const double lambda : {1e-3, 0.1}) {
    CAPTURE(lambda);
    CHECK(fit(X, y, WestonWatkinsHinge{}, L2{lambda}, options).report.status ==
          SolverStatus::converged);
    CHECK(fit(X, y, CrammerSingerHinge{}, L2{lambda}, options).report.status ==
          SolverStatus::converged);
    CHECK(fit(X, y, OneVsAllHinge{}, L2{lambda}, options).report.status == SolverStatus::converged);
  }
}

TEST_CASE("More weights than a Hessian is formed for are certified", "[hinge_newton][long]") {
  Random random(17);
  const Matrix<double> X = random.matrix(300, 40);
  const Labels y = random.labels(40, 4);
  for (const Bias bias : {Bias::free, Bias::none}) {
    const auto report = fit(X, y, CrammerSingerHinge{}, L2{1e-2}, options_for(bias, 1e-6)).report;
    CHECK(report.status == SolverStatus::converged);
    CHECK(report.passes > 10);
  }
}

TEST_CASE("Float data are certified beyond the digits of float", "[hinge_newton]") {
  const NinePoints data;
  const Matrix<float> X = data.X.cast<float>();
  const auto report =
      fit(X, data.y, OneVsAllHinge{}, L2{0.1}, options_for(Bias::free, 1e-7)).report;
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.relative_gap <= 1e-7);
}

TEST_CASE("No number of threads changes a bit of float data's weights", "[hinge_newton][threads]") {
  Random random(31);
  const Labels y = random.labels(3000, 3);
  Matrix<float> X = random.matrix(5, 3000).cast<float>();
  for (Index i = 0; i < X.cols(); ++i) X(y(i), i) += 1;
  FitOptions options = options_for(Bias::free, 1e-4);
  const auto one = fit(X, y, OneVsAllHinge{}, L2{0.01}, options).model;
  for (const int threads : {2, 3, 7}) {
    options.threads = threads;
    const auto model = fit(X, y, OneVsAllHinge{}, L2{0.01}, options).model;
    CHECK(model.weights == one.weights);
    CHECK(model.bias == one.bias);
  }
}

namespace {

using AnyHinge = OneOf<WestonWatkinsHinge, CrammerSingerHinge, OneVsAllHinge>;

/// Three classes that two of twelve features tell apart; the others are noise.
struct FewOfMany {
  FewOfMany() : X(Random(5).matrix(12, 60)), y(60) {
    for (Index i = 0; i < 60; ++i) {
      y(i) = static_cast<int>(i % 3);
      X(0, i) += y(i) == 0 ? 3 : 0;
      X(1, i) += y(i) == 1 ? 3 : 0;
    }
  }
  Matrix<double> X;
  Labels y;
};

}  // namespace

TEST_CASE("Hinges with L1 and the elastic net are certified, and no other weights beat the bound",
          "[hinge_newton][l1][long]") {
  const FewOfMany data;
  FitOptions options;
  options.threads = 1;
  options.tolerance = 1e-6;
  options.max_passes = 5000;
  FitOptions by_subgradients = options;
  by_subgradients.solver = Solver::lbfgs;
  by_subgradients.max_passes = 200;
  for (const AnyHinge& loss : {AnyHinge(WestonWatkinsHinge{}), AnyHinge(CrammerSingerHinge{}),
                               AnyHinge(OneVsAllHinge{})}) {
    for (const ElasticNet R : {ElasticNet{.l1 = 0.05, .l2 = 0}, ElasticNet{.l1 = 0.03, .l2 = 0.03},
                               ElasticNet{.l1 = 1e-3, .l2 = 1e-3}}) {
      for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
        options.bias = by_subgradients.bias = bias;
        const auto [model, report] = fit(data.X, data.y, loss, R, options);
        CAPTURE(R.l1, R.l2, static_cast<int>(bias), report.passes, report.relative_gap);
        CHECK(report.solver == "hinge_newton");
        CHECK(report.status == SolverStatus::converged);
        CHECK(report.objective - report.gap <=
              fit(data.X, data.y, loss, R, by_subgradients).report.objective);
        const Certificate proof =
            certify(data.X, data.y, loss, R, model.weights, model.bias, {.bias = bias});
        CHECK_THAT(proof.objective, WithinRel(report.objective, 1e-12));
        if (R.l1 > 0.01) CHECK((model.weights.array() == 0).any());
      }
    }
  }
}

TEST_CASE("With L1 the optimum is that of a problem solved by hand", "[hinge_newton][l1]") {
  // Two points at -1 and +1, no bias: w_1 = -w_0 = w >= 0 and the objective is
  // max(0, 1 - 2w) + 2 l1 w + 2 l2 w^2, least at w = 1/2 or before it where its slope vanishes.
  const TwoPoints data;
  for (const double l1 : {0.1, 0.6, 0.9, 1.5}) {
    for (const double l2 : {0.0, 0.3, 2.0}) {
      CAPTURE(l1, l2);
      const ElasticNet R{.l1 = l1, .l2 = l2};
      FitOptions options = options_for(Bias::none, 1e-9);
      options.initial_weights = Eigen::Vector2d(-0.1, 0.7);
      options.initial_bias = Vector<double>::Zero(2);
      const auto [model, report] = fit(data.X, data.y, AnyHinge(WestonWatkinsHinge{}), R, options);
      const double at_rest = l2 > 0 ? (1 - l1) / (2 * l2) : 1;
      const double w = l1 < 1 ? std::min(0.5, at_rest) : 0;
      CHECK(report.status == SolverStatus::converged);
      CHECK_THAT(report.objective, WithinRel(1 - 2 * w + 2 * l1 * w + 2 * l2 * w * w, 1e-8));
      // Without l2 only the difference of the weights is determined.
      CHECK(std::abs(model.weights(1, 0) - model.weights(0, 0) - 2 * w) <= 2e-3);
      if (w == 0) CHECK(model.weights.isZero(0));
    }
  }
}

TEST_CASE("An elastic net without L1 is L2, and one with hardly any L2 is L1",
          "[hinge_newton][l1]") {
  const FewOfMany data;
  const AnyHinge loss = WestonWatkinsHinge{};
  const auto objective = [&](const ElasticNet& R, double tolerance) {
    FitOptions options = options_for(Bias::free, tolerance);
    options.max_passes = 5000;
    const auto report = fit(data.X, data.y, loss, R, options).report;
    CHECK(report.status == SolverStatus::converged);
    return report.objective;
  };
  const double by_L2 =
      fit(data.X, data.y, WestonWatkinsHinge{}, L2{0.01}, options_for(Bias::free, 1e-7))
          .report.objective;
  CHECK_THAT(objective({.l1 = 0, .l2 = 0.01}, 1e-7), WithinRel(by_L2, 1e-6));
  CHECK_THAT(objective({.l1 = 0.05, .l2 = 1e-10}, 1e-5),
             WithinRel(objective({.l1 = 0.05, .l2 = 0}, 1e-5), 3e-5));
}

TEST_CASE("Without any penalty a hinge ends finite", "[hinge_newton][l1]") {
  const FewOfMany data;
  FitOptions options;
  options.max_passes = 100;
  const auto [model, report] =
      fit(data.X, data.y, AnyHinge(CrammerSingerHinge{}), ElasticNet{.l1 = 0, .l2 = 0}, options);
  CHECK(report.solver != "hinge_newton");
  CHECK(model.weights.allFinite());
}
