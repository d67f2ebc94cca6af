// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file json.hpp  A report as text for people or, with --json, as one object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tool {

/// Named values in their order.
class Report {
 public:
  Report& add(std::string_view name, std::string_view text);
  Report& add(std::string_view name, const char* text) { return add(name, std::string_view(text)); }
  Report& add(std::string_view name, double number);  ///< infinity and NaN become null
  Report& add(std::string_view name, std::int64_t number);
  Report& add(std::string_view name, bool truth);
  Report& add(std::string_view name, const std::vector<double>& numbers);
  Report& add(std::string_view name, const std::vector<std::int64_t>& numbers);
  Report& add(std::string_view name, const std::vector<std::string>& texts);
  Report& add(std::string_view name, const std::vector<Report>& objects);

  /// "name: value" a line, names with blanks for underscores; lists of objects are left out.
  std::string text() const;
  /// {"name": value, ...}
  std::string json() const;

  /// Prints one or the other to standard output.
  /// @throws std::runtime_error if it cannot be written
  void print(bool as_json) const;

 private:
  struct Entry {
    std::string name, text, json;
  };
  std::vector<Entry> entries_;
};

/// Standard output to its end: a full disk must not end in silence.
/// @throws std::runtime_error if it cannot be written
void flush_output();

}  // namespace tool
