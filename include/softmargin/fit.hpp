// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file fit.hpp  The front door of training: fit(X, y, loss, regularization, options) -> {model,
/// report}.
#pragma once

#include <softmargin/linear_model.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/dual_ascent.hpp>
#include <softmargin/solver/hinge_newton.hpp>
#include <softmargin/solver/report.hpp>
#include <softmargin/solver/sgd.hpp>
#include <softmargin/solver/smooth.hpp>
#include <softmargin/solver/sparse_proximal_newton.hpp>
#include <softmargin/solver/tracker.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace softmargin {

/// Which solver runs.
enum class Solver {
  automatic,        ///< chosen by what loss and regularization offer and by the shape of X
  gram_lbfgs,       ///< L-BFGS in variables that decorrelate the features, to the end
  hinge_newton,     ///< semismooth Newton inside an augmented Lagrangian: exact hinges
  dual_ascent,      ///< block-coordinate ascent on the dual: L2, sparse or very wide data
  proximal_newton,  ///< proximal Newton on a working set: smooth losses, L1 or elastic net
  lbfgs,            ///< plain L-BFGS
  sgd               ///< mini-batch stochastic gradient descent
};

struct FitOptions {
  double tolerance = 1e-3;  ///< ends when gap <= tolerance * objective
  Index max_passes = 1000;  ///< evaluations of loss and gradient over all data, at most
  Bias bias = Bias::free;
  int threads = 0;  ///< 0: as many as the machine has; results do not depend on it
  ProgressCallback on_progress = {};
  Solver solver = Solver::automatic;
  std::uint64_t seed = 0;  ///< of whatever is random; the same seed gives the same bits
  std::vector<std::string> class_names = {};  ///< K names for the model; empty: 0 .. K-1
  Index num_classes = 0;  ///< 0: class_names, or one more than the largest label
  std::optional<FeatureScaling> scaling =
      {};  ///< what the weights see instead of X; the model takes raw X
  Vector<double> example_weights = {};  ///< N; empty: all 1
  Matrix<double> initial_weights = {};  ///< warm start, K x D on raw X; empty: zero
  Vector<double> initial_bias = {};     ///< warm start, K; empty: zero
  SgdOptions sgd = {};
};

template <class Scalar>
struct FitResult {
  LinearModel<Scalar> model;
  FitReport report;
};

