// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A callable by reference is the callable itself.

#include <softmargin/detail/function_ref.hpp>

#include "catch.hpp"

#include <string>

using softmargin::detail::FunctionRef;

TEST_CASE("a call reaches the callable that is referred to, not a copy", "[function_ref]") {
  int calls = 0;
  auto count = [&calls, own = 0](int step) mutable {
    calls += step;
    return own += step;
  };
  const FunctionRef<int(int)> by_reference = count;
  CHECK(by_reference(2) == 2);
  CHECK(by_reference(3) == 5);
  const FunctionRef<int(int)> copy = by_reference;
  CHECK(copy(1) == 6);
  CHECK(count(0) == 6);
  CHECK(calls == 6);
}

TEST_CASE("arguments are handed on as they are, results converted", "[function_ref]") {
  const auto append = [](std::string& text, const std::string& more) { text += more; };
  std::string text = "a";
  const FunctionRef<void(std::string&, const std::string&)> by_reference = append;
  by_reference(text, "b");
  CHECK(text == "ab");
  const auto twice = [](int x) { return 2 * x; };
  CHECK(FunctionRef<double(int)>(twice)(3) == 6.0);
}
