// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/cifar.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A record whose pixels tell where they stand: pixel j is (seed + j) mod 251.
std::string record(int label, int seed) {
  std::string bytes(1, static_cast<char>(label));
  for (int j = 0; j < 3072; ++j) bytes += static_cast<char>((seed + j) % 251);
  return bytes;
}

}  // namespace

TEST_CASE("a CIFAR-10 record is a label byte and a column of 3072 pixels", "[io][cifar]") {
  const TemporaryDirectory directory;
  directory.write("a.bin", record(3, 0) + record(9, 100));
  const auto [X, y, names] = sm::read_cifar10({directory / "a.bin"});
  REQUIRE(X.rows() == 3072);
  REQUIRE(X.cols() == 2);
  CHECK(y == Eigen::Vector2i(3, 9));
  for (int j = 0; j < 3072; ++j) {
    REQUIRE(int{X(j, 0)} == j % 251);
    REQUIRE(int{X(j, 1)} == (100 + j) % 251);
  }
  REQUIRE(names.size() == 10);
  CHECK(names[0] == "airplane");
  CHECK(names[9] == "truck");
}

TEST_CASE("CIFAR-10 batches follow each other in the order given", "[io][cifar]") {
  const TemporaryDirectory directory;
  const auto a = directory.write("a.bin", record(1, 0));
  const auto b = directory.write("b.bin", record(2, 7) + record(5, 9));
  const auto data = sm::read_cifar10({b, a});
  CHECK(data.y == Eigen::Vector3i(2, 5, 1));
  CHECK(int{data.X(0, 1)} == 9);
  CHECK(int{data.X(0, 2)} == 0);
  const std::vector<std::filesystem::path> files{b, a};
  CHECK(sm::read_cifar10(files).X == data.X);
}

TEST_CASE("a folder stands for the five CIFAR-10 training batches", "[io][cifar]") {
  const TemporaryDirectory directory;
  for (int i = 1; i <= 5; ++i) {
    directory.write("data_batch_" + std::to_string(i) + ".bin", record(i, i));
  }
  directory.write("test_batch.bin", record(9, 9));
  const auto data = sm::read_cifar10(directory / "");
  REQUIRE(data.y.size() == 5);
  for (int i = 0; i < 5; ++i) CHECK(data.y(i) == i + 1);
  CHECK(sm::read_cifar10(directory / "test_batch.bin").y(0) == 9);
}

TEST_CASE("CIFAR-10 class names are read from the file beside the batches", "[io][cifar]") {
  const TemporaryDirectory directory;
  directory.write("a.bin", record(0, 0));
  directory.write("batches.meta.txt", "n0\r\nn1\nn2\nn3\nn4\nn5\nn6\nn7\nn8\nn9\n\n");
  const auto data = sm::read_cifar10({directory / "a.bin"});
  CHECK(data.class_names[0] == "n0");
  CHECK(data.class_names[9] == "n9");

  directory.write("batches.meta.txt", "one\ntwo\n");
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_cifar10({directory / "a.bin"}); }),
             ContainsSubstring("batches.meta.txt: number of class names should be 10, got 2"));
}

TEST_CASE("a malformed CIFAR-10 batch is named with what is wrong", "[io][cifar]") {
  const TemporaryDirectory directory;
  const auto good = record(0, 0);
  struct Case {
    std::string bytes;
    std::string message;
  };
  const std::vector<Case> cases{
      {"", "size of the file should be a positive multiple of 3073 bytes, got 0"},
      {"x", "a positive multiple of 3073 bytes, got 1"},
      {good.substr(1), "a positive multiple of 3073 bytes, got 3072"},
      {good + good.substr(0, 3000), "a positive multiple of 3073 bytes, got 6073"},
      {good + "\n", "a positive multiple of 3073 bytes, got 3074"},
      {record(10, 0), "label of record 0 should be in [0, 10), got 10"},
      {good + record(255, 0), "label of record 1 should be in [0, 10), got 255"},
  };
  for (const auto& [bytes, message] : cases) {
    const auto path = directory.write("bad.bin", bytes);
    const auto error = thrown<std::runtime_error>([&] { sm::read_cifar10({path}); });
    CHECK_THAT(error, ContainsSubstring(path.string() + ": "));
    CHECK_THAT(error, ContainsSubstring(message));
  }
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_cifar10({directory / "absent.bin"}); }),
             ContainsSubstring("absent.bin: file should be there, got no such file"));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_cifar10({directory / ""}); }),
             ContainsSubstring("should be a regular file, got a directory"));
  CHECK_THROWS_AS(sm::read_cifar10(std::vector<std::filesystem::path>{}), std::invalid_argument);
}