namespace detail {

inline ObjectiveOptions objective_options(const FitOptions& options) {
  const auto named = static_cast<Index>(options.class_names.size());
  return {.bias = options.bias,
          .threads = options.threads,
          .num_classes = options.num_classes > 0 ? options.num_classes : named,
          .scaling = options.scaling,
          .example_weights = options.example_weights};
}

inline void check_options(const FitOptions& options) {
  check_non_negative("tolerance", options.tolerance);
  check_at_least("max_passes", options.max_passes, 1);
  check_at_least("threads", options.threads, 0);
}

/// The start in the parameters of the objective: zero, or the given weights on raw features.
template <class Objective>
auto initial_parameters(const Objective& objective, const FitOptions& options) {
  using Wide = typename Objective::Wide;
  const Index K = objective.num_classes();
  if (options.initial_weights.size() == 0) {
    return Vector<Wide>(Vector<Wide>::Zero(objective.num_parameters()));
  }
  Matrix<double> W = options.initial_weights;
  Vector<double> b = options.initial_bias;
  check_shape("initial_weights", W, K, objective.num_features());
  if (b.size() == 0) b.setZero(K);
  check_equal("size of initial_bias", b.size(), K);
  if (options.scaling) unfold_from(*options.scaling, W, b);
  return objective.pack(W, b);
}

/// Parameters become a model that takes raw features.
template <class Objective>
auto make_model(const Objective& objective, Vector<typename Objective::Wide> parameters,
                const FitOptions& options) {
  using Wide = typename Objective::Wide;
  using Scalar = typename Objective::Scalar;
  Matrix<Wide> W;
  Vector<Wide> b;
  objective.unpack(parameters, W, b);
  parameters.resize(0);  // may be as large as the data
  if (options.scaling) fold_into(*options.scaling, W, b);
  if constexpr (std::is_same_v<Wide, Scalar>) {
    return LinearModel<Scalar>{std::move(W), std::move(b), options.class_names};
  } else {
    return LinearModel<Scalar>{W.template cast<Scalar>(), b.template cast<Scalar>(),
                               options.class_names};
  }
}

/// Whether X is dense and mostly zero, and a dual step of one example leaves little for the others
/// to do: measured on MNIST, the ascent then ends before Newton's method is under way.
template <class Objective>
bool packs_and_settles(const Objective& objective) {
  constexpr double most_curvature = 1;
  using View = std::remove_cvref_t<decltype(objective.features())>;
  const View& X = objective.features();
  if (!is_mostly_zero(X)) return false;
  const ScaledExamples<View> examples(X, objective.options().scaling);
  const double dual = 2 * objective.regularization().lambda * static_cast<double>(X.num_examples());
  return examples.mean_squared_norm() <= most_curvature * dual;
}

/// The exact hinge on data that dual ascent alone would not suit. Where a dual step is cheap, since
/// X is mostly zero or the weights stay in the first-level cache, its first epochs bring the gap
/// down faster than anything else. Longer epochs than some tenths of a second are left to Newton's
/// method, which has every thread.
template <class Objective, class Rough>
void solve_hinge(Objective& objective, Vector<typename Objective::Wide>& parameters,
                 const FitOptions& options, Tracker<Objective>& tracker, DualState& state,
                 KeptMoments<Rough>& moments) {
  using View = std::remove_cvref_t<decltype(objective.features())>;
  using L = std::remove_cvref_t<decltype(objective.loss())>;
  using R = std::remove_cvref_t<decltype(objective.regularization())>;
  if constexpr (std::is_same_v<R, L2> && DualLoss<L>) {
    constexpr Index most_parameters = 4096;
    constexpr double most_work = 1 << 27;
    constexpr double patience = 20;
    const double work =
        estimated_nonzeros(objective.features()) * static_cast<double>(objective.num_classes());
    const bool is_first = state.points.size() == 0 && parameters.isZero(0);
    // What reads the data comes last.
    if (options.solver == Solver::automatic && is_first && work <= most_work &&
        (View::is_sparse || objective.num_parameters() <= most_parameters ||
         packs_and_settles(objective))) {
      DualAscent<Objective> ascent(objective, tracker, options.seed);
      if (ascent.solve(parameters, state.points, patience)) return;
      parameters = tracker.best_parameters();
    }
  }
  HingeNewton<Objective>(objective, tracker).solve(parameters, state, moments);
}

/// What the phase in float hands to that in double beside the parameters.
/// @tparam Rough  the scalar of the first phase
template <class Rough>
struct SolverState {
  DualState dual = {};
  HessianPreconditioner hessian = {};
  KeptMoments<Rough> moments;
};

/// Runs the solver that was asked for, or the one that suits.
/// @param parameters  the start, of no use afterwards
template <class Objective, class Rough>
void run_solver(Objective& objective, Vector<typename Objective::Wide>& parameters,
                const FitOptions& options, Tracker<Objective>& tracker, SolverState<Rough>& state) {
  using L = std::remove_cvref_t<decltype(objective.loss())>;
  using R = std::remove_cvref_t<decltype(objective.regularization())>;
  Solver solver = options.solver;
  if constexpr (std::is_same_v<R, L2>) {
    const bool penalized = objective.regularization().lambda > 0;
    const bool wide = !gram_pays(objective.features());
    if constexpr (DualLoss<L>) {
      if (solver == Solver::automatic && penalized && wide) solver = Solver::dual_ascent;
      if (solver == Solver::dual_ascent) {
        DualAscent<Objective>(objective, tracker, options.seed)
            .solve(std::move(parameters), state.dual.points);
        return;
      }
    }
    if constexpr (HingeLoss<L, typename Objective::Scalar>) {
      if (solver == Solver::automatic && penalized && !wide) solver = Solver::hinge_newton;
      if (solver == Solver::hinge_newton) {
        return solve_hinge(objective, parameters, options, tracker, state.dual, state.moments);
      }
    }
  }
  if constexpr (HingeLoss<L, typename Objective::Scalar> && KinkedRegularizer<R> &&
                ConjugateRegularizer<R>) {
    const R& regularization = objective.regularization();
    const bool penalized = regularization.kink() > 0 || regularization.strong_convexity() > 0;
    if ((solver == Solver::automatic && penalized) || solver == Solver::hinge_newton) {
      return solve_hinge(objective, parameters, options, tracker, state.dual, state.moments);
    }
  }
  if constexpr (SmoothLoss<L, typename Objective::Scalar> && SeparableRegularizer<R> &&
                ConjugateRegularizer<R>) {
    if (solver == Solver::automatic || solver == Solver::proximal_newton) {
      return SparsifyingSolver<Objective>(objective, tracker).solve(parameters);
    }
  }
  if (solver == Solver::sgd) return solve_by_sgd(objective, parameters, options, tracker);
  solve_smooth(objective, parameters,
               solver == Solver::lbfgs       ? Variables::plain
               : solver == Solver::automatic ? Variables::adapted
                                             : Variables::decorrelated,
               tracker, state.hessian, state.moments);
}

/// What the sums of scores in `float` can prove, relative to the objective.
inline constexpr double float_tolerance = 3e-5;

/// Minimises in one compute scalar from the parameters given; the report is added to `report`.
template <class Objective, class Rough>
void train(Objective& objective, Vector<typename Objective::Wide>& parameters,
           const FitOptions& options, double tolerance, SolverState<Rough>& state,
           FitReport& report) {
  const auto passes_left =
      static_cast<Index>(static_cast<double>(options.max_passes) - report.passes);
  Tracker<Objective> tracker(objective, tolerance, std::max<Index>(1, passes_left),
                             options.on_progress, report);
  run_solver(objective, parameters, options, tracker, state);
  parameters = tracker.take_best_parameters();
  report = tracker.finish();
}

}  // namespace detail

