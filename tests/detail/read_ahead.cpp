// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/read_ahead.hpp"

#include "catch.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

using softmargin::Index;
using softmargin::detail::ReadAhead;

namespace {

/// The lines that the steps ask for, counted from the begin of the range: those of each step.
std::vector<std::vector<Index>> lines_of_steps(ReadAhead range, Index steps) {
  range.spread(steps);
  std::vector<std::vector<Index>> lines(static_cast<std::size_t>(steps));
  for (auto& step : lines) {
    range.count_step();
    while (range.is_due()) step.push_back((range.next() - range.begin()) / ReadAhead::line);
  }
  return lines;
}

}  // namespace

TEST_CASE("the parts of a range follow each other and cover it", "[detail][read_ahead]") {
  const char memory[1000] = {};
  const ReadAhead whole(memory, 1000);
  const char* end = memory;
  for (Index i = 0; i < 7; ++i) {
    const ReadAhead part = whole.part(i, 1, 7);
    CHECK(part.begin() == end);
    end += part.bytes();
  }
  CHECK(end == memory + 1000);
  CHECK(whole.part(2, 5, 7).bytes() == 1000 - whole.part(0, 2, 7).bytes());
}

TEST_CASE("the steps ask for every line of a range once, at an even pace", "[detail][read_ahead]") {
  static const char memory[64 * 1000] = {};
  const Index lines = GENERATE(1, 4, 5, 64, 1000);
  const Index steps = GENERATE(1, 3, 64, 999, 5000);
  CAPTURE(lines, steps);
  std::vector<Index> times(1000 + 2 * ReadAhead::places + 100);
  for (const auto& step : lines_of_steps({memory, lines * ReadAhead::line}, steps)) {
    CHECK(Index(step.size()) <= (lines + ReadAhead::places) / steps + 2);
    for (const Index line : step) ++times.at(static_cast<std::size_t>(line));
  }
  // The pace is rounded up: first lines of the places may come once more.
  CHECK(*std::min_element(times.begin(), times.begin() + lines) == 1);
  const Index asked = std::accumulate(times.begin(), times.end(), Index(0));
  CHECK(asked < lines + ReadAhead::places + 1);
}

TEST_CASE("neighbours in time lie in different places of a range", "[detail][read_ahead]") {
  static const char memory[4000] = {};
  const auto lines = lines_of_steps({memory, 4000}, 1).front();
  REQUIRE(lines.size() == 64);
  CHECK(std::vector<Index>(lines.begin(), lines.begin() + 5) ==
        std::vector<Index>{0, 16, 32, 48, 1});
}

TEST_CASE("an empty range asks for nothing", "[detail][read_ahead]") {
  const ReadAhead nothing;
  CHECK(nothing.bytes() == 0);
  CHECK(nothing.part(1, 1, 2).bytes() == 0);
  for (const auto& step : lines_of_steps(nothing, 10)) CHECK(step.empty());
}
