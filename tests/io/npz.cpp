// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The archives in tests/io/data were written by NumPy; make_data.py there tells how.
#include "softmargin/io/npz.hpp"

#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::filesystem::path data = SOFTMARGIN_TEST_DATA;

std::string error_in(const std::string& bytes, const sm::NpzOptions& options = {}) {
  const TemporaryDirectory directory;
  const auto path = directory.write("data.npz", bytes);
  return thrown<std::runtime_error>([&] { sm::read_npz<double>(path, options); });
}

void check_arrays(const sm::Matrix<double>& X) {
  REQUIRE(X.rows() == 4);
  REQUIRE(X.cols() == 3);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 4; ++j) CHECK(X(j, i) == 10 * i + j - 5.5);
  }
}

}  // namespace

TEST_CASE("an NPZ archive holds features and labels by name", "[io][npz]") {
  const auto stored = sm::read_npz<double>(data / "stored.npz");
  check_arrays(stored.X);
  CHECK(stored.class_names == std::vector<std::string>{"V\xC3\xB6gel", "ship"});
  CHECK(stored.y == Eigen::Vector3i(1, 0, 1));
  const auto unlabelled = sm::read_npz<double>(data / "stored.npz", {.labels = ""});
  check_arrays(unlabelled.X);
  CHECK(unlabelled.y.size() == 0);
  CHECK_THAT(thrown<std::runtime_error>(
                 [] { sm::read_npz<double>(data / "stored.npz", {.features = "Z"}); }),
             ContainsSubstring("stored.npz: zip archive should be one with a member Z.npy, got one "
                               "with X.npy y.npy"));
}

TEST_CASE("an archive may be longer at the end, and only there", "[io][npz]") {
  const std::string good = contents(data / "stored.npz");
  std::string commented = good;
  commented[commented.size() - 2] = 7;
  CHECK(error_in(commented + "comment") == "nothing was thrown");
  CHECK_THAT(error_in("comment" + good), ContainsSubstring("zip archive should be intact"));
}

TEST_CASE("every beginning of an NPZ archive is an error", "[io][npz]") {
  for (const std::string name : {"stored.npz", "deflated.npz"}) {
    const std::string good = contents(data / name);
    for (std::size_t size = 0; size < good.size(); ++size) {
      REQUIRE_THAT(error_in(good.substr(0, size)), ContainsSubstring("zip archive should be"));
    }
  }
}

TEST_CASE("a changed byte of the data of an NPZ archive is found by its checksum", "[io][npz]") {
  std::string bad = contents(data / "stored.npz");
  const auto position = bad.find("NUMPY") + 150;
  bad[position] = static_cast<char>(bad[position] ^ 1);
  CHECK_THAT(error_in(bad), ContainsSubstring("data.npz, X.npy: checksum should be"));
}

TEST_CASE("a damaged directory of an NPZ archive is an error", "[io][npz]") {
  const std::string good = contents(data / "stored.npz");
  const auto end = good.rfind("PK\5\6");
  const auto entry = good.find("PK\1\2");
  const auto with = [&](std::size_t position, const std::string& bytes) {
    std::string bad = good;
    return bad.replace(position, bytes.size(), bytes);
  };
  const std::string most(4, '\xFF');
  CHECK_THAT(error_in(with(end, "PK\5\7")),
             ContainsSubstring("zip archive should be one with an end record, got none"));
  CHECK_THAT(error_in(with(end + 16, most)),
             ContainsSubstring("zip archive should be one with a 64-bit end record, got none"));
  CHECK_THAT(error_in(with(end + 12, "\xFF\xFF\xFF\x7F")),
             ContainsSubstring("size of the file should be enough for the parts that it names"));
  CHECK_THAT(error_in(with(entry, "PK\1\3")),
             ContainsSubstring("zip archive should be intact, got a foreign entry"));
  CHECK_THAT(error_in(with(entry + 8, "\1")),
             ContainsSubstring("zip archive should be without a password"));
  CHECK_THAT(error_in(with(entry + 10, "\x0E")),
             ContainsSubstring("zip archive should be stored or deflated, got method 14"));
  CHECK_THAT(error_in(with(entry + 20, "\xFE\xFF\xFF\xFF")),
             ContainsSubstring("size of the file should be enough for the parts that it names"));
  CHECK_THAT(error_in(with(entry + 20, most)),
             ContainsSubstring("size of the file should be enough for the parts that it names"));
  CHECK_THAT(error_in(with(entry + 42, "\5")),
             ContainsSubstring("zip archive should be intact, got a misplaced member"));
  CHECK_THAT(error_in(with(entry + 42, "\xFE\xFF\xFF\xFF")),
             ContainsSubstring("size of the file should be enough for the parts that it names"));
}

