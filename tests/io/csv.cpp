// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/csv.hpp"

#include <cstdint>
#include <optional>
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

template <class Scalar = double>
auto read(const std::string& text, const sm::CsvOptions& options = {}) {
  const TemporaryDirectory directory;
  return sm::read_csv<Scalar>(directory.write("data.csv", text), options);
}

template <class Scalar = double>
std::string error_in(const std::string& text, const sm::CsvOptions& options = {}) {
  return thrown<std::runtime_error>([&] { read<Scalar>(text, options); });
}

}  // namespace

TEST_CASE("each line of a CSV file is a column of X, its first field the label", "[io][csv]") {
  const auto [X, y, names] = read("2,0.5,-1\n1,3,4e2\n2,5,6\n");
  REQUIRE(X.rows() == 2);
  REQUIRE(X.cols() == 3);
  CHECK(X.col(0) == Eigen::Vector2d(0.5, -1));
  CHECK(X.col(1) == Eigen::Vector2d(3, 400));
  CHECK(X.col(2) == Eigen::Vector2d(5, 6));
  CHECK(y == Eigen::Vector3i(1, 0, 1));
  CHECK(names == Names{"1", "2"});
}

TEST_CASE("the label column is told by number, from the end, or by name", "[io][csv]") {
  const std::string text = "length,kind,width\n1,cat,2\n3,dog,4\n";
  const auto by_name = read(text, {.label_column = "kind"});
  CHECK(by_name.X.col(1) == Eigen::Vector2d(3, 4));
  CHECK(by_name.class_names == Names{"cat", "dog"});
  CHECK(read(text, {.label_column = 1}).X == by_name.X);
  CHECK(read(text, {.label_column = -2}).X == by_name.X);
  CHECK(read("1,2,5\n3,4,6\n", {.label_column = -1}).X.col(0) == Eigen::Vector2d(1, 2));
  const auto without = read("1,2\n3,4\n", {.label_column = std::nullopt});
  CHECK(without.X.col(1) == Eigen::Vector2d(3, 4));
  CHECK(without.y.size() == 0);
  CHECK(without.class_names.empty());
}

TEST_CASE("a first line without a number among its features is a header", "[io][csv]") {
  CHECK(read("label,a,b\n1,2,3\n").X.cols() == 1);
  CHECK(read("cat,2,3\ndog,4,5\n").X.cols() == 2);
  CHECK(read("0,1,2\n1,2,3\n").X.cols() == 2);
  CHECK(read("0,1,2\n1,2,3\n", {.header = sm::CsvHeader::present}).X.cols() == 1);
  CHECK_THAT(error_in("label,a,b\n1,2,3\n", {.header = sm::CsvHeader::absent}),
             ContainsSubstring("line 1, column 7: field 1 should be a finite number"));
  // One slip among numbers is not a header.
  CHECK_THAT(error_in("1,2,x\n1,2,3\n"), ContainsSubstring("line 1, column 5: field 2"));
  CHECK_THAT(error_in("1,nan,nan\n1,2,3\n"), ContainsSubstring("line 1, column 3: field 1"));
  CHECK_THAT(error_in("1,,\n1,2,3\n"), ContainsSubstring("line 1, column 3: field 1"));
}

TEST_CASE("separators are found in the first line or told", "[io][csv]") {
  const auto expected = read("1,2.5,3\n0,4,5\n");
  for (const char separator : {'\t', ';', ' ', '|'}) {
    std::string text = "1,2.5,3\n0,4,5\n";
    for (char& c : text) c = c == ',' ? separator : c;
    sm::CsvOptions options;
    if (separator == '|') options.separator = separator;
    const auto data = read(text, options);
    CHECK(data.X == expected.X);
    CHECK(data.y == expected.y);
  }
  CHECK(read("a b\t2\t3\n").class_names == Names{"a b"});
}

