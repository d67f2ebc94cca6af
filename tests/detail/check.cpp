// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/check.hpp"

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Error = std::invalid_argument;

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

}  // namespace

// ---- Texts --------------------------------------------------------------------------------------

TEST_CASE("a number is written as short as it can be read back", "[detail][check]") {
  CHECK(sm::detail::text(0.1) == "0.1");
  CHECK(sm::detail::text(1e-3) == "0.001");
  CHECK(sm::detail::text(-1e300) == "-1e+300");
  CHECK(sm::detail::text(0.1 + 0.2) == "0.30000000000000004");
  CHECK(sm::detail::text(-2.2250738585072014e-308) == "-2.2250738585072014e-308");
  CHECK(sm::detail::text(nan_value) == "nan");
  CHECK(sm::detail::text(-infinity) == "-inf");
  CHECK(sm::detail::text(sm::Index(-7)) == "-7");
  CHECK(sm::detail::concat("a(", sm::Index(3), ", ", 4, ") = ", 2.5) == "a(3, 4) = 2.5");
}

TEST_CASE("a caller's mistake is an invalid_argument: what, should be, got", "[detail][check]") {
  CHECK(thrown<Error>([] { sm::detail::fail_argument("a", "b", "c"); }) ==
        "softmargin: a should be b, got c");
}

TEST_CASE("bad input is a runtime_error that begins with the place", "[detail][check]") {
  CHECK(thrown<std::runtime_error>([] {
          sm::detail::fail_input("batch.bin, byte 12", "label", "in [0, 10)", "77");
        }) == "softmargin: batch.bin, byte 12: label should be in [0, 10), got 77");
}

// ---- Numbers ------------------------------------------------------------------------------------

TEST_CASE("check_equal and check_at_least", "[detail][check]") {
  CHECK_NOTHROW(sm::detail::check_equal("size of b", 3, 3));
  CHECK(thrown<Error>([] { sm::detail::check_equal("size of b", 4, 3); }) ==
        "softmargin: size of b should be 3, got 4");
  CHECK_NOTHROW(sm::detail::check_at_least("number of examples", 1, 1));
  CHECK(thrown<Error>([] { sm::detail::check_at_least("number of examples", 0, 1); }) ==
        "softmargin: number of examples should be at least 1, got 0");
}

TEST_CASE("check_non_negative lets 0 and the largest number pass", "[detail][check]") {
  for (const double good : {0.0, -0.0, 1e-320, 1e308}) {
    CHECK_NOTHROW(sm::detail::check_non_negative("lambda", good));
  }
  for (const double bad : {-1e-320, -1.0, infinity, -infinity, nan_value}) {
    CHECK(thrown<Error>([&] { sm::detail::check_non_negative("lambda", bad); }) ==
          "softmargin: lambda should be finite and not negative, got " + sm::detail::text(bad));
  }
}

TEST_CASE("check_positive refuses 0", "[detail][check]") {
  for (const double good : {1e-320, 1.0, 1e308}) {
    CHECK_NOTHROW(sm::detail::check_positive("C", good));
  }
  for (const double bad : {0.0, -1.0, infinity, nan_value}) {
    CHECK(thrown<Error>([&] { sm::detail::check_positive("C", bad); }) ==
          "softmargin: C should be finite and positive, got " + sm::detail::text(bad));
  }
}

// ---- Shapes -------------------------------------------------------------------------------------

TEST_CASE("check_shape tells both sizes", "[detail][check]") {
  const Eigen::MatrixXd W(3, 4);
  CHECK_NOTHROW(sm::detail::check_shape("W", W, 3, 4));
  CHECK(thrown<Error>([&] { sm::detail::check_shape("W", W, 3, 5); }) ==
        "softmargin: W should be 3 x 5, got 3 x 4");
  CHECK(thrown<Error>([&] { sm::detail::check_shape("W", W, 4, 4); }) ==
        "softmargin: W should be 4 x 4, got 3 x 4");
}

// ---- Labels -------------------------------------------------------------------------------------

TEST_CASE("the first label out of range is named by its place", "[detail][check]") {
  sm::Labels y = sm::Labels::LinSpaced(20, 0, 19).unaryExpr([](int i) { return i % 10; });
  CHECK_NOTHROW(sm::detail::check_labels(y, 20, 10));
  y(17) = 10;
  y(18) = -1;
  CHECK(thrown<Error>([&] { sm::detail::check_labels(y, 20, 10); }) ==
        "softmargin: labels(17) should be in [0, 10), got 10");
  y(3) = -1;
  CHECK(thrown<Error>([&] { sm::detail::check_labels(y, 20, 10); }) ==
        "softmargin: labels(3) should be in [0, 10), got -1");
  CHECK(thrown<Error>([&] { sm::detail::check_labels(y, 21, 10); }) ==
        "softmargin: number of labels should be 21, got 20");
}

