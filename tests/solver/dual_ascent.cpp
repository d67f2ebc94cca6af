// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Dual ascent on sparse data: proved for every loss, bias and lambda, from every start.

#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include "catch.hpp"
#include "random.hpp"
#include "shared_fits.hpp"

using namespace softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Sparse = Eigen::SparseMatrix<double>;

namespace {

// One compiled ascent each.
using Hinge = OneOf<WestonWatkinsHinge, CrammerSingerHinge, OneVsAllHinge>;
using Smooth = OneOf<WestonWatkinsSquaredHinge, SoftmaxCrossEntropy>;

/// Four classes of sparse examples; one row is empty and one stands twice.
struct Text {
  Text() : y(40) {
    Random random(11);
    Matrix<double> dense = Matrix<double>::Zero(30, 40);
    for (Index i = 0; i < 40; ++i) {
      y(i) = static_cast<int>(i % 4);
      for (int e = 0; e < 6; ++e) dense(random.below(20), i) += random.uniform(0.1, 1);
      dense(20 + y(i), i) += random.uniform(0, 1);
    }
    dense.col(7).setZero();
    dense.col(9) = dense.col(5);
    X = dense.sparseView();
  }
  Sparse X;
  Labels y;
};

/// Dual ascent alone, on an objective of its own.
template <class L>
struct Ascent {
  using Objective = RegularizedLoss<detail::FeaturesOf<Sparse>, L, L2, double>;

  Ascent(const Sparse& X, const Labels& y, const L& loss, double lambda, double tolerance,
         const ObjectiveOptions& options, Index max_passes = 1000)
      : objective(X, y, loss, L2{lambda}, options),
        tracker(objective, tolerance, max_passes, callback) {}

  FitReport run(std::uint64_t seed = 0) {
    return run_from(Vector<double>::Zero(objective.num_parameters()), seed);
  }
  FitReport run_from(const Vector<double>& parameters, std::uint64_t seed = 0) {
    Matrix<double> dual;
    return run_from(parameters, dual, seed);
  }
  FitReport run_from(const Vector<double>& parameters, Matrix<double>& dual,
                     std::uint64_t seed = 0) {
    detail::DualAscent<Objective>(objective, tracker, seed).solve(parameters, dual);
    return tracker.finish();
  }
  const Vector<double>& parameters() const { return tracker.best_parameters(); }

  ProgressCallback callback;
  Objective objective;
  detail::Tracker<Objective> tracker;
};

/// The ascent converges, and what it says is true of its parameters: they have that objective, and
/// the bound of their own gradient is not above it.
template <class L>
void check_proved(const L& loss, double lambda, Bias bias, double tolerance) {
  const Text data;
  Ascent ascent(data.X, data.y, loss, lambda, tolerance, {.bias = bias, .threads = 1});
  const FitReport report = ascent.run();
  CAPTURE(lambda, static_cast<int>(bias), report.passes, report.gap);
  CHECK(report.status == SolverStatus::converged);
  Vector<double> gradient;
  const double value = ascent.objective.value_and_gradient(ascent.parameters(), gradient);
  // A hinge rounds as its margins do, which are of size 1, however small the objective is.
  CHECK_THAT(value, WithinAbs(report.objective, 1e-11 * report.objective + 1e-14));
  const Certificate proof = ascent.tracker.certifier()(ascent.parameters(), value, gradient);
  CHECK(proof.lower_bound <= report.objective + 1e-14);
}

template <class L>
void check_every_problem(const L& loss) {
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    for (const double lambda : {1e-6, 1e-4, 1e-2, 1.0, 1e3, 1e6}) {
      // Away from the usual it is enough that the answer is proved to three digits.
      const bool extreme = lambda < 1e-2 || lambda > 1;
      check_proved(loss, lambda, bias, extreme ? 1e-3 : 1e-6);
    }
  }
}

