// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file label_text.hpp  Labels as a text file shows them.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace softmargin::detail {

/// The outside name of each example's class.
class LabelText {
 public:
  /// @param class_names  K names; empty: the labels stand for themselves
  /// @param forbidden  characters that would not read back
  /// @throws std::invalid_argument if y is not N labels in [0, K) or a name would not read back
  LabelText(const Labels& y, Index num_examples, const std::vector<std::string>& class_names,
            std::string_view forbidden)
      : y_(y), names_(class_names) {
    if (names_.empty()) {
      const int largest = y.size() == 0 ? -1 : y.maxCoeff();
      for (int k = 0; k <= largest; ++k) names_.push_back(std::to_string(k));
    }
    check_labels(y, num_examples, static_cast<Index>(names_.size()));
    for (const std::string& name : names_) {
      if (name.empty() || name.find_first_of(forbidden) != std::string::npos) {
        fail_argument("class name", "without blanks and signs of this file format",
                      "\"" + name + "\"");
      }
    }
  }

  const std::string& operator[](Index example) const {
    return names_[static_cast<std::size_t>(y_(example))];
  }

 private:
  const Labels& y_;
  std::vector<std::string> names_;
};

}  // namespace softmargin::detail
