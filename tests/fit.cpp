// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file fit.cpp  The front door: what a fit reports, what it depends on, what it refuses.
#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include <cmath>
#include <Eigen/SparseCore>
#include <limits>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Bytes of three classes that overlap.
struct Bytes {
  Bytes() : X(4, 150), y(150) {
    Random random(17);
    y = random.labels(150, 3);
    for (sm::Index i = 0; i < X.cols(); ++i) {
      for (sm::Index d = 0; d < X.rows(); ++d) {
        X(d, i) = static_cast<std::uint8_t>(random.below(120) + (d == y(i) ? 90 : 0));
      }
    }
  }
  sm::Matrix<std::uint8_t> X;
  sm::Labels y;
};

/// A user's loss: value and gradient of one example, nothing else.
struct SquaredDistance {
  template <class Scores>
  typename Scores::Scalar value(const Eigen::MatrixBase<Scores>& s, sm::Index label) const {
    return s.squaredNorm() / 2 - s(label) + typename Scores::Scalar(0.5);
  }
  template <class Scores, class Gradient>
  void gradient(const Eigen::MatrixBase<Scores>& s, sm::Index label,
                Eigen::MatrixBase<Gradient>& out) const {
    out = s;
    out(label) -= 1;
  }
};

const sm::SoftmaxCrossEntropy softmax_loss;
const sm::L2 usual{1.0};  // for bytes

}  // namespace

TEST_CASE("a report tells how the fit went", "[fit]") {
  const Bytes data;
  int calls = 0;
  sm::FitOptions options;
  options.on_progress = [&](const sm::Progress&) { ++calls; };
  const auto [model, report] = sm::fit(data.X, data.y, softmax_loss, usual, options);
  CHECK(report.status == sm::SolverStatus::converged);
  CHECK(report.relative_gap <= 1e-3);
  CHECK_THAT(report.relative_gap, WithinRel(report.gap / report.objective, 1e-12));
  CHECK(report.solver == "hessian_lbfgs");
  CHECK(report.seconds > 0);
  CHECK(report.passes >= 1);
  REQUIRE(report.history.size() == static_cast<std::size_t>(calls));
  CHECK(report.history.back().objective == report.objective);
  for (std::size_t i = 1; i < report.history.size(); ++i) {
    CHECK(report.history[i].objective <= report.history[i - 1].objective);
    CHECK(report.history[i].gap <= report.history[i - 1].gap);
    CHECK(report.history[i].passes >= report.history[i - 1].passes);
  }
  sm::RegularizedLoss objective(data.X, data.y, softmax_loss, usual);
  CHECK_THAT(static_cast<double>(objective.value(model.weights.cast<double>().eval(),
                                                 model.bias.cast<double>().eval())),
             WithinRel(report.objective, 1e-5));
}

TEST_CASE("every loss trains by the solver that suits it, and by each that is named", "[fit]") {
  const Bytes data;
  const MatrixXd X = data.X.cast<double>();
  const auto solver_of = [&](const auto& loss, sm::Solver solver) {
    sm::FitOptions options;
    options.solver = solver;
    options.max_passes = 100;
    const auto report = sm::fit(X, data.y, loss, usual, options).report;
    CHECK(std::isfinite(report.objective));
    CHECK(report.objective <= loss.value(VectorXd::Zero(3).eval(), 0) * (1 + 1e-6));
    return std::string(report.solver);
  };
  using sm::Solver;
  CHECK(solver_of(sm::WestonWatkinsHinge{}, Solver::hinge_newton) == "hinge_newton");
  CHECK(solver_of(sm::CrammerSingerHinge{}, Solver::hinge_newton) == "hinge_newton");
  CHECK(solver_of(sm::OneVsAllHinge{}, Solver::hinge_newton) == "hinge_newton");
  // Dual ascent comes first, and may end the fit.
  const std::string of_hinge = solver_of(sm::CrammerSingerHinge{}, Solver::automatic);
  CHECK((of_hinge == "hinge_newton" || of_hinge == "dual_ascent"));
  CHECK(solver_of(sm::WestonWatkinsSquaredHinge{}, Solver::automatic) == "hessian_lbfgs");
  CHECK(solver_of(sm::OneVsAllSquaredHinge{}, Solver::automatic) == "hessian_lbfgs");
  CHECK(solver_of(softmax_loss, Solver::automatic) == "hessian_lbfgs");
  CHECK(solver_of(softmax_loss, Solver::gram_lbfgs) == "gram_lbfgs");
  CHECK(solver_of(softmax_loss, Solver::lbfgs) == "lbfgs");
  CHECK(solver_of(softmax_loss, Solver::sgd) == "sgd");
  CHECK(solver_of(softmax_loss, Solver::dual_ascent) == "dual_ascent");
}

