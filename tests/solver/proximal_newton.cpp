// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file proximal_newton.cpp  L1 and the elastic net: exact zeros, against a plain FISTA, with
/// every bias.
#include <softmargin/loss/one_of.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using sm::Bias;
using sm::Index;
using sm::SolverStatus;

namespace {

/// Labels that a random linear model gives to random features, some of them wrong.
struct Problem {
  explicit Problem(std::uint64_t seed, Index D = 7, Index N = 40, Index K = 3) {
    Random random(seed);
    X = random.matrix(D, N);
    X.row(D - 1).array() += 3;  // a feature far from the origin
    const Eigen::MatrixXd W = random.matrix(K, D);
    y.resize(N);
    for (Index i = 0; i < N; ++i) (W * X.col(i)).maxCoeff(&y(i));
    for (Index i = 0; i < N; i += 5) y(i) = random.below(K);
  }
  Eigen::MatrixXd X;
  sm::Labels y;
};

// One compiled solver for the three of them.
using Smooth =
    sm::OneOf<sm::SoftmaxCrossEntropy, sm::WestonWatkinsSquaredHinge, sm::OneVsAllSquaredHinge>;

struct Solution {
  Eigen::MatrixXd W;
  Eigen::VectorXd b;
  sm::FitReport report;
};

/// The solver alone, from zero.
template <class Features, class L, class R>
Solution solve(const Features& X, const sm::Labels& y, const L& loss, const R& R_, double tolerance,
               sm::ObjectiveOptions options) {
  using Objective = sm::RegularizedLoss<sm::detail::FeaturesOf<Features>, L, R>;
  Objective objective(X, y, loss, R_, std::move(options));
  const sm::ProgressCallback nothing;
  sm::detail::Tracker<Objective> tracker(objective, tolerance, 1000, nothing);
  sm::detail::SparsifyingSolver<Objective>(objective, tracker)
      .solve(Eigen::VectorXd::Zero(objective.num_parameters()));
  Solution solution;
  objective.unpack(tracker.best_parameters(), solution.W, solution.b);
  solution.report = tracker.finish();
  return solution;
}

double l1_of(const sm::L1& R) {
  return R.lambda;
}
double l1_of(const sm::ElasticNet& R) {
  return R.l1;
}
double l2_of(const sm::L1&) {
  return 0;
}
double l2_of(const sm::ElasticNet& R) {
  return R.l2;
}

double shrunk(double v, double threshold) {
  return v > threshold ? v - threshold : (v < -threshold ? v + threshold : 0);
}

/// FISTA with restarts on the loops of the notes. Source: Beck and Teboulle 2009; O'Donoghue and
/// Candes 2015.
/// @return the optimum
template <class L, class R>
double fista(const Problem& data, const L& loss, const R& R_, Bias bias) {
  using oracle::RealMatrix;
  const Index K = data.y.maxCoeff() + 1;
  const Index D = data.X.rows();
  const RealMatrix X = data.X.cast<long double>();
  const auto evaluate = [&](const Eigen::MatrixXd& P, Eigen::MatrixXd* gradient) {
    const auto smooth =
        oracle::objective(loss, sm::NoRegularization{}, P.leftCols(D).cast<long double>(),
                          P.col(D).cast<long double>(), X, data.y, bias);
    if (gradient != nullptr) {
      gradient->resize(K, D + 1);
      *gradient << smooth.dW.template cast<double>(), smooth.db.template cast<double>();
    }
    return static_cast<double>(smooth.value);
  };
  const auto penalty = [&](const Eigen::MatrixXd& P) {
    const auto W = P.leftCols(bias == Bias::penalized ? D + 1 : D);
    return l1_of(R_) * W.cwiseAbs().sum() + l2_of(R_) * W.squaredNorm();
  };
  double step = 1;
  Eigen::MatrixXd P = Eigen::MatrixXd::Zero(K, D + 1);
  Eigen::MatrixXd Z = P;
  Eigen::MatrixXd g;
  double t = 1;
  double best = 1e300;
  for (int k = 0; k < 20000; ++k) {
    const double at_Z = evaluate(Z, &g);
    Eigen::MatrixXd next;
    while (true) {
      next = Z - step * g;
      for (Index j = 0; j <= D; ++j) {
        if (j == D && bias != Bias::penalized) continue;
        for (Index c = 0; c < K; ++c) {
          next(c, j) = shrunk(next(c, j), step * l1_of(R_)) / (1 + 2 * step * l2_of(R_));
        }
      }
      if (bias == Bias::none) next.col(D).setZero();
      const Eigen::MatrixXd moved = next - Z;
      const double model = at_Z + g.cwiseProduct(moved).sum() + moved.squaredNorm() / (2 * step);
      if (evaluate(next, nullptr) <= model + 1e-15) break;
      step /= 2;
    }
    if ((Z - next).cwiseProduct(next - P).sum() > 0) t = 1;
    const double t_next = (1 + std::sqrt(1 + 4 * t * t)) / 2;
    Z = next + (t - 1) / t_next * (next - P);
    const double change = (next - P).norm();
    P = next;
    t = t_next;
    best = std::min(best, evaluate(P, nullptr) + penalty(P));
    if (k > 100 && change < 1e-12) break;
  }
  return best;
}

template <class L, class R>
void check_against_fista(const L& loss, double l1, const R& R_) {
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const Problem data(11);
    CAPTURE(static_cast<int>(bias), l1);
    const double optimum = fista(data, loss, R_, bias);
    const auto [W, b, report] =
        solve(data.X, data.y, Smooth(loss), R_, 1e-11, {.bias = bias, .threads = 1});
    CHECK(report.status == SolverStatus::converged);
    CHECK_THAT(report.objective, WithinRel(optimum, 1e-8));
    for (const auto& line : report.history) {
      CHECK(line.objective - line.gap <= optimum * (1 + 1e-11));
    }
    // The conditions of optimality, on the loops of the notes.
    const auto at = oracle::objective(loss, sm::NoRegularization{}, W.template cast<long double>(),
                                      b.template cast<long double>(),
                                      data.X.template cast<long double>(), data.y, bias);
    if (bias == Bias::free) CHECK(at.db.norm() < 1e-4);
    for (Index k = 0; k < W.rows(); ++k) {
      for (Index d = 0; d < W.cols(); ++d) {
        const double g = static_cast<double>(at.dW(k, d)) + 2 * l2_of(R_) * W(k, d);
        CAPTURE(k, d, g, W(k, d));
        if (W(k, d) == 0) {
          CHECK(std::abs(g) <= l1 * (1 + 1e-4));
        } else {
          CHECK_THAT(g, WithinAbs(W(k, d) > 0 ? -l1 : l1, 1e-4 * l1));
        }
        if (std::abs(g) < l1 * (1 - 1e-3)) CHECK(W(k, d) == 0);
      }
    }
  }
}

