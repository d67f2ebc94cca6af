// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/libsvm.hpp"

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

auto read(const std::string& text, const sm::LibsvmOptions& options = {}) {
  const TemporaryDirectory directory;
  return sm::read_libsvm(directory.write("data.svm", text), options);
}

std::string error_in(const std::string& text, const sm::LibsvmOptions& options = {}) {
  return thrown<std::runtime_error>([&] { read(text, options); });
}

}  // namespace

TEST_CASE("each line of a LIBSVM file is a sparse column", "[io][libsvm]") {
  const auto [X, y, names] = read("+1 1:0.5 3:-2\n-1 2:1e1\n+1\n");
  REQUIRE(X.rows() == 3);
  REQUIRE(X.cols() == 3);
  CHECK(X.isCompressed());
  CHECK(X.nonZeros() == 3);
  CHECK(X.coeff(0, 0) == 0.5);
  CHECK(X.coeff(2, 0) == -2);
  CHECK(X.coeff(1, 1) == 10);
  CHECK(y == Eigen::Vector3i(1, 0, 1));
  CHECK(names == Names{"-1", "1"});
}

TEST_CASE("blanks, comments, line ends and byte order marks do not count", "[io][libsvm]") {
  const auto expected = read("1 1:2 3:4\n2 2:5\n");
  for (const std::string text : {
           "1 1:2 3:4\n2 2:5",
           "1 1:2 3:4\r\n2 2:5\r\n",
           "\xEF\xBB\xBF"
           "1 1:2 3:4\n2 2:5\n",
           "  1\t1:2   3:4 \n\n2 2:5\t\n \t\n",
           "# a: comment\n1 1:2 3:4 # another 9:9\n2 2:5 #\n#\n",
       }) {
    const auto data = read(text);
    CHECK(data.X.isApprox(expected.X, 0));
    CHECK(data.y == expected.y);
    CHECK(data.class_names == expected.class_names);
  }
}

TEST_CASE("features are numbered from one unless the file holds a zero", "[io][libsvm]") {
  Names notes;
  const auto note = [&](std::string_view text) { notes.emplace_back(text); };
  CHECK(read("1 1:5\n2 2:6\n", {.on_note = note}).X.coeff(0, 0) == 5);
  CHECK(notes.empty());
  const auto zero = read("1 1:5\n2 0:6\n", {.on_note = note});
  CHECK(zero.X.rows() == 2);
  CHECK(zero.X.coeff(1, 0) == 5);
  CHECK(zero.X.coeff(0, 1) == 6);
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], ContainsSubstring("feature numbers begin with 0"));

  CHECK(read("1 1:5\n2 2:6\n", {.base = sm::IndexBase::zero}).X.rows() == 3);
  CHECK_THAT(error_in("1 0:5\n", {.base = sm::IndexBase::one}),
             ContainsSubstring("line 1, column 3: feature index should be 1 or more, got 0"));
}

TEST_CASE("a LIBSVM file can be given more features and the classes of a model", "[io][libsvm]") {
  const auto data = read("3 1:1\n1 2:1\n", {.num_features = 10, .class_names = {"1", "2", "3"}});
  CHECK(data.X.rows() == 10);
  CHECK(data.y == Eigen::Vector2i(2, 0));
  CHECK(data.class_names.size() == 3);
  CHECK(read("3 1:1\n1 12:1\n", {.num_features = 10}).X.rows() == 12);
  CHECK_THAT(error_in("1 1:1\n4 1:1\n", {.class_names = {"1", "2"}}),
             ContainsSubstring(
                 "line 2, column 1: label should be one of the 2 given class names, got \"4\""));
  CHECK_THROWS_AS(read("1 1:1\n", {.num_features = -1}), std::invalid_argument);
}

TEST_CASE("a qid is ignored with a word", "[io][libsvm]") {
  Names notes;
  const auto data = read("1 qid:3 1:5\n2 qid:4 2:6\n",
                         {.on_note = [&](std::string_view text) { notes.emplace_back(text); }});
  CHECK(data.X.nonZeros() == 2);
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], ContainsSubstring("data.svm: 2 qid fields are ignored"));
}

