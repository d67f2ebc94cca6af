// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file input_file.hpp  A file that is read front to back and never trusted: opened, measured,
/// decompressed.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/detail/crc32.hpp>
#include <softmargin/detail/inflate.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin::detail {

/// A part of a file, such as a member of a zip archive.
struct FileSection {
  std::uint64_t offset = 0;
  std::uint64_t stored_size = 0;
  bool is_deflated = false;
  std::optional<std::uint32_t> checksum = {};
  std::string name = {};  ///< for errors
};

/// The contents of a file, plain or gzip (known by its first two bytes, not by its name), or of a
/// section of it.
class InputFile {
 public:
  /// @throws std::runtime_error if the file cannot be read
  explicit InputFile(const std::filesystem::path& path)
      : name_(path.string()), buffer_(std::make_unique_for_overwrite<char[]>(buffer_size)) {
    open(path);
    char magic[2] = {};
    remaining_ = section_.stored_size;
    if (read_stored(magic, 2) == 2 && magic[0] == '\x1f' && magic[1] == '\x8b') {
      compression_ = Compression::gzip;
    }
    rewind();
  }

  /// @throws std::runtime_error if the file cannot be read or ends before the section does
  InputFile(const std::filesystem::path& path, const FileSection& section)
      : name_(path.string() + (section.name.empty() ? "" : ", " + section.name)),
        buffer_(std::make_unique_for_overwrite<char[]>(buffer_size)) {
    open(path);
    const std::uint64_t size = section_.stored_size;
    if (section.offset > size || section.stored_size > size - section.offset) {
      fail("size of the file", "enough for the parts that it names",
           text(static_cast<Index>(size)));
    }
    section_ = section;
    if (section.is_deflated) compression_ = Compression::deflate;
    rewind();
  }

  const std::string& name() const { return name_; }
  bool is_compressed() const { return compression_.has_value(); }

  /// The most bytes that the contents can have: what no header may claim to exceed.
  std::uint64_t max_size() const {
    return section_.stored_size * (is_compressed() ? max_deflate_ratio : 1);
  }

  /// The bytes of the contents; counts them by reading a compressed file once.
  std::uint64_t exact_size() {
    if (!is_compressed()) return section_.stored_size;
    std::vector<char> scratch(buffer_size);
    std::uint64_t total = 0;
    for (std::size_t got = 1; got > 0; total += got) got = read_some(scratch.data(), buffer_size);
    rewind();
    return total;
  }

  /// Reads up to `size` bytes; fewer only where the contents end.
  std::size_t read_some(void* out, std::size_t size) {
    char* const bytes = static_cast<char*>(out);
    const auto stored = [this](char* into, std::size_t wanted) {
      return read_stored(into, wanted);
    };
    const std::size_t got =
        is_compressed() ? inflater_.read(bytes, size, stored) : read_stored(bytes, size);
    if (section_.checksum) checksum_.add(bytes, got);
    return got;
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

  /// @throws std::runtime_error if there is anything left to read, or the checksum is wrong
  void expect_end(std::string_view after) {
    char extra = 0;
    if (read_some(&extra, 1) != 0) fail("file", concat("at its end after ", after), "more bytes");
    if (section_.checksum && checksum_.value() != *section_.checksum) {
      fail("checksum", text(Index{*section_.checksum}), text(Index{checksum_.value()}));
    }
  }

  /// Back to the first byte.
  void rewind() {
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(section_.offset));
    remaining_ = section_.stored_size;
    checksum_ = {};
    if (compression_) inflater_.start(name_, *compression_);
  }

  [[noreturn]] void fail(const std::string& what, const std::string& expected,
                         const std::string& got) const {
    fail_input(name_, what, expected, got);
  }

 private:
  static constexpr std::size_t buffer_size = std::size_t{1} << 16;

  void open(const std::filesystem::path& path) {
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
    section_.stored_size = std::filesystem::file_size(path, error);
    if (error) fail("size of the file", "known", error.message());
  }

  std::size_t read_stored(char* out, std::size_t size) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, remaining_));
    stream_.read(out, static_cast<std::streamsize>(wanted));
    if (stream_.bad()) fail("file", "readable to its end", "a read error");
    const auto got = static_cast<std::size_t>(stream_.gcount());
    remaining_ -= got;
    return got;
  }

  std::string name_;
  std::unique_ptr<char[]> buffer_;  // must outlive stream_
  std::ifstream stream_;
  FileSection section_;          // the whole file, if not told otherwise
  std::uint64_t remaining_ = 0;  // stored bytes not yet read
  std::optional<Compression> compression_;
  Inflater inflater_;
  Crc32 checksum_;
};

}  // namespace softmargin::detail
