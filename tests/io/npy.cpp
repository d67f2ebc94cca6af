// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The arrays in tests/io/data were written by NumPy; make_data.py there tells how.
#include "softmargin/io/npy.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;
using Names = std::vector<std::string>;

namespace {

const std::filesystem::path data = SOFTMARGIN_TEST_DATA;

/// What make_data.py calls X, transposed: entry (j, i) is 10 i + j - 5.5.
template <class Scalar>
sm::Matrix<Scalar> expected(double shift = -5.5) {
  return sm::Matrix<Scalar>::NullaryExpr(4, 3, [&](sm::Index j, sm::Index i) {
    return static_cast<Scalar>(static_cast<double>(10 * i + j) + shift);
  });
}

/// An NPY file of version 1 with the given header.
std::string npy(const std::string& header, const std::string& bytes) {
  std::string size{static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  return std::string("\x93NUMPY\x01\x00", 8) + size + header + bytes;
}

std::string error_in(const std::string& bytes) {
  const TemporaryDirectory directory;
  const auto path = directory.write("data.npy", bytes);
  return thrown<std::runtime_error>([&] { sm::read_npy<float>(path); });
}

}  // namespace

TEMPLATE_TEST_CASE("an array of N x D numbers of any type becomes D x N", "[io][npy]", float,
                   double) {
  for (const std::string name : {"f2", "f4", "f8", "f4_fortran", "f8_big_endian"}) {
    INFO(name);
    CHECK(sm::read_npy<TestType>(data / (name + ".npy")) == expected<TestType>());
  }
  for (const std::string name :
       {"i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "big_endian_i4", "u1_3d"}) {
    INFO(name);
    CHECK(sm::read_npy<TestType>(data / (name + ".npy")) == expected<TestType>(0));
  }
  const auto flags = sm::read_npy<TestType>(data / "bool.npy");
  CHECK(flags(3, 0) == 0);
  CHECK(flags(0, 1) == 1);
  const auto row = sm::read_npy<TestType>(data / "f8_1d.npy");
  CHECK(row == expected<TestType>().row(1));
}

TEST_CASE("an array is read as bytes only if it consists of bytes", "[io][npy]") {
  CHECK(sm::read_npy<std::uint8_t>(data / "u1.npy") == expected<std::uint8_t>(0));
  CHECK(sm::read_npy<std::int64_t>(data / "i8.npy") == expected<std::int64_t>(0));
  CHECK(sm::read_npy<Eigen::half>(data / "f2.npy").cast<float>() == expected<float>());
  CHECK_THAT(thrown<std::runtime_error>([] { sm::read_npy<std::uint8_t>(data / "f4.npy"); }),
             ContainsSubstring("f4.npy: NPY type should be that of the matrix, got \"<f4\""));
}

TEST_CASE("a Fortran array of more features than a block comes out whole", "[io][npy]") {
  const TemporaryDirectory directory;
  const int num_examples = 5;
  const int num_features = 37;
  std::string bytes;
  for (int j = 0; j < num_features; ++j) {
    for (int i = 0; i < num_examples; ++i) bytes += static_cast<char>(10 * i + j);
  }
  const auto path = directory.write(
      "a.npy", npy("{'descr': '|u1', 'fortran_order': True, 'shape': (5, 37), }", bytes));
  const auto X = sm::read_npy<std::uint8_t>(path);
  const auto F = sm::read_npy<float>(path);
  for (int i = 0; i < num_examples; ++i) {
    for (int j = 0; j < num_features; ++j) {
      REQUIRE(int{X(j, i)} == 10 * i + j);
      REQUIRE(F(j, i) == static_cast<float>(10 * i + j));
    }
  }
}

TEST_CASE("labels come from arrays of integers, whole numbers or strings", "[io][npy]") {
  const auto labels = [](const std::string& name) {
    return sm::read_npy<float>(data / "f4.npy", data / (name + ".npy"));
  };
  for (const std::string name : {"y_i8", "y_f4", "y_column"}) {
    INFO(name);
    CHECK(labels(name).class_names == Names{"-1", "7"});
    CHECK(labels(name).y == Eigen::Vector3i(1, 0, 1));
  }
  for (const std::string name : {"y_text", "y_text_big_endian"}) {
    CHECK(labels(name).class_names == Names{"V\xC3\xB6gel", "ship"});
    CHECK(labels(name).y == Eigen::Vector3i(1, 0, 1));
  }
  CHECK(labels("y_bytes").class_names == Names{"cat", "ship"});
  CHECK(sm::read_npy<float>(data / "f4.npy", data / "y_i8.npy", {"7", "3", "-1"}).y ==
        Eigen::Vector3i(0, 2, 0));
  CHECK_THAT(thrown<std::runtime_error>([&] {
               sm::read_npy<float>(data / "f4.npy", data / "y_i8.npy", {"7", "3"});
             }),
             ContainsSubstring("y_i8.npy: label of example 1 should be one of the 2 given class "
                               "names, got \"-1\""));
  CHECK_THAT(thrown<std::runtime_error>([&] { labels("f8"); }),
             ContainsSubstring("number of labels should be 3, one for each example, got 12"));
  CHECK_THAT(thrown<std::runtime_error>([&] { labels("object"); }),
             ContainsSubstring("object.npy"));
}

TEST_CASE("a mapped array has the entries of the one that is read", "[io][npy]") {
  const auto X = sm::map_npy<float>(data / "f4.npy");
  CHECK(X == expected<float>());
  CHECK(decltype(X)::IsRowMajor == 0);
  const auto F = sm::map_npy<float, Eigen::RowMajor>(data / "f4_fortran.npy");
  CHECK(F == expected<float>());
  CHECK(decltype(F)::IsRowMajor == 1);
  CHECK(sm::map_npy<std::uint8_t>(data / "u1_3d.npy") == expected<std::uint8_t>(0));
  const auto labelled = sm::map_npy<double>(data / "f8.npy", data / "y_text.npy");
  CHECK(labelled.X == expected<double>());
  CHECK(labelled.y == Eigen::Vector3i(1, 0, 1));

  const auto error = [](auto&& action) { return thrown<std::runtime_error>(action); };
  CHECK_THAT(error([] { sm::map_npy<double>(data / "f4.npy"); }),
             ContainsSubstring("NPY type should be that of the matrix to be mapped, got \"<f4\""));
  CHECK_THAT(error([] { sm::map_npy<double>(data / "f8_big_endian.npy"); }),
             ContainsSubstring("got \">f8\""));
  CHECK_THAT(error([] { sm::map_npy<float>(data / "f4_fortran.npy"); }),
             ContainsSubstring("NPY order should be C, got Fortran"));
  CHECK_THAT(error([] { sm::map_npy<float, Eigen::RowMajor>(data / "f4.npy"); }),
             ContainsSubstring("NPY order should be Fortran, 2 dimensions, got C"));
  const TemporaryDirectory directory;
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }";
  const auto path = directory.write("odd.npy", npy(header, "1234"));
  REQUIRE((10 + header.size()) % 4 != 0);
  CHECK_THAT(error([&] { sm::map_npy<float>(path); }),
             ContainsSubstring("offset of the data should be a multiple of 4 to be mapped"));
  CHECK(sm::read_npy<float>(path).size() == 1);
}

TEST_CASE("a malformed NPY file is named with what is wrong", "[io][npy]") {
  const std::string good_header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n";
  const std::string values("\0\0\200\77\0\0\0\100", 8);  // 1 and 2
  REQUIRE(error_in(npy(good_header, values)) == "nothing was thrown");
  const auto header = [](const std::string& type, const std::string& order,
                         const std::string& shape) {
    return "{'descr': " + type + ", 'fortran_order': " + order + ", 'shape': " + shape + "}";
  };
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "NPY magic string and version should be 8 bytes long, got the end of the file after 0"},
      {"\x93NUMPY", "got the end of the file after 6"},
      {"\x93NUMPX\x01_______", "NPY magic string should be \\x93NUMPY and a version from 1 to 3"},
      {std::string("\x93NUMPY\0\0aaaa", 12), "a version from 1 to 3"},
      {std::string("\x93NUMPY\4\0aaaa", 12), "a version from 1 to 3"},
      {std::string("\x93NUMPY\1\0a", 9), "size of the NPY header should be 2 bytes long"},
      {std::string("\x93NUMPY\1\0\xFF\xFF{", 11),
       "size of the NPY header should be at most 65536 bytes, and no more than the file, got "
       "65535"},
      {std::string("\x93NUMPY\2\0\xFF\xFF\xFF\xFF{", 13),
       "size of the NPY header should be at most 65536 bytes, and no more than the file, got "
       "4294967295"},
      {std::string("\x93NUMPY\1\0\4\0{", 11), "NPY header should be 4 bytes long"},
      // the dictionary
      {npy("", values), "NPY header should be with { here, got nothing"},
      {npy("[]", values), "NPY header should be with { here, got \"[]\""},
      {npy("{", values), "NPY header should be"},
      {npy("{}", values), "NPY header should be with descr and shape"},
      {npy("{'descr': '<f4'}", values), "NPY header should be with descr and shape"},
      {npy("{'shape': (2,)}", values), "NPY header should be with descr and shape"},
      {npy("{'colour': '<f4'}", values),
       "NPY header should be with descr, fortran_order and shape alone"},
      {npy("{'descr' '<f4'}", values), "NPY header should be with : here"},
      {npy("{'descr: }", values), "NPY header should be with closed quotes"},
      {npy("{'descr': '<f4' 'shape': (2,)}", values), "NPY header should be with } here"},
      // type
      {npy(header("<f4", "False", "(2, 1)"), values), "NPY header should be with \" here"},
      {npy(header("''", "False", "(2, 1)"), values), "NPY header should be with a plain type"},
      {npy(header("'f4'", "False", "(2, 1)"), values), "with a plain type"},
      {npy(header("'<f'", "False", "(2, 1)"), values), "with a plain type"},
      {npy(header("'<f-4'", "False", "(2, 1)"), values), "with a plain type"},
      {npy(header("'<f4x'", "False", "(2, 1)"), values), "with a plain type"},
      {npy(header("'<f99999999999999999999'", "False", "(2, 1)"), values), "with a plain type"},
      {npy(header("'|V8'", "False", "(1, 1)"), values),
       "NPY type should be floating-point or integer numbers, got \"|V8\""},
      {npy(header("'<c8'", "False", "(1, 1)"), values), "got \"<c8\""},
      {npy(header("'<f3'", "False", "(1, 1)"), values), "got \"<f3\""},
      {npy(header("'<U1'", "False", "(2, 1)"), values), "got \"<U1\""},
      {npy(header("'|O'", "False", "(1, 1)"), values), "with a plain type"},
      {npy(header("[('a', '<f4')]", "False", "(2,)"), values), "NPY header should be with"},
      // order and shape
      {npy(header("'<f4'", "Maybe", "(2, 1)"), values), "NPY header should be with True or False"},
      {npy(header("'<f4'", "True", "(1, 2, 1)"), values),
       "NPY shape should be 1 dimension or more, in Fortran order 1 or 2, got 3"},
      {npy(header("'<f4'", "False", "()"), values), "NPY shape should be 1 dimension or more"},
      {npy(header("'<f4'", "False", "(0,)"), ""), "NPY header should be with sizes of at least 1"},
      {npy(header("'<f4'", "False", "(2, 0)"), ""),
       "NPY header should be with sizes of at least 1"},
      {npy(header("'<f4'", "False", "(-2, 1)"), values),
       "NPY header should be with sizes of at least 1"},
      {npy(header("'<f4'", "False", "(2.0, 1)"), values), "NPY header should be with ) here"},
      {npy(header("'<f4'", "False", "(2; 1)"), values), "NPY header should be with ) here"},
      {npy(header("'<f4'", "False", "2, 1"), values), "NPY header should be with ( here"},
      {npy(header("'<f4'", "False", "(4294967296, 4294967296)"), values), "no more items than the"},
      {npy(header("'<f4'", "False", "(9223372036854775807, 1)"), values), "no more items than the"},
      {npy(header("'<f4'", "False", "(9223372036854775808, 1)"), values),
       "NPY header should be with sizes of at least 1"},
      {npy(header("'<f4'", "False", "(3, 1)"), values),
       "size of the data should be at least 3 x 4 bytes, got at most 8"},
      {npy(header("'<f4'", "False", "(1, 1)"), values),
       "file should be at its end after the NPY data, got more bytes"},
      {npy(good_header, values + "\n"),
       "file should be at its end after the NPY data, got more bytes"},
      {npy(good_header, values.substr(1)),
       "size of the data should be at least 2 x 4 bytes, got at most 7"},
      // values
      {npy(good_header, std::string("\0\0\200\77\0\0\300\177", 8)),
       "feature 0 of example 1 should be finite, got nan"},
      {npy(good_header, std::string("\0\0\200\377\0\0\0\100", 8)),
       "feature 0 of example 0 should be finite, got -inf"},
      {npy(header("'<f8'", "False", "(1, 1)"), std::string("\0\0\0\0\0\0\360\177", 8)),
       "feature 0 of example 0 should be finite, got inf"},
      {npy(header("'<f8'", "True", "(1, 1)"), std::string("\377\377\377\377\377\377\357\177", 8)),
       "feature 0 of example 0 should be finite, got inf"},
      {npy(header("'<f2'", "True", "(2, 2)"), std::string("\0\0\0\0\0\174\0\0", 8)),
       "feature 1 of example 0 should be finite, got inf"},
  };
  for (const auto& [bytes, message] : cases) {
    INFO(bytes);
    CHECK_THAT(error_in(bytes), ContainsSubstring("data.npy: "));
    CHECK_THAT(error_in(bytes), ContainsSubstring(message));
  }
  for (const std::string name : {"complex", "object", "structured", "y_text"}) {
    CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_npy<float>(data / (name + ".npy")); }),
               ContainsSubstring("NPY "));
  }
}

TEST_CASE("a NaN is named by example and feature far into an array", "[io][npy]") {
  const TemporaryDirectory directory;
  const int num_features = 10;
  const int num_examples = 20000;
  std::vector<float> values(num_features * num_examples, 1);
  values[num_features * 12345 + 6] = std::numeric_limits<float>::quiet_NaN();
  const auto path = directory.write(
      "a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (20000, 10), }",
                   {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)}));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_npy<float>(path); }),
             ContainsSubstring("feature 6 of example 12345 should be finite, got nan"));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_npy<double>(path); }),
             ContainsSubstring("feature 6 of example 12345 should be finite, got nan"));
}

TEST_CASE("every beginning of an NPY file is an error", "[io][npy]") {
  for (const std::string name : {"f4", "f4_fortran", "f8_big_endian", "u1"}) {
    const std::string good = contents(data / (name + ".npy"));
    for (std::size_t size = 0; size < good.size(); ++size) {
      const auto error = error_in(good.substr(0, size));
      REQUIRE_THAT(error, ContainsSubstring("should be"));
    }
  }
}