TEST_CASE("labels of a LIBSVM file can be names", "[io][libsvm]") {
  const auto data = read("ship 1:1\ncat 1:2\nship 1:3\n");
  CHECK(data.class_names == Names{"cat", "ship"});
  CHECK(data.y == Eigen::Vector3i(1, 0, 1));
}

TEST_CASE("values of a LIBSVM file can be read as float", "[io][libsvm]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a", "0 1:0.1\n1 1:0.2\n");
  const auto data = sm::read_libsvm<float>(path);
  CHECK(data.X.coeff(0, 0) == 0.1f);
  CHECK_THAT(thrown<std::runtime_error>(
                 [&] { sm::read_libsvm<float>(directory.write("a", "0 1:1e39\n")); }),
             ContainsSubstring("value of feature 1 should be a finite number of at most 3.4028"));
}

TEST_CASE("a malformed LIBSVM file is named with line and column", "[io][libsvm]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "number of examples should be at least 1, got 0"},
      {"\n\n", "number of examples should be at least 1, got 0"},
      {"# only a comment\n", "number of examples should be at least 1, got 0"},
      {"\xEF\xBB\xBF", "number of examples should be at least 1, got 0"},
      {"1\n2 # 1:1\n", "number of features should be at least 1, got 0"},
      // labels
      {"1:2\n", "line 1, column 1: label should be one number or name, got \"1:2\""},
      {"1 1:1\n\n 2:3 4:5\n", "line 3, column 2: label should be one number or name, got \"2:3\""},
      {"1,2 1:1\n", "line 1, column 1: label should be one number or name, got \"1,2\""},
      {"nan 1:1\n", "label should be a finite number or a name, got \"nan\""},
      {"1 1:1\n-inf 1:1\n",
       "line 2, column 1: label should be a finite number or a name, got \"-inf\""},
      {"1e999 1:1\n", "label should be a finite number or a name"},
      // features
      {"1 2\n",
       "line 1, column 3: feature should be index:value with an index from 0 to 2147483646, got "
       "\"2\""},
      {"1 2:\n", "line 1, column 5: value of feature 2 should be a finite number"},
      {"1 2: 3\n", "line 1, column 5: value of feature 2 should be a finite number"},
      {"1 :3\n",
       "column 3: feature should be index:value with an index from 0 to 2147483646, got \":3\""},
      {"1 -1:3\n",
       "column 3: feature should be index:value with an index from 0 to 2147483646, got \"-1:3\""},
      {"1 +1:3\n", "column 3: feature should be index:value"},
      {"1 1.5:3\n", "column 3: feature should be index:value"},
      {"1 x:3\n", "column 3: feature should be index:value"},
      {"1 1 :3\n", "column 3: feature should be index:value"},
      {"1 1;3\n", "column 3: feature should be index:value"},
      {"1 0x1:3\n", "column 3: feature should be index:value"},
      {"1 1:2,3:4\n", "column 5: value of feature 1 should be a finite number of at most 1.797"},
      {"1 1:2;3:4\n", "column 5: value of feature 1"},
      {"1 1:2:3\n", "column 5: value of feature 1"},
      {"1 1:2#3\n", "column 5: value of feature 1"},
      {"1 1:1.#INF\n", "column 5: value of feature 1 should be a finite number"},
      {"1 1:1.#IND\n", "column 5: value of feature 1 should be a finite number"},
      {"1 1:-1.#QNAN\n", "column 5: value of feature 1 should be a finite number"},
      {"1 1:0x10\n", "column 5: value of feature 1"},
      {"1 1:1,5\n", "column 5: value of feature 1"},
      {"1 1:--1\n", "column 5: value of feature 1"},
      {"1 1:+-1\n", "column 5: value of feature 1"},
      {"1 1:1e\n", "column 5: value of feature 1"},
      {"1 1:1e+\n", "column 5: value of feature 1"},
      {"1 1:1d5\n", "column 5: value of feature 1"},
      {"1 1:1e400\n", "column 5: value of feature 1 should be a finite number of at most 1.797"},
      {"1 1:-1e400\n", "column 5: value of feature 1"},
      {"1 quid:1 1:1\n", "column 3: feature should be index:value, got \"quid:1\""},
      {"1 qid 1:1\n", "column 3: feature should be index:value, got \"qid\""},
      // order and size of the indices
      {"1 2:1 1:1\n", "line 1, column 7: feature index should be more than the 2 before it, got 1"},
      {"1 1:1 1:1\n", "column 7: feature index should be more than the 1 before it, got 1"},
      {"1 0:1 0:1\n", "column 7: feature index should be more than the 0 before it, got 0"},
      {"1 2147483647:1\n",
       "column 3: feature should be index:value with an index from 0 to 2147483646"},
      {"1 2147483648:1\n", "got \"2147483648:1\""},
      {"1 4294967296:1\n", "got \"4294967296:1\""},
      {"1 4294967297:1\n", "got \"4294967297:1\""},
      {"1 9223372036854775807:1\n", "got \"9223372036854775807:1\""},
      {"1 9223372036854775808:1\n", "got \"9223372036854775808:1\""},
      {"1 18446744073709551617:1\n", "got \"18446744073709551617:1\""},
      {"1 99999999999999999999999999999999999999999999999:1\n",
       "got \"9999999999999999999999999999999999999999...\""},
      // bytes
      {std::string("1 1:1\n1\0 1:1\n", 13),
       "line 2, column 2: file should be text in UTF-8 or ASCII, got a zero byte"},
      {std::string("\0", 1), "line 1, column 1: file should be text"},
      {std::string("\xFF\xFE"
                   "1\0 \0001\0:\0001\0",
                   12),
       "file should be text in UTF-8 or ASCII"},
      {"1 1:1\r2 1:1\n", "column 5: value of feature 1"},
      {"1 1:\xC2\xA0"
       "1\n",
       "column 5: value of feature 1"},
  };
  for (const auto& [text, message] : cases) {
    INFO(text);
    CHECK_THAT(error_in(text), ContainsSubstring("data.svm"));
    CHECK_THAT(error_in(text), ContainsSubstring(message));
  }
}