template <class L>
void check_every_penalty(const L& loss, double lambda) {
  check_against_fista(loss, lambda, sm::L1{lambda});
  check_against_fista(loss, lambda, sm::ElasticNet{.l1 = lambda, .l2 = lambda / 2});
}

}  // namespace

TEST_CASE("two points are separated as far as by hand", "[proximal_newton]") {
  // x = -1 and +1, no bias: with t = |w_0| + |w_1| the objective is log(1 + e^-t) + lambda t, least
  // at t = log(1 / lambda - 1) if lambda < 1/2 and at t = 0 otherwise.
  Eigen::MatrixXd X(1, 2);
  X << -1, 1;
  sm::Labels y(2);
  y << 0, 1;
  const sm::ObjectiveOptions options{.bias = Bias::none, .threads = 1};
  for (const double lambda : {0.01, 0.2, 0.4}) {
    CAPTURE(lambda);
    const double t = std::log(1 / lambda - 1);
    const auto [W, b, report] =
        solve(X, y, sm::SoftmaxCrossEntropy{}, sm::L1{lambda}, 1e-10, options);
    CHECK(report.status == SolverStatus::converged);
    CHECK_THAT(report.objective, WithinRel(std::log1p(std::exp(-t)) + lambda * t, 1e-9));
    CHECK_THAT(W.cwiseAbs().sum(), WithinRel(t, 1e-4));
  }
  const auto zero = solve(X, y, sm::SoftmaxCrossEntropy{}, sm::L1{0.5}, 1e-10, options);
  CHECK(zero.W.isZero(0));
  CHECK(zero.report.status == SolverStatus::converged);
}

