// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/crc32.hpp"

#include <string>

#include "catch.hpp"

namespace {

std::uint32_t crc32(const std::string& text) {
  softmargin::detail::Crc32 checksum;
  checksum.add(text.data(), text.size());
  return checksum.value();
}

/// Bit by bit, as the polynomial says.
std::uint32_t slow_crc32(const std::string& text) {
  std::uint32_t state = 0xFFFFFFFF;
  for (const char c : text) {
    state ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) state = state >> 1 ^ ((state & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~state;
}

}  // namespace

TEST_CASE("the CRC-32 of the digits one to nine is the published check value", "[io][crc32]") {
  CHECK(crc32("") == 0);
  CHECK(crc32("123456789") == 0xCBF43926);
}

TEST_CASE("sixteen bytes at a time give the checksum of bit by bit, however cut", "[io][crc32]") {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    CHECK(crc32(text) == slow_crc32(text));
    softmargin::detail::Crc32 pieces;
    pieces.add(text.data(), text.size() / 3);
    pieces.add(text.data() + text.size() / 3, text.size() - text.size() / 3);
    CHECK(pieces.value() == crc32(text));
    text += static_cast<char>(i * 37 + 200);
  }
}