TEST_CASE("a callback that returns false and a spent budget end a fit with its gap", "[fit]") {
  const Bytes data;
  sm::FitOptions options;
  options.tolerance = 1e-9;
  options.on_progress = [](const sm::Progress& progress) { return progress.passes < 3; };
  auto report = sm::fit(data.X, data.y, softmax_loss, usual, options).report;
  CHECK(report.status == sm::SolverStatus::stopped);
  CHECK(report.gap > 0);
  options.on_progress = {};
  options.max_passes = 2;
  report = sm::fit(data.X, data.y, softmax_loss, usual, options).report;
  CHECK(report.status == sm::SolverStatus::max_passes);
  CHECK(std::isfinite(report.gap));
}

TEST_CASE("neither threads nor chance change a bit, a seed does", "[fit][threads]") {
  const Bytes data;
  for (const sm::Solver solver :
       {sm::Solver::automatic, sm::Solver::sgd, sm::Solver::dual_ascent}) {
    CAPTURE(static_cast<int>(solver));
    sm::FitOptions options;
    options.solver = solver;
    options.max_passes = 20;
    const auto train = [&](int threads, std::uint64_t seed) {
      options.threads = threads;
      options.seed = seed;
      return sm::fit(data.X, data.y, softmax_loss, usual, options).model;
    };
    const auto one = train(1, 5);
    for (const int threads : {2, 3, 7, 0}) CHECK(train(threads, 5).weights == one.weights);
    CHECK(train(1, 5).bias == one.bias);
    if (solver != sm::Solver::automatic) CHECK(train(1, 6).weights != one.weights);
  }
  const MatrixXd X = data.X.cast<double>();
  const auto hinge = [&](int threads) {
    return sm::fit(X, data.y, sm::WestonWatkinsHinge{}, usual, {.threads = threads}).model;
  };
  for (const int threads : {2, 3, 7}) CHECK(hinge(threads).weights == hinge(1).weights);
}

TEST_CASE("bytes, float, rows and sparse data have the same optimum", "[fit][features]") {
  const Bytes data;
  sm::FitOptions options;
  options.tolerance = 1e-7;
  const auto optimum = [&](const auto& X, const auto& loss) {
    const auto report = sm::fit(X, data.y, loss, usual, options).report;
    CHECK(report.status == sm::SolverStatus::converged);
    return report.objective;
  };
  const Eigen::MatrixXf in_float = data.X.cast<float>();
  const MatrixXd in_double = data.X.cast<double>();
  const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows =
      in_double.transpose();
  const Eigen::SparseMatrix<double> sparse = in_double.sparseView();
  const double expected = optimum(in_double, softmax_loss);
  CHECK_THAT(optimum(data.X, softmax_loss), WithinRel(expected, 1e-6));
  CHECK_THAT(optimum(in_float, softmax_loss), WithinRel(expected, 1e-6));
  CHECK_THAT(optimum(rows.transpose(), softmax_loss), WithinRel(expected, 1e-6));
  options.solver = sm::Solver::gram_lbfgs;
  CHECK_THAT(optimum(sparse, softmax_loss), WithinRel(expected, 1e-6));
}

TEST_CASE("a warm start at the solution ends at once, on scaled features too", "[fit]") {
  const Bytes data;
  const MatrixXd X = data.X.cast<double>();
  sm::FitOptions options;
  options.tolerance = 1e-4;
  options.scaling = sm::fit_standardization(X);
  const auto first = sm::fit(X, data.y, softmax_loss, sm::L2{0.01}, options);
  options.initial_weights = first.model.weights;
  options.initial_bias = first.model.bias;
  const auto second = sm::fit(X, data.y, softmax_loss, sm::L2{0.01}, options);
  CHECK(second.report.passes < 0.7 * first.report.passes);
  CHECK_THAT(second.report.history.front().objective, WithinRel(first.report.objective, 1e-9));
}

TEST_CASE("probabilities flatten as lambda grows", "[fit]") {
  const Bytes data;
  double entropy = -1;
  for (const double lambda : {1e-2, 1.0, 1e2, 1e4, 1e6}) {
    const auto model = sm::fit(data.X, data.y, softmax_loss, sm::L2{lambda},
                               {.tolerance = 1e-5, .bias = sm::Bias::penalized})
                           .model;
    const Eigen::MatrixXf P = model.probabilities(data.X);
    double mean = 0;
    for (sm::Index i = 0; i < P.cols(); ++i) mean += sm::entropy(P.col(i).cast<double>().eval());
    mean /= static_cast<double>(P.cols());
    CHECK(mean > entropy);
    entropy = mean;
  }
  CHECK(entropy > 0.999 * std::log(3.0));
}

TEST_CASE("a loss of value and gradient alone trains without a certificate", "[fit]") {
  const Bytes data;
  const MatrixXd X = data.X.cast<double>() / 255;
  const auto [model, report] = sm::fit(X, data.y, SquaredDistance{}, sm::L2{1e-3});
  CHECK(report.status == sm::SolverStatus::stationary);
  CHECK(std::isinf(report.gap));
  // Ridge regression has a solution in closed form: (X X' / N + 2 lambda I) W' = X T' / N, centred.
  MatrixXd T = MatrixXd::Zero(3, X.cols());
  for (sm::Index i = 0; i < X.cols(); ++i) T(data.y(i), i) = 1;
  const MatrixXd centred = X.colwise() - X.rowwise().mean();
  const auto N = static_cast<double>(X.cols());
  const MatrixXd A = centred * centred.transpose() / N + 2e-3 * MatrixXd::Identity(4, 4);
  const MatrixXd W = A.ldlt().solve(centred * T.transpose() / N).transpose();
  CHECK((model.weights - W).norm() <= 0.02 * W.norm());
}

