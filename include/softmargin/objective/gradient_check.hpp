// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file gradient_check.hpp  Compares a gradient with central differences and names the worst
/// entry.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/check.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace softmargin {

/// What `gradient_check` found.
struct GradientCheck {
  bool passed = true;
  double relative_error = 0;  ///< the largest |analytic - numeric| / max(1, |analytic|, |numeric|)
  Index first_wrong = -1;     ///< the first entry beyond the tolerance, -1 if none
  double analytic = 0;        ///< its given derivative
  double numeric = 0;         ///< its central difference

  /// One sentence, for a test's message.
  std::string message() const {
    if (passed) return detail::concat("gradient agrees, relative error ", relative_error);
    return detail::concat("gradient(", first_wrong, ") should be ", numeric,
                          " by central differences, got ", analytic);
  }
};

namespace detail {

/// Compares gradient(j) with (f(x + h e_j) - f(x - h e_j)) / (2 h) for each j.
template <class Function>
GradientCheck compare_gradient(Function&& value, Vector<double> x, const Vector<double>& gradient,
                               double tolerance) {
  GradientCheck result;
  for (Index j = 0; j < x.size(); ++j) {
    const double at = x(j);
    const double h = 6e-6 * std::max(1.0, std::abs(at));  // about the cube root of epsilon
    x(j) = at + h;
    const double above = value(x);
    const double step_up = x(j) - at;
    x(j) = at - h;
    const double below = value(x);
    const double numeric = (above - below) / (step_up + (at - x(j)));
    x(j) = at;
    const double scale = std::max({1.0, std::abs(gradient(j)), std::abs(numeric)});
    const double error = std::abs(gradient(j) - numeric) / scale;
    result.relative_error = std::max(result.relative_error, error);
    if (!(error <= tolerance) && result.passed) {
      result.passed = false;
      result.first_wrong = j;
      result.analytic = gradient(j);
      result.numeric = numeric;
    }
  }
  return result;
}

}  // namespace detail

/// Checks a loss's gradient at the given scores, in double. Keep away from kinks: there no
/// derivative exists.
/// @param scores  K
/// @throws std::invalid_argument as the loss
template <Loss L>
GradientCheck gradient_check(const L& loss, const Vector<double>& scores, Index label,
                             double tolerance = 1e-7) {
  Vector<double> gradient(scores.size());
  loss.gradient(scores, label, gradient);
  const auto value = [&](const Vector<double>& s) -> double { return loss.value(s, label); };
  return detail::compare_gradient(value, scores, gradient, tolerance);
}

/// Checks an objective's gradient at the given parameters. Give it an objective computed in double.
/// @param parameters  flat, as the objective packs them
template <Objective O>
GradientCheck gradient_check(O& objective, const Vector<double>& parameters,
                             double tolerance = 1e-7) {
  Vector<double> gradient;
  objective.value_and_gradient(parameters, gradient);
  Vector<double> scratch;
  const auto value = [&](const Vector<double>& p) -> double {
    return objective.value_and_gradient(p, scratch);
  };
  return detail::compare_gradient(value, parameters, gradient, tolerance);
}

}  // namespace softmargin
