// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file parse_number.hpp  Finite numbers from text, correctly rounded, whatever the locale.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <type_traits>

#if !defined(__cpp_lib_to_chars)  // a standard library without std::from_chars for float and double
#include <fast_float/fast_float.h>
#endif

namespace softmargin::detail {

enum class NumberError {
  none,
  syntax,       ///< no number begins here
  not_finite,   ///< NaN or infinity, however spelled
  out_of_range  ///< too large for the type
};

struct NumberEnd {
  const char* end;  ///< one past the number
  NumberError error;
};

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Whether the decimal number in [begin, end) is less than one in magnitude: of a number beyond the
/// range of its type this tells too small from too large.
inline bool is_below_one(const char* begin, const char* end) {
  const char* p = begin;
  if (p != end && *p == '-') ++p;
  std::int64_t magnitude = 0;  // the number is 0.d... x 10^magnitude with d > 0
  bool leading = true;
  for (; p != end && is_digit(*p); ++p) {
    leading = leading && *p == '0';
    if (!leading) ++magnitude;
  }
  if (p != end && *p == '.') {
    for (++p; p != end && is_digit(*p); ++p) {
      leading = leading && *p == '0';
      if (leading) --magnitude;
    }
  }
  if (p == end) return magnitude <= 0;
  ++p;  // the e
  const bool negative = *p == '-';
  if (*p == '-' || *p == '+') ++p;
  std::int64_t exponent = 0;
  for (; p != end && is_digit(*p); ++p) {
    if (exponent < (std::int64_t{1} << 58)) exponent = exponent * 10 + (*p - '0');
  }
  return magnitude + (negative ? -exponent : exponent) <= 0;
}

/// Reads the number at the start of [begin, end): a decimal with optional sign, fraction and
/// exponent (integer types: digits alone). Values too small for the type become zero.
/// @param[out] value  written only where the error is `none`
template <class Scalar>
NumberEnd parse_number(const char* begin, const char* end, Scalar& value) {
  static_assert(std::is_arithmetic_v<Scalar>);
  const char* p = begin;
  if (p != end && *p == '+') {
    ++p;
    if (p == end || *p == '-') return {begin, NumberError::syntax};
  }
  Scalar number{};
#if defined(__cpp_lib_to_chars)
  const auto result = std::from_chars(p, end, number);
#else
  const auto result = [&] {
    if constexpr (std::is_floating_point_v<Scalar>) {
      return fast_float::from_chars(p, end, number);
    } else {
      return std::from_chars(p, end, number);
    }
  }();
#endif
  if (result.ec == std::errc::invalid_argument) return {begin, NumberError::syntax};
  if constexpr (std::is_floating_point_v<Scalar>) {
    if (result.ec == std::errc::result_out_of_range) {
      if (!is_below_one(p, result.ptr)) return {result.ptr, NumberError::out_of_range};
      number = *p == '-' ? -Scalar(0) : Scalar(0);
    } else if (!std::isfinite(number)) {
      return {result.ptr, NumberError::not_finite};
    }
  } else if (result.ec == std::errc::result_out_of_range) {
    return {result.ptr, NumberError::out_of_range};
  }
  value = number;
  return {result.ptr, NumberError::none};
}

}  // namespace softmargin::detail
