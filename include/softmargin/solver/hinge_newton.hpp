// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file hinge_newton.hpp  The exact hinge: semismooth Newton inside an augmented Lagrangian.
///
///     minimise (1/N) sum_i L_i + R(W),   L_i(s) = max over dual points beta of beta . m(s)
///
///     repeat until gap <= tolerance:
///       minimise F(W) = (1/N) sum_i phi_i(m_i; c_i, eps) + R(W) by Newton's method:
///         beta_i = Proj(c_i + m_i / eps);  the Hessian lives on the free entries of beta
///         conjugate gradients over the examples that have some, in decorrelated variables, or
///         the system itself where parameters are few (direct_newton.hpp)
///         a line search on F
///       c_i = beta_i (multipliers);  eps follows smoothing_schedule.hpp
///
/// The gap at W and beta is the sum of two parts, which say what to do next:
///
///     complementarity  (1/N) sum_i L_i - beta_i . m_i    falls from one set of multipliers to the
///                                                        next; if it does not, eps is too large
///     residual         |gradient of F|^2 / (4 lambda)    falls with Newton's method (R = L2)
///
/// Each pass gives a dual feasible beta, hence the objective, a lower bound and the gap of the
/// problem as written, not of a smoothed one. L1 and the elastic net take their steps inside one
/// orthant (orthant.hpp); where R is hardly strongly convex, F has a proximal term in addition.
/// Source: Rockafellar 1976 (the proximal method of multipliers); Li, Sun and Toh 2018 (semismooth
/// Newton inside it); here for the multiclass hinges.
#pragma once

#include <softmargin/objective/flat_objective.hpp>
#include <softmargin/solver/augmented_hinge.hpp>
#include <softmargin/solver/conjugate_gradients.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/line_search.hpp>
#include <softmargin/solver/orthant.hpp>
#include <softmargin/solver/smoothing_schedule.hpp>
#include <softmargin/solver/tracker.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace softmargin::detail {

/// The solver of the header comment.
template <class Objective>
class HingeNewton {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;
  using Hinge = AugmentedHinge<Objective>;
  using R = std::remove_cvref_t<decltype(std::declval<Objective&>().regularization())>;

  HingeNewton(Objective& objective, Tracker<Objective>& tracker)
      : objective_(objective), tracker_(tracker), hinge_(objective) {}

  /// @param parameters  the start
  /// @param[in,out] state  of an earlier solver, or empty; that of this one
  /// @param[in,out] moments  of the phase before, and for that to come
  template <class Rough>
  void solve(const Vector<Wide>& parameters, DualState& state, KeptMoments<Rough>& moments) {
    tracker_.name_solver("hinge_newton");
    preconditioner_ = std::make_unique<GramPreconditioner<Scalar>>(
        moments.take_or_measure(objective_), objective_);
    factored_curvature_ = 0;
    // With a free bias a subproblem also settles the sum of the dual points, whatever eps is.
    SmoothingSchedule schedule(find_usual_smoothing(), objective_.bias() == Bias::free ? 10 : 3);
    x_ = parameters;
    const bool has_start = state.points.size() > 0;
    const double first_smoothing = has_start ? schedule.usual() : schedule.first();
    hinge_.set_smoothing(state.smoothing > 0 ? state.smoothing : first_smoothing);
    if (has_start) hinge_.set_multipliers(state.points);
    while (!evaluate(x_, value_, gradient_)) {
      hinge_.set_pull(find_pull(tracker_.gap() / tracker_.best_value()), x_);
      const double passes = tracker_.passes();
      if (minimize()) break;
      hinge_.update_multipliers();
      hinge_.set_smoothing(schedule.next(
          {.smoothing = hinge_.smoothing(),
           .complementarity = value_.complementarity,
           .residual = value_.residual,
           .passes = tracker_.passes() - passes,
           .solved = solved_,
           .holds_gap_up = hinge_.pull() == 0 || value_.complementarity > 0.3 * tracker_.gap()}));
    }
    moments.keep(preconditioner_->take_moments(), objective_);
    preconditioner_.reset();  // by far the largest: the multipliers have room
    state = {hinge_.multipliers(), hinge_.smoothing()};
  }

 private:
  /// The margin in whose units scores are measured.
  double margin() const { return objective_.loss().delta > 0 ? objective_.loss().delta : 1; }