/// 150 examples of 40 features, most of them zero, in 3 classes that overlap.
struct Problem {
  Problem() : X(40, 150), y(150) {
    Random random(5);
    for (int i = 0; i < 150; ++i) {
      y(i) = i % 3;
      for (int entry = 0; entry < 6; ++entry) {
        const int d = (7 * i + 11 * entry * entry + (entry < 2 ? y(i) : 0)) % 40;
        X.coeffRef(d, i) += static_cast<float>(random.uniform(0.1, 1));
      }
    }
    X.makeCompressed();
  }
  Eigen::SparseMatrix<float> X;
  Labels y;
};

}  // namespace

TEST_CASE("Dual ascent certifies Weston-Watkins", "[dual_ascent]") {
  check_every_problem<Hinge>(WestonWatkinsHinge{});
}
TEST_CASE("Dual ascent certifies the squared Weston-Watkins", "[dual_ascent]") {
  check_every_problem<Smooth>(WestonWatkinsSquaredHinge{});
}
TEST_CASE("Dual ascent certifies Crammer-Singer", "[dual_ascent]") {
  check_every_problem<Hinge>(CrammerSingerHinge{});
}
TEST_CASE("Dual ascent certifies one-vs-all", "[dual_ascent]") {
  check_every_problem<Hinge>(OneVsAllHinge{});
}
TEST_CASE("Dual ascent certifies the softmax", "[dual_ascent]") {
  check_every_problem<Smooth>(SoftmaxCrossEntropy{});
}

TEST_CASE("The bound of dual ascent is true at every step", "[dual_ascent]") {
  const Text data;
  const Smooth loss = WestonWatkinsSquaredHinge{};
  for (const Bias bias : {Bias::free, Bias::none}) {
    const ObjectiveOptions options{.bias = bias, .threads = 1};
    Ascent reference(data.X, data.y, loss, 1e-2, 1e-9, options);
    Vector<double> zero = Vector<double>::Zero(reference.objective.num_parameters());
    detail::HessianPreconditioner hessian;
    detail::KeptMoments<double> moments;
    detail::solve_smooth(reference.objective, zero, detail::Variables::decorrelated,
                         reference.tracker, hessian, moments);
    const double optimum = reference.tracker.finish().objective;
    const FitReport report = Ascent(data.X, data.y, loss, 1e-2, 1e-8, options).run();
    CHECK_THAT(report.objective, WithinRel(optimum, 3e-8));
    for (const Progress& at : report.history) {
      CHECK(at.objective - at.gap <= optimum * (1 + 1e-12));
      CHECK(at.objective >= optimum * (1 - 1e-8));
    }
  }
}

TEST_CASE("A scaling of sparse data gives the optimum of the scaled data", "[dual_ascent]") {
  const Text data;
  const Matrix<double> dense = data.X;
  const FeatureScaling scaling = fit_standardization(dense);
  const Sparse scaled = scaling.apply(dense).sparseView();
  const Hinge loss = CrammerSingerHinge{};
  for (const Bias bias : {Bias::free, Bias::none}) {
    ObjectiveOptions options{.bias = bias, .threads = 1};
    const FitReport expected = Ascent(scaled, data.y, loss, 0.05, 1e-7, options).run();
    options.scaling = scaling;
    const FitReport report = Ascent(data.X, data.y, loss, 0.05, 1e-7, options).run();
    CHECK(report.status == SolverStatus::converged);
    CHECK_THAT(report.objective, WithinRel(expected.objective, 2e-7));
  }
}

TEST_CASE("Example weights of dual ascent count as copies", "[dual_ascent]") {
  const Text data;
  Sparse twice(data.X.rows(), 44);
  twice.leftCols(40) = data.X;
  twice.rightCols(4) = data.X.leftCols(4);
  Labels y(44);
  y << data.y, data.y.head(4);
  const Hinge loss = OneVsAllHinge{};
  ObjectiveOptions options{.threads = 1};
  const FitReport expected = Ascent(twice, y, loss, 0.01, 1e-8, options).run();
  options.example_weights = Vector<double>::Ones(40);
  options.example_weights.head(4).setConstant(2);
  const FitReport report = Ascent(data.X, data.y, loss, 0.01, 1e-8, options).run();
  CHECK_THAT(report.objective, WithinRel(expected.objective, 3e-8));
}

