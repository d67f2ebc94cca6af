// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smooth.hpp  How `fit` minimises by gradients: L-BFGS, plain or in decorrelated variables,
/// and SGD.
#pragma once

#include <softmargin/objective/flat_objective.hpp>
#include <softmargin/objective/shifted_loss.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/hessian_preconditioner.hpp>
#include <softmargin/solver/lbfgs.hpp>
#include <softmargin/solver/tracker.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace softmargin::detail {

template <class Objective, class Rough>
auto make_gram_preconditioner(Objective& objective, double curvature, KeptMoments<Rough>& moments) {
  GramPreconditioner<typename Objective::Scalar> preconditioner(moments.take_or_measure(objective),
                                                                objective);
  preconditioner.factor(curvature, penalty_curvature(objective));
  return preconditioner;
}

/// A visitor of the points of L-BFGS: visit(f, x, g) returns true to end, and may move them on to a
/// better point.
template <class Wide>
using LbfgsVisitor = FunctionRef<bool(Wide&, Vector<Wide>&, Vector<Wide>&)>;

/// L-BFGS until the visitor ends it.
/// @param rounding  as `WolfeOptions` has it
/// @return how it ended if for a reason of its own
template <class Wide>
std::optional<SolverStatus> run_lbfgs(FlatObjective<Wide> objective, Vector<Wide>& x,
                                      double max_evaluations, Wide first_step, double rounding,
                                      LbfgsVisitor<Wide> visit) {
  // Steps that gain less than rounding may go on for ever.
  constexpr int most_level_steps = 20;
  Wide level = std::numeric_limits<Wide>::infinity();
  int level_steps = 0;
  bool stalled = false;
  const auto stop = [&](Index, Vector<Wide>& at, Wide& value, Vector<Wide>& gradient) {
    const bool falls = rounding <= 0 || !(value >= level - static_cast<Wide>(rounding) * level);
    level = falls ? value : level;
    level_steps = falls ? 0 : level_steps + 1;
    if (visit(value, at, gradient)) return true;
    stalled = level_steps == most_level_steps;
    return stalled;
  };
  const LbfgsOptions options{.max_evaluations = static_cast<Index>(max_evaluations),
                             .line_search = {.rounding = rounding}};
  switch (minimize_lbfgs(objective, x, options, stop, first_step).end) {
    case LbfgsEnd::no_descent:
      return SolverStatus::stalled;
    case LbfgsEnd::max_evaluations:
      return SolverStatus::max_passes;
    case LbfgsEnd::stopped:
      break;
  }
  if (stalled) return SolverStatus::stalled;
  return {};
}

/// Settles a free bias. The bound pays for the bias's gradient in first order, for that of the
/// weights in second (objective/certificate.hpp): near the optimum the proof would wait for the
/// bias alone. So once the weights' part is small enough, the bias goes to where its gradient
/// vanishes, which the scores of one pass tell.
template <class Objective>
class BiasSettler {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;

  /// @param mean  D, of the features: the bias's gradient times it is what the weights' gradient
  /// loses when the bias settles
  BiasSettler(Objective& objective, const Vector<Wide>& mean)
      : objective_(objective), mean_(mean) {}

  /// Whether the weights alone would prove the tolerance, by a fraction of what they would have at
  /// the last time.
  /// @param gradient  of the objective
  bool is_time(const Vector<Wide>& gradient, const Tracker<Objective>& tracker) const {
    if (!applies()) return false;
    const Index D = objective_.num_features();
    const auto G = objective_.as_matrix(gradient);
    double squared_norm = 0;
    for (Index k = 0; k < G.cols(); ++k) {
      squared_norm += static_cast<double>((G.col(k).head(D) - G(D, k) * mean_).squaredNorm());
    }
    const double gap = squared_norm / (4 * strong_convexity());
    const double enough = tracker.tolerance() * tracker.best_value();
    return gap <= std::min(enough / 2, settled_gap_ / 4);  // not without strong convexity
  }