  /// Measured on MNIST and CIFAR-10: with multipliers from the first stage on, eps need not be
  /// small, and the subproblems stay easy. Where lambda is small, eps keeps its proportion to the
  /// curvature of the dual in one example, |x|^2 / (2 lambda N).
  double find_usual_smoothing() const {
    const double ridge = objective_.regularization().strong_convexity();
    if (!(ridge > 0) || is_hardly_convex()) return margin() / 2;
    const double curvature = preconditioner_->moments().trace() /
                             (2 * ridge * static_cast<double>(objective_.num_examples()));
    return std::max(margin() / 2, curvature / 10);
  }

  /// What kink |w| amounts to as a ridge w^2 for weights so large that they turn a margin; 0
  /// without a kink.
  double kink_ridge() const {
    if constexpr (KinkedRegularizer<R>) {
      const double size = std::sqrt(std::max(0.0, preconditioner_->moments().trace()));
      return objective_.regularization().kink() * size / (2 * margin());
    } else {
      return 0;
    }
  }

  bool is_hardly_convex() const {
    return objective_.regularization().strong_convexity() < 0.1 * kink_ridge();
  }

  /// Where R is hardly strongly convex, F is made so, the less the nearer the optimum is: measured
  /// on the digits, a weak pull is faster there and does not arrive from far away.
  double find_pull(double relative_gap) const {
    return is_hardly_convex() ? kink_ridge() * std::clamp(100 * relative_gap, 1e-3, 1.0) : 0;
  }

  /// Of the Hessian in the weights. Without a pull a kink adds to it what it amounts to: weights
  /// then stop at 0 on their way less often.
  double ridge() const {
    const double added = hinge_.pull() > 0 ? hinge_.pull() : kink_ridge();
    return 2 * (objective_.regularization().strong_convexity() + added);
  }

  /// Evaluates F and reports the point. @return true to end
  bool evaluate(const Vector<Wide>& x, typename Hinge::Value& value, Vector<Wide>& gradient) {
    value = hinge_.evaluate(x, gradient);
    const auto certificate = tracker_.certifier().from_dual(static_cast<double>(value.objective),
                                                            static_cast<double>(value.dual_loss),
                                                            hinge_.loss_gradient());
    value.residual = certificate.gap - value.complementarity;
    return tracker_.visit(x, static_cast<double>(value.objective), certificate.lower_bound);
  }

  /// Newton's method on F, as far as the next set of multipliers can use. @return true to end
  bool minimize() {
    for (int newton = 0; newton < 15; ++newton) {
      solved_ = is_solved(newton > 0);
      if (solved_) return false;
      tracker_.count_work(find_direction());
      bool ended = false;
      const double step = search_line(ended);
      if (ended) return true;
      if (step >= 1) {
        caution_ = std::max(caution_ / 10, 1.0);
      } else if (step < 0.3) {
        caution_ = std::min(caution_ * 10, 1e6);
      }
      if (step == 0) {
        // Near the optimum the differences that are left may be those of rounding.
        if (is_near() && ++failures_ >= max_failures && std::is_same_v<Scalar, float>) {
          return tracker_.end(SolverStatus::stalled);
        }
        // Back to the dual point of x; a smoother F has longer steps.
        hinge_.set_smoothing(3 * hinge_.smoothing());
        return evaluate(x_, value_, gradient_);
      }
    }
    return false;
  }

  /// Far from the optimum loose subproblems are the cheapest; near it they would hold the gap up.
  /// Without a step of Newton's method only a residual that is nothing beside the rest will do.
  bool is_solved(bool stepped) {
    if (!stepped) return value_.residual <= 0.01 * value_.complementarity;
    const double gap = tracker_.gap();
    if constexpr (KinkedRegularizer<R>) {
      if (hinge_.pull() > 0) {  // the residual is in part that of the pull
        orthant_.choose(objective_, x_, gradient_);
        preconditioner_->to_variables(orthant_.pseudo_gradient(), parameters_, objective_.pool());
        return static_cast<double>(parameters_.squaredNorm()) <= 0.02 * gap;
      }
    }
    return value_.residual <= (is_near() ? 0.1 : 0.5) * gap;
  }

  bool is_near() const { return tracker_.gap() < 1e-3 * tracker_.best_value(); }

