// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/parse_number.hpp"

#include <clocale>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

#include "catch.hpp"
#include "random.hpp"

using softmargin::detail::NumberError;
using softmargin::detail::parse_number;

namespace {

/// The number that makes up the whole text.
template <class Scalar>
Scalar parsed(const std::string& text) {
  Scalar value = 77;
  const auto result = parse_number(text.data(), text.data() + text.size(), value);
  INFO(text);
  REQUIRE(result.error == NumberError::none);
  REQUIRE(result.end == text.data() + text.size());
  return value;
}

template <class Scalar>
NumberError error_of(const std::string& text) {
  Scalar value = 77;
  const auto error = parse_number(text.data(), text.data() + text.size(), value).error;
  if (error != NumberError::none) CHECK(value == Scalar(77));
  return error;
}

}  // namespace

TEST_CASE("decimals are read with sign, fraction and exponent", "[io][parse_number]") {
  CHECK(parsed<double>("0") == 0);
  CHECK(parsed<double>("-12.75") == -12.75);
  CHECK(parsed<double>("+3") == 3);
  CHECK(parsed<double>(".5") == 0.5);
  CHECK(parsed<double>("5.") == 5);
  CHECK(parsed<double>("1e3") == 1000);
  CHECK(parsed<double>("25E-2") == 0.25);
  CHECK(std::signbit(parsed<double>("-0")));
  CHECK(parsed<int>("-7") == -7);
  CHECK(parsed<std::uint8_t>("255") == 255);
}

TEST_CASE("reading rounds to the nearest number of the type", "[io][parse_number]") {
  CHECK(parsed<double>("0.1") == 0.1);
  CHECK(parsed<float>("0.1") == 0.1f);
  // Half way between two doubles, the even one; and just above.
  CHECK(parsed<double>("9007199254740993") == 9007199254740992.0);
  CHECK(parsed<double>("9007199254740993.00000000000000000001") == 9007199254740994.0);
  CHECK(parsed<double>("2.2250738585072011e-308") == 2.2250738585072011e-308);
  CHECK(parsed<float>("1e-40") == 1e-40f);
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const double value = random.normal() * std::pow(10.0, random.below(600) - 300);
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    CHECK(parsed<double>(text) == value);
  }
}

TEST_CASE("what is too small becomes zero, what is too large is an error", "[io][parse_number]") {
  CHECK(parsed<double>("1e-400") == 0);
  CHECK(std::signbit(parsed<double>("-1e-400")));
  CHECK(parsed<double>("0." + std::string(400, '0') + "1") == 0);
  CHECK(parsed<double>("1" + std::string(400, '0') + "e-900") == 0);
  CHECK(parsed<double>("1e-99999999999999999999999999") == 0);
  CHECK(parsed<double>("0e99999999999999999999999999") == 0);
  CHECK(parsed<double>("0." + std::string(400, '0') + "1e401") == 1);
  CHECK(parsed<double>("0." + std::string(900, '0') + "1e401") == 0);
  CHECK(error_of<double>(std::string(400, '9') + "e-10") == NumberError::out_of_range);
  CHECK(parsed<float>("1e-60") == 0);
  for (const std::string text : {"1e400", "-1e400", "1e99999999999999999999999999"}) {
    CHECK(error_of<double>(text) == NumberError::out_of_range);
  }
  CHECK(error_of<double>(std::string(400, '9')) == NumberError::out_of_range);
  CHECK(error_of<double>("0." + std::string(400, '0') + "1e900") == NumberError::out_of_range);
  CHECK(error_of<float>("1e39") == NumberError::out_of_range);
  CHECK(error_of<float>("3.5e38") == NumberError::out_of_range);
  CHECK(parsed<float>("3.4028234e38") == std::numeric_limits<float>::max());
  CHECK(error_of<std::uint8_t>("256") == NumberError::out_of_range);
  CHECK(error_of<int>("2147483648") == NumberError::out_of_range);
}

TEST_CASE("NaN and infinity are no numbers, however spelled", "[io][parse_number]") {
  for (const std::string text : {"nan", "NaN", "NAN", "-nan", "+nan", "nan(0)", "nan(ind)", "inf",
                                 "Inf", "INF", "-inf", "+inf", "infinity", "-Infinity"}) {
    CHECK(error_of<double>(text) == NumberError::not_finite);
    CHECK(error_of<float>(text) == NumberError::not_finite);
  }
}

TEST_CASE("what does not begin like a number is none", "[io][parse_number]") {
  for (const std::string text :
       {"", "+", "-", "+-1", "-+1", "++1", "--1", " 1", "e5", ".", "NA", "null", "x", ",5", "$1"}) {
    CHECK(error_of<double>(text) == NumberError::syntax);
  }
  CHECK(error_of<std::uint8_t>("-1") == NumberError::syntax);
  double value = 0;
  const std::string hex = "0x10";  // the zero is a number, what follows is the caller's affair
  CHECK(parse_number(hex.data(), hex.data() + 4, value).end == hex.data() + 1);
}

TEST_CASE("the locale does not change how numbers are read", "[io][parse_number]") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C.UTF-8"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) CHECK(parsed<double>("1.5") == 1.5);
  }
  std::setlocale(LC_ALL, before.c_str());
}
