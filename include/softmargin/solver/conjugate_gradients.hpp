// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file conjugate_gradients.hpp  Linear equations with a matrix that is known by its products.
///
/// Source: Hestenes and Stiefel 1952, with a preconditioner.
#pragma once

#include <softmargin/detail/function_ref.hpp>
#include <softmargin/types.hpp>

#include <type_traits>

namespace softmargin::detail {

/// product(v, Mv).
template <class Scalar>
using VectorProduct = FunctionRef<void(const Vector<Scalar>&, Vector<Scalar>&)>;

/// Solves H d = -g by conjugate gradients.
/// @param apply  apply(v, Hv)
/// @param precondition  precondition(r, z): z is about H^-1 r
/// @param tolerance  of |residual| / |g| in the metric of the preconditioner
/// @return steps taken
template <class Scalar>
Index conjugate_gradients(const Vector<Scalar>& gradient, Vector<Scalar>& d, double tolerance,
                          Index max_steps, std::type_identity_t<VectorProduct<Scalar>> apply,
                          std::type_identity_t<VectorProduct<Scalar>> precondition) {
  d.setZero(gradient.size());
  Vector<Scalar> r = -gradient;
  Vector<Scalar> z;
  precondition(r, z);
  Vector<Scalar> p = z;
  Vector<Scalar> Hp;
  Scalar rz = r.dot(z);
  const Scalar target = static_cast<Scalar>(tolerance * tolerance) * rz;
  Index steps = 0;
  while (steps < max_steps && rz > target) {
    apply(p, Hp);
    const Scalar curvature = p.dot(Hp);
    ++steps;
    if (!(curvature > Scalar(0))) break;
    const Scalar alpha = rz / curvature;
    d += alpha * p;
    r -= alpha * Hp;
    precondition(r, z);
    const Scalar next = r.dot(z);
    p = z + (next / rz) * p;
    rz = next;
  }
  return steps;
}

}  // namespace softmargin::detail
