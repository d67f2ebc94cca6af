// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model_head.hpp  The lines before the numbers of a model file, the same in both of our
/// forms.
///
///     softmargin model 1
///     scalar float
///     loss softmax              and the other facts of ModelInfo that are known
///     features 4
///     classes 3
///     class Iris setosa         a line a class, or none for 0 .. K-1
#pragma once

#include <softmargin/detail/line_reader.hpp>
#include <softmargin/io/model_info.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin::detail {

inline constexpr std::string_view model_first_line = "softmargin model 1";

struct ModelHead {
  bool is_double = false;
  Index num_features = -1;
  Index num_classes = -1;
  std::vector<std::string> class_names = {};
  ModelInfo info = {};
};

/// One place that pairs keys with facts, for reading and writing.
template <class Info, class Visit>
void for_each_fact(Info& info, const Visit& visit) {
  visit("loss", info.loss);
  visit("delta", info.delta);
  visit("regularization", info.regularization);
  visit("bias_kind", info.bias);
  visit("lambda", info.lambda);
  visit("l1_ratio", info.l1_ratio);
  visit("scale", info.scale);
  visit("objective", info.objective);
  visit("gap", info.gap);
  visit("seed", info.seed);
}

inline bool is_known(const std::string& fact) {
  return !fact.empty();
}
template <class Number>
bool is_known(const std::optional<Number>& fact) {
  return fact.has_value();
}
inline std::string fact_text(const std::string& fact) {
  return fact;
}
inline std::string fact_text(const std::optional<double>& fact) {
  return text(*fact);
}
inline std::string fact_text(const std::optional<std::uint64_t>& fact) {
  return std::to_string(*fact);
}

/// @throws std::invalid_argument for text that would not stay on its line
inline void check_one_line(const std::string& what, const std::string& value) {
  if (value.find_first_of(std::string_view("\n\r\0", 3)) != std::string::npos) {
    fail_argument(what, "without line breaks and zero bytes", in_quotes(value));
  }
}

/// Shapes that fit, K distinct names or none, finite numbers.
/// @throws std::invalid_argument otherwise
template <class Scalar>
void check_model(const LinearModel<Scalar>& model) {
  check_at_least("number of classes", model.num_classes(), 1);
  check_at_least("number of features", model.num_features(), 1);
  check_equal("size of bias", model.bias.size(), model.num_classes());
  check_finite("weights", model.weights);
  check_finite("bias", model.bias);
  const auto& names = model.class_names;
  if (names.empty()) return;
  check_equal("number of class names", static_cast<Index>(names.size()), model.num_classes());
  std::set<std::string_view> seen;
  for (const std::string& name : names) {
    check_one_line("class name", name);
    if (!seen.insert(name).second) {
      fail_argument("class names", "distinct", in_quotes(name) + " twice");
    }
  }
}

/// @throws std::invalid_argument as `check_model`, and for facts of more than one line
template <class Scalar>
std::string model_head_text(const LinearModel<Scalar>& model, const ModelInfo& info) {
  static_assert(std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                "a model file holds float or double: cast the model");
  check_model(model);
  std::string head(model_first_line);
  head += std::is_same_v<Scalar, double> ? "\nscalar double\n" : "\nscalar float\n";
  for_each_fact(info, [&](const std::string& key, const auto& fact) {
    if (!is_known(fact)) return;
    const std::string value = fact_text(fact);
    check_one_line(key, value);
    head += key + ' ' + value + '\n';
  });
  head += concat("features ", model.num_features(), "\nclasses ", model.num_classes(), "\n");
  for (const std::string& name : model.class_names) head += "class " + name + '\n';
  return head;
}

/// Reads a head from anything with next(), line(), begin(), end(), name() and fail() as
/// `LineReader` has them.
template <class Lines>
class ModelHeadParser {
 public:
  explicit ModelHeadParser(Lines& lines) : lines_(lines) {}

  /// Reads up to the first line that begins with `stop`, or to the end.
  /// @return whether `stop` was met; the reader stands on its line
  bool read(std::string_view stop) {
    if (!lines_.next() || lines_.line() != model_first_line) {
      fail("first line", in_quotes(model_first_line));
    }
    while (lines_.next()) {
      const std::string_view line = lines_.line();
      const std::size_t blank = std::min(line.find(' '), line.size());
      key_ = line.substr(0, blank);
      if (key_ == stop) return true;
      value_ = line.substr(std::min(blank + 1, line.size()));
      read_fact();
    }
    return false;
  }

  /// @throws std::runtime_error if the head lacks something or contradicts itself
  const ModelHead& finish() const {
    const auto require = [&](bool holds, const char* what, const char* expected) {
      if (!holds) fail_input(lines_.name(), what, expected, "none, or not as many as classes");
    };
    require(has_scalar_, "line \"scalar\"", "there");
    require(head_.num_features > 0, "line \"features\"", "there");
    require(head_.num_classes > 0, "line \"classes\"", "there");
    const auto named = static_cast<Index>(head_.class_names.size());
    require(named == 0 || named == head_.num_classes, "class names", "one a class");
    return head_;
  }

 private:
  void read_fact() {
    if (key_ == "scalar") {
      if (value_ != "float" && value_ != "double") fail("scalar", "float or double");
      head_.is_double = value_ == "double";
      has_scalar_ = true;
    } else if (key_ == "features") {
      head_.num_features = read_count();
    } else if (key_ == "classes") {
      head_.num_classes = read_count();
    } else if (key_ == "class") {
      head_.class_names.emplace_back(value_);
    } else {
      bool found = false;
      for_each_fact(head_.info, [&](std::string_view key, auto& fact) {
        if (key != key_) return;
        set(fact);
        found = true;
      });
      if (!found) fail("line", "one of a model's head, or the start of its numbers");
    }
  }

  Index read_count() {
    Index count = 0;
    if (!read_number(count) || count < 1) fail(std::string(key_), "a whole number, at least 1");
    return count;
  }

  void set(std::string& fact) { fact = value_; }
  template <class Number>
  void set(std::optional<Number>& fact) {
    Number number{};
    if (!read_number(number)) fail(std::string(key_), "a finite number");
    fact = number;
  }

  template <class Number>
  bool read_number(Number& number) const {
    const char* const end = value_.data() + value_.size();
    const NumberEnd result = parse_number(value_.data(), end, number);
    return result.error == NumberError::none && result.end == end;
  }

  [[noreturn]] void fail(const std::string& what, const std::string& expected) const {
    lines_.fail(lines_.begin(), what, expected, in_quotes(lines_.line()));
  }

  Lines& lines_;
  ModelHead head_;
  std::string_view key_, value_;
  bool has_scalar_ = false;
};

/// What a header claims must fit into the file, so that a lying one cannot ask for memory.
/// @param num_rows  of numbers, K each
/// @param least_bytes  that a number takes in the file
inline void check_model_size(const std::string& name, std::uint64_t max_size, Index num_rows,
                             Index num_classes, Index least_bytes) {
  const auto room = static_cast<Index>(max_size) / least_bytes;
  if (num_classes > room || num_rows > room / num_classes) {
    fail_input(name, "size of the file",
               concat("enough for ", num_rows, " x ", num_classes, " numbers"),
               concat(static_cast<Index>(max_size), " bytes"));
  }
}

}  // namespace softmargin::detail
