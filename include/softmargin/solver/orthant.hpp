// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file orthant.hpp  Steps for a smooth function plus kink * sum |W_kd|: inside one orthant the
/// sum is linear.
///
///     pseudo-gradient  the subgradient of least norm: zero exactly at a minimiser
///     orthant          the signs of W, and where W is 0 those that the pseudo-gradient asks for
///     a step           W + t d, and 0 where that has left the orthant
///
/// Entries that are 0 and have no pseudo-gradient stay 0. Source: Andrew and Gao, ICML 2007; Byrd,
/// Chin, Nocedal and Oztoprak, Mathematical Programming 2016 (with second-order steps).
#pragma once

#include <softmargin/detail/soft_threshold.hpp>
#include <softmargin/types.hpp>

#include <vector>

namespace softmargin::detail {

template <class Wide>
class Orthant {
 public:
  /// @param x  flat parameters
  /// @param gradient  of the whole function, with the subgradient 0 of |W_kd| at W_kd = 0
  template <class Objective>
  void choose(const Objective& objective, const Vector<Wide>& x, const Vector<Wide>& gradient) {
    const auto kink = static_cast<Wide>(objective.regularization().kink());
    pseudo_gradient_ = gradient;
    signs_.assign(static_cast<std::size_t>(x.size()), any);
    moves_.assign(signs_.size(), true);
    if (!(kink > Wide(0))) return;
    for (Index k = 0; k < objective.num_classes(); ++k) {
      for (Index row = 0; row < objective.num_penalized_rows(); ++row) {
        const Index at = k * objective.num_rows() + row;
        Wide& g = pseudo_gradient_(at);
        Wide towards = x(at);
        if (towards == Wide(0)) {
          g = shrunk(g, kink);
          towards = -g;
        }
        const Sign sign = towards > Wide(0) ? positive : towards < Wide(0) ? negative : zero;
        signs_[static_cast<std::size_t>(at)] = sign;
        moves_[static_cast<std::size_t>(at)] = sign != zero;
      }
    }
  }

  const Vector<Wide>& pseudo_gradient() const { return pseudo_gradient_; }

  /// v becomes 0 where entries do not move.
  void restrict_direction(Vector<Wide>& v) const {
    for (Index at = 0; at < v.size(); ++at) {
      if (!moves_[static_cast<std::size_t>(at)]) v(at) = 0;
    }
  }

  /// Entries that x + d would take out of the orthant are to stop at 0, and no longer move freely.
  /// @param[in,out] d  becomes -x for those that stop, 0 for the others
  /// @return whether there are any
  bool stop_leaving(const Vector<Wide>& x, Vector<Wide>& d) {
    bool stopped = false;
    for (Index at = 0; at < x.size(); ++at) {
      const bool leaves = moves_[static_cast<std::size_t>(at)] && !is_inside(at, x(at) + d(at));
      d(at) = leaves ? -x(at) : Wide(0);
      if (leaves) moves_[static_cast<std::size_t>(at)] = false;
      stopped = stopped || leaves;
    }
    return stopped;
  }

  /// x becomes 0 where it has left the orthant.
  void project(Vector<Wide>& x) const {
    for (Index at = 0; at < x.size(); ++at) {
      if (!is_inside(at, x(at))) x(at) = 0;
    }
  }

 private:
  enum Sign : signed char { negative = -1, zero = 0, positive = 1, any = 2 };

  bool is_inside(Index at, Wide value) const {
    const Sign sign = signs_[static_cast<std::size_t>(at)];
    return sign == any || static_cast<Wide>(sign) * value > Wide(0) || value == Wide(0);
  }

  std::vector<Sign> signs_;
  std::vector<bool> moves_;
  Vector<Wide> pseudo_gradient_;
};

}  // namespace softmargin::detail
