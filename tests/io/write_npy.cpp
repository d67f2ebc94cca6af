// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The arrays in tests/io/data were written by NumPy; make_data.py there tells how.
#include "softmargin/io/write_npy.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "softmargin/io/npy.hpp"

namespace sm = softmargin;

namespace {

template <class Derived>
std::string written(const Eigen::DenseBase<Derived>& X) {
  const TemporaryDirectory directory;
  sm::write_npy(directory / "a.npy", X);
  return contents(directory / "a.npy");
}

std::string from_numpy(const std::string& name) {
  return contents(std::filesystem::path(SOFTMARGIN_TEST_DATA) / (name + ".npy"));
}

}  // namespace

TEST_CASE("a written array is byte for byte what NumPy writes", "[io][npy]") {
  const Eigen::MatrixXd X = Eigen::MatrixXd::NullaryExpr(
      4, 3, [](Eigen::Index j, Eigen::Index i) { return static_cast<double>(10 * i + j) - 5.5; });
  const Eigen::MatrixXd whole = X.array() + 5.5;
  CHECK(written(X) == from_numpy("f8"));
  CHECK(written(X.cast<float>()) == from_numpy("f4"));
  CHECK(written(X.cast<Eigen::half>()) == from_numpy("f2"));
  CHECK(written(X.row(1)) == from_numpy("f8_1d"));
  CHECK(written(X.row(1).transpose()) == from_numpy("f8_1d"));
  CHECK(written(whole.cast<std::uint8_t>()) == from_numpy("u1"));
  CHECK(written(whole.cast<std::int8_t>()) == from_numpy("i1"));
  CHECK(written(whole.cast<std::uint16_t>()) == from_numpy("u2"));
  CHECK(written(whole.cast<std::int32_t>()) == from_numpy("i4"));
  CHECK(written(whole.cast<std::int64_t>()) == from_numpy("i8"));
}

TEST_CASE("a written array reads back to the last bit, NaN mapped", "[io][npy]") {
  const TemporaryDirectory directory;
  Eigen::MatrixXf X = Random(5).matrix<float>(9, 30);
  const auto path = directory / "a.npy";
  sm::write_npy(path, X);
  CHECK(sm::read_npy<float>(path) == X);
  X(3, 7) = std::numeric_limits<float>::quiet_NaN();
  sm::write_npy(path, X);
  const auto mapped = sm::map_npy<float>(path);
  CHECK(std::isnan(mapped(3, 7)));
  CHECK(mapped(4, 7) == X(4, 7));
}
