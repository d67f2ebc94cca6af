// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/read_ahead.hpp"

#include "catch.hpp"

using softmargin::Index;
using softmargin::detail::ReadAhead;

TEST_CASE("the parts of a range follow each other and cover it", "[detail][read_ahead]") {
  const char memory[1000] = {};
  const ReadAhead whole(memory, 1000);
  const char* end = memory;
  for (Index i = 0; i < 7; ++i) {
    const ReadAhead part = whole.part(i, 1, 7);
    CHECK(part.at() == end);
    end += part.bytes();
  }
  CHECK(end == memory + 1000);
  CHECK(whole.part(2, 5, 7).bytes() == 1000 - whole.part(0, 2, 7).bytes());
}

TEST_CASE("a range lasts for the steps that it is spread over", "[detail][read_ahead]") {
  const char memory[1000] = {};
  for (const Index steps : {0, 1, 3, 10, 999, 5000}) {
    ReadAhead range(memory, 1000);
    range.spread(steps, nullptr);
    for (Index i = 0; i < steps; ++i) {
      CHECK(range.at() < memory + 1000 + steps);
      range.step();
    }
    if (steps > 0) CHECK(range.at() >= memory + 1000);
  }
}

TEST_CASE("an empty range stays where it is idle", "[detail][read_ahead]") {
  const int idle = 0;
  ReadAhead nothing;
  CHECK(nothing.bytes() == 0);
  CHECK(nothing.part(1, 1, 2).bytes() == 0);
  nothing.spread(10, &idle);
  nothing.step();
  CHECK(nothing.at() == reinterpret_cast<const char*>(&idle));
}
