// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file csv_line.hpp  The fields of one line of separated values.
///
/// Blanks around a field do not belong to it. A field in double quotes may hold separators, and a
/// quote as two; it ends on its line. Source: RFC 4180, section 2.
#pragma once

#include <softmargin/detail/line_reader.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace softmargin::detail {

/// Walks along the current line of a reader, field by field.
class CsvFields {
 public:
  CsvFields(const LineReader& lines, char separator)
      : lines_(lines), separator_(separator), position_(lines.begin()) {}

  /// Whether there is a field left; an empty line has one empty field.
  bool more() const { return !at_end_; }

  /// Where the next field begins.
  const char* position() const { return skip(position_); }

  /// The next field, valid until the one after it.
  std::string_view next() {
    const char* const start = position();
    if (start != lines_.end() && *start == '"') return next_quoted(start);
    const char* stop = start;
    while (stop != lines_.end() && *stop != separator_) ++stop;
    const char* last = stop;
    while (last != start && is_blank(last[-1])) --last;
    move_behind(stop);
    return {start, static_cast<std::size_t>(last - start)};
  }

  /// The next field as a number.
  template <class Scalar>
  NumberError next_number(Scalar& value) {
    const char* const start = position();
    if (start != lines_.end() && *start != '"') {  // in place, the common case
      const auto number = parse_number(start, lines_.end(), value);
      const char* const stop = skip(number.end);
      const bool whole = stop == lines_.end() || *stop == separator_;
      move_behind(whole ? stop : std::find(stop, lines_.end(), separator_));
      return whole ? number.error : NumberError::syntax;
    }
    const std::string_view field = next();
    const char* const end = field.data() + field.size();
    const auto number = parse_number(field.data(), end, value);
    return number.end == end ? number.error : NumberError::syntax;
  }

 private:
  /// Over blanks that are not separators.
  const char* skip(const char* p) const {
    while (p != lines_.end() && is_blank(*p) && *p != separator_) ++p;
    return p;
  }

  std::string_view next_quoted(const char* start) {
    unquoted_.clear();
    const char* p = start + 1;
    for (; p != lines_.end(); ++p) {
      if (*p == '"') {
        if (p + 1 == lines_.end() || p[1] != '"') break;
        ++p;
      }
      unquoted_ += *p;
    }
    if (p == lines_.end()) lines_.fail(start, "quoted field", "closed on its line", "no quote");
    p = skip(p + 1);
    if (p != lines_.end() && *p != separator_) {
      lines_.fail(p, "quoted field", "followed by a separator", in_quotes({p, 1}));
    }
    move_behind(p);
    return unquoted_;
  }

  /// @param stop  the separator, or the end of the line
  void move_behind(const char* stop) {
    at_end_ = stop == lines_.end();
    position_ = at_end_ ? stop : stop + 1;
  }

  const LineReader& lines_;
  const char separator_;
  const char* position_;
  bool at_end_ = false;
  std::string unquoted_;
};

/// The separator that a line uses: whichever of tab, comma and semicolon it holds most of, a blank
/// if there is none.
inline char guess_separator(std::string_view line) {
  char guess = ' ';
  Index most = 0;
  for (const char separator : {'\t', ',', ';'}) {
    const Index count = std::count(line.begin(), line.end(), separator);
    if (count > most) guess = separator;
    most = std::max(most, count);
  }
  return guess;
}

}  // namespace softmargin::detail
