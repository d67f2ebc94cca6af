// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certificate.cpp  The gap is a true bound, wherever the weights come from.
///
/// The optimum is found here by methods that share nothing with the library's: accelerated
/// projected ascent on the dual of the hinges, accelerated descent on the smooth losses.
#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>

#include <algorithm>
#include <cmath>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinRel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

struct Problem {
  explicit Problem(int number) {
    Random random(static_cast<std::uint64_t>(100 + number));
    const sm::Index N = 6 + random.below(6);
    K = 2 + random.below(3);
    X = random.matrix(1 + random.below(4), N);
    if (number % 3 == 1) X.row(0).setConstant(2);         // a constant feature
    if (number % 3 == 2) X.col(1) = X.col(0);             // an example twice
    if (number % 4 == 3) X.row(X.rows() - 1) = X.row(0);  // a feature twice
    y = random.labels(N, K);
    y.head(K) = sm::Labels::LinSpaced(K, 0, static_cast<int>(K) - 1);  // every class occurs
    lambda = random.uniform(0, 1) < 0.5 ? 0.05 : 0.4;
  }
  MatrixXd X;
  sm::Labels y;
  sm::Index K;
  double lambda;
};

/// Nearest point of {beta >= 0, sum beta <= 1}, by bisection.
void project_on_simplex(VectorXd& v) {
  if (v.cwiseMax(0.0).sum() <= 1) {
    v = v.cwiseMax(0.0);
    return;
  }
  double low = v.maxCoeff() - 1;
  double high = v.maxCoeff();
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    ((v.array() - middle).max(0.0).sum() > 1 ? low : high) = middle;
  }
  v = (v.array() - high).max(0.0);
}

enum class Hinge { weston_watkins, crammer_singer, one_vs_all };

/// The optimum of a hinge with L2, Delta = 1: max over beta of mean(sum beta) - |G|^2 / (4 lambda).
double hinge_optimum(Hinge hinge, const Problem& problem, sm::Bias bias) {
  MatrixXd X(problem.X.rows() + 1, problem.X.cols());
  X << problem.X, Eigen::RowVectorXd::Constant(problem.X.cols(), bias == sm::Bias::none ? 0 : 1);
  const auto N = static_cast<double>(X.cols());
  const auto is_own = [&](sm::Index k, sm::Index i) { return k == problem.y(i); };
  const auto scores_gradient = [&](const MatrixXd& beta) {  // K x N, u
    MatrixXd U = beta;
    for (sm::Index i = 0; i < X.cols(); ++i) {
      const int own = problem.y(i);
      if (hinge == Hinge::one_vs_all) {
        U(own, i) = -beta(own, i);
      } else {
        U(own, i) = 0;
        U(own, i) = -U.col(i).sum();
      }
    }
    return U;
  };
  const auto margins = [&](const MatrixXd& S) {
    MatrixXd M(S.rows(), S.cols());
    for (sm::Index i = 0; i < S.cols(); ++i) {
      const double own = S(problem.y(i), i);
      for (sm::Index k = 0; k < S.rows(); ++k) {
        M(k, i) = hinge == Hinge::one_vs_all ? 1 + (is_own(k, i) ? -own : S(k, i))
                                             : (is_own(k, i) ? 0 : 1 + S(k, i) - own);
      }
    }
    return M;
  };
  const auto project = [&](MatrixXd& beta) {
    for (sm::Index i = 0; i < beta.cols(); ++i) {
      if (hinge != Hinge::one_vs_all) beta(problem.y(i), i) = 0;
      VectorXd column = beta.col(i);
      if (hinge == Hinge::crammer_singer) {
        project_on_simplex(column);
      } else {
        column = column.cwiseMax(0.0).cwiseMin(1.0);
      }
      beta.col(i) = column;
    }
  };
  const auto weights = [&](const MatrixXd& beta) {
    return MatrixXd(-scores_gradient(beta) * X.transpose() / (2 * problem.lambda * N));
  };
  // |d margins| <= K |d beta| |X|^2 / (2 lambda N), generously.
  const double step =
      2 * problem.lambda * N / (static_cast<double>(problem.K + 1) * X.squaredNorm() + 1e-9);
  MatrixXd beta = MatrixXd::Zero(problem.K, X.cols());
  MatrixXd ahead = beta;
  double momentum = 1;
  double lower = 0;
  double upper = 1e300;
  for (int iteration = 0; iteration < 200000; ++iteration) {
    const MatrixXd slope = margins(weights(ahead) * X);
    MatrixXd next = ahead + step * slope;
    project(next);
    if ((next - beta).cwiseProduct(ahead - next).sum() > 0) momentum = 1;  // restart
    const double faster = (1 + std::sqrt(1 + 4 * momentum * momentum)) / 2;
    ahead = next + (momentum - 1) / faster * (next - beta);
    momentum = faster;
    beta = next;
    if (iteration % 50 != 0) continue;
    const MatrixXd W = weights(beta);
    const MatrixXd M = margins(W * X).cwiseMax(0.0);
    const double loss = hinge == Hinge::crammer_singer ? M.colwise().maxCoeff().sum() : M.sum();
    upper = std::min(upper, loss / N + problem.lambda * W.squaredNorm());
    lower = std::max(lower, beta.sum() / N - problem.lambda * W.squaredNorm());
    if (upper - lower <= 1e-11 * upper) break;
  }
  CHECK(upper - lower <= 1e-9 * upper);
  return lower;
}

