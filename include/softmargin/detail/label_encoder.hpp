// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file label_encoder.hpp  Labels as they stand in files, numbers or names, become 0 .. K-1.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/detail/parse_number.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace softmargin::detail {

/// A label that is a number: `name` is the same text for "1", "+1", "01" and "1.0".
struct NumericLabel {
  NumberError error = NumberError::syntax;
  double value = 0;
  std::string name;
};

inline NumericLabel numeric_label(std::string_view token) {
  NumericLabel label;
  const char* end = token.data() + token.size();
  const auto result = parse_number(token.data(), end, label.value);
  label.error = result.end == end ? result.error : NumberError::syntax;
  if (label.error != NumberError::none) return label;
  std::string_view digits = token;
  const bool negative = digits[0] == '-';
  if (digits[0] == '-' || digits[0] == '+') digits.remove_prefix(1);
  if (std::all_of(digits.begin(), digits.end(), is_digit)) {  // exact, however long
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    label.name = (negative && digits != "0" ? "-" : "") + std::string(digits);
  } else if (label.value == std::trunc(label.value) && std::abs(label.value) < 1e15) {
    label.name = text(static_cast<Index>(label.value));
  } else {
    label.name = text(label.value);
  }
  return label;
}

/// Numbers labels by the sorted order of their names, numerically if all are numbers, otherwise by
/// their bytes: never by the order of the rows. Or by a given list of class names.
class LabelEncoder {
 public:
  /// @param known  the class names to number by; empty: those that `encode` meets
  /// @throws std::invalid_argument if a name is given twice
  explicit LabelEncoder(std::vector<std::string> known = {}) : known_(std::move(known)) {
    for (const std::string& name : known_) {
      if (!ids_.emplace(name, static_cast<int>(ids_.size())).second) {
        fail_argument("class names", "distinct", "\"" + name + "\" twice");
      }
    }
  }

  /// @param fail  called with what the label should be if it cannot be one; must not return
  /// @return a number for the label, final only after `finish`
  template <class Fail>
  int encode(std::string_view token, const Fail& fail) {
    const auto found = ids_.find(token);
    if (found != ids_.end()) return found->second;
    const NumericLabel number = numeric_label(token);
    if (token.empty() || number.error == NumberError::not_finite ||
        number.error == NumberError::out_of_range) {
      fail("a finite number or a name");
    }
    int id = static_cast<int>(tokens_.size());
    if (known_.empty()) {
      tokens_.emplace_back(token);
    } else {
      const auto same = ids_.find(number.name);
      if (number.error != NumberError::none || same == ids_.end()) {
        fail(concat("one of the ", static_cast<Index>(known_.size()), " given class names"));
      }
      id = same->second;
    }
    ids_.emplace(token, id);
    return id;
  }

  /// Turns the numbers given out by `encode` into final ones.
  /// @param[in,out] y  N
  /// @return the K class names
  std::vector<std::string> finish(Labels& y) const {
    if (!known_.empty()) return known_;
    struct Entry {
      double value;
      std::string name;
      std::size_t id;
      auto key() const { return std::tuple(value, name.size(), std::string_view(name)); }
    };
    std::vector<Entry> entries;
    bool all_numbers = true;
    for (std::size_t id = 0; id < tokens_.size(); ++id) {
      NumericLabel number = numeric_label(tokens_[id]);
      all_numbers = all_numbers && number.error == NumberError::none;
      entries.push_back({number.value, std::move(number.name), id});
    }
    if (all_numbers) {
      std::sort(entries.begin(), entries.end(),
                [](const Entry& a, const Entry& b) { return a.key() < b.key(); });
    } else {
      for (Entry& entry : entries) entry.name = tokens_[entry.id];
      std::sort(entries.begin(), entries.end(),
                [](const Entry& a, const Entry& b) { return a.name < b.name; });
    }
    std::vector<std::string> names;
    std::vector<int> final_number(tokens_.size());
    for (const Entry& entry : entries) {
      if (names.empty() || names.back() != entry.name) names.push_back(entry.name);
      final_number[entry.id] = static_cast<int>(names.size()) - 1;
    }
    for (int& label : y) label = final_number[static_cast<std::size_t>(label)];
    return names;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view token) const {
      return std::hash<std::string_view>{}(token);
    }
  };

  std::vector<std::string> known_;
  std::vector<std::string> tokens_;  // in the order of their first rows
  std::unordered_map<std::string, int, Hash, std::equal_to<>> ids_;
};

}  // namespace softmargin::detail
