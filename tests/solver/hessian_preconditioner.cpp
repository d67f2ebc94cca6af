// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The factor is that of the Hessian, by differences of the gradient, and turns gradients and
/// parameters the way a change of variables does.
#include <softmargin/loss/one_of.hpp>
#include <softmargin/solver/hessian_preconditioner.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

using namespace softmargin;
using V = Vector<double>;
using Catch::Matchers::WithinRel;
using AnySmooth = OneOf<SoftmaxCrossEntropy, WestonWatkinsSquaredHinge, OneVsAllSquaredHinge>;

namespace {

constexpr Index D = 4;
constexpr Index N = 700;  // more than two blocks of examples
constexpr Index K = 3;

struct Problem {
  explicit Problem(const AnySmooth& loss, Bias bias = Bias::free,
                   std::optional<FeatureScaling> scaling = {}, int threads = 2, double lambda = 0.1)
      : X(Random(1).matrix(D, N)),
        y(Random(2).labels(N, K)),
        objective(X, y, loss, L2{lambda},
                  {.bias = bias,
                   .threads = threads,
                   .num_classes = K,
                   .scaling = scaling,
                   .example_weights = Random(3).matrix(N, 1).cwiseAbs()}),
        at(0.3 * Random(4).matrix(objective.num_parameters(), 1)) {}

  detail::HessianPreconditioner measure() {
    detail::HessianPreconditioner hessian;
    detail::HessianMeter meter(objective);
    meter.measure(at, hessian);
    REQUIRE(hessian.is_ready());
    return hessian;
  }

  Matrix<double> X;
  Labels y;
  RegularizedLoss<detail::DenseColumns<double>, AnySmooth, L2, double> objective;
  V at;
};

/// U, column by column.
Matrix<double> factor_of(const detail::HessianPreconditioner& hessian, Index size) {
  Matrix<double> U(size, size);
  for (Index j = 0; j < size; ++j) U.col(j) = hessian.from_parameters(V(V::Unit(size, j)));
  return U;
}

const std::vector<AnySmooth> losses = {SoftmaxCrossEntropy{}, WestonWatkinsSquaredHinge{},
                                       OneVsAllSquaredHinge{}};

}  // namespace

TEST_CASE("U^T U is the Hessian for every smooth loss, bias and scaling", "[hessian]") {
  const FeatureScaling scaling{Random(5).matrix(D, 1), Random(6).matrix(D, 1).cwiseAbs()};
  for (const AnySmooth& loss : losses) {
    for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
      for (const bool scaled : {false, true}) {
        CAPTURE(&loss - losses.data(), static_cast<int>(bias), scaled);
        Problem problem(loss, bias, scaled ? std::optional(scaling) : std::nullopt);
        const Index size = problem.objective.num_parameters();
        const Matrix<double> U = factor_of(problem.measure(), size);
        Matrix<double> differences(size, size);
        // Squared hinges have kinks in their gradient, which a short step hardly ever crosses.
        constexpr double step = 1e-7;
        V above;
        V below;
        for (Index j = 0; j < size; ++j) {
          problem.objective.value_and_gradient(problem.at + step * V::Unit(size, j), above);
          problem.objective.value_and_gradient(problem.at - step * V::Unit(size, j), below);
          differences.col(j) = (above - below) / (2 * step);
        }
        CHECK((U.transpose() * U - differences).cwiseAbs().maxCoeff() < 1e-5);
        CHECK(differences.cwiseAbs().maxCoeff() > 0.1);
      }
    }
  }
}

TEST_CASE("classes that the loss does not couple are factored one by one", "[hessian]") {
  Problem problem(OneVsAllSquaredHinge{});
  const Index rows = problem.objective.num_rows();
  const Matrix<double> U = factor_of(problem.measure(), rows * K);
  CHECK(U.block(0, rows, rows, rows).isZero(0));
  CHECK_FALSE(U.block(rows, rows, rows, rows).isZero(0));
}

TEST_CASE("variables and parameters are two ways to say the same", "[hessian]") {
  for (const AnySmooth& loss : losses) {
    Problem problem(loss);
    const auto hessian = problem.measure();
    auto& pool = problem.objective.pool();
    const V v = hessian.from_parameters(problem.at);
    V back;
    hessian.to_parameters(v, back, pool);
    CHECK((back - problem.at).norm() < 1e-8 * problem.at.norm());

    const V gradient = Random(7).matrix(v.size(), 1);
    V turned;
    hessian.to_variables(gradient, turned, pool);
    CHECK_THAT(turned.dot(v), WithinRel(gradient.dot(problem.at), 1e-8));

    // A shift of the bias.
    const V shift = Random(8).matrix(K, 1);
    V moved = v;
    hessian.shift_bias(moved, shift);
    hessian.to_parameters(moved, back, pool);
    V expected = problem.at;
    for (Index k = 0; k < K; ++k) expected(k * (D + 1) + D) += shift(k);
    CHECK((back - expected).norm() < 1e-8 * expected.norm());
  }
}