  /// @param[in,out] value  the objective
  /// @param[in,out] parameters  moved to their best bias
  /// @param[in,out] gradient  of the objective
  /// @return by how much the bias was moved (K), of size 0 where there is nothing to settle
  Vector<Wide> settle(Wide& value, Vector<Wide>& parameters, Vector<Wide>& gradient,
                      Tracker<Objective>& tracker) {
    Vector<Wide> shift;
    if constexpr (exists) {
      if (!applies()) return shift;
      const Index D = objective_.num_features();
      const double enough = 1e-3 * tracker.tolerance() * tracker.best_value();
      if (static_cast<double>(objective_.as_matrix(gradient).row(D).norm()) > enough) {
        shift = find_shift(parameters, enough, tracker);
        for (Index k = 0; k < shift.size(); ++k) parameters(k * (D + 1) + D) += shift(k);
        value = objective_.value_and_gradient(parameters, gradient);
      }
      const auto G = objective_.as_matrix(gradient).topRows(D);
      settled_gap_ = static_cast<double>(G.squaredNorm()) / (4 * strong_convexity());
    }
    return shift;
  }

 private:
  static constexpr bool exists = Certifier<Objective>::of_free_bias &&
                                 SmoothLoss<typename Certifier<Objective>::LossType, Scalar>;

  /// Where there is a proof for a free bias, and no more scores than entries of the data.
  bool applies() const {
    return exists && objective_.bias() == Bias::free && scores_of_entries() <= 1;
  }

  /// Scores for each entry of the data.
  double scores_of_entries() const {
    return static_cast<double>(objective_.num_examples()) *
           static_cast<double>(objective_.num_classes()) /
           static_cast<double>(objective_.features().num_entries());
  }

  double strong_convexity() const {
    if constexpr (exists) {
      return objective_.regularization().strong_convexity();
    } else {
      return 0;
    }
  }

  Vector<Wide> find_shift(const Vector<Wide>& parameters, double enough,
                          Tracker<Objective>& tracker) {
    ShiftedLoss<Objective> shifted(objective_, parameters);
    Vector<Wide> delta = Vector<Wide>::Zero(objective_.num_classes());
    run_lbfgs<Wide>({delta.size(),
                     [&](const Vector<Wide>& at, Vector<Wide>& gradient) {
                       tracker.count_work(scores_of_entries());
                       return shifted.value_and_gradient(at, gradient);
                     }},
                    delta, 40, Wide(1), mean_rounding<Scalar>,
                    [&](Wide, const Vector<Wide>&, const Vector<Wide>& gradient) {
                      return static_cast<double>(gradient.norm()) <= enough;
                    });
    return delta;
  }

  Objective& objective_;
  const Vector<Wide>& mean_;
  double settled_gap_ = std::numeric_limits<double>::infinity();  ///< when it was settled last
};

/// The variables of L-BFGS.
enum class Variables {
  plain,         ///< the parameters
  decorrelated,  ///< features without correlation, where D allows it
  adapted        ///< the same, and later those of the Hessian where it is small and slow to settle
};

/// L-BFGS in the variables of a preconditioner, from `parameters` on.
/// @param[in,out] parameters  end at the last point
/// @param until  passes after which it returns, ended or not
/// @return whether it has ended: the tracker knows why
template <class Objective, class Preconditioner>
bool solve_in_variables(Objective& objective, const Preconditioner& preconditioner,
                        Vector<typename Objective::Wide>& parameters,
                        BiasSettler<Objective>& settler, Tracker<Objective>& tracker,
                        double until) {
  using Wide = typename Objective::Wide;
  Vector<Wide> v = preconditioner.from_parameters(parameters);
  Vector<Wide> parameter_gradient;
  bool is_over = false;
  const auto end = run_lbfgs<Wide>(
      {objective.num_parameters(),
       [&](const Vector<Wide>& at, Vector<Wide>& gradient) {
         preconditioner.to_parameters(at, parameters, objective.pool());
         const Wide value = objective.value_and_gradient(parameters, parameter_gradient);
         preconditioner.to_variables(parameter_gradient, gradient, objective.pool());
         return value;
       }},
      v, tracker.passes_left(), Wide(1), mean_rounding<typename Objective::Scalar>,
      [&](Wide& value, Vector<Wide>& at, Vector<Wide>& gradient) {
        is_over = tracker.visit(parameters, value, parameter_gradient);
        // A point that is returned should prove itself, or else it is settled as well.
        const bool settles = is_over ? tracker.converged() && !tracker.proves_itself()
                                     : settler.is_time(parameter_gradient, tracker);
        if (settles && tracker.passes_left() >= 2) {
          const auto shift = settler.settle(value, parameters, parameter_gradient, tracker);
          if (shift.size() > 0) {
            preconditioner.shift_bias(at, shift);
            preconditioner.to_variables(parameter_gradient, gradient, objective.pool());
            is_over = tracker.visit(parameters, value, parameter_gradient) || is_over;
          }
        }
        return is_over || tracker.passes() >= until;
      });
  return end ? tracker.end(*end) : is_over;
}

