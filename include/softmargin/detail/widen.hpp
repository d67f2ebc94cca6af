// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file widen.hpp  Numbers of any type, read into a register of the compute scalar: bytes stay
/// bytes in memory.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/types.hpp>

#include <cstring>
#include <type_traits>

namespace softmargin::detail {

/// A register of floats from as many bytes, by the target's own instructions: compilers make many
/// of them out of a plain loop (g++ twice as many as clang).
template <class Byte>
EIGEN_ALWAYS_INLINE Packet<float> load_bytes(const Byte* from) {
#if defined(EIGEN_VECTORIZE_AVX512)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  return _mm512_cvtepi32_ps(std::is_signed_v<Byte> ? _mm512_cvtepi8_epi32(bytes)
                                                   : _mm512_cvtepu8_epi32(bytes));
#elif defined(EIGEN_VECTORIZE_AVX2)
  const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
  return _mm256_cvtepi32_ps(std::is_signed_v<Byte> ? _mm256_cvtepi8_epi32(bytes)
                                                   : _mm256_cvtepu8_epi32(bytes));
#elif defined(EIGEN_VECTORIZE_SSE2)
  int four = 0;
  std::memcpy(&four, from, sizeof four);
  __m128i bytes = _mm_cvtsi32_si128(four);
  bytes = _mm_unpacklo_epi8(bytes, bytes);
  bytes = _mm_unpacklo_epi16(bytes, bytes);  // each byte four times: shifted down, it is widened
  return _mm_cvtepi32_ps(std::is_signed_v<Byte> ? _mm_srai_epi32(bytes, 24)
                                                : _mm_srli_epi32(bytes, 24));
#else
  float numbers[packet_size<float>];
  for (int i = 0; i < packet_size<float>; ++i) numbers[i] = static_cast<float>(from[i]);
  return load(numbers);
#endif
}

/// A register of the compute scalar from as many numbers of type T.
template <class Scalar, class T>
EIGEN_ALWAYS_INLINE Packet<Scalar> load_widened(const T* from) {
  constexpr int size = packet_size<Scalar>;
  if constexpr (std::is_same_v<T, Scalar>) {
    return load(from);
  } else if constexpr (std::is_same_v<Scalar, float> && std::is_integral_v<T> && sizeof(T) == 1) {
    return load_bytes(from);
  } else {
    Scalar numbers[size];
    if constexpr (std::is_arithmetic_v<T>) {
      for (int i = 0; i < size; ++i) numbers[i] = static_cast<Scalar>(from[i]);
    } else {  // Eigen has registers of half and bfloat16
      Eigen::Map<Eigen::Array<Scalar, size, 1>>(numbers, size) =
          Eigen::Map<const Eigen::Array<T, size, 1>>(from, size).template cast<Scalar>();
    }
    return load(numbers);
  }
}

}  // namespace softmargin::detail
