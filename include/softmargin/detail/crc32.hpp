// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file crc32.hpp  The checksum of zip, gzip and PNG: CRC-32 with the reflected polynomial
/// 0xEDB88320.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace softmargin::detail {

/// tables[t][b]: the checksum's change by byte b when t zero bytes follow it.
inline constexpr auto crc32_tables = [] {
  std::array<std::array<std::uint32_t, 256>, 16> tables{};
  for (std::uint32_t b = 0; b < 256; ++b) {
    std::uint32_t value = b;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320u : 0u);
    }
    tables[0][b] = value;
  }
  for (std::size_t t = 1; t < 16; ++t) {
    for (std::size_t b = 0; b < 256; ++b) {
      const std::uint32_t before = tables[t - 1][b];
      tables[t][b] = (before >> 8) ^ tables[0][before & 255];
    }
  }
  return tables;
}();

/// A running checksum.
class Crc32 {
 public:
  /// Sixteen bytes at a time, one table each, so that no lookup waits for the one before.
  void add(const void* data, std::size_t size) {
    const auto* p = static_cast<const unsigned char*>(data);
    const auto& t = crc32_tables;
    for (; size >= 16; p += 16, size -= 16) {
      const std::uint32_t s = state_;
      state_ = t[15][p[0] ^ (s & 255)] ^ t[14][p[1] ^ (s >> 8 & 255)] ^
               t[13][p[2] ^ (s >> 16 & 255)] ^ t[12][p[3] ^ s >> 24] ^  //
               t[11][p[4]] ^ t[10][p[5]] ^ t[9][p[6]] ^ t[8][p[7]] ^    //
               t[7][p[8]] ^ t[6][p[9]] ^ t[5][p[10]] ^ t[4][p[11]] ^    //
               t[3][p[12]] ^ t[2][p[13]] ^ t[1][p[14]] ^ t[0][p[15]];
    }
    for (; size > 0; ++p, --size) state_ = (state_ >> 8) ^ crc32_tables[0][(state_ ^ *p) & 255];
  }

  std::uint32_t value() const { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFF;
};

}  // namespace softmargin::detail