/// L-BFGS on the objective. Where the Hessian of the few parameters can be formed, it is when the
/// passes so far have cost twice as much, and again when those since have cost as much: that may
/// cost as much again, and saves the rest of the way where the features' moments tell little of it.
/// @param[in,out] hessian  ready if it was measured before
/// @param[in,out] moments  of the phase before, and for that to come
template <class Objective, class Rough>
void solve_smooth(Objective& objective, Vector<typename Objective::Wide>& parameters,
                  Variables variables, Tracker<Objective>& tracker, HessianPreconditioner& hessian,
                  KeptMoments<Rough>& moments) {
  using Wide = typename Objective::Wide;
  if (variables == Variables::plain || objective.num_features() > max_gram_features) {
    tracker.name_solver("lbfgs");
    const auto end = run_lbfgs<Wide>(
        {objective.num_parameters(),
         [&](const Vector<Wide>& x, Vector<Wide>& gradient) {
           return objective.value_and_gradient(x, gradient);
         }},
        parameters, tracker.passes_left(), Wide(0), mean_rounding<typename Objective::Scalar>,
        [&](Wide value, const Vector<Wide>& x, const Vector<Wide>& gradient) {
          return tracker.visit(x, value, gradient);
        });
    if (end) tracker.end(*end);
    return;
  }
  tracker.name_solver("gram_lbfgs");
  auto decorrelated = make_gram_preconditioner(
      objective, 1 / static_cast<double>(objective.num_classes()), moments);
  BiasSettler<Objective> settler(objective, decorrelated.mean());
  const auto solve = [&](const auto& preconditioner, double until) {
    return solve_in_variables(objective, preconditioner, parameters, settler, tracker, until);
  };
  using Meter = HessianMeter<Objective>;
  if constexpr (Meter::exists) {
    if (variables == Variables::adapted && Meter::suits(objective)) {
      Meter meter(objective);
      const double cost = meter.cost();
      if (!hessian.is_ready() && solve(decorrelated, 2 * cost)) return;
      tracker.name_solver("hessian_lbfgs");
      if (hessian.is_ready() && solve(hessian, tracker.passes() + cost)) return;
      constexpr double rounding = std::max(mean_rounding<typename Objective::Scalar>,
                                           16 * std::numeric_limits<double>::epsilon());
      constexpr int most_idle_stages = 3;
      for (int idle_stages = 0; idle_stages < most_idle_stages;) {
        const double gap = tracker.gap();
        const double value = tracker.best_value();
        tracker.count_work(cost - 1);
        meter.measure(parameters, hessian);
        const double until = tracker.passes() + cost;
        if (hessian.is_ready() ? solve(hessian, until) : solve(decorrelated, until)) return;
        const bool gains = tracker.best_value() < (1 - rounding) * value || tracker.gap() < gap / 2;
        idle_stages = gains ? 0 : idle_stages + 1;
      }
      tracker.end(SolverStatus::stalled);
      return;
    }
  }
  solve(decorrelated, std::numeric_limits<double>::infinity());
  moments.keep(decorrelated.take_moments(), objective);
}

/// Epochs of SGD, with the objective and its gradient measured after each.
template <class Objective, class Options>
void solve_by_sgd(Objective& objective, Vector<typename Objective::Wide>& parameters,
                  const Options& options, Tracker<Objective>& tracker) {
  using Wide = typename Objective::Wide;
  tracker.name_solver("sgd");
  auto sgd = options.sgd;
  sgd.seed = options.seed;
  Vector<Wide> gradient;
  minimize_sgd(objective, parameters, sgd, [&](Index epoch, const Vector<Wide>& x) {
    if (epoch > 0) tracker.count_work(1);
    if (!x.allFinite()) return tracker.end(SolverStatus::stalled);
    const Wide value = objective.value_and_gradient(x, gradient);
    if (!std::isfinite(static_cast<double>(value))) return tracker.end(SolverStatus::stalled);
    return tracker.visit(x, value, gradient);
  });
}

}  // namespace softmargin::detail
