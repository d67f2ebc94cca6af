// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file flat_objective.hpp  Any objective behind one type: a solver that only calls it is compiled
/// once, not for each data, loss and penalty.
#pragma once

#include <softmargin/detail/function_ref.hpp>
#include <softmargin/types.hpp>

namespace softmargin::detail {

/// An `Objective` (concepts.hpp) by reference.
template <class Wide>
struct FlatObjective {
  Index size;  ///< of the parameters
  FunctionRef<Wide(const Vector<Wide>& parameters, Vector<Wide>& gradient)> evaluate;

  Index num_parameters() const { return size; }
  Wide value_and_gradient(const Vector<Wide>& parameters, Vector<Wide>& gradient) const {
    return evaluate(parameters, gradient);
  }
};

}  // namespace softmargin::detail