TEST_CASE("the Hessian has the same bits for any number of threads", "[hessian]") {
  Problem one(SoftmaxCrossEntropy{}, Bias::free, {}, 1);
  Problem three(SoftmaxCrossEntropy{}, Bias::free, {}, 3);
  const Index size = one.objective.num_parameters();
  CHECK(factor_of(one.measure(), size) == factor_of(three.measure(), size));
}

TEST_CASE("without a penalty, and with a feature that is zero, there is still a factor",
          "[hessian]") {
  for (const AnySmooth& loss : losses) {
    Problem problem(loss, Bias::free, {}, 1, 0);
    problem.X.row(1).setZero();
    CHECK(factor_of(problem.measure(), problem.objective.num_parameters()).allFinite());
  }
}

namespace {

/// Whoever wrote it left the curvature for later.
struct UnfinishedLoss : SoftmaxCrossEntropy {
  template <class Block>
  void curvature_product(Block&, const LabelBlock&, Block& directions) const {
    directions.setConstant(std::numeric_limits<typename Block::Scalar>::quiet_NaN());
  }
};

}  // namespace

TEST_CASE("a curvature that is no number leaves the fit to the moments", "[hessian]") {
  Random random(11);
  const Matrix<double> X = random.matrix(4, 200).array().cube();
  const Labels y = random.labels(200, 3);
  const FitOptions options{.tolerance = 1e-8, .threads = 1};
  const auto result = fit(X, y, UnfinishedLoss{}, L2{1e-3}, options);
  CHECK(result.report.status == SolverStatus::converged);
  CHECK(result.model.weights.allFinite());
  const auto expected = fit(X, y, SoftmaxCrossEntropy{}, L2{1e-3}, options);
  CHECK_THAT(result.report.objective, WithinRel(expected.report.objective, 2e-8));
}

TEST_CASE("what the measuring costs grows with features and classes", "[hessian]") {
  Random random(9);
  const auto cost = [&](Index features, Index classes, auto loss) {
    const Matrix<double> X = random.matrix(features, 300);
    const Labels y = random.labels(300, classes);
    RegularizedLoss objective(X, y, loss, L2{1});
    return detail::HessianMeter(objective).cost();
  };
  const double base = cost(4, 3, SoftmaxCrossEntropy{});
  CHECK(base > 1);
  CHECK(base < cost(20, 3, SoftmaxCrossEntropy{}));
  CHECK(base < cost(4, 9, SoftmaxCrossEntropy{}));
  CHECK(cost(4, 3, OneVsAllSquaredHinge{}) < base);
}

namespace {

/// Heavy tails: features in the seventh power, with labels that they tell.
struct HeavyTails {
  HeavyTails() : X(5, 4000), y(4000) {
    const Matrix<double> roots = Random(10).matrix(5, 4000);
    X = roots.array().cube().square() * roots.array();
    for (Index i = 0; i < y.size(); ++i) {
      y(i) = X(0, i) > 1 ? 2 : X(1, i) + X(2, i) > 0 ? 1 : 0;
    }
  }
  Matrix<double> X;
  Labels y;
};

}  // namespace

TEST_CASE("heavy tails end with the Hessian, in fewer passes", "[hessian][long]") {
  const HeavyTails data;
  FitOptions options{.tolerance = 1e-8, .max_passes = 20000, .threads = 1};
  const auto adapted = fit(data.X, data.y, SoftmaxCrossEntropy{}, L2{1e-5}, options);
  CHECK(adapted.report.status == SolverStatus::converged);
  CHECK(adapted.report.solver == "hessian_lbfgs");
  options.solver = Solver::gram_lbfgs;
  const auto gram = fit(data.X, data.y, SoftmaxCrossEntropy{}, L2{1e-5}, options);
  CHECK(gram.report.solver == "gram_lbfgs");
  CHECK(adapted.report.passes < gram.report.passes / 2);
  CHECK_THAT(adapted.report.objective, WithinRel(gram.report.objective, 2e-8));
}

TEST_CASE("where no bound can be had the search ends when rounding is all that is left",
          "[hessian]") {
  // The bias of a class without examples runs away: nothing bounds the optimum from below.
  HeavyTails data;
  data.y = data.y.cwiseMax(1);
  const auto result = fit(data.X, data.y, SoftmaxCrossEntropy{}, L2{1e-4},
                          {.tolerance = 1e-8, .max_passes = 20000, .threads = 1});
  CHECK(result.report.status == SolverStatus::stalled);
  CHECK(result.report.solver == "hessian_lbfgs");
  CHECK(result.report.passes < 2000);
}
