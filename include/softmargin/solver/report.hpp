// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file report.hpp  What a fit says of itself: status, objective, gap, passes, seconds, history.
#pragma once

#include <softmargin/types.hpp>

#include <concepts>
#include <functional>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace softmargin {

/// How a fit ended. Only `converged` is a proof.
enum class SolverStatus {
  converged,   ///< gap <= tolerance * objective: the objective is proved to be that close to the
               ///< optimum
  stationary,  ///< no certificate exists for this objective; the gradient is small against its
               ///< first value
  max_passes,  ///< the passes were spent first; the best point is returned with its gap
  stalled,     ///< rounding hides further progress; the best point is returned with its gap
  stopped      ///< on_progress asked to end
};

constexpr std::string_view to_string(SolverStatus status) {
  switch (status) {
    case SolverStatus::converged:
      return "converged";
    case SolverStatus::stationary:
      return "stationary";
    case SolverStatus::max_passes:
      return "max_passes";
    case SolverStatus::stalled:
      return "stalled";
    case SolverStatus::stopped:
      return "stopped";
  }
  return "unknown";
}

/// One line of the history.
struct Progress {
  double passes = 0;     ///< evaluations of loss and gradient over all data, so far
  double objective = 0;  ///< best so far
  double gap =
      std::numeric_limits<double>::infinity();  ///< objective - optimum <= gap, best so far
  double seconds = 0;                           ///< since the fit began
};

/// Called after each step; a callable may return void, or bool: false ends the fit.
class ProgressCallback {
 public:
  ProgressCallback() = default;

  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, ProgressCallback> &&
           std::invocable<F&, const Progress&>)
      ProgressCallback(F callback)  // implicit: `.on_progress = print`
      : call_([f = std::move(callback)](const Progress& progress) mutable {
          if constexpr (std::same_as<std::invoke_result_t<F&, const Progress&>, bool>) {
            return f(progress);
          } else {
            f(progress);
            return true;
          }
        }) {}

  /// @return false if the fit should end
  bool operator()(const Progress& progress) const { return !call_ || call_(progress); }

 private:
  std::function<bool(const Progress&)> call_;
};

struct FitReport {
  double objective = 0;  ///< (1/N) sum L_i + lambda R(W) of the returned model
  double gap = std::numeric_limits<double>::infinity();           ///< objective - optimum <= gap
  double relative_gap = std::numeric_limits<double>::infinity();  ///< gap / objective
  SolverStatus status = SolverStatus::max_passes;
  double passes = 0;        ///< evaluations of loss and gradient over all data
  double seconds = 0;       ///< wall time of the fit
  std::string_view solver;  ///< the one that ran
  std::vector<Progress> history;
};

}  // namespace softmargin
