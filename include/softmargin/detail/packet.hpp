// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file packet.hpp  The vector registers of the target, as Eigen sees them: the only place that
/// touches Eigen's packets by name.
#pragma once

#include <Eigen/Core>

namespace softmargin::detail {

/// One vector register of scalars (16 floats with AVX-512, 4 with SSE2); the scalar itself where
/// Eigen has no vector instructions for it, such as long double or a differentiable number.
template <class Scalar>
using Packet = typename Eigen::internal::packet_traits<Scalar>::type;

template <class Scalar>
inline constexpr int packet_size = Eigen::internal::packet_traits<Scalar>::size;

/// Whether a kernel may hold about 24 accumulators (AVX-512, NEON) or only about 12 (SSE, AVX).
inline constexpr bool many_registers = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32;

template <class Scalar>
EIGEN_ALWAYS_INLINE Packet<Scalar> load(const Scalar* from) {
  return Eigen::internal::ploadu<Packet<Scalar>>(from);
}

template <class Scalar>
EIGEN_ALWAYS_INLINE void store(Scalar* to, const Packet<Scalar>& packet) {
  Eigen::internal::pstoreu(to, packet);
}

/// @return a packet of equal entries
template <class Scalar>
EIGEN_ALWAYS_INLINE Packet<Scalar> broadcast(const Scalar& value) {
  return Eigen::internal::pset1<Packet<Scalar>>(value);
}

/// Keeps a loaded packet in a register. g++ otherwise repeats the load for each use, which makes
/// loads, not arithmetic, the limit of a kernel; clang keeps it anyway.
template <class Scalar>
EIGEN_ALWAYS_INLINE void keep_in_register([[maybe_unused]] Packet<Scalar>& packet) {
#if EIGEN_COMP_GNUC_STRICT
  constexpr int size = packet_size<Scalar>;
  if constexpr (size > 1) {
    EIGEN_OPTIMIZATION_BARRIER(packet)
  }
#endif
}

/// Asks for the cache line of an address that may lie anywhere, also outside of an array.
EIGEN_ALWAYS_INLINE void prefetch([[maybe_unused]] const void* address) {
#if EIGEN_COMP_GNUC
  __builtin_prefetch(address, 0, 2);
#endif
}

}  // namespace softmargin::detail
