// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lbfgs.hpp  Limited-memory BFGS with a strong-Wolfe line search.
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/solver/line_search.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace softmargin {

struct LbfgsOptions {
  int memory = 20;              ///< pairs kept
  Index max_evaluations = 500;  ///< evaluations of value and gradient
  WolfeOptions line_search = {};
};

enum class LbfgsEnd {
  stopped,          ///< the caller's test said so
  max_evaluations,  ///< the budget is spent
  no_descent        ///< no step decreases the objective in the precision at hand
};

template <class Scalar>
struct LbfgsResult {
  LbfgsEnd end = LbfgsEnd::no_descent;
  Scalar value = 0;
  Index evaluations = 0;
};

/// The curvature pairs (s, y) of the last steps, and the product with the inverse Hessian they
/// imply.
template <class Scalar>
class LbfgsMemory {
 public:
  explicit LbfgsMemory(int capacity) : capacity_(static_cast<std::size_t>(capacity)) {}

  void clear() { pairs_.clear(); }
  bool empty() const { return pairs_.empty(); }

  /// Takes a pair whose curvature s.y is safely positive; others would spoil the positive
  /// definiteness.
  void add(const Vector<Scalar>& s, const Vector<Scalar>& y) {
    const Scalar curvature = s.dot(y);
    if (!(curvature > std::numeric_limits<Scalar>::epsilon() * y.squaredNorm())) return;
    if (pairs_.size() == capacity_) pairs_.erase(pairs_.begin());
    pairs_.push_back({s, y, curvature});
  }

  /// v becomes H v, by the two-loop recursion around H0 = (s.y / y.y) I.
  void apply(Vector<Scalar>& v) const {
    std::vector<Scalar> alpha(pairs_.size());
    for (std::size_t j = pairs_.size(); j-- > 0;) {
      alpha[j] = pairs_[j].s.dot(v) / pairs_[j].curvature;
      v -= alpha[j] * pairs_[j].y;
    }
    if (!pairs_.empty()) v *= pairs_.back().curvature / pairs_.back().y.squaredNorm();
    for (std::size_t j = 0; j < pairs_.size(); ++j) {
      v += (alpha[j] - pairs_[j].y.dot(v) / pairs_[j].curvature) * pairs_[j].s;
    }
  }

 private:
  struct Pair {
    Vector<Scalar> s;
    Vector<Scalar> y;
    Scalar curvature;
  };
  std::size_t capacity_;
  std::vector<Pair> pairs_;
};

/// Minimises a smooth objective.
///
///     until stop(x, f, g):
///       d = -H g, H from the last pairs
///       t = strong Wolfe step along d, tried from 1 (the first step from `first_step`)
///       x += t d;  keep (s, y) = (t d, g_new - g)
///
/// Non-smooth convex objectives often work too, but without a guarantee: `no_descent` ends them.
/// Source: Nocedal and Wright, Numerical Optimization, 2006, algorithms 7.4 and 7.5.
/// @param[in,out] x  the start, then the best point found
/// @param stop  stop(evaluations, x, f, g) at the start and after each step; true ends the search.
/// It may move x to a better point, with its f and g
/// @param first_step  length of the first step along -g; 0: 1 / |g|
template <class O, class Scalar, class Stop>
LbfgsResult<Scalar> minimize_lbfgs(O& objective, Vector<Scalar>& x, const LbfgsOptions& options,
                                   Stop&& stop, Scalar first_step = Scalar(0)) {
  static_assert(Objective<O, Scalar>, "an objective needs num_parameters and value_and_gradient");
  LbfgsResult<Scalar> result;
  LbfgsMemory<Scalar> memory(options.memory);
  Vector<Scalar> gradient;
  result.value = objective.value_and_gradient(x, gradient);
  result.evaluations = 1;
  Vector<Scalar> direction;
  Vector<Scalar> previous_x;
  Vector<Scalar> previous_gradient;
  bool stepped = true;
  while (true) {
    if (stepped && stop(result.evaluations, x, result.value, gradient)) {
      result.end = LbfgsEnd::stopped;
      return result;
    }
    if (result.evaluations >= options.max_evaluations) {
      result.end = LbfgsEnd::max_evaluations;
      return result;
    }
    direction = -gradient;
    memory.apply(direction);
    const Scalar slope = gradient.dot(direction);
    if (!(slope < Scalar(0))) return result;
    const Scalar length = gradient.norm();
    const Scalar first =
        !memory.empty() ? Scalar(1) : (first_step > Scalar(0) ? first_step : Scalar(1) / length);
    previous_x = x;
    previous_gradient = gradient;
    const auto step = wolfe_search(objective, previous_x, direction, result.value, slope, first,
                                   options.line_search, x, gradient);
    result.evaluations += step.evaluations;
    stepped = step.found;
    if (stepped) {
      result.value = step.value;
      memory.add(x - previous_x, gradient - previous_gradient);
    } else {
      x = previous_x;
      gradient = previous_gradient;
      if (memory.empty()) return result;
      memory.clear();  // one more try, along the gradient alone
    }
  }
}

}  // namespace softmargin
