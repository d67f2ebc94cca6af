// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/idx.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Bytes from numbers 0 .. 255.
std::string bytes(const std::vector<int>& values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

const std::vector<int> two_images{0, 0, 8, 3, 0, 0, 0,   2,   0,   0,   0,   2,  0, 0, 0, 3,  //
                                  1, 2, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255};
const std::vector<int> two_labels{0, 0, 8, 1, 0, 0, 0, 2, 7, 2};

std::vector<int> with(std::vector<int> values, std::size_t position, int value) {
  values.at(position) = value;
  return values;
}

}  // namespace

TEST_CASE("each IDX image is a column of its rows one after the other", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto images = directory.write("images", bytes(two_images));
  const auto labels = directory.write("labels", bytes(two_labels));
  const auto [X, y, names] = sm::read_idx(images, labels);
  REQUIRE(X.rows() == 6);
  REQUIRE(X.cols() == 2);
  for (int j = 0; j < 6; ++j) {
    CHECK(int{X(j, 0)} == 1 + j);
    CHECK(int{X(j, 1)} == 250 + j);
  }
  CHECK(y == Eigen::Vector2i(7, 2));
  REQUIRE(names.size() == 8);
  CHECK(names[7] == "7");
}

TEST_CASE("mapped IDX images are those that are read", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto images = directory.write("images", bytes(two_images));
  const auto labels = directory.write("labels", bytes(two_labels));
  const auto read = sm::read_idx(images, labels);
  const auto mapped = sm::map_idx(images, labels);
  CHECK(mapped.X == read.X);
  CHECK(mapped.y == read.y);
  CHECK(mapped.class_names == read.class_names);
  directory.write("images", bytes(two_images) + "x");
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::map_idx(images, labels); }),
             ContainsSubstring("size of the file should be 28 bytes, got 29"));
}

TEST_CASE("a malformed IDX file is named with what is wrong", "[io][idx]") {
  const TemporaryDirectory directory;
  struct Case {
    std::vector<int> images, labels;
    std::string message;
  };
  auto longer = two_images;
  longer.push_back(0);
  auto long_labels = two_labels;
  long_labels.push_back(0);
  const std::vector<int> cut(two_images.begin(), two_images.end() - 1);
  const std::vector<int> cut_header(two_images.begin(), two_images.begin() + 10);
  const std::vector<int> cut_labels(two_labels.begin(), two_labels.end() - 1);
  auto three_labels = with(two_labels, 7, 3);
  three_labels.push_back(1);
  const std::vector<Case> cases{
      {{}, two_labels, "images: IDX magic number should be 4 bytes long"},
      {{0, 0, 8}, two_labels, "images: IDX magic number should be 4 bytes long, got the end"},
      {with(two_images, 0, 1), two_labels,
       "IDX magic number should be 0 0 8 and 2 to 4, got 1 0 8 3"},
      {with(two_images, 2, 13), two_labels, "got 0 0 13 3"},
      {with(two_images, 3, 1), two_labels, "got 0 0 8 1"},
      {with(two_images, 3, 255), two_labels, "got 0 0 8 255"},
      {cut_header, two_labels,
       "images: dimension 1 should be 4 bytes long, got the end of the file after 2"},
      {cut, two_labels, "images: size of the file should be 28 bytes, got 27"},
      {longer, two_labels, "images: size of the file should be 28 bytes, got 29"},
      {with(two_images, 7, 0), two_labels, "dimension 0 should be from 1 to the 28"},
      {with(two_images, 4, 255), two_labels,
       "dimension 0 should be from 1 to the 28 that the file has room for, got 4278190082"},
      {with(two_images, 8, 255), two_labels, "dimension 1 should be from 1"},
      {with(two_images, 11, 0), two_labels, "dimension 1 should be from 1"},
      {with(two_images, 15, 20), two_labels, "dimension 2 should be from 1 to the 14"},
      {with(two_images, 15, 14), two_labels,
       "size of the file should be at least 2 x 28 bytes, got 28"},
      {two_images, two_images, "labels: IDX magic number should be 0 0 8 and 1, got 0 0 8 3"},
      {two_images, cut_labels, "labels: size of the file should be 10 bytes, got 9"},
      {two_images, long_labels, "labels: size of the file should be 10 bytes, got 11"},
      {two_images, three_labels, "labels: number of labels should be 2, one for each image, got 3"},
  };
  for (const auto& [image_bytes, label_bytes, message] : cases) {
    const auto images = directory.write("images", bytes(image_bytes));
    const auto labels = directory.write("labels", bytes(label_bytes));
    CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
               ContainsSubstring(message));
  }
  CHECK_THAT(
      thrown<std::runtime_error>([&] { sm::read_idx(directory / "absent", directory / "labels"); }),
      ContainsSubstring("absent: file should be there, got no such file"));
}

#if defined(SOFTMARGIN_HAS_ZLIB)
TEST_CASE("a compressed IDX file is known by its contents and reads like the plain one",
          "[io][idx]") {
  const TemporaryDirectory directory;
  const auto images = directory.write_gzip("images", bytes(two_images));
  const auto labels =
      directory.write("labels.gz", bytes(two_labels));  // plain in spite of its name
  const auto data = sm::read_idx(images, labels);
  CHECK(int{data.X(5, 1)} == 255);
  CHECK(data.y == Eigen::Vector2i(7, 2));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::map_idx(images, labels); }),
             ContainsSubstring("file should be uncompressed to be mapped, got gzip"));
}

TEST_CASE("two gzip members after each other are one file", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto whole = bytes(two_images);
  const auto first = contents(directory.write_gzip("first", whole.substr(0, 20)));
  const auto second = contents(directory.write_gzip("second", whole.substr(20)));
  const auto images = directory.write("images", first + second);
  const auto labels = directory.write("labels", bytes(two_labels));
  CHECK(int{sm::read_idx(images, labels).X(5, 1)} == 255);
}

TEST_CASE("a damaged gzip file is an error wherever it is cut or changed", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto labels = directory.write("labels", bytes(two_labels));
  const auto good = contents(directory.write_gzip("images", bytes(two_images)));
  for (std::size_t size = 2; size < good.size(); ++size) {
    const auto images = directory.write("images", good.substr(0, size));
    CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
               ContainsSubstring("images: compressed stream should be complete and intact, got"));
  }
  auto changed = good;
  changed[changed.size() - 6] = static_cast<char>(changed[changed.size() - 6] ^ 1);
  const auto images = directory.write("images", changed);
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
             ContainsSubstring("incorrect data check"));
  directory.write("images", good + "more");
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
             ContainsSubstring("compressed stream should be complete and intact"));
}

TEST_CASE("a compressed IDX file may not hold less or more than it says", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto labels = directory.write("labels", bytes(two_labels));
  auto longer = two_images;
  longer.push_back(0);
  auto images = directory.write_gzip("images", bytes(longer));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
             ContainsSubstring("file should be at its end after the images, got more bytes"));
  images = directory.write_gzip("images", bytes(with(two_images, 15, 4)));
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, labels); }),
             ContainsSubstring("images should be 16 bytes long, got the end of the file after 12"));
}
#else
TEST_CASE("without zlib a compressed IDX file is an error that says so", "[io][idx]") {
  const TemporaryDirectory directory;
  const auto images = directory.write("images", "\x1f\x8b\x08");
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::read_idx(images, images); }),
             ContainsSubstring("built without zlib"));
}
#endif
