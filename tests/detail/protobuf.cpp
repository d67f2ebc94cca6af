// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/protobuf.hpp"

#include <string>

#include "catch.hpp"

using softmargin::detail::ProtobufMessage;

TEST_CASE("messages are the bytes of the encoding guide", "[protobuf]") {
  // The examples of https://protobuf.dev/programming-guides/encoding.
  CHECK(ProtobufMessage().number(1, 150).encoded() == "\x08\x96\x01");
  CHECK(ProtobufMessage().bytes(2, "testing").encoded() == "\x12\x07testing");
  CHECK(ProtobufMessage().message(3, ProtobufMessage().number(1, 150)).encoded() ==
        "\x1a\x03\x08\x96\x01");
}

TEST_CASE("negative numbers take ten bytes, large field numbers two", "[protobuf]") {
  CHECK(ProtobufMessage().number(1, -2).encoded() ==
        "\x08\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  CHECK(ProtobufMessage().number(20, 1).encoded() == "\xa0\x01\x01");
}

TEST_CASE("floats are packed, little-endian", "[protobuf]") {
  const auto value = [](std::ptrdiff_t i) { return i == 0 ? 1.0 : -2.5; };
  CHECK(ProtobufMessage().floats(7, 2, value).encoded() ==
        std::string("\x3a\x08\x00\x00\x80\x3f\x00\x00\x20\xc0", 10));
}