/// The optimum of a smooth loss with L2 by accelerated descent, every parameter penalised.
template <class L>
double smooth_optimum(const L& loss, const Problem& problem, sm::Bias bias) {
  sm::RegularizedLoss objective(problem.X, problem.y, loss, sm::L2{problem.lambda},
                                {.bias = bias, .threads = 1, .num_classes = problem.K});
  VectorXd x = VectorXd::Zero(objective.num_parameters());
  VectorXd ahead = x;
  VectorXd gradient;
  const double largest = (problem.X.colwise().squaredNorm().array() + 1).maxCoeff();
  const double step = 1 / (2 * static_cast<double>(problem.K) * largest + 2 * problem.lambda);
  const double rate = std::sqrt(2 * problem.lambda * step);
  double value = 0;
  for (int iteration = 0; iteration < 200000; ++iteration) {
    value = objective.value_and_gradient(ahead, gradient);
    if (gradient.squaredNorm() <= 4 * problem.lambda * 1e-12 * value) break;
    const VectorXd next = ahead - step * gradient;
    ahead = next + (1 - rate) / (1 + rate) * (next - x);
    x = next;
  }
  // Strong convexity: value - optimum <= |gradient|^2 / (4 lambda).
  CHECK(gradient.squaredNorm() <= 4 * problem.lambda * 1e-10 * value);
  return value - gradient.squaredNorm() / (4 * problem.lambda);
}

/// The bound holds at random weights and along a fit, and closes in.
template <class L>
void check_bound(const L& loss, const Problem& problem, sm::Bias bias, double optimum) {
  const double rounding = 1e-9 * std::max(1.0, optimum);
  Random random(9);
  for (const double size : {0.0, 0.1, 1.0, 30.0}) {
    const MatrixXd W = random.matrix(problem.K, problem.X.rows(), size);
    const VectorXd b =
        bias == sm::Bias::none ? VectorXd::Zero(problem.K).eval() : random.vector(problem.K, size);
    const auto proof = sm::certify(problem.X, problem.y, loss, sm::L2{problem.lambda}, W, b,
                                   {.bias = bias, .threads = 1});
    CHECK(proof.lower_bound <= optimum + rounding);
    CHECK(proof.objective - proof.gap <= optimum + rounding);
    CHECK(proof.objective >= optimum - rounding);
    CHECK(proof.gap >= 0);
  }
  sm::FitOptions options;
  options.bias = bias;
  options.threads = 1;
  options.num_classes = problem.K;
  options.tolerance = 1e-7;
  options.on_progress = [&](const sm::Progress& progress) {
    CHECK(progress.objective - progress.gap <= optimum + rounding);
    CHECK(progress.objective >= optimum - rounding);
  };
  const auto report = sm::fit(problem.X, problem.y, loss, sm::L2{problem.lambda}, options).report;
  CHECK(report.status == sm::SolverStatus::converged);
  CHECK(report.gap <= 1e-7 * report.objective);
  CHECK(std::abs(report.objective - optimum) <= 2e-7 * std::max(1.0, optimum));
}

}  // namespace

TEST_CASE("no bound of a hinge lies above its optimum, and the gap closes", "[certificate]") {
  for (int number = 0; number < 12; ++number) {
    const Problem problem(number);
    for (const sm::Bias bias : {sm::Bias::none, sm::Bias::penalized}) {
      CAPTURE(number, static_cast<int>(bias), problem.lambda);
      check_bound(sm::WestonWatkinsHinge{}, problem, bias,
                  hinge_optimum(Hinge::weston_watkins, problem, bias));
      check_bound(sm::CrammerSingerHinge{}, problem, bias,
                  hinge_optimum(Hinge::crammer_singer, problem, bias));
      check_bound(sm::OneVsAllHinge{}, problem, bias,
                  hinge_optimum(Hinge::one_vs_all, problem, bias));
    }
  }
}