/// Trains a linear classifier: minimises (1/N) sum_i L_i(W x_i + b, y_i) + R(W).
///
/// X is used in place: no copy of it is made, whatever its type. The weights are found in double;
/// scores are computed in `Compute` (float for integer and float X, double for double X, unless
/// named). The result depends on the data, the options and the seed, never on the number of
/// threads.
/// @tparam Compute  the scalar of scores and model; void: that of X
/// @param X  D x N: any Eigen matrix or expression, dense or sparse
/// @param y  N labels in [0, K)
/// @return {model, report}
/// @throws std::invalid_argument for N = 0, K < 2, wrong shapes or labels, NaN or infinity in X,
/// bad options
template <class Compute = void, class Features, class L, class R>
auto fit(const Features& X, const Labels& y, const L& loss, const R& regularization,
         const FitOptions& options = {}) {
  using View = detail::FeaturesOf<Features>;
  using Scalar =
      std::conditional_t<std::is_void_v<Compute>, ComputeScalar<typename View::Data>, Compute>;
  using Objective = RegularizedLoss<View, L, R, Scalar>;
  detail::check_options(options);
  Objective objective(X, y, loss, regularization, detail::objective_options(options));
  if (!options.class_names.empty()) {
    detail::check_equal("number of class names", static_cast<Index>(options.class_names.size()),
                        objective.num_classes());
  }
  auto parameters = detail::initial_parameters(objective, options);
  FitReport report;
  constexpr bool in_float = std::is_same_v<Scalar, float>;
  const bool goes_on = in_float && options.tolerance < detail::float_tolerance;
  detail::SolverState<Scalar> state{.moments = detail::KeptMoments<Scalar>(goes_on)};
  const double tolerance =
      in_float ? std::max(options.tolerance, detail::float_tolerance) : options.tolerance;
  detail::train(objective, parameters, options, tolerance, state, report);
  if constexpr (in_float) {
    const bool rounded =
        report.status == SolverStatus::converged || report.status == SolverStatus::stalled;
    if (rounded && report.gap > options.tolerance * report.objective) {
      // What is left is below the rounding of float: the same objective once more, in double.
      if (report.status == SolverStatus::stalled) state.moments.drop();
      RegularizedLoss<View, L, R, double> exact(X, y, loss, regularization,
                                                detail::objective_options(options));
      detail::train(exact, parameters, options, options.tolerance, state, report);
    }
  }
  return FitResult<Scalar>{detail::make_model(objective, std::move(parameters), options),
                           std::move(report)};
}

}  // namespace softmargin
