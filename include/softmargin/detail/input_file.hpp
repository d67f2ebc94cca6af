// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file input_file.hpp  A file that is read front to back and never trusted: opened, measured,
/// decompressed.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/detail/inflate.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin::detail {

/// The contents of a file, plain or gzip (known by its first two bytes, not by its name).
class InputFile {
 public:
  /// @throws std::runtime_error if the file cannot be read
  explicit InputFile(const std::filesystem::path& path)
      : name_(path.string()), buffer_(std::make_unique<char[]>(buffer_size)) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) fail("file", "there", "no such file");
    if (!std::filesystem::is_regular_file(status)) {
      fail("file", "a regular file",
           std::filesystem::is_directory(status) ? "a directory" : "a device or pipe");
    }
    stream_.rdbuf()->pubsetbuf(buffer_.get(), buffer_size);
    stream_.open(path, std::ios::binary);
    if (!stream_) fail("file", "readable", "no access");
    size_ = std::filesystem::file_size(path, error);
    if (error) fail("size of the file", "known", error.message());
    compressed_ = starts_like_gzip();
    if (compressed_) inflater_.start(name_, Compression::gzip);
  }

  const std::string& name() const { return name_; }
  bool is_compressed() const { return compressed_; }

  /// The most bytes that the contents can have: what no header may claim to exceed.
  std::uint64_t max_size() const { return compressed_ ? size_ * max_deflate_ratio : size_; }

  /// The bytes of the contents; counts them by reading a compressed file once.
  std::uint64_t exact_size() {
    if (!compressed_) return size_;
    std::vector<char> scratch(buffer_size);
    std::uint64_t total = 0;
    for (std::size_t got = 1; got > 0; total += got) got = read_some(scratch.data(), buffer_size);
    rewind();
    return total;
  }

  /// Reads up to `size` bytes; fewer only where the contents end.
  std::size_t read_some(void* out, std::size_t size) {
    if (!compressed_) return read_stored(static_cast<char*>(out), size);
    return inflater_.read(static_cast<char*>(out), size, [this](char* into, std::size_t wanted) {
      return read_stored(into, wanted);
    });
  }

  /// Reads exactly `size` bytes.
  /// @param what  for the error: what is being read
  /// @throws std::runtime_error if the contents end before
  void read(void* out, std::size_t size, std::string_view what) {
    const std::size_t got = read_some(out, size);
    if (got != size) {
      fail(text(what), concat(static_cast<Index>(size), " bytes long"),
           concat("the end of the file after ", static_cast<Index>(got)));
    }
  }

  /// @throws std::runtime_error if there is anything left to read
  void expect_end(std::string_view after) {
    char extra = 0;
    if (read_some(&extra, 1) != 0) fail("file", concat("at its end after ", after), "more bytes");
  }

  /// Back to the first byte.
  void rewind() {
    stream_.clear();
    stream_.seekg(0);
    if (compressed_) inflater_.start(name_, Compression::gzip);
  }

  [[noreturn]] void fail(const std::string& what, const std::string& expected,
                         const std::string& got) const {
    fail_input(name_, what, expected, got);
  }

 private:
  static constexpr std::size_t buffer_size = std::size_t{1} << 16;

  std::size_t read_stored(char* out, std::size_t size) {
    stream_.read(out, static_cast<std::streamsize>(size));
    if (stream_.bad()) fail("file", "readable to its end", "a read error");
    return static_cast<std::size_t>(stream_.gcount());
  }

  bool starts_like_gzip() {
    char magic[2] = {};
    const bool found = read_stored(magic, 2) == 2 && magic[0] == '\x1f' && magic[1] == '\x8b';
    stream_.clear();
    stream_.seekg(0);
    return found;
  }

  std::string name_;
  std::unique_ptr<char[]> buffer_;  // must outlive stream_
  std::ifstream stream_;
  std::uint64_t size_ = 0;  // on disk
  bool compressed_ = false;
  Inflater inflater_;
};

}  // namespace softmargin::detail
