// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smooth.hpp  How `fit` minimises by gradients: L-BFGS, plain or in decorrelated variables,
/// and SGD.
#pragma once

#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/lbfgs.hpp>
#include <softmargin/solver/tracker.hpp>

namespace softmargin::detail {

template <class Objective>
auto make_gram_preconditioner(Objective& objective, double curvature) {
  using Scalar = typename Objective::Scalar;
  using View = std::remove_cvref_t<decltype(objective.features())>;
  const Index samples = 4 * objective.num_features();
  FeatureMoments<View, Scalar> moments(objective, std::max<Index>(samples, 1000),
                                       objective.has_bias());
  double ridge = 0;
  if constexpr (requires { objective.regularization().strong_convexity(); }) {
    ridge = 2 * objective.regularization().strong_convexity();
  }
  return GramPreconditioner<Scalar>(std::move(moments), objective, curvature, ridge);
}

/// Ends the search when L-BFGS did for a reason of its own.
template <class Tracker>
void record_end(LbfgsEnd end, Tracker& tracker) {
  if (end == LbfgsEnd::no_descent) tracker.end(SolverStatus::stalled);
  if (end == LbfgsEnd::max_evaluations) tracker.end(SolverStatus::max_passes);
}

/// L-BFGS on the objective, in decorrelated variables where D allows it.
template <class Objective>
void solve_smooth(Objective& objective, Vector<typename Objective::Wide>& parameters,
                  bool decorrelate, Tracker<Objective>& tracker) {
  using Wide = typename Objective::Wide;
  LbfgsOptions options;
  options.max_evaluations = static_cast<Index>(tracker.passes_left());
  if (!decorrelate || objective.num_features() > max_gram_features) {
    tracker.name_solver("lbfgs");
    const auto stop = [&](Index, const Vector<Wide>& x, Wide value, const Vector<Wide>& gradient) {
      return tracker.visit(x, value, gradient);
    };
    record_end(minimize_lbfgs(objective, parameters, options, stop).end, tracker);
    return;
  }
  tracker.name_solver("gram_lbfgs");
  const auto preconditioner =
      make_gram_preconditioner(objective, 1 / static_cast<double>(objective.num_classes()));
  PreconditionedObjective preconditioned(objective, preconditioner);
  Vector<Wide> v = preconditioner.from_parameters(parameters);
  const auto stop = [&](Index, const Vector<Wide>&, Wide value, const Vector<Wide>&) {
    return tracker.visit(preconditioned.parameters(), value, preconditioned.parameter_gradient());
  };
  record_end(minimize_lbfgs(preconditioned, v, options, stop, Wide(1)).end, tracker);
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
