// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file working_set.hpp  Which weights are worth a solver's time: those that are not zero and
/// those that the penalty would not hold at zero.
#pragma once

#include <softmargin/concepts.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace softmargin::detail {

/// A weight outside a working set that ought to be inside.
struct MissingEntry {
  double violation;  ///< how far a gradient step of length 1 would move it; infinite if not zero
  Index k;
  Index row;  ///< of the parameter matrix
};

/// Entries outside the working set that are not zero, or that R times `strength` would not hold at
/// zero: prox(-gradient, strength) is not 0 there.
/// @param gradient  of the mean loss
/// @param is_inside  is_inside(k, row)
/// @return in the order of classes, then rows
template <class Objective, class Wide, class IsInside>
std::vector<MissingEntry> find_missing(const Objective& objective, const Vector<Wide>& parameters,
                                       const Vector<Wide>& gradient, double strength,
                                       IsInside&& is_inside) {
  const Index rows = objective.num_penalized_rows();
  const auto W = objective.as_matrix(parameters);
  const auto G = objective.as_matrix(gradient);
  std::vector<MissingEntry> entries;
  Vector<Wide> moved;
  for (Index k = 0; k < objective.num_classes(); ++k) {
    moved = -G.col(k).head(rows);
    objective.regularization().apply_proximal(moved, static_cast<Wide>(strength));
    for (Index row = 0; row < rows; ++row) {
      const bool is_zero = W(row, k) == Wide(0);
      if ((is_zero && moved(row) == Wide(0)) || is_inside(k, row)) continue;
      entries.push_back({is_zero ? std::abs(static_cast<double>(moved(row)))
                                 : std::numeric_limits<double>::infinity(),
                         k, row});
    }
  }
  return entries;
}

/// Keeps the worst violations, at most `most` beside those that are not zero.
inline void keep_worst(std::vector<MissingEntry>& entries, Index most) {
  std::stable_sort(
      entries.begin(), entries.end(),
      [](const MissingEntry& a, const MissingEntry& b) { return a.violation > b.violation; });
  while (static_cast<Index>(entries.size()) > most && !std::isinf(entries.back().violation)) {
    entries.pop_back();
  }
}

/// A strength of R that leaves hardly a weight. Solvers begin with it and go on to weaker ones:
/// from zero the full way at once would lead over points where far more entries are not zero than
/// in the end.
template <class Objective, class Wide>
double first_strength(const Objective& objective, const Vector<Wide>& parameters,
                      const Vector<Wide>& gradient) {
  constexpr double largest = 1e9;
  const auto none = [](Index, Index) { return false; };
  double strength = 1;
  while (strength < largest &&
         !find_missing(objective, parameters, gradient, 2 * strength, none).empty()) {
    strength *= 2;
  }
  return strength;
}

/// Whether all weights that R sees are zero.
template <class Objective, class Wide>
bool has_zero_weights(const Objective& objective, const Vector<Wide>& parameters) {
  return objective.as_matrix(parameters).topRows(objective.num_penalized_rows()).isZero(0);
}

}  // namespace softmargin::detail