TEST_CASE("hard problems end finite, with an honest status", "[fit][extremes]") {
  const auto check = [](const char* what, const MatrixXd& X, const sm::Labels& y, double lambda) {
    CAPTURE(what);
    const auto train = [&](const auto& loss) {
      const auto [model, report] = sm::fit(X, y, loss, sm::L2{lambda}, {.max_passes = 200});
      CHECK(model.weights.allFinite());
      CHECK(model.bias.allFinite());
      CHECK(std::isfinite(report.objective));
      CHECK(report.gap >= 0);
      CHECK_FALSE(std::isnan(report.relative_gap));
      if (report.status == sm::SolverStatus::converged) {
        CHECK(report.gap <= 1e-3 * report.objective);
      }
    };
    train(softmax_loss);
    train(sm::WestonWatkinsHinge{});
    train(sm::CrammerSingerHinge{});
    train(sm::OneVsAllHinge{});
    train(sm::OneVsAllSquaredHinge{});
  };
  Random random(23);
  const MatrixXd X = random.matrix(3, 12);
  const sm::Labels y = sm::Labels::LinSpaced(12, 0, 11).unaryExpr([](int i) { return i % 3; });
  MatrixXd separable = X;
  for (sm::Index i = 0; i < 12; ++i) separable.col(i) = 9 * MatrixXd::Identity(3, 3).col(y(i));
  MatrixXd constant = X;
  constant.row(1).setConstant(7);
  MatrixXd twice = X;
  twice.row(2) = twice.row(0);
  sm::Labels gap = y;
  gap = (gap.array() == 1).select(2, gap);
  check("lambda 0", X, y, 0);
  check("lambda 0 and separable", separable, y, 0);
  check("separable", separable, y, 1e-3);
  check("a class without examples", X, gap, 0.1);
  check("a constant feature", constant, y, 0.1);
  check("a feature twice", twice, y, 0.1);
  check("one example", X.leftCols(1), sm::Labels::Constant(1, 1), 0.1);
  check("many more features than examples", random.matrix(300, 6), y.head(6), 0.1);
  check("features of 1e12", 1e12 * X, y, 1e20);
  check("zero features", MatrixXd::Zero(3, 12), y, 0.1);
}

TEST_CASE("what cannot be trained is refused by name", "[fit]") {
  const Bytes data;
  MatrixXd X = data.X.cast<double>();
  const auto refused = [&](const MatrixXd& features, const sm::Labels& y, double lambda,
                           const sm::FitOptions& options) {
    return thrown<std::invalid_argument>(
        [&] { sm::fit(features, y, softmax_loss, sm::L2{lambda}, options); });
  };
  CHECK_THAT(refused(X, data.y.head(7), 1, {}), ContainsSubstring("150"));
  CHECK_THAT(refused(MatrixXd(4, 0), sm::Labels(0), 1, {}), ContainsSubstring("examples"));
  CHECK_THAT(refused(X, sm::Labels::Zero(150), 1, {}), ContainsSubstring("classes"));
  CHECK_THAT(refused(X, data.y, -1, {}), ContainsSubstring("lambda"));
  CHECK_THAT(refused(X, data.y, std::numeric_limits<double>::quiet_NaN(), {}),
             ContainsSubstring("lambda"));
  CHECK_THAT(refused(X, data.y, 1, {.tolerance = -1}), ContainsSubstring("tolerance"));
  CHECK_THAT(refused(X, data.y, 1, {.max_passes = 0}), ContainsSubstring("max_passes"));
  CHECK_THAT(refused(X, data.y, 1, {.threads = -2}), ContainsSubstring("threads"));
  CHECK_THAT(refused(X, data.y, 1, {.class_names = {"a", "b"}}), ContainsSubstring("2"));
  CHECK_THAT(refused(X, data.y, 1, {.initial_weights = MatrixXd::Zero(2, 4)}),
             ContainsSubstring("initial_weights"));
  CHECK_THAT(thrown<std::invalid_argument>(
                 [&] { sm::fit(X, data.y, sm::WestonWatkinsHinge{.delta = -1}, usual); }),
             ContainsSubstring("delta"));
  sm::Labels y = data.y;
  y(31) = -1;
  CHECK_THAT(refused(X, y, 1, {}), ContainsSubstring("31") && ContainsSubstring("-1"));
  y(31) = 3;
  CHECK_THAT(refused(X, y, 1, {.num_classes = 3}), ContainsSubstring("31"));
  X(2, 77) = std::numeric_limits<double>::infinity();
  X(0, 90) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(refused(X, data.y, 1, {}), ContainsSubstring("2") && ContainsSubstring("77"));
}
