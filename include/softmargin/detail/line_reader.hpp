// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file line_reader.hpp  The lines of a text file, one at a time, with the place of every error.
#pragma once

#include <softmargin/detail/input_file.hpp>
#include <softmargin/detail/parse_number.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace softmargin::detail {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

inline const char* skip_blanks(const char* p, const char* end) {
  while (p != end && is_blank(*p)) ++p;
  return p;
}

/// A piece of a file as it may stand in an error: in quotes, short, printable.
inline std::string in_quotes(std::string_view piece) {
  constexpr std::size_t longest = 40;
  if (piece.empty()) return "nothing";
  std::string shown = "\"";
  for (const char c : piece.substr(0, longest)) shown += c < ' ' || c == '\x7f' ? '?' : c;
  return shown + (piece.size() > longest ? "...\"" : "\"");
}

/// What `parse_number` accepts.
template <class Scalar>
std::string number_range() {
  if constexpr (std::is_integral_v<Scalar>) {
    return concat("a whole number from ", static_cast<Index>(std::numeric_limits<Scalar>::min()),
                  " to ", static_cast<Index>(std::numeric_limits<Scalar>::max()));
  } else {
    return concat("a finite number of at most ",
                  static_cast<double>(std::numeric_limits<Scalar>::max()));
  }
}

/// Lines end with LF or CRLF, the last one also with the file. A byte order mark is skipped. Only a
/// part of the file, at least a line, is in memory.
class LineReader {
 public:
  explicit LineReader(const std::filesystem::path& path)
      : file_(path),
        buffer_(static_cast<std::size_t>(std::min<std::uint64_t>(file_.max_size(), first_size)) +
                1) {}

  /// Moves to the next line.
  /// @return false if there is none
  /// @throws std::runtime_error if the line holds a zero byte, as no text does
  bool next() {
    const char* newline = find_newline();
    if (newline == nullptr && filled_ == begin_) return false;
    const char* start = buffer_.data() + begin_;
    std::size_t size =
        newline == nullptr ? filled_ - begin_ : static_cast<std::size_t>(newline - start);
    begin_ += size + (newline == nullptr ? 0 : 1);
    scanned_ = begin_;
    if (size > 0 && start[size - 1] == '\r') --size;
    line_ = {start, size};
    if (++number_ == 1 && line_.substr(0, 3) == "\xEF\xBB\xBF") line_.remove_prefix(3);
    if (std::memchr(line_.data(), '\0', line_.size()) != nullptr) {
      const std::size_t zero = line_.find('\0');
      fail(line_.data() + zero, "file", "text in UTF-8 or ASCII", "a zero byte");
    }
    return true;
  }

  /// The line without its end; valid until the next one.
  std::string_view line() const { return line_; }
  const char* begin() const { return line_.data(); }
  const char* end() const { return line_.data() + line_.size(); }
  bool is_empty() const { return skip_blanks(begin(), end()) == end(); }

  /// Back before the first line.
  void rewind() {
    file_.rewind();
    begin_ = filled_ = scanned_ = 0;
    number_ = 0;
  }

  const std::string& name() const { return file_.name(); }
  std::uint64_t max_size() const { return file_.max_size(); }

  /// @param position  in the current line
  [[noreturn]] void fail(const char* position, const std::string& what, const std::string& expected,
                         const std::string& got) const {
    const Index column = position - line_.data() + 1;
    fail_input(concat(name(), ", line ", number_, ", column ", column), what, expected, got);
  }

  /// Fails for what stands from `position` to the next blank or `separator`.
  [[noreturn]] void fail_at_field(const char* position, char separator, const std::string& what,
                                  const std::string& expected) const {
    const char* stop = position;
    while (stop != end() && !is_blank(*stop) && *stop != separator) ++stop;
    fail(position, what, expected,
         in_quotes({position, static_cast<std::size_t>(stop - position)}));
  }

 private:
  static constexpr std::size_t first_size = std::size_t{1} << 18;

  const char* find_newline() {
    while (true) {
      const void* found = std::memchr(buffer_.data() + scanned_, '\n', filled_ - scanned_);
      if (found != nullptr) return static_cast<const char*>(found);
      scanned_ = filled_;
      if (!refill()) return nullptr;
    }
  }

  /// Moves the unfinished line to the front and reads on behind it.
  bool refill() {
    std::memmove(buffer_.data(), buffer_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
    if (filled_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t got = file_.read_some(buffer_.data() + filled_, buffer_.size() - filled_);
    filled_ += got;
    return got > 0;
  }

  InputFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;    // of what has not been handed out
  std::size_t scanned_ = 0;  // no newline in [begin_, scanned_)
  std::size_t filled_ = 0;   // one past the last byte read
  std::string_view line_;
  Index number_ = 0;
};

}  // namespace softmargin::detail
