// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file line_search.hpp  A step length that satisfies the strong Wolfe conditions.
#pragma once

#include <softmargin/types.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace softmargin {

struct WolfeOptions {
  double decrease = 1e-4;  ///< f(t) <= f(0) + decrease t f'(0)
  double curvature = 0.9;  ///< |f'(t)| <= curvature |f'(0)|
  int max_evaluations = 30;
  double rounding =
      0;  ///< relative differences of the value that say nothing; 0: 16 units of the scalar
};

namespace detail {

/// What rounding in the compute scalar leaves of a mean over many examples, relative; 0 where it is
/// no more than that of the mean itself.
template <class Scalar>
inline constexpr double mean_rounding = std::is_same_v<Scalar, float>
                                            ? std::numeric_limits<float>::epsilon() / 16
                                            : 0;

template <class Scalar>
struct LineSearchStep {
  bool found = false;
  Scalar step = 0;
  Scalar value = 0;
  Index evaluations = 0;
};

/// A point of the line: step, value, slope.
template <class Scalar>
struct LinePoint {
  Scalar step;
  Scalar value;
  Scalar slope;
};

/// The minimiser of the cubic through two points, kept off the ends of their interval; their middle
/// where there is no such cubic (a value that is not finite).
template <class Scalar>
Scalar cubic_minimizer(const LinePoint<Scalar>& a, const LinePoint<Scalar>& b) {
  using std::abs;
  using std::sqrt;
  const Scalar width = b.step - a.step;
  const Scalar mean_slope = (b.value - a.value) / width;
  const Scalar d1 = a.slope + b.slope - Scalar(3) * mean_slope;
  const Scalar discriminant = d1 * d1 - a.slope * b.slope;
  Scalar step = a.step + width / Scalar(2);
  if (discriminant >= Scalar(0)) {  // false for NaN
    const Scalar root = sqrt(discriminant) * (width < Scalar(0) ? Scalar(-1) : Scalar(1));
    const Scalar denominator = b.slope - a.slope + Scalar(2) * root;
    if (denominator != Scalar(0)) {
      const Scalar candidate = b.step - width * (b.slope + root - d1) / denominator;
      if (candidate == candidate) step = candidate;
    }
  }
  const Scalar low = std::min(a.step, b.step);
  const Scalar margin = abs(width) / Scalar(10);
  return std::clamp(step, low + margin, low + abs(width) - margin);
}

}  // namespace detail

/// Searches along x0 + t d.
///
/// Brackets by doubling, then shrinks the bracket by cubic interpolation. Near the optimum, where
/// rounding hides the decrease, a point whose value agrees with the start to rounding is judged by
/// its slope alone. Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6; Hager and Zhang 2005
/// for the last rule.
/// @param slope  f'(0) = gradient . d, negative
/// @param[out] x, gradient  those of the accepted point
template <class O, class Scalar>
detail::LineSearchStep<Scalar> wolfe_search(O& objective, const Vector<Scalar>& x0,
                                            const Vector<Scalar>& direction, Scalar value,
                                            Scalar slope, Scalar first_step,
                                            const WolfeOptions& options, Vector<Scalar>& x,
                                            Vector<Scalar>& gradient) {
  using std::abs;
  using std::isfinite;
  using Point = detail::LinePoint<Scalar>;
  detail::LineSearchStep<Scalar> result;
  const Point start{Scalar(0), value, slope};
  const auto decrease = static_cast<Scalar>(options.decrease);
  const Scalar rounding =
      abs(value) * (options.rounding > 0 ? static_cast<Scalar>(options.rounding)
                                         : Scalar(16) * std::numeric_limits<Scalar>::epsilon());
  Point low = start;   // the best point so far that decreases enough
  Point high = start;  // the other end, once there is one
  bool bracketed = false;
  Scalar step = first_step;
  while (result.evaluations < options.max_evaluations) {
    x = x0 + step * direction;
    Point point{step, objective.value_and_gradient(x, gradient), Scalar(0)};
    ++result.evaluations;
    point.slope = gradient.dot(direction);
    const bool finite = isfinite(point.value) && isfinite(point.slope);
    const bool level = finite && abs(point.value - start.value) <= rounding;
    const bool decreased =
        finite && (point.value <= start.value + decrease * step * slope ||
                   (level && point.slope <= (Scalar(2) * decrease - Scalar(1)) * slope));
    if (decreased && abs(point.slope) <= -static_cast<Scalar>(options.curvature) * slope) {
      result.found = true;
      result.step = step;
      result.value = point.value;
      return result;
    }
    const bool beyond = !decreased || (!level && low.step > Scalar(0) && point.value >= low.value);
    if (beyond) {
      high = point;
      bracketed = true;
    } else {
      const bool rising = point.slope * (bracketed ? high.step - low.step : Scalar(1)) >= Scalar(0);
      if (rising) high = low;
      bracketed = bracketed || rising;
      low = point;
    }
    const Scalar next = bracketed ? detail::cubic_minimizer(low, high) : Scalar(2) * step;
    if (next == step || next == low.step) return result;  // the bracket is down to rounding
    step = next;
  }
  return result;
}

}  // namespace softmargin