  /// The Newton direction.
  /// @return the work that it took, in passes
  double find_direction() {
    const double full_curvature = 2 / hinge_.smoothing();  // were every entry free
    const double curvature = std::max(hinge_.collect_active(), 5e-4 * full_curvature);
    refactor(curvature);
    // The Hessian is damped in proportion to the squared gradient in the metric of the
    // preconditioner: a free bias has no curvature where no dual entry is free.
    const auto damping = [&](Wide squared_gradient) {
      const double relative = static_cast<double>(squared_gradient) /
                              (2 * std::abs(static_cast<double>(value_.smoothed)));
      return static_cast<Wide>(0.01 * full_curvature / curvature * std::min(1.0, relative) *
                               caution_);
    };
    const double accuracy = is_near() ? 0.1 : 0.3;
    if constexpr (KinkedRegularizer<R>) {
      return find_orthant_direction(accuracy, damping);
    } else {
      return find_smooth_direction(accuracy, damping);
    }
  }

  /// Of an R without a kink, in the variables of the preconditioner.
  template <class Damping>
  double find_smooth_direction(double accuracy, const Damping& damping) {
    auto& pool = objective_.pool();
    preconditioner_->to_variables(gradient_, variable_gradient_, pool);
    const Wide damped = damping(variable_gradient_.squaredNorm());
    if (const double work = find_direct_direction(damped); work > 0) return work;
    product_steps_ = conjugate_gradients(
        variable_gradient_, variable_direction_, accuracy, max_steps,
        [&](const Vector<Wide>& v, Vector<Wide>& Hv) {
          preconditioner_->to_parameters(v, parameters_, pool);
          hinge_.hessian_product(parameters_, ridge(), product_);
          preconditioner_->to_variables(product_, Hv, pool);
          Hv += damped * v;
        },
        [](const Vector<Wide>& r, Vector<Wide>& z) { z = r; });
    preconditioner_->to_parameters(variable_direction_, direction_, pool);
    return static_cast<double>(product_steps_) * hinge_.active_fraction();
  }

  /// The same where it is cheaper to form the Hessian than to multiply by it as often as the last
  /// time, at least ten times.
  /// @return the work, 0 if it is not cheaper
  double find_direct_direction(Wide damped) {
    const double other_cost = direct_.cost_of_pass(hinge_.num_active()) *
                              static_cast<double>(std::max<Index>(10, product_steps_));
    const Index most = direct_.most_entries(other_cost);
    if (most == 0) return 0;
    const auto curvatures = hinge_.curvatures(most);
    if (!curvatures) return 0;
    const double cost = direct_.cost(*curvatures);
    const Vector<Wide> ones = Vector<Wide>::Ones(x_.size());
    if (cost > other_cost ||
        !direct_.find_direction(*curvatures, ridge(),
                                damped * preconditioner_->diagonal_product(ones), gradient_,
                                direction_)) {
      return 0;
    }
    return cost / direct_.cost_of_pass(objective_.num_examples());
  }

  /// Among the weights that may move; those that would leave the orthant stop at 0 and the others
  /// are asked again.
  template <class Damping>
  double find_orthant_direction(double accuracy, const Damping& damping) {
    constexpr int max_rounds = 5;
    auto& pool = objective_.pool();
    orthant_.choose(objective_, x_, gradient_);
    const auto precondition = [&](const Vector<Wide>& r, Vector<Wide>& z) {
      preconditioner_->to_variables(r, parameters_, pool);
      preconditioner_->to_parameters(parameters_, z, pool);
      orthant_.restrict_direction(z);
    };
    const Vector<Wide>& slope = orthant_.pseudo_gradient();
    precondition(slope, product_);
    const Wide damped = damping(slope.dot(product_));
    const auto multiply = [&](const Vector<Wide>& v, Vector<Wide>& Hv) {
      hinge_.hessian_product(v, ridge(), Hv);
      Hv += damped * preconditioner_->diagonal_product(v);
      orthant_.restrict_direction(Hv);
    };
    Vector<Wide> right = slope;
    Vector<Wide> stopped = Vector<Wide>::Zero(x_.size());
    Vector<Wide> free;
    Vector<Wide> first;
    Index steps = 0;
    for (int round = 1;; ++round) {
      steps += conjugate_gradients(right, free, accuracy, max_steps, multiply, precondition);
      direction_ = stopped + free;
      if (round == 1) first = direction_;
      if (round == max_rounds || !orthant_.stop_leaving(x_, free)) break;
      stopped += free;
      multiply(stopped, right);
      ++steps;
      right += slope;
      orthant_.restrict_direction(right);
    }
    if (!(slope.dot(direction_) < Wide(0))) direction_ = first;
    return static_cast<double>(steps) * hinge_.active_fraction();
  }