TEST_CASE("softmax agrees with FISTA", "[proximal_newton]") {
  for (const double lambda : {0.003, 0.03, 0.1})
    check_every_penalty(sm::SoftmaxCrossEntropy{}, lambda);
}

TEST_CASE("Weston-Watkins with squared hinges agrees with FISTA", "[proximal_newton]") {
  for (const double lambda : {0.02, 0.3})
    check_every_penalty(sm::WestonWatkinsSquaredHinge{}, lambda);
}

TEST_CASE("one-vs-all with squared hinges agrees with FISTA", "[proximal_newton]") {
  for (const double lambda : {0.02, 0.3}) check_every_penalty(sm::OneVsAllSquaredHinge{}, lambda);
}

TEST_CASE("from lambda_max on every weight is exactly zero, below it one is not",
          "[proximal_newton]") {
  const Problem data(3);
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const sm::ObjectiveOptions options{.bias = bias, .threads = 1};
    const double top = sm::lambda_max(data.X, data.y, sm::SoftmaxCrossEntropy{}, options);
    for (const double factor : {1.0 + 1e-9, 2.0, 1e6}) {
      const auto at =
          solve(data.X, data.y, sm::SoftmaxCrossEntropy{}, sm::L1{factor * top}, 1e-9, options);
      CAPTURE(static_cast<int>(bias), factor);
      CHECK(at.report.status == SolverStatus::converged);
      CHECK(at.W.isZero(0));
    }
    const auto below =
        solve(data.X, data.y, sm::SoftmaxCrossEntropy{}, sm::L1{0.99 * top}, 1e-9, options);
    CHECK(below.report.status == SolverStatus::converged);
    const auto count = (below.W.array() != 0).count() +
                       (bias == Bias::penalized ? (below.b.array() != 0).count() : 0);
    CHECK(count >= 1);
    CHECK(count <= 2);
  }
}

TEST_CASE("the elastic net without L1 is L2", "[proximal_newton]") {
  const Problem data(5);
  const auto net = solve(data.X, data.y, sm::SoftmaxCrossEntropy{},
                         sm::ElasticNet{.l1 = 0, .l2 = 0.02}, 1e-10, {.threads = 1});
  const auto [model, report] = sm::fit(data.X, data.y, sm::SoftmaxCrossEntropy{}, sm::L2{0.02},
                                       {.tolerance = 1e-10, .threads = 1});
  CHECK(net.report.status == SolverStatus::converged);
  CHECK_THAT(net.report.objective, WithinRel(report.objective, 1e-9));
  CHECK((net.W - model.weights).norm() < 1e-3 * model.weights.norm());
}

TEST_CASE("sparse X gives what dense X gives, and any number of threads the same bits",
          "[proximal_newton]") {
  Random random(17);
  Eigen::MatrixXd X = random.matrix(60, 600);
  X = (X.array() > 1).select(X, 0.0);
  const sm::Labels y = random.labels(600, 4);
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  const sm::L1 penalty{0.005};
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    CAPTURE(static_cast<int>(bias));
    const sm::ObjectiveOptions one{.bias = bias, .threads = 1};
    const sm::ObjectiveOptions three{.bias = bias, .threads = 3};
    const auto dense = solve(X, y, sm::SoftmaxCrossEntropy{}, penalty, 1e-8, one);
    const auto thin = solve(sparse, y, sm::SoftmaxCrossEntropy{}, penalty, 1e-8, one);
    CHECK(dense.report.status == SolverStatus::converged);
    CHECK(thin.report.status == SolverStatus::converged);
    CHECK_THAT(thin.report.objective, WithinRel(dense.report.objective, 2e-8));
    const auto dense_three = solve(X, y, sm::SoftmaxCrossEntropy{}, penalty, 1e-8, three);
    const auto thin_three = solve(sparse, y, sm::SoftmaxCrossEntropy{}, penalty, 1e-8, three);
    CHECK((dense.W.array() == dense_three.W.array()).all());
    CHECK((thin.W.array() == thin_three.W.array()).all());
    CHECK((thin.b.array() == thin_three.b.array()).all());
  }
}

