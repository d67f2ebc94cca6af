// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file protobuf.hpp  Messages of Protocol Buffers, written field by field.
///
/// A field is the varint (number << 3 | type) and its value. Source: Google, "Protocol Buffers:
/// Encoding", https://protobuf.dev/programming-guides/encoding.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace softmargin::detail {

class ProtobufMessage {
 public:
  /// int64, enum and bool.
  ProtobufMessage& number(std::uint32_t field, std::int64_t value) {
    add_key(field, 0);
    add_varint(static_cast<std::uint64_t>(value));
    return *this;
  }

  /// string, bytes, and messages within this one.
  ProtobufMessage& bytes(std::uint32_t field, std::string_view value) {
    add_key(field, 2);
    add_varint(value.size());
    bytes_ += value;
    return *this;
  }
  ProtobufMessage& message(std::uint32_t field, const ProtobufMessage& value) {
    return bytes(field, value.bytes_);
  }

  /// repeated float, packed.
  /// @param value  called with 0 .. count - 1
  template <class Value>
  ProtobufMessage& floats(std::uint32_t field, std::ptrdiff_t count, const Value& value) {
    add_key(field, 2);
    add_varint(static_cast<std::uint64_t>(count) * 4);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value(i)));
      for (int shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(bits >> shift & 255);
    }
    return *this;
  }

  const std::string& encoded() const { return bytes_; }

 private:
  void add_key(std::uint32_t field, std::uint32_t type) { add_varint(field << 3 | type); }

  /// Seven bits a byte, the lowest first, the eighth set where more follow.
  void add_varint(std::uint64_t value) {
    for (; value >= 128; value >>= 7) bytes_ += static_cast<char>(value | 128);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

}  // namespace softmargin::detail