  /// Goes along the direction to where F is lower. Once the tracker has ended the fit nothing more
  /// is evaluated.
  /// @return the step, 0 if there is none
  double search_line(bool& ended) {
    if constexpr (KinkedRegularizer<R>) {
      return search_orthant(ended);
    } else {
      return search_smooth(ended);
    }
  }

  double search_smooth(bool& ended) {
    ended = false;
    typename Hinge::Value value = {};
    const auto evaluate_trial = [&](const Vector<Wide>& x, Vector<Wide>& gradient) {
      if (ended) return std::numeric_limits<Wide>::infinity();
      ended = evaluate(x, value, gradient);
      return value.smoothed;
    };
    FlatObjective<Wide> line{x_.size(), evaluate_trial};
    const auto found =
        wolfe_search(line, x_, direction_, value_.smoothed, gradient_.dot(direction_), Wide(1),
                     {.curvature = 0.5, .max_evaluations = 12, .rounding = mean_rounding<Scalar>},
                     trial_, trial_gradient_);
    if (!found.found) return 0;
    accept(value);
    return static_cast<double>(found.step);
  }

  /// Along the direction, projected onto the orthant.
  double search_orthant(bool& ended) {
    using std::abs;
    const Wide rounding =
        abs(value_.smoothed) * std::max(Wide(16) * std::numeric_limits<Wide>::epsilon(),
                                        static_cast<Wide>(mean_rounding<Scalar>));
    typename Hinge::Value value = {};
    Wide step(1);
    for (int evaluation = 0; evaluation < 12; ++evaluation, step /= Wide(3)) {
      trial_ = x_ + step * direction_;
      orthant_.project(trial_);
      ended = evaluate(trial_, value, trial_gradient_);
      if (ended) return 0;
      const Wide predicted = std::min(orthant_.pseudo_gradient().dot(trial_ - x_), Wide(0));
      if (value.smoothed <= value_.smoothed + Wide(1e-4) * predicted + rounding) {
        accept(value);
        return static_cast<double>(step);
      }
    }
    return 0;
  }

  /// The point that was tried becomes the present one.
  void accept(const typename Hinge::Value& value) {
    x_.swap(trial_);
    gradient_.swap(trial_gradient_);
    value_ = value;
  }

  /// A new Cholesky factor where curvature or ridge have moved by more than a factor.
  void refactor(double curvature) {
    const auto is_near = [](double now, double then) { return now < 2 * then && now > then / 2; };
    if (is_near(curvature, factored_curvature_) &&
        (ridge() == factored_ridge_ || is_near(ridge(), factored_ridge_))) {
      return;
    }
    preconditioner_->factor(curvature, ridge());
    factored_curvature_ = curvature;
    factored_ridge_ = ridge();
  }

  static constexpr Index max_steps = 80;  ///< of conjugate gradients
  static constexpr int max_failures = 3;  ///< of line searches in float

  Objective& objective_;
  Tracker<Objective>& tracker_;
  Hinge hinge_;
  DirectNewton<Objective> direct_{objective_};
  Orthant<Wide> orthant_;
  std::unique_ptr<GramPreconditioner<Scalar>> preconditioner_;
  double factored_curvature_ = 0;  ///< 0 before the first factor
  double factored_ridge_ = 0;
  Vector<Wide> x_;
  Vector<Wide> gradient_;
  typename Hinge::Value value_;
  Vector<Wide> direction_;
  Vector<Wide> trial_;
  Vector<Wide> trial_gradient_;
  Vector<Wide> variable_gradient_;
  Vector<Wide> variable_direction_;
  Vector<Wide> parameters_;
  Vector<Wide> product_;
  bool solved_ = false;      ///< the last subproblem, as well as was wanted
  Index product_steps_ = 0;  ///< of the last conjugate gradients
  int failures_ = 0;         ///< of line searches near the optimum
  double caution_ = 1;       ///< factor of the damping, larger after steps that had to be shortened
};

}  // namespace softmargin::detail