TEST_CASE("Started at the optimum of a smooth loss, dual ascent ends at once", "[dual_ascent]") {
  const Text data;
  const Smooth loss = SoftmaxCrossEntropy{};
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const ObjectiveOptions options{.bias = bias, .threads = 1};
    Ascent first(data.X, data.y, loss, 1e-2, 1e-8, options);
    first.run();
    const FitReport again =
        Ascent(data.X, data.y, loss, 1e-2, 1e-6, options).run_from(first.parameters());
    CHECK(again.status == SolverStatus::converged);
    CHECK(again.history.size() == 1);
  }
}

TEST_CASE("Groups of near copies do not hold up dual ascent", "[dual_ascent]") {
  // 30 examples that share nothing, each six times with a little noise and labels of its own.
  Random random(3);
  Matrix<double> dense = Matrix<double>::Zero(120, 180);
  Labels y(180);
  for (Index i = 0; i < 180; ++i) {
    for (Index e = 0; e < 3; ++e) dense(3 * (i / 6) + e, i) = 1 + random.uniform(0, 0.1);
    dense(90 + random.below(30), i) = 0.3;
    y(i) = random.below(3);
  }
  const Sparse X = dense.sparseView();
  const FitReport report =
      Ascent<Hinge>(X, y, WestonWatkinsHinge{}, 3e-3, 1e-5, {.bias = Bias::none, .threads = 1})
          .run();
  CAPTURE(report.passes);
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.passes < 260);  // 360 where nothing is repeated
}

TEST_CASE("Pairs of near copies that compete do not hold up dual ascent", "[dual_ascent]") {
  Random random(3);
  Matrix<double> dense = Matrix<double>::Zero(300, 400);
  Labels y(400);
  for (Index i = 0; i < 400; ++i) {
    y(i) = random.below(4);
    for (Index e = 0; e < 12; ++e) {
      const Index of_class = e < 2 ? y(i) : random.below(4);
      dense(random.below(75) * 4 + of_class, i) = random.uniform(0.2, 1);
    }
  }
  for (Index i = 0; i < 6; i += 2) {
    dense.col(i + 1) = dense.col(i);
    dense(random.below(300), i + 1) += 0.03;
    y(i + 1) = (y(i) + 1) % 4;
  }
  const Sparse X = dense.sparseView();
  const FitReport report =
      Ascent<Hinge>(X, y, WestonWatkinsHinge{}, 1e-3, 1e-6, {.bias = Bias::none, .threads = 1})
          .run();
  CAPTURE(report.passes);
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.passes < 220);  // several times that where no group is settled
}

TEST_CASE("Threads of similar examples settle together", "[dual_ascent]") {
  // 60 threads of four examples: 24 features of the thread's own, 16 of 80 that all share, and
  // labels that differ within the thread.
  Random random(3);
  Matrix<double> dense = Matrix<double>::Zero(60 * 24 + 80, 240);
  Labels y(240);
  for (Index i = 0; i < 240; ++i) {
    const Index thread = i % 60;
    for (Index e = 0; e < 24; ++e) dense(24 * thread + e, i) = random.uniform(0.5, 1);
    for (Index e = 0; e < 16; ++e) dense(60 * 24 + random.below(80), i) = random.uniform(0.2, 1);
    y(i) = random.below(4);
  }
  dense.colwise().normalize();
  const Sparse X = dense.sparseView();
  for (const Hinge& loss : {Hinge(WestonWatkinsHinge{}), Hinge(OneVsAllHinge{})}) {
    const FitReport report =
        Ascent(X, y, loss, 1e-3, 1e-6, {.bias = Bias::none, .threads = 1}).run();
    CAPTURE(report.passes);
    CHECK(report.status == SolverStatus::converged);
    CHECK(report.passes < 65);  // 106 and 80 where each is settled alone
  }
}

