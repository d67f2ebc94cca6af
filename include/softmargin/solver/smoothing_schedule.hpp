// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smoothing_schedule.hpp  How smooth the augmented hinge is, from one set of multipliers to
/// the next.
///
/// With eps the gap falls by about eps / (eps + curvature of the dual) from one set to the next:
/// faster for a small eps, for which a subproblem takes longer. So eps falls to a usual size first,
/// and then where complementarity does not fall by itself. Source of the rate: Rockafellar 1976;
/// the thresholds were measured on MNIST, CIFAR-10, letter and shuttle.
#pragma once

#include <algorithm>
#include <utility>

namespace softmargin::detail {

class SmoothingSchedule {
 public:
  /// How the minimisation of F for one set of multipliers ended.
  struct Subproblem {
    double smoothing;        ///< its eps
    double complementarity;  ///< the part of the gap that multipliers and eps can lessen
    double residual;         ///< the part that a better minimiser of F would lessen
    double passes;           ///< that it took
    bool solved;             ///< as well as was wanted
    bool holds_gap_up;       ///< complementarity is a part of the gap that counts
  };

  /// @param usual  eps down to which it falls in any case
  /// @param cheap  passes of a subproblem that may well become harder
  SmoothingSchedule(double usual, double cheap) : usual_(usual), cheap_(cheap) {}

  /// From a start without multipliers: plain smoothing, so that eps must be large.
  double first() const { return 16 * usual_; }
  double usual() const { return usual_; }

  /// eps of the next subproblem.
  double next(const Subproblem& last) {
    const double before = std::exchange(complementarity_, last.complementarity);
    if (!last.solved) {
      return last.residual > last.complementarity ? 3 * last.smoothing : last.smoothing;
    }
    if (last.smoothing > usual_) return std::max(last.smoothing / 4, usual_);
    const double wanted_fall = last.passes <= cheap_ ? 0.5 : 0.75;
    const bool falls = last.complementarity <= wanted_fall * before;
    return falls || !last.holds_gap_up ? last.smoothing : last.smoothing / 3;
  }

 private:
  double usual_;
  double cheap_;
  double complementarity_ = 0;  ///< of the last subproblem
};

}  // namespace softmargin::detail