TEST_CASE("a CIFAR-100 record has a coarse and a fine label", "[io][cifar]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("train.bin", "\x04" + record(99, 1) + "\x13" + record(0, 2));
  const auto fine = sm::read_cifar100(path);
  CHECK(fine.y == Eigen::Vector2i(99, 0));
  CHECK(int{fine.X(0, 0)} == 1);
  CHECK(int{fine.X(0, 1)} == 2);
  REQUIRE(fine.class_names.size() == 100);
  CHECK(fine.class_names[0] == "apple");
  CHECK(fine.class_names[99] == "worm");
  CHECK(std::is_sorted(fine.class_names.begin(), fine.class_names.end()));
  const auto coarse = sm::read_cifar100(path, sm::CifarLabels::coarse);
  CHECK(coarse.y == Eigen::Vector2i(4, 19));
  REQUIRE(coarse.class_names.size() == 20);
  CHECK(coarse.class_names[4] == "fruit_and_vegetables");

  CHECK_THAT(thrown<std::runtime_error>([&] {
               sm::read_cifar100(directory.write("bad", "\x14" + record(0, 1)),
                                 sm::CifarLabels::coarse);
             }),
             ContainsSubstring("label of record 0 should be in [0, 20), got 20"));
  CHECK_THAT(thrown<std::runtime_error>(
                 [&] { sm::read_cifar100(directory.write("bad", "\x01" + record(100, 1))); }),
             ContainsSubstring("label of record 0 should be in [0, 100), got 100"));
  CHECK_THAT(
      thrown<std::runtime_error>([&] { sm::read_cifar100(directory.write("bad", record(1, 1))); }),
      ContainsSubstring("a positive multiple of 3074 bytes, got 3073"));
}

TEST_CASE("a mapped CIFAR file is stepped through without its label bytes", "[io][cifar]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a.bin", record(3, 0) + record(9, 100) + record(1, 7));
  const auto expected = sm::read_cifar10({path});
  const auto mapped = sm::map_cifar10(path);
  CHECK(mapped.X.outerStride() == 3073);
  CHECK(mapped.X == expected.X);
  CHECK(mapped.y == expected.y);
  CHECK(mapped.class_names == expected.class_names);
  const auto hundred = directory.write("b.bin", "\x04" + record(99, 1) + "\x13" + record(0, 2));
  CHECK(sm::map_cifar100(hundred).X == sm::read_cifar100(hundred).X);
  CHECK(sm::map_cifar100(hundred, sm::CifarLabels::coarse).y == Eigen::Vector2i(4, 19));
  CHECK_THAT(thrown<std::runtime_error>(
                 [&] { sm::map_cifar10(directory.write("bad", record(1, 0) + record(77, 0))); }),
             ContainsSubstring("label of record 1 should be in [0, 10), got 77"));
}

#if defined(SOFTMARGIN_HAS_ZLIB)
TEST_CASE("a compressed CIFAR-10 batch reads like the plain one", "[io][cifar]") {
  const TemporaryDirectory directory;
  const auto plain = directory.write("a.bin", record(3, 0) + record(9, 100));
  const auto zipped = directory.write_gzip("a.bin.gz", contents(plain));
  const auto expected = sm::read_cifar10({plain});
  const auto data = sm::read_cifar10({zipped});
  CHECK(data.X == expected.X);
  CHECK(data.y == expected.y);
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::map_cifar10(zipped); }),
             ContainsSubstring("file should be uncompressed to be mapped, got gzip"));
}
#endif
