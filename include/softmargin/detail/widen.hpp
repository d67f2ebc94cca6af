// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file widen.hpp  Columns of bytes, halves or floats to columns of the compute scalar.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/types.hpp>

#include <type_traits>

namespace softmargin::detail {

/// Converts n consecutive numbers. Runs of fixed length let the compiler vectorise the conversion
/// of integers as a whole; of a single packet g++ makes a detour through partial registers.
/// @param fetch  prefetches x + fetch along the way, none if 0
template <class T, class Scalar>
inline void widen(const T* EIGEN_RESTRICT x, Index n, Scalar* EIGEN_RESTRICT out, Index fetch) {
  if constexpr (std::is_arithmetic_v<T>) {
    constexpr Index run = 64;
    Index i = 0;
    for (; i + run <= n; i += run) {
      if (fetch != 0) prefetch(x + i + fetch);
      for (Index j = 0; j < run; ++j) out[i + j] = static_cast<Scalar>(x[i + j]);
    }
    for (; i < n; ++i) out[i] = static_cast<Scalar>(x[i]);
  } else {
    using Column = Eigen::Array<T, Eigen::Dynamic, 1>;
    Eigen::Array<Scalar, Eigen::Dynamic, 1>::Map(out, n) =
        Column::Map(x, n).template cast<Scalar>();
  }
}

}  // namespace softmargin::detail