TEST_CASE("labels of other integer types are not wrapped", "[detail][check]") {
  const Eigen::Matrix<std::int64_t, 2, 1> wide(0, std::int64_t(1) << 32);
  CHECK(thrown<Error>([&] { sm::detail::check_labels(wide, 2, 10); }) ==
        "softmargin: labels(1) should be in [0, 10), got 4294967296");
  const Eigen::Matrix<std::uint8_t, 2, 1> narrow(9, 200);
  CHECK(thrown<Error>([&] { sm::detail::check_labels(narrow, 2, 10); }) ==
        "softmargin: labels(1) should be in [0, 10), got 200");
}

TEST_CASE("a label goes by the name it is given", "[detail][check]") {
  CHECK_NOTHROW(sm::detail::check_label(9, 10, "label"));
  CHECK(thrown<Error>([] { sm::detail::check_label(10, 10, "line ", 4, ", label"); }) ==
        "softmargin: line 4, label should be in [0, 10), got 10");
}

TEST_CASE("the number of classes is the declared one, else the largest label + 1",
          "[detail][check]") {
  const sm::Labels y = Eigen::Vector3i(0, 4, 1);
  CHECK(sm::detail::count_classes(y) == 5);
  CHECK(sm::detail::count_classes(y, 10) == 10);
  CHECK(sm::detail::count_classes(sm::Labels(), 2) == 2);
  CHECK(thrown<Error>([] { sm::detail::count_classes(sm::Labels()); }) ==
        "softmargin: number of classes should be at least 2, got 0");
  CHECK(thrown<Error>([] { sm::detail::count_classes(sm::Labels::Zero(5)); }) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(thrown<Error>([&] { sm::detail::count_classes(y, 1); }) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(thrown<Error>([&] { sm::detail::count_classes(y, -3); }) ==
        "softmargin: number of classes should be at least 2, got -3");
}

// ---- Finite entries -----------------------------------------------------------------------------

TEST_CASE("the first entry that is not finite is named by row and column", "[detail][check]") {
  Eigen::MatrixXd X = Eigen::MatrixXd::Constant(3, 5, 1e308);  // sums overflow, entries do not
  CHECK_NOTHROW(sm::detail::check_finite("X", X));
  X(0, 4) = nan_value;
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", X); }) ==
        "softmargin: X(0, 4) should be finite, got nan");
  X(2, 3) = infinity;
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", X); }) ==
        "softmargin: X(2, 3) should be finite, got inf");
  X(1, 3) = -infinity;
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", X); }) ==
        "softmargin: X(1, 3) should be finite, got -inf");
}

TEST_CASE("a vector's entry is named by one index", "[detail][check]") {
  CHECK(thrown<Error>([] { sm::detail::check_finite("b", Eigen::Vector3d(0, 0, nan_value)); }) ==
        "softmargin: b(2) should be finite, got nan");
  CHECK(thrown<Error>([] { sm::detail::check_finite("b", Eigen::RowVector3d(0, nan_value, 0)); }) ==
        "softmargin: b(1) should be finite, got nan");
}

TEST_CASE("opposite infinities in one column do not cancel", "[detail][check]") {
  const Eigen::MatrixXd X = Eigen::Vector3d(infinity, -infinity, 0);
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", X); }) ==
        "softmargin: X(0, 0) should be finite, got inf");
}

TEST_CASE("every scalar and layout is checked in its own range", "[detail][check]") {
  Eigen::Matrix<float, 2, 3, Eigen::RowMajor> rows = Eigen::Matrix<float, 2, 3>::Constant(3e38F);
  CHECK_NOTHROW(sm::detail::check_finite("X", rows));
  rows(1, 0) = std::numeric_limits<float>::infinity();
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", rows); }) ==
        "softmargin: X(1, 0) should be finite, got inf");
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", rows.transpose()); }) ==
        "softmargin: X(0, 1) should be finite, got inf");

  Eigen::Matrix<Eigen::half, 2, 2> halves = Eigen::Matrix2f::Ones().cast<Eigen::half>();
  CHECK_NOTHROW(sm::detail::check_finite("X", halves));
  halves(1, 1) = std::numeric_limits<Eigen::half>::quiet_NaN();
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", halves); }) ==
        "softmargin: X(1, 1) should be finite, got nan");

  // Beyond double, but finite: only the second entry is at fault.
  Eigen::Matrix<long double, 2, 1> wide;
  wide << std::numeric_limits<long double>::max(), 0;
  CHECK_NOTHROW(sm::detail::check_finite("X", wide));
  wide(1) = std::numeric_limits<long double>::quiet_NaN();
  CHECK(thrown<Error>([&] { sm::detail::check_finite("X", wide); }) ==
        "softmargin: X(1) should be finite, got nan");

  CHECK_NOTHROW(sm::detail::check_finite("X", Eigen::Matrix<std::uint8_t, 2, 2>::Constant(255)));
  CHECK_NOTHROW(sm::detail::check_finite("X", Eigen::MatrixXd(3, 0)));
}
