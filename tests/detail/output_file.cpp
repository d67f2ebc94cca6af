// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/output_file.hpp"

#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

using Catch::Matchers::ContainsSubstring;
using softmargin::detail::OutputFile;

namespace {

auto count_files(const std::filesystem::path& directory) {
  return std::distance(std::filesystem::directory_iterator(directory), {});
}

}  // namespace

TEST_CASE("a file appears when it is committed, with everything in order", "[io][output_file]") {
  const TemporaryDirectory directory;
  {
    OutputFile file(directory / "new");
    file << "text " << 1.5 << ' ' << 0.1f << ' ' << -3 << '\n';
    file.write("raw", 3);
    file << std::string(200000, 'x');
    CHECK_FALSE(std::filesystem::exists(directory / "new"));
    file.commit();
  }
  CHECK(contents(directory / "new") == "text 1.5 0.1 -3\nraw" + std::string(200000, 'x'));
  CHECK(count_files(directory / "") == 1);
}

TEST_CASE("what is not committed leaves the old file and nothing else", "[io][output_file]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("old", "as it was");
  {
    OutputFile file(path);
    file << std::string(200000, 'x');
  }
  CHECK(contents(path) == "as it was");
  CHECK(count_files(directory / "") == 1);
}

TEST_CASE("a replaced file keeps its permissions, a link its name", "[io][output_file]") {
  namespace fs = std::filesystem;
  const TemporaryDirectory directory;
  const auto path = directory.write("old", "old");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink(path, directory / "link");
  OutputFile file(directory / "link");
  file << "new";
  file.commit();
  CHECK(contents(path) == "new");
  CHECK(fs::is_symlink(directory / "link"));
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("where nothing can be written the error says so", "[io][output_file]") {
  const TemporaryDirectory directory;
  CHECK_THAT(
      thrown<std::runtime_error>([&] { OutputFile file(directory / "absent/file"); }),
      ContainsSubstring("absent/file: file should be writable to its end, got No such file"));
  CHECK_THAT(thrown<std::runtime_error>([&] { OutputFile file(directory / ""); }),
             ContainsSubstring("writable to its end"));
  if (std::filesystem::exists("/dev/full")) {
    CHECK_THAT(
        thrown<std::runtime_error>([&] {
          OutputFile file("/dev/full");
          file << "anything";
          file.commit();
        }),
        ContainsSubstring("/dev/full: file should be writable to its end, got No space left"));
  }
}
