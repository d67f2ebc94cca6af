// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_face.hpp  Where the dual point of an example can move: the face of the dual set that
/// it lies on.
///
/// The dual variables of a box or of a capped simplex are fixed at a bound or free; where their sum
/// is at its cap, the free ones move so that it stays. The derivative of the projection onto the
/// set is the projection onto that face. Source: Li, Sun and Toh 2020 (generalised Jacobians of
/// projections onto the simplex).
#pragma once

#include <softmargin/types.hpp>

namespace softmargin::detail {

/// @tparam Penalty  says which variables are free, and whether the cap holds them (margin_loss.hpp)
/// @tparam Block  B x K dual points as `Penalty::project_dual` leaves them
template <class Penalty, class Block>
class DualFace {
 public:
  /// Of row i.
  DualFace(const Block& beta, Index i) : beta_(beta), i_(i) {
    for (Index k = 0; k < beta.cols(); ++k) num_free_ += is_free(k);
    keeps_sum_ = num_free_ > 0 && Penalty::keeps_sum(beta, i);
  }

  bool is_free(Index k) const { return Penalty::is_free(beta_(i_, k)); }
  Index num_free() const { return num_free_; }
  bool keeps_sum() const { return keeps_sum_; }

  /// The derivative of the projection onto the set, of row i of T.
  template <class Directions>
  void project(Directions& T) const {
    using Scalar = typename Directions::Scalar;
    Scalar mean(0);
    if (keeps_sum_) {
      for (Index k = 0; k < T.cols(); ++k) mean += is_free(k) ? T(i_, k) : Scalar(0);
      mean /= static_cast<Scalar>(num_free_);
    }
    for (Index k = 0; k < T.cols(); ++k) T(i_, k) = is_free(k) ? T(i_, k) - mean : Scalar(0);
  }

 private:
  const Block& beta_;
  Index i_;
  Index num_free_ = 0;
  bool keeps_sum_ = false;
};

}  // namespace softmargin::detail
