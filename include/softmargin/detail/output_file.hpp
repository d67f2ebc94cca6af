// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file output_file.hpp  A file that is written whole or not at all.
///
/// Everything goes to a temporary file beside the target; `commit` flushes it to the disk and
/// renames it. Whatever interrupts the program before leaves the old target as it was. A target
/// that is not a regular file (a pipe, a terminal) is written directly.
#pragma once

#include <softmargin/detail/check.hpp>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <system_error>

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace softmargin::detail {

class OutputFile {
 public:
  /// @throws std::runtime_error if nothing can be written there
  explicit OutputFile(const std::filesystem::path& path) : target_(path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    const bool replaces = std::filesystem::is_regular_file(status);
    // A symbolic link stays; what it points to is replaced.
    if (replaces) target_ = std::filesystem::canonical(path);
    direct_ = std::filesystem::exists(status) && !replaces;
    open_stream();
    // Opened for writing, an old file may be replaced, with its permissions.
    if (replaces) std::filesystem::permissions(temporary_, status.permissions(), error);
    buffer_.reserve(buffer_size + max_number_size);
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile() {
    stream_.reset();
    std::error_code ignored;
    if (!committed_ && !direct_) std::filesystem::remove(temporary_, ignored);
  }

  const std::filesystem::path& target() const { return target_; }

  /// Bytes as they are.
  void write(const void* data, std::size_t size) {
    flush();
    if (std::fwrite(data, 1, size, stream_.get()) != size) fail();
  }

  OutputFile& operator<<(std::string_view piece) {
    buffer_ += piece;
    if (buffer_.size() >= buffer_size) flush();
    return *this;
  }
  OutputFile& operator<<(char c) { return *this << std::string_view(&c, 1); }

  /// The shortest text that reads back to the same number.
  template <class Number>
  requires std::is_arithmetic_v<Number> OutputFile& operator<<(Number number) {
    char digits[max_number_size];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }

  /// Puts the file in its place.
  /// @throws std::runtime_error if the disk is full or the target cannot be replaced
  void commit() {
    flush();
    if (std::fflush(stream_.get()) != 0) fail();
    synchronize();
    if (std::fclose(stream_.release()) != 0) fail();
    if (!direct_) {
      std::error_code error;
      std::filesystem::rename(temporary_, target_, error);
      if (error) fail_input(target_.string(), "file", "replaceable", error.message());
    }
    committed_ = true;
  }

 private:
  static constexpr std::size_t buffer_size = std::size_t{1} << 16;
  static constexpr std::size_t max_number_size = 32;

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void open_stream() {
    if (direct_) {
      stream_.reset(std::fopen(target_.string().c_str(), "wb"));
    } else {
      temporary_ = target_;
      temporary_ += ".tmp-" + std::to_string(std::random_device{}());
      stream_.reset(std::fopen(temporary_.string().c_str(), "wbx"));
    }
    if (!stream_) fail();
  }

  void flush() {
    if (std::fwrite(buffer_.data(), 1, buffer_.size(), stream_.get()) != buffer_.size()) fail();
    buffer_.clear();
  }

  /// The bytes must be on the disk before the name is: after a loss of power too.
  void synchronize() {
#if __has_include(<unistd.h>)
    if (!direct_ && fsync(fileno(stream_.get())) != 0) fail();
#endif
  }

  [[noreturn]] void fail() const {
    const std::error_code error(errno, std::generic_category());
    fail_input(target_.string(), "file", "writable to its end", error.message());
  }

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::unique_ptr<std::FILE, Close> stream_;
  std::string buffer_;
  bool direct_ = false;
  bool committed_ = false;
};

}  // namespace softmargin::detail