TEST_CASE("blanks, quotes, line ends, blank lines and byte order marks do not count", "[io][csv]") {
  const auto expected = read("a,2,3\nb,4,5\n");
  for (const std::string text : {
           "a,2,3\nb,4,5",
           "a,2,3\r\nb,4,5\r\n",
           "\xEF\xBB\xBF"
           "a,2,3\nb,4,5\n",
           " a , 2\t,3 \n\n  \nb,4,5\n\n",
           "\"a\",\"2\",\"3\"\n\"b\" , \" 4\",5\n",
       }) {
    INFO(text);
    if (text.find("\" 4\"") != std::string::npos) {
      CHECK_THAT(error_in(text), ContainsSubstring("line 2, column 7: field 1"));
      continue;
    }
    const auto data = read(text);
    CHECK(data.X == expected.X);
    CHECK(data.class_names == expected.class_names);
  }
}

TEST_CASE("a quoted field may hold separators and quotes", "[io][csv]") {
  const auto data = read("\"Smith, J.\",1\n\"the \"\"one\"\"\",2\n\" blank \",3\n");
  CHECK(data.class_names == Names{" blank ", "Smith, J.", "the \"one\""});
  CHECK(data.y == Eigen::Vector3i(1, 2, 0));
}

TEST_CASE("a CSV file can be read as bytes and as float", "[io][csv]") {
  const auto bytes = read<std::uint8_t>("1,0,255\n2,16,7\n");
  CHECK(int{bytes.X(1, 0)} == 255);
  CHECK(read<float>("1,0.1\n").X(0, 0) == 0.1f);
  for (const std::string text : {"1,256\n", "1,-1\n", "1,1.5\n", "1,1e2\n"}) {
    CHECK_THAT(
        error_in<std::uint8_t>(text),
        ContainsSubstring("line 1, column 3: field 1 should be a whole number from 0 to 255"));
  }
}

TEST_CASE("a CSV file can be given the classes of a model", "[io][csv]") {
  const auto data = read("3,1\n1,2\n", {.class_names = {"1", "2", "3"}});
  CHECK(data.y == Eigen::Vector2i(2, 0));
  CHECK_THAT(error_in("1,1\n4,2\n", {.class_names = {"1", "2"}}),
             ContainsSubstring(
                 "line 2, column 1: label should be one of the 2 given class names, got \"4\""));
}

