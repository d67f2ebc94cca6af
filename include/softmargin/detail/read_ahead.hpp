// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file read_ahead.hpp  Memory that is asked for while something else is computed.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/types.hpp>

#include <algorithm>

namespace softmargin::detail {

/// A range that a loop fetches into the cache along its way, evenly: memory works while the loop
/// computes. The range is walked in four places at once: a core has few requests for lines of its
/// own under way, and the processor fetches the lines after them by itself in each of several
/// streams (one place alone is read at two thirds of the speed). An empty range fetches nothing.
class ReadAhead {
 public:
  static constexpr Index line = 64;  ///< bytes that are fetched at once
  static constexpr Index places = 4;

  ReadAhead() = default;
  ReadAhead(const void* begin, Index bytes)
      : begin_(static_cast<const char*>(begin)),
        bytes_(bytes),
        place_bytes_((bytes + places * line - 1) / (places * line) * line) {}

  /// The part from first / all to (first + count) / all of the range.
  ReadAhead part(Index first, Index count, Index all) const {
    const Index begin = bytes_ * first / all;
    return {begin_ + begin, bytes_ * (first + count) / all - begin};
  }

  /// Sets the pace: the range is to last for so many steps.
  void spread(Index steps) {
    const Index some = std::max<Index>(steps, 1);
    pace_ = (places * place_bytes_ * fraction + some - 1) / some;
  }

  EIGEN_ALWAYS_INLINE void step() {
    count_step();
    while (is_due()) prefetch(next());
  }

  /// What a step is made of.
  EIGEN_ALWAYS_INLINE void count_step() { due_ += pace_; }
  EIGEN_ALWAYS_INLINE bool is_due() const { return due_ >= line * fraction; }
  /// @return an address of the line to be fetched, which may lie a few lines behind the range
  EIGEN_ALWAYS_INLINE const char* next() {
    const char* at = begin_ + offset_;
    due_ -= line * fraction;
    offset_ += place_bytes_;
    if (offset_ >= places * place_bytes_) offset_ -= places * place_bytes_ - line;
    return at;
  }

  const char* begin() const { return begin_; }
  Index bytes() const { return bytes_; }

 private:
  const char* begin_ = nullptr;
  Index bytes_ = 0;
  Index place_bytes_ = 0;
  Index offset_ = 0;
  static constexpr Index fraction = 1024;  ///< of a byte

  Index pace_ = 0;  ///< fractions of a byte a step
  Index due_ = 0;   ///< fractions of a byte that are to be fetched
};

}  // namespace softmargin::detail