TEST_CASE("Dual ascent ends finite on one example and on a class without any", "[dual_ascent]") {
  const Text data;
  const Sparse one = data.X.leftCols(1);
  const FitReport single = Ascent<Hinge>(one, Labels::Zero(1), WestonWatkinsHinge{}, 0.1, 1e-6,
                                         {.bias = Bias::penalized, .num_classes = 3})
                               .run();
  CHECK(single.status == SolverStatus::converged);
  const ObjectiveOptions penalized{.bias = Bias::penalized, .num_classes = 6};
  CHECK(Ascent<Smooth>(data.X, data.y, SoftmaxCrossEntropy{}, 0.1, 1e-6, penalized).run().status ==
        SolverStatus::converged);
  Ascent<Hinge> free(data.X, data.y, CrammerSingerHinge{}, 0.1, 1e-6, {.num_classes = 6}, 20);
  free.run();
  CHECK(free.parameters().allFinite());
}

TEST_CASE("The seed decides the order of dual ascent, threads do not", "[dual_ascent]") {
  const Text data;
  const Hinge loss = WestonWatkinsHinge{};
  Ascent first(data.X, data.y, loss, 0.01, 1e-4, {.threads = 1});
  Ascent second(data.X, data.y, loss, 0.01, 1e-4, {.threads = 3});
  Ascent third(data.X, data.y, loss, 0.01, 1e-4, {.threads = 1});
  first.run();
  second.run();
  third.run(1);
  CHECK(first.parameters() == second.parameters());
  CHECK(first.parameters() != third.parameters());
}

TEST_CASE("dual ascent goes on in double from where float ended", "[dual_ascent]") {
  const Problem problem;
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const auto [model, report] =
        fit(problem.X, problem.y, SoftmaxCrossEntropy{}, L2{1e-3},
            {.tolerance = 1e-7, .bias = bias, .solver = Solver::dual_ascent});
    CHECK(report.solver == "dual_ascent");
    CHECK(report.status == SolverStatus::converged);
    CHECK(report.relative_gap <= 1e-7);
    for (std::size_t i = 1; i < report.history.size(); ++i) {
      CHECK(report.history[i].objective <= report.history[i - 1].objective * (1 + 1e-6));
    }
  }
}

TEST_CASE("a fit that ends soon after it went on in double keeps what float had found",
          "[dual_ascent][long]") {
  const Problem problem;
  FitOptions options{.tolerance = 1e-9, .solver = Solver::dual_ascent};
  double best = 1e300;
  for (Index passes = 1; passes <= 150; passes += 6) {
    options.max_passes = passes;
    const auto report = fit(problem.X, problem.y, SoftmaxCrossEntropy{}, L2{1e-3}, options).report;
    CHECK(report.objective <= best * (1 + 1e-6));
    best = report.objective;
  }
}

TEST_CASE("Dual ascent that goes on measures its start once, and a better point beside it",
          "[dual_ascent]") {
  const Text data;
  const Hinge loss = WestonWatkinsHinge{};
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    const ObjectiveOptions options{.bias = bias, .threads = 1};
    using Alone = Ascent<Hinge>;
    Alone rough(data.X, data.y, loss, 0.01, 1e-1, options);
    Matrix<double> rough_dual;
    rough.run_from(Vector<double>::Zero(rough.objective.num_parameters()), rough_dual);
    Alone exact(data.X, data.y, loss, 0.01, 1e-6, options);
    exact.run();

    Alone same(data.X, data.y, loss, 0.01, 1e-1, options);
    Matrix<double> dual = rough_dual;
    const FitReport again = same.run_from(rough.parameters(), dual);
    CHECK(again.history.size() == 1);
    CHECK_THAT(again.objective, WithinRel(rough.tracker.best_value(), 1e-12));
    CHECK_THAT(again.gap, WithinRel(rough.tracker.gap(), 1e-9));

    Alone better(data.X, data.y, loss, 0.01, 1e-9, options, 1);
    const FitReport kept = better.run_from(exact.parameters(), rough_dual);
    CHECK(kept.status == SolverStatus::max_passes);
    CHECK_THAT(kept.objective, WithinRel(exact.tracker.best_value(), 1e-12));
    CHECK(better.parameters() == exact.parameters());
  }
}

