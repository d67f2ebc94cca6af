// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/line_reader.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

using Catch::Matchers::ContainsSubstring;
using softmargin::detail::LineReader;

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  LineReader reader(path);
  std::vector<std::string> lines;
  while (reader.next()) lines.emplace_back(reader.line());
  return lines;
}

}  // namespace

TEST_CASE("lines end with LF or CRLF, the last one also with the file", "[io][line_reader]") {
  using Lines = std::vector<std::string>;
  const TemporaryDirectory directory;
  CHECK(lines_of(directory.write("a", "")).empty());
  CHECK(lines_of(directory.write("a", "one")) == Lines{"one"});
  CHECK(lines_of(directory.write("a", "one\n")) == Lines{"one"});
  CHECK(lines_of(directory.write("a", "one\r\n\r\ntwo\r")) == Lines{"one", "", "two"});
  CHECK(lines_of(directory.write("a", "\n\n")) == Lines{"", ""});
  CHECK(lines_of(directory.write("a", "\xEF\xBB\xBFone\n\xEF\xBB\xBF")) ==
        Lines{"one", "\xEF\xBB\xBF"});
}

TEST_CASE("lines of every length come through whole, twice", "[io][line_reader]") {
  const TemporaryDirectory directory;
  std::vector<std::string> lines;
  std::string text;
  for (const std::size_t size : {0u, 1u, 262143u, 262144u, 262145u, 3u, 1000000u, 0u, 7u}) {
    lines.emplace_back(size, static_cast<char>('a' + lines.size()));
    text += lines.back() + "\n";
  }
  LineReader reader(directory.write("a", text));
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::string& line : lines) {
      REQUIRE(reader.next());
      CHECK((reader.line() == line));
    }
    CHECK_FALSE(reader.next());
    reader.rewind();
  }
}

TEST_CASE("an error tells file, line, column, and what stands there", "[io][line_reader]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a", "one\ntwo three\tfour");
  LineReader reader(path);
  reader.next();
  reader.next();
  CHECK(thrown<std::runtime_error>([&] {
          reader.fail_at_field(reader.begin() + 4, ',', "word", "a number");
        }) == "softmargin: " + path.string() +
                  ", line 2, column 5: word should be a number, got \"three\"");
  CHECK(softmargin::detail::in_quotes(std::string(100, 'x')) ==
        "\"" + std::string(40, 'x') + "...\"");
  CHECK(softmargin::detail::in_quotes("a\x1b[2J") == "\"a?[2J\"");
}

TEST_CASE("a zero byte is no text", "[io][line_reader]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a", std::string("one\ntw\0o\n", 9));
  CHECK_THAT(thrown<std::runtime_error>([&] { lines_of(path); }),
             ContainsSubstring("line 2, column 3: file should be text in UTF-8 or ASCII"));
}