TEST_CASE("NaN and infinity are found in a LIBSVM file however spelled", "[io][libsvm]") {
  for (const std::string sign : {"", "-", "+"}) {
    for (const std::string word : {"nan", "NaN", "NAN", "nan(1)", "inf", "Inf", "INF", "infinity",
                                   "INFINITY", "1.#INF", "1.#QNAN", "NA", "None", "null", "?"}) {
      const auto error = error_in("1 1:1\n2 7:" + sign + word + " 8:1\n");
      CHECK_THAT(error, ContainsSubstring("line 2, column 5: value of feature 7 should be a finite "
                                          "number of at most"));
      CHECK_THAT(error, ContainsSubstring("got \"" + sign + word + "\""));
    }
  }
}

TEST_CASE("every beginning of a LIBSVM file is read or is an error", "[io][libsvm]") {
  const std::string good = "+1 qid:2 1:0.5 10:-2e-3 # c\r\n-1 2:.5\n";
  int num_errors = 0;
  for (std::size_t size = 0; size <= good.size(); ++size) {
    const auto error = error_in(good.substr(0, size));
    if (error == "nothing was thrown") continue;
    ++num_errors;
    CHECK_THAT(error, ContainsSubstring("should be"));
  }
  CHECK(num_errors > 10);
}

#if defined(SOFTMARGIN_HAS_ZLIB)
TEST_CASE("a compressed LIBSVM file reads like the plain one", "[io][libsvm]") {
  const TemporaryDirectory directory;
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += std::to_string(i % 3) + " " + std::to_string(i + 1) + ":1\n";
  const auto plain = sm::read_libsvm(directory.write("a.svm", text));
  const auto zipped = sm::read_libsvm(directory.write_gzip("a.svm.gz", text));
  CHECK(zipped.X.isApprox(plain.X, 0));
  CHECK(zipped.y == plain.y);
  CHECK(zipped.X.rows() == 20000);
}
#endif