TEST_CASE("a malformed CSV file is named with line and column", "[io][csv]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "number of examples should be at least 1, got 0"},
      {"\n \n", "number of examples should be at least 1, got 0"},
      {"label,a,b\n", "number of examples should be at least 1, got 0"},
      {"label,a,b\n\n", "number of examples should be at least 1, got 0"},
      {"1\n2\n", "line 1, column 1: number of features should be at least 1, got 0"},
      {"1,2,3\n1,2\n", "number of fields should be 3, as in the first line, got 2"},
      {"1,2,3\n1\n", "line 2, column 2: number of fields should be 3, as in the first line, got 1"},
      {"1,2,3\n1,2,3,4\n",
       "line 2, column 8: number of fields should be 3, as in the first line, got more"},
      {"1,2,3\n1,2,3,\n",
       "line 2, column 7: number of fields should be 3, as in the first line, got more"},
      {"1,2,3\n1,2,\n", "line 2, column 5: field 2 should be a finite number of at most 1.797"},
      {"1,2,3\n1,,3\n", "line 2, column 3: field 1 should be a finite number"},
      {"1,2,3\n,2,3\n", "line 2, column 1: label should be a finite number or a name, got nothing"},
      {"1,2,3\n ,2,3\n",
       "line 2, column 2: label should be a finite number or a name, got nothing"},
      {"1,2,3\nnan,2,3\n", "label should be a finite number or a name, got \"nan\""},
      {"1,2,3\n1,2,x\n",
       "line 2, column 5: field 2 should be a finite number of at most 1.7976931348623157e+308, "
       "got \"x\""},
      {"1,2,3\n1,2 2,3\n", "line 2, column 3: field 1"},
      {"1,2,3\n1,0x10,3\n",
       "field 1 should be a finite number of at most 1.7976931348623157e+308, got \"0x10\""},
      {"1;2;3\n1;2,5;3\n",
       "line 2, column 3: field 1 should be a finite number of at most 1.7976931348623157e+308, "
       "got \"2,5\""},
      {"1,2,3\n1,1e400,3\n", "got \"1e400\""},
      {"1,2,3\n1,2;3\n", "line 2, column 3: field 1"},
      {"1,2,3\n1\t2\t3\n",
       "line 2, column 6: number of fields should be 3, as in the first line, got 1"},
      {"1,\"2\n", "line 1, column 3: quoted field should be closed on its line, got no quote"},
      {"1,2\n\"a,3\n", "line 2, column 1: quoted field should be closed on its line, got no quote"},
      {"1,2\n\"a\"b,3\n",
       "line 2, column 4: quoted field should be followed by a separator, got \"b\""},
      {"1,2\n1,\"x\"\n", "line 2, column 3: field 1"},
      {"1,2\n1,\"\"\n", "line 2, column 3: field 1"},
      {std::string("1,2\n1,\0002\n", 9), "line 2, column 3: file should be text in UTF-8 or ASCII"},
      {"1,2\r1,3\n", "line 1, column 3: field 1"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK_THAT(error_in(text), ContainsSubstring("data.csv"));
    CHECK_THAT(error_in(text), ContainsSubstring(message));
  }
  CHECK_THAT(error_in("1,2\n", {.label_column = 2}),
             ContainsSubstring("line 1, column 1: label column should be in [-2, 2), got 2"));
  CHECK_THAT(error_in("1,2\n", {.label_column = -3}), ContainsSubstring("got -3"));
  CHECK_THAT(error_in("a,b\n1,2\n", {.label_column = "c"}),
             ContainsSubstring("header should be one with a column \"c\", got \"a,b\""));
  CHECK_THAT(error_in("\n\n", {.label_column = std::nullopt}),
             ContainsSubstring("number of examples"));
}

TEST_CASE("NaN, infinity and missing values are found in a CSV file however spelled", "[io][csv]") {
  for (const std::string sign : {"", "-", "+"}) {
    for (const std::string word : {"nan", "NaN", "NAN", "nan(1)", "inf", "Inf", "INF", "infinity",
                                   "INFINITY", "1.#INF", "1.#QNAN", "NA", "N/A", "None", "?"}) {
      const auto error = error_in("1,2,3\n1," + sign + word + ",3\n");
      CHECK_THAT(error, ContainsSubstring("line 2, column 3: field 1 should be a finite number"));
      CHECK_THAT(error, ContainsSubstring("got \"" + sign + word + "\""));
    }
  }
}

TEST_CASE("a wide first line before many short ones does not ask for memory", "[io][csv]") {
  std::string text = "1";
  for (int i = 0; i < 100000; ++i) text += ",1";
  text += "\n";
  for (int i = 0; i < 1000000; ++i) text += "1\n";  // 100,000 x 1,000,000 would be 800 GB
  CHECK_THAT(error_in(text),
             ContainsSubstring("line 2, column 2: number of fields should be 100001"));
}

TEST_CASE("every beginning of a CSV file is read or is an error", "[io][csv]") {
  const std::string good = "\"k\",a,b\r\n\"x\"\"\",1.5,-2e3\n y ,3,\"4\"\n";
  int num_errors = 0;
  for (std::size_t size = 0; size <= good.size(); ++size) {
    const auto error = error_in(good.substr(0, size));
    if (error == "nothing was thrown") continue;
    ++num_errors;
    CHECK_THAT(error, ContainsSubstring("should be"));
  }
  CHECK(num_errors > 10);
}