TEST_CASE("no bound of a smooth loss lies above its optimum, and the gap closes", "[certificate]") {
  for (int number = 0; number < 12; ++number) {
    const Problem problem(number);
    for (const sm::Bias bias : {sm::Bias::none, sm::Bias::penalized}) {
      CAPTURE(number, static_cast<int>(bias), problem.lambda);
      const auto check = [&](const auto& loss) {
        check_bound(loss, problem, bias, smooth_optimum(loss, problem, bias));
      };
      check(sm::SoftmaxCrossEntropy{});
      check(sm::WestonWatkinsSquaredHinge{});
      check(sm::OneVsAllSquaredHinge{});
    }
  }
}

TEST_CASE("a free bias costs no more than a penalised one, and its bound stays below",
          "[certificate]") {
  const auto check = [](const auto& loss, const Problem& problem) {
    sm::FitOptions options;
    options.threads = 1;
    options.num_classes = problem.K;
    options.tolerance = 1e-6;
    const auto fitted = [&](sm::Bias bias) {
      options.bias = bias;
      return sm::fit(problem.X, problem.y, loss, sm::L2{problem.lambda}, options);
    };
    const auto free = fitted(sm::Bias::free);
    const auto penalized = fitted(sm::Bias::penalized);
    CHECK(free.report.status == sm::SolverStatus::converged);
    CHECK(free.report.objective - free.report.gap <= penalized.report.objective);
    // Any bias is a candidate: none may beat the bound.
    Random random(4);
    sm::RegularizedLoss objective(problem.X, problem.y, loss, sm::L2{problem.lambda},
                                  {.threads = 1, .num_classes = problem.K});
    for (int i = 0; i < 50; ++i) {
      const VectorXd b = free.model.bias + random.vector(problem.K, 0.02);
      const MatrixXd W = free.model.weights + random.matrix(problem.K, problem.X.rows(), 0.02);
      CHECK(objective.value(W, b) >= free.report.objective - free.report.gap - 1e-12);
    }
  };
  for (int number = 0; number < 12; ++number) {
    CAPTURE(number);
    const Problem problem(number);
    check(sm::WestonWatkinsHinge{}, problem);
    check(sm::OneVsAllHinge{}, problem);
    check(sm::CrammerSingerHinge{}, problem);
    check(sm::SoftmaxCrossEntropy{}, problem);
  }
}

TEST_CASE("sparse data have the certificate of the same data dense", "[certificate]") {
  for (int number = 0; number < 6; ++number) {
    CAPTURE(number);
    const Problem problem(number);
    const Eigen::SparseMatrix<double> sparse = problem.X.sparseView();
    Random random(7);
    const MatrixXd W = random.matrix(problem.K, problem.X.rows(), 0.1);
    const VectorXd b = random.vector(problem.K, 0.1);
    sm::ObjectiveOptions options{.threads = 1};
    options.example_weights = random.vector(problem.X.cols()).cwiseAbs();
    if (number % 2 == 1) options.scaling = sm::fit_centring(problem.X);
    const auto prove = [&](const auto& X) {
      return sm::certify(X, problem.y, sm::WestonWatkinsHinge{}, sm::L2{problem.lambda}, W, b,
                         options);
    };
    CHECK(prove(problem.X).lower_bound > 0);
    CHECK_THAT(prove(sparse).lower_bound, WithinRel(prove(problem.X).lower_bound, 1e-12));
  }
}

TEST_CASE("elastic net and L1 are bounded too", "[certificate]") {
  for (int number = 0; number < 10; ++number) {
    CAPTURE(number);
    const Problem problem(number);
    const auto check = [&](const auto& regularization) {
      sm::FitOptions options;
      options.bias = sm::Bias::none;
      options.threads = 1;
      options.num_classes = problem.K;
      options.tolerance = 1e-4;
      const auto report =
          sm::fit(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, regularization, options).report;
      Random random(2);
      sm::RegularizedLoss objective(
          problem.X, problem.y, sm::SoftmaxCrossEntropy{}, regularization,
          {.bias = sm::Bias::none, .threads = 1, .num_classes = problem.K});
      for (const double size : {0.0, 0.01, 0.1, 1.0}) {
        const MatrixXd W = random.matrix(problem.K, problem.X.rows(), size);
        const auto proof =
            sm::certify(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, regularization, W,
                        VectorXd::Zero(problem.K).eval(), {.bias = sm::Bias::none, .threads = 1});
        CHECK(proof.lower_bound <= report.objective);
        CHECK(proof.objective >= report.objective - report.gap);
      }
    };
    check(sm::ElasticNet{.l1 = 0.02, .l2 = 0.02});
    check(sm::L1{0.02});
  }
}

