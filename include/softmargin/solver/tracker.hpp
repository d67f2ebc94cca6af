// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file tracker.hpp  Keeps the best point, the best bound, the history and the budget of one fit.
#pragma once

#include <softmargin/objective/certificate.hpp>
#include <softmargin/solver/report.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <concepts>

namespace softmargin::detail {

/// A solver reports every point it evaluates; the tracker says when to end and writes the report.
template <class Objective>
class Tracker {
 public:
  using Wide = typename Objective::Wide;

  /// @param before  the report of an earlier solver that this one goes on from
  Tracker(Objective& objective, double tolerance, Index max_passes,
          const ProgressCallback& callback, const FitReport& before = {})
      : objective_(objective),
        certifier_(objective),
        tolerance_(tolerance),
        max_passes_(before.passes + static_cast<double>(max_passes)),
        callback_(callback),
        seconds_before_(before.seconds),
        extra_passes_(before.passes),
        solver_(before.solver.empty() ? "none" : before.solver),
        history_(before.history) {}

  /// Takes a point with its objective and gradient.
  /// @return true if the solver should end
  bool visit(const Vector<Wide>& parameters, Wide value, const Vector<Wide>& gradient) {
    const auto certificate = certifier_(parameters, value, gradient);
    gradient_norm_ = static_cast<double>(gradient.norm());
    if (first_gradient_norm_ < 0) first_gradient_norm_ = gradient_norm_;
    proves_itself_ = certificate.relative_gap <= tolerance_;
    return visit(parameters, static_cast<double>(value), certificate.lower_bound);
  }

  /// Takes a point with its objective and any proved lower bound of the optimum.
  bool visit(const Vector<Wide>& parameters, double value, double lower_bound) {
    return visit(value, lower_bound, [&](Vector<Wide>& best) { best = parameters; });
  }

  /// The same for a solver that holds its point in another form and has no room for a copy.
  /// @param write  called with the parameters to overwrite if this is the best point
  template <std::invocable<Vector<Wide>&> Write>
  bool visit(double value, double lower_bound, Write&& write) {
    if (value < best_value_ || best_.size() == 0) {
      best_value_ = value;
      write(best_);
    }
    lower_bound_ = std::max(lower_bound_, lower_bound);
    history_.push_back({passes(), best_value_, gap(), seconds()});
    const bool wanted = callback_(history_.back());
    if (converged()) return end(SolverStatus::converged);
    if (!Certifier<Objective>::exists && gradient_norm_ <= tolerance_ * first_gradient_norm_) {
      return end(SolverStatus::stationary);
    }
    if (!wanted) return end(SolverStatus::stopped);
    if (passes() >= max_passes_) return end(SolverStatus::max_passes);
    return false;
  }

  /// Counts work that is not a pass of the objective, in passes.
  void count_work(double passes) { extra_passes_ += passes; }

  /// Says why a solver ended by itself.
  bool end(SolverStatus status) {
    status_ = status;
    return true;
  }

  void name_solver(std::string_view name) { solver_ = name; }

  double passes() const { return static_cast<double>(objective_.num_passes()) + extra_passes_; }
  double passes_left() const { return max_passes_ - passes(); }
  double gap() const { return std::max(0.0, best_value_ - lower_bound_); }
  double best_value() const { return best_value_; }
  double lower_bound() const { return lower_bound_; }
  double tolerance() const { return tolerance_; }
  bool converged() const { return gap() <= tolerance_ * std::abs(best_value_); }
  /// Whether the last point with a gradient has a bound of its own that is good enough.
  bool proves_itself() const { return proves_itself_; }
  const Vector<Wide>& best_parameters() const { return best_; }
  /// The same, once: they are not kept.
  Vector<Wide> take_best_parameters() { return std::move(best_); }
  Certifier<Objective>& certifier() { return certifier_; }

  FitReport finish() {
    FitReport report;
    report.objective = best_value_;
    report.gap = gap();
    report.relative_gap = best_value_ > 0 ? report.gap / best_value_ : report.gap;
    report.status = status_;
    report.passes = passes();
    report.seconds = seconds();
    report.solver = solver_;
    report.history = std::move(history_);
    return report;
  }

 private:
  double seconds() const {
    return seconds_before_ +
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

  Objective& objective_;
  Certifier<Objective> certifier_;
  double tolerance_;
  double max_passes_;
  const ProgressCallback& callback_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  Vector<Wide> best_;
  double best_value_ = std::numeric_limits<double>::infinity();
  double lower_bound_ = -std::numeric_limits<double>::infinity();
  double gradient_norm_ = 0;
  double first_gradient_norm_ = -1;
  bool proves_itself_ = false;
  double seconds_before_ = 0;
  double extra_passes_ = 0;
  SolverStatus status_ = SolverStatus::max_passes;
  std::string_view solver_;
  std::vector<Progress> history_;
};

}  // namespace softmargin::detail
