// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file libsvm_line.hpp  One line of a LIBSVM file: `label index:value index:value ... # comment`.
#pragma once

#include <softmargin/detail/line_reader.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <limits>
#include <string_view>

namespace softmargin::detail {

/// Walks along the current line of a reader.
class LibsvmLine {
 public:
  static constexpr Index largest_index = std::numeric_limits<int>::max() - 1;

  explicit LibsvmLine(const LineReader& lines)
      : lines_(lines), position_(skip_blanks(lines.begin(), lines.end())), end_(lines.end()) {}

  /// Whether there is an example: neither a blank line nor a comment.
  bool is_example() const { return position_ != end_ && *position_ != '#'; }

  /// No line holds more features: each has a blank, a digit, a colon and a digit at least.
  Index most_features() const {
    return std::min<Index>(std::count(position_, end_, ':'), (end_ - position_) / 4);
  }

  /// The label, which comes first.
  std::string_view label() {
    const char* const start = position_;
    position_ = std::find_if(start, end_, is_blank);
    const std::string_view token(start, static_cast<std::size_t>(position_ - start));
    if (token.find_first_of(":,") != std::string_view::npos) {
      lines_.fail(start, "label", "one number or name", in_quotes(token));
    }
    return token;
  }

  /// The next feature; its index is above those before.
  /// @return false at the end
  template <class Scalar>
  bool next(Index& index, Scalar& value) {
    position_ = skip_blanks(position_, end_);
    while (position_ != end_ && *position_ == 'q') skip_query();
    if (position_ == end_ || *position_ == '#') return false;
    start_ = position_;
    read_index();
    const char* const start_of_value = ++position_;  // behind the colon
    const auto number = parse_number(start_of_value, end_, value);
    position_ = number.end;
    if (number.error != NumberError::none || (position_ != end_ && !is_blank(*position_))) {
      lines_.fail_at_field(start_of_value, ' ', concat("value of feature ", index_),
                           number_range<Scalar>());
    }
    index = index_;
    return true;
  }

  /// SVMlight's `qid:number`, which belongs to ranking: passed over by `next`.
  Index num_queries() const { return num_queries_; }

  /// Fails for the index of the feature that was read last.
  [[noreturn]] void fail_index(const std::string& expected) const {
    lines_.fail(start_, "feature index", expected, text(index_));
  }

 private:
  void read_index() {
    const Index previous = index_;
    Index index = 0;
    for (; position_ != end_ && is_digit(*position_) && index <= largest_index; ++position_) {
      index = index * 10 + (*position_ - '0');
    }
    if (position_ == start_ || position_ == end_ || *position_ != ':' || index > largest_index) {
      lines_.fail_at_field(start_, ' ', "feature",
                           concat("index:value with an index from 0 to ", largest_index));
    }
    index_ = index;
    if (index <= previous) fail_index(concat("more than the ", previous, " before it"));
  }

  void skip_query() {
    const char* const start = position_;
    position_ = std::find_if(start, end_, is_blank);
    const std::string_view token(start, static_cast<std::size_t>(position_ - start));
    if (token.substr(0, 4) != "qid:")
      lines_.fail(start, "feature", "index:value", in_quotes(token));
    ++num_queries_;
    position_ = skip_blanks(position_, end_);
  }

  const LineReader& lines_;
  const char* position_;
  const char* end_;
  const char* start_ = nullptr;  // of the feature that was read last
  Index index_ = -1;
  Index num_queries_ = 0;
};

}  // namespace softmargin::detail
