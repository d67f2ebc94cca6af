// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file read_ahead.hpp  Memory that is asked for while something else is computed.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/types.hpp>

#include <algorithm>

namespace softmargin::detail {

/// A range that a loop fetches into the cache along its way, one place a step, in order and evenly:
/// memory works while the loop computes. An empty range fetches nothing.
class ReadAhead {
 public:
  ReadAhead() = default;
  ReadAhead(const void* begin, Index bytes) : at_(static_cast<const char*>(begin)), bytes_(bytes) {}

  /// The part from first / all to (first + count) / all of the range.
  ReadAhead part(Index first, Index count, Index all) const {
    const Index begin = bytes_ * first / all;
    return {at_ + begin, bytes_ * (first + count) / all - begin};
  }

  /// Sets the pace: the range is to last for so many steps.
  /// @param idle  where an empty range points to, an address in the cache
  void spread(Index steps, const void* idle) {
    if (bytes_ == 0) at_ = static_cast<const char*>(idle);
    stride_ = (bytes_ + std::max<Index>(steps, 1) - 1) / std::max<Index>(steps, 1);
  }

  EIGEN_ALWAYS_INLINE void step() {
    prefetch(at_);
    at_ += stride_;
  }

  const char* at() const { return at_; }
  Index bytes() const { return bytes_; }

 private:
  const char* at_ = nullptr;
  Index bytes_ = 0;
  Index stride_ = 0;
};

}  // namespace softmargin::detail