TEST_CASE("scaled into the domain of L1, a dual point proves what its own conjugate says",
          "[certificate]") {
  const Problem problem(3);
  const sm::Index N = problem.X.cols();
  Random random(4);
  const VectorXd weights = random.vector(N).cwiseAbs();
  const MatrixXd W = random.matrix(problem.K, problem.X.rows(), 0.3);
  const double lambda = 0.02;
  const MatrixXd S = W * problem.X;
  MatrixXd P(problem.K, N);
  for (sm::Index i = 0; i < N; ++i)
    P.col(i) = S.col(i).array().exp() / S.col(i).array().exp().sum();
  MatrixXd Q = MatrixXd::Zero(problem.K, N);
  for (sm::Index i = 0; i < N; ++i) Q(problem.y(i), i) = 1;
  const VectorXd share = weights / weights.sum();
  const MatrixXd V = (P - Q) * share.asDiagonal() * problem.X.transpose();
  const double t = lambda / V.cwiseAbs().maxCoeff();
  REQUIRE(t < 0.9);
  const MatrixXd mixed = t * P + (1 - t) * Q;
  const double entropy = -(mixed.array() > 0)
                              .select(mixed.array() * mixed.array().log(), 0.0)
                              .matrix()
                              .colwise()
                              .sum() *
                         share;
  const auto proof = sm::certify(
      problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L1{lambda}, W,
      VectorXd::Zero(problem.K).eval(),
      {.bias = sm::Bias::none, .threads = 1, .num_classes = problem.K, .example_weights = weights});
  CHECK_THAT(proof.lower_bound, WithinRel(entropy, 1e-12));
}

TEST_CASE("the bound of L1 holds for each smooth loss and a free bias, and closes in",
          "[certificate]") {
  for (int number = 0; number < 10; ++number) {
    const Problem problem(number);
    const auto check = [&](const auto& loss) {
      const sm::L1 penalty{0.02};
      const sm::ObjectiveOptions options{.threads = 1, .num_classes = problem.K};
      sm::RegularizedLoss objective(problem.X, problem.y, loss, penalty, options);
      const sm::ProgressCallback nothing = [](const sm::Progress&) { return true; };
      sm::detail::Tracker tracker(objective, 1e-7, 100000, nothing);
      sm::detail::ProximalNewton(objective, tracker)
          .solve(VectorXd::Zero(objective.num_parameters()));
      MatrixXd best_W;
      VectorXd b;
      objective.unpack(tracker.best_parameters(), best_W, b);
      CAPTURE(number);
      REQUIRE(tracker.converged());
      Random random(2);
      double gap = 1e300;
      for (const double size : {1.0, 0.1, 1e-2, 1e-4, 1e-8}) {
        const MatrixXd W = best_W + random.matrix(problem.K, problem.X.rows(), size);
        const auto proof = sm::certify(problem.X, problem.y, loss, penalty, W, b, options);
        CHECK(proof.lower_bound <= tracker.best_value());
        gap = std::min(gap, proof.gap);
      }
      CHECK(gap <= 1e-5 * tracker.best_value());
    };
    check(sm::SoftmaxCrossEntropy{});
    check(sm::WestonWatkinsSquaredHinge{});
    check(sm::OneVsAllSquaredHinge{});
  }
}

TEST_CASE("what cannot be certified says so", "[certificate]") {
  const Problem problem(0);
  const MatrixXd W = MatrixXd::Ones(problem.K, problem.X.rows());
  const VectorXd b = VectorXd::Zero(problem.K);
  // No strong convexity: 0 is the only bound.
  const auto flat = sm::certify(problem.X, problem.y, sm::SoftmaxCrossEntropy{}, sm::L2{0}, W, b,
                                {.bias = sm::Bias::none});
  CHECK(flat.lower_bound == 0);
  CHECK(std::isfinite(flat.gap));
  CHECK(std::isinf(flat.radius));
  // A free bias with a class that has no example may fall without end: only 0 is proved.
  const sm::Index K = problem.K + 1;
  const auto empty =
      sm::certify(problem.X, problem.y, sm::WestonWatkinsHinge{}, sm::L2{1},
                  MatrixXd::Zero(K, problem.X.rows()).eval(), VectorXd::Zero(K).eval());
  CHECK(std::abs(empty.objective - static_cast<double>(K - 1)) <= 1e-12);
  CHECK_FALSE(empty.lower_bound > 0);
}