TEST_CASE("sizes and places beyond 32 bits stand in 64-bit fields", "[io][npz]") {
  // The same archive, its directory written the long way.
  const std::string good = contents(data / "stored.npz");
  const auto number = [](std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i) & 255);
    return bytes;
  };
  const auto begin = good.find("PK\1\2");
  const auto end = good.rfind("PK\5\6");
  std::string directory;
  for (auto entry = begin; entry < end;) {
    const auto next = good.find("PK", entry + 4);
    std::string bytes = good.substr(entry, next - entry);
    const std::string extra = number(1, 2) + number(24, 2) + bytes.substr(24, 4) + number(0, 4) +
                              bytes.substr(20, 4) + number(0, 4) + bytes.substr(42, 4) +
                              number(0, 4);
    REQUIRE(bytes.substr(30, 2) == number(0, 2));
    bytes.replace(20, 8, 8, '\xFF').replace(42, 4, 4, '\xFF').replace(30, 2, number(28, 2));
    directory += bytes + extra;
    entry = next;
  }
  const std::string end64 = "PK\6\6" + number(44, 8) + number(45, 2) + number(45, 2) +
                            number(0, 4) + number(0, 4) + number(2, 8) + number(2, 8) +
                            number(directory.size(), 8) + number(begin, 8);
  const std::string locator =
      "PK\6\7" + number(0, 4) + number(begin + directory.size(), 8) + number(1, 4);
  std::string last = good.substr(end);
  last.replace(12, 8, 8, '\xFF');
  const TemporaryDirectory folder;
  const auto path =
      folder.write("large.npz", good.substr(0, begin) + directory + end64 + locator + last);
  const auto arrays = sm::read_npz<double>(path);
  check_arrays(arrays.X);
  CHECK(arrays.y == Eigen::Vector3i(1, 0, 1));
}

#if defined(SOFTMARGIN_HAS_ZLIB)
TEST_CASE("a compressed NPZ archive reads like a stored one", "[io][npz]") {
  const auto deflated = sm::read_npz<double>(data / "deflated.npz");
  check_arrays(deflated.X);
  CHECK(deflated.class_names == std::vector<std::string>{"-1", "7"});
}

TEST_CASE("every changed byte of a compressed NPZ archive is an error or without effect",
          "[io][npz]") {
  const std::string good = contents(data / "deflated.npz");
  int num_errors = 0;
  for (std::size_t position = 0; position < good.size(); ++position) {
    std::string bad = good;
    bad[position] = static_cast<char>(bad[position] ^ 0x10);
    const TemporaryDirectory directory;
    const auto path = directory.write("data.npz", bad);
    const auto error = thrown<std::runtime_error>([&] {
      const auto arrays = sm::read_npz<double>(path);
      check_arrays(arrays.X);
      CHECK(arrays.y == Eigen::Vector3i(1, 0, 1));
    });
    if (error != "nothing was thrown") ++num_errors;
  }
  CHECK(num_errors > static_cast<int>(good.size()) / 2);
}
#else
TEST_CASE("without zlib a compressed NPZ archive is an error that says so", "[io][npz]") {
  CHECK_THAT(thrown<std::runtime_error>([] { sm::read_npz<double>(data / "deflated.npz"); }),
             ContainsSubstring("built without zlib"));
}
#endif
