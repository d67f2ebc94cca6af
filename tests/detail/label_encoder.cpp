// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/label_encoder.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Names = std::vector<std::string>;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Encoded {
  std::vector<int> y;
  Names names;
};

Encoded encode(const Names& tokens, const Names& known = {}) {
  sm::detail::LabelEncoder encoder(known);
  sm::Labels y(static_cast<sm::Index>(tokens.size()));
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    y(static_cast<sm::Index>(i)) = encoder.encode(
        tokens[i], [](const std::string& expected) { throw std::runtime_error(expected); });
  }
  const Names names = encoder.finish(y);
  return {{y.begin(), y.end()}, names};
}

}  // namespace

TEST_CASE("numbers are sorted as numbers, names by their bytes", "[io][labels]") {
  const auto numbers = encode({"10", "-1", "9", "10", "2.5"});
  CHECK(numbers.names == Names{"-1", "2.5", "9", "10"});
  CHECK(numbers.y == std::vector{3, 0, 2, 3, 1});
  const auto names = encode({"cat", "10", "Bird", "9", "cat"});
  CHECK(names.names == Names{"10", "9", "Bird", "cat"});
  CHECK(names.y == std::vector{3, 0, 2, 1, 3});
}

TEST_CASE("the order of the rows does not change the numbers", "[io][labels]") {
  Names tokens{"7", "3", "11", "-2", "1.0"};
  std::sort(tokens.begin(), tokens.end());
  do {
    const auto [y, names] = encode(tokens);
    REQUIRE(names == Names{"-2", "1", "3", "7", "11"});
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto& name = names[static_cast<std::size_t>(y[i])];
      REQUIRE(name == (tokens[i] == "1.0" ? "1" : tokens[i]));
    }
  } while (std::next_permutation(tokens.begin(), tokens.end()));
}

TEST_CASE("spellings of one number are one class", "[io][labels]") {
  const auto [y, names] = encode({"+1", "1", "01", "1.0", "1e0", "-1", "0", "-0", "0.0"});
  CHECK(names == Names{"-1", "0", "1"});
  CHECK(y == std::vector{2, 2, 2, 2, 2, 0, 1, 1, 1});
  CHECK(encode({"+1", "x", "1"}).names == Names{"+1", "1", "x"});  // names are not touched
}

TEST_CASE("whole numbers beyond the digits of a double stay apart", "[io][labels]") {
  const auto [y, names] = encode({"9007199254740993", "9007199254740992", "18446744073709551616"});
  CHECK(names == Names{"9007199254740992", "9007199254740993", "18446744073709551616"});
  CHECK(y == std::vector{1, 0, 2});
}

TEST_CASE("given class names number the labels, in whatever spelling", "[io][labels]") {
  const Names known{"2", "1", "3"};
  const auto [y, names] = encode({"1", "+1", "3.0", "2"}, known);
  CHECK(names == known);
  CHECK(y == std::vector{1, 1, 2, 0});
  CHECK(encode({"1"}, known).names == known);
  CHECK(thrown<std::runtime_error>([&] {
          encode({"1", "4"}, known);
        }) == "one of the 3 given class names");
  CHECK(thrown<std::runtime_error>([&] {
          encode({"dog"}, {"cat", "bird"});
        }) == "one of the 2 given class names");
  CHECK_THAT(thrown<std::invalid_argument>([] {
               encode({"a"}, {"a", "b", "a"});
             }),
             ContainsSubstring("class names should be distinct, got \"a\" twice"));
}

TEST_CASE("a label cannot be missing or not a number", "[io][labels]") {
  for (const std::string token : {"", "nan", "NaN", "-inf", "Infinity", "1e999"}) {
    CHECK(thrown<std::runtime_error>([&] { encode({"1", token}); }) == "a finite number or a name");
  }
}