TEST_CASE("dual ascent finds the optimum of L-BFGS", "[dual_ascent]") {
  const Problem problem;
  const Sparse X = problem.X.cast<double>();
  const auto objective = [&](Solver solver) {
    const auto report =
        fit(X, problem.y, SoftmaxCrossEntropy{}, L2{1e-2}, {.tolerance = 1e-8, .solver = solver})
            .report;
    CHECK(report.status == SolverStatus::converged);
    return report.objective;
  };
  CHECK_THAT(objective(Solver::dual_ascent), WithinRel(objective(Solver::lbfgs), 2e-8));
}

TEST_CASE("Sparse data of few features take the solver of dense data", "[dual_ascent]") {
  const Problem wide;
  const Sparse X = wide.X.topRows(5).cast<double>();
  const auto narrow = fit(X, wide.y, SoftmaxCrossEntropy{}, L2{1e-2}, {.tolerance = 1e-8});
  CHECK(narrow.report.solver == "gram_lbfgs");
  const auto ascent = fit(X, wide.y, SoftmaxCrossEntropy{}, L2{1e-2},
                          {.tolerance = 1e-8, .solver = Solver::dual_ascent});
  CHECK_THAT(narrow.report.objective, WithinRel(ascent.report.objective, 2e-8));
  CHECK(fit(Sparse(wide.X.cast<double>()), wide.y, SoftmaxCrossEntropy{}, L2{1e-2}).report.solver ==
        "dual_ascent");
}

TEST_CASE("Dual ascent begins dense data that are mostly zero where lambda is large",
          "[dual_ascent][long]") {
  Random random(9);
  const Index D = 1400;  // too many weights for the first-level cache
  Matrix<double> X = Matrix<double>::Zero(D, 90);
  const Labels y = random.labels(90, 3);
  for (Index i = 0; i < 90; ++i) {
    for (int e = 0; e < 12; ++e) {
      X(random.below(D / 3) * 3 + (e < 3 ? y(i) : random.below(3)), i) = random.uniform(0.2, 1);
    }
  }
  const auto solver = [&](const Matrix<double>& features, double lambda) {
    const auto report = fit(features, y, CrammerSingerHinge{}, L2{lambda}, {.threads = 1}).report;
    CHECK(report.status == SolverStatus::converged);
    return report.solver;
  };
  CHECK(solver(X, 0.1) == "dual_ascent");
  CHECK(solver(X, 1e-3) == "hinge_newton");
  CHECK(solver(X.array() + 1e-3, 0.1) == "hinge_newton");
}

TEST_CASE("An ascent without patience stops where another solver goes on", "[dual_ascent]") {
  const Text data;
  const Hinge loss = CrammerSingerHinge{};
  Ascent ascent(data.X, data.y, loss, 1e-4, 1e-8, {.bias = Bias::none, .threads = 1});
  using Objective = decltype(ascent)::Objective;
  detail::DualState state;
  const Vector<double> zero = Vector<double>::Zero(ascent.objective.num_parameters());
  CHECK_FALSE(detail::DualAscent<Objective>(ascent.objective, ascent.tracker, 0)
                  .solve(zero, state.points, 2));
  CHECK(ascent.tracker.gap() < ascent.objective.value(zero));
  CHECK_FALSE(ascent.tracker.converged());
  CHECK(state.points.rows() == data.X.cols());
  CHECK((state.points.array() >= 0).all());

  // The points are where the exact hinge then starts.
  const double gap = ascent.tracker.gap();
  detail::KeptMoments<double> moments;
  detail::HingeNewton<Objective>(ascent.objective, ascent.tracker)
      .solve(ascent.tracker.best_parameters(), state, moments);
  const FitReport report = ascent.tracker.finish();
  CHECK(report.status == SolverStatus::converged);
  CHECK(report.gap < gap / 100);
  CHECK(state.smoothing > 0);

  // Patience that is not used up changes nothing.
  Ascent patient(data.X, data.y, loss, 1e-4, 1e-3, {.bias = Bias::none, .threads = 1});
  Matrix<double> dual;
  CHECK(
      detail::DualAscent<Objective>(patient.objective, patient.tracker, 0).solve(zero, dual, 1e6));
}
