// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file packet_sums.hpp  The sums of many registers at once, each over its own entries.
#pragma once

#include <softmargin/detail/packet.hpp>

#include <bit>
#include <cstddef>
#include <utility>

namespace softmargin::detail {

#if __has_builtin(__builtin_shufflevector) && \
    (defined(EIGEN_VECTORIZE_SSE2) || defined(EIGEN_VECTORIZE_NEON))

/// One level of a tree of sums: of two registers of sums over `Run`-th parts one register.
///
/// Within 16 bytes the halves of a and of b are added, units of `Run` in turn from a and b; where a
/// unit fills them, whole 16 bytes, the even ones of a and b to the odd ones. So the entries of the
/// last level are the sums in the order of the registers.
template <class Scalar, int Run>
struct SumLevel {
  static constexpr int size = packet_size<Scalar>;
  static constexpr int lane = 16 / static_cast<int>(sizeof(Scalar));  ///< entries of 16 bytes
  static constexpr int lanes = size / lane;

  /// Where entry i comes from, in the 2 `size` entries of a and b.
  static constexpr int source(int i, bool upper) {
    if constexpr (Run < lane) {
      const int unit = i % lane / Run;
      const int entry = unit / 2 * Run + i % Run + (upper ? lane / 2 : 0);
      return unit % 2 * size + i / lane * lane + entry;
    } else {
      const int from = 2 * (i / lane) + (upper ? 1 : 0);  // of the 2 `lanes` of a and b
      return from * lane + i % lane;
    }
  }

  template <std::size_t... i>
  static EIGEN_ALWAYS_INLINE Packet<Scalar> add(const Packet<Scalar>& a, const Packet<Scalar>& b,
                                                std::index_sequence<i...>) {
    return Eigen::internal::padd<Packet<Scalar>>(
        __builtin_shufflevector(a, b, source(static_cast<int>(i), false)...),
        __builtin_shufflevector(a, b, source(static_cast<int>(i), true)...));
  }
};

/// The sums of `Count` registers, from number `first` on, each over parts of its entries.
template <class Scalar, int Count, class Get>
EIGEN_ALWAYS_INLINE Packet<Scalar> sums_of(const Get& get, int first) {
  if constexpr (Count == 1) {
    return get(first);
  } else {
    return SumLevel<Scalar, Count / 2>::add(sums_of<Scalar, Count / 2>(get, first),
                                            sums_of<Scalar, Count / 2>(get, first + Count / 2),
                                            std::make_index_sequence<packet_size<Scalar>>{});
  }
}

/// to[i] += the sum of the entries of get(i), for i < Count.
/// @param[in,out] to  `Count` entries, rounded up to whole packets; what is beyond is undefined
template <class Scalar, int Count, class Get>
EIGEN_ALWAYS_INLINE void add_packet_sums(const Get& get, Scalar* to) {
  constexpr int size = packet_size<Scalar>;
#pragma GCC unroll 16
  for (int i = 0; i < Count; i += size) {
    const int rest = Count - i < size ? Count - i : size;
    const int round = static_cast<int>(std::bit_ceil(static_cast<unsigned>(rest)));
    const auto wrapped = [&](int j) { return get(i + (j % round < rest ? j % round : 0)); };
    store(to + i, Eigen::internal::padd(load(to + i), sums_of<Scalar, size>(wrapped, 0)));
  }
}

#else

template <class Scalar, int Count, class Get>
EIGEN_ALWAYS_INLINE void add_packet_sums(const Get& get, Scalar* to) {
  for (int i = 0; i < Count; ++i) to[i] += Eigen::internal::predux(get(i));
}

#endif

}  // namespace softmargin::detail