TEST_CASE("a weight of 2 is two copies, and a scaling is a scaled X", "[proximal_newton]") {
  const Problem data(23);
  const sm::L1 penalty{0.02};
  Eigen::MatrixXd twice(data.X.rows(), data.X.cols() + 10);
  twice << data.X, data.X.leftCols(10);
  sm::Labels labels(data.y.size() + 10);
  labels << data.y, data.y.head(10);
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(data.y.size());
  weights.head(10).setConstant(2);
  const auto copies =
      solve(twice, labels, sm::SoftmaxCrossEntropy{}, penalty, 1e-9, {.threads = 1});
  const auto weighed = solve(data.X, data.y, sm::SoftmaxCrossEntropy{}, penalty, 1e-9,
                             {.threads = 1, .example_weights = weights});
  CHECK_THAT(weighed.report.objective, WithinRel(copies.report.objective, 2e-9));

  Eigen::VectorXd shift = Eigen::VectorXd::LinSpaced(data.X.rows(), -2, 3);
  Eigen::VectorXd factor = Eigen::VectorXd::LinSpaced(data.X.rows(), 0.1, 4);
  const Eigen::MatrixXd scaled = factor.asDiagonal() * (data.X.colwise() - shift);
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const auto plain = solve(scaled, data.y, sm::SoftmaxCrossEntropy{}, penalty, 1e-9,
                             {.bias = bias, .threads = 1});
    const auto seen =
        solve(data.X, data.y, sm::SoftmaxCrossEntropy{}, penalty, 1e-9,
              {.bias = bias, .threads = 1, .scaling = sm::FeatureScaling{shift, factor}});
    CHECK(seen.report.status == SolverStatus::converged);
    CHECK_THAT(seen.report.objective, WithinRel(plain.report.objective, 2e-9));
  }
}

TEST_CASE("odd data end with a finite answer and a proof", "[proximal_newton]") {
  Random random(29);
  Eigen::MatrixXd wide = random.matrix(50, 12);
  wide.row(3) = wide.row(4);  // the same feature twice
  wide.row(5).setConstant(7);
  wide.row(6).setZero();
  const sm::Labels y = random.labels(12, 3);
  for (const double lambda : {1e-4, 0.05}) {
    CAPTURE(lambda);
    const auto end =
        solve(wide, y, sm::SoftmaxCrossEntropy{}, sm::L1{lambda}, 1e-6, {.threads = 1});
    CHECK(end.report.status == SolverStatus::converged);
    CHECK(end.W.allFinite());
    CHECK(end.W.col(6).isZero(0));
  }
  // One example, K = 2, separable by the bias alone: the optimum 0 is not attained.
  sm::Labels one(1);
  one << 1;
  const auto single = solve(wide.leftCols(1), one, sm::SoftmaxCrossEntropy{}, sm::L1{0.1}, 1e-6,
                            {.bias = Bias::none, .threads = 1});
  CHECK(single.report.status == SolverStatus::converged);
  CHECK(single.W.allFinite());
  // A class without examples and a free bias: no bound exists, the fit ends all the same.
  const auto empty = solve(wide, y, sm::SoftmaxCrossEntropy{}, sm::L1{0.05}, 1e-6,
                           {.threads = 1, .num_classes = 4});
  CHECK(empty.W.allFinite());
  CHECK(empty.report.objective > 0);
}

TEST_CASE("fit chooses the solver for L1 and goes on in double where float cannot prove",
          "[proximal_newton]") {
  const Problem data(31);
  const Eigen::MatrixXf X = data.X.cast<float>();
  const auto [model, report] = sm::fit(X, data.y, sm::SoftmaxCrossEntropy{}, sm::L1{0.02},
                                       {.tolerance = 1e-8, .threads = 1});
  CHECK(report.solver == "proximal_newton");
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.relative_gap <= 1e-8);
  CHECK((model.weights.array() == 0).count() > 0);
  int calls = 0;
  const auto stopped =
      sm::fit(X, data.y, sm::SoftmaxCrossEntropy{}, sm::L1{0.02},
              {.tolerance = 1e-8, .threads = 1, .on_progress = [&](const sm::Progress&) {
                 return ++calls < 3;
               }});
  CHECK(stopped.report.status == SolverStatus::stopped);
  CHECK(calls == 3);
}
