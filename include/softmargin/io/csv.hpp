// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file csv.hpp  Dense examples as text: one a line, values separated by commas, tabs or others.
#pragma once

#include <softmargin/detail/csv_line.hpp>
#include <softmargin/detail/label_encoder.hpp>
#include <softmargin/detail/large_pages.hpp>
#include <softmargin/detail/line_reader.hpp>
#include <softmargin/types.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace softmargin {

/// Whether the first line of a file names the columns.
enum class CsvHeader {
  automatic,  ///< it does if none of its features is a number
  present,
  absent
};

struct CsvOptions {
  /// The column of the labels: its number, from 0 or, negative, from the end (-1: the last); its
  /// name in the header; or std::nullopt for a file without labels.
  std::optional<std::variant<Index, std::string>> label_column = Index{0};
  CsvHeader header = CsvHeader::automatic;
  char separator =
      '\0';  ///< '\0': what the first line holds most of: tab, comma, semicolon; else blank
  std::vector<std::string> class_names =
      {};  ///< number the labels by these (those of a model, say)
};

namespace detail {

template <class Scalar>
class CsvParser {
 public:
  CsvParser(const std::filesystem::path& path, const CsvOptions& options)
      : lines_(path),
        options_(options),
        separator_(options.separator),
        labels_(options.class_names) {}

  Dataset<Scalar> read() {
    read_first_line();
    const Index num_examples = count_examples();
    Dataset<Scalar> data;
    allocate(data.X, num_fields_ - (label_field_ < 0 ? 0 : 1), num_examples);
    if (label_field_ >= 0) data.y.resize(num_examples);
    lines_.rewind();
    if (has_header_) next_line();
    Index example = 0;
    for (; next_line(); ++example) {
      if (example == num_examples) fail_uncounted();
      const int label = read_example(data.X.col(example).data());
      if (label_field_ >= 0) data.y(example) = label;
    }
    if (example != num_examples) fail_changed();
    if (label_field_ >= 0) data.class_names = labels_.finish(data.y);
    return data;
  }

 private:
  /// The next line that is not blank.
  bool next_line() {
    while (lines_.next()) {
      if (!lines_.is_empty()) return true;
    }
    return false;
  }

  /// Learns separator, number of fields, label field and header.
  void read_first_line() {
    if (!next_line()) fail_input(lines_.name(), "number of examples", "at least 1", "0");
    if (separator_ == '\0') separator_ = guess_separator(lines_.line());
    std::vector<std::string> fields;
    for (CsvFields walk(lines_, separator_); walk.more();) fields.emplace_back(walk.next());
    num_fields_ = static_cast<Index>(fields.size());
    label_field_ = find_label_field(fields);
    if (num_fields_ == (label_field_ < 0 ? 0 : 1)) {
      lines_.fail(lines_.begin(), "number of features", "at least 1", "0");
    }
    const bool named = options_.label_column && options_.label_column->index() == 1;
    has_header_ = options_.header == CsvHeader::present || named ||
                  (options_.header == CsvHeader::automatic && looks_like_header(fields));
  }

  /// @return -1 if there are no labels
  Index find_label_field(const std::vector<std::string>& fields) const {
    if (!options_.label_column) return -1;
    if (const auto* name = std::get_if<std::string>(&*options_.label_column)) {
      for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i] == *name) return static_cast<Index>(i);
      }
      lines_.fail(lines_.begin(), "header", "one with a column " + in_quotes(*name),
                  in_quotes(lines_.line()));
    }
    const Index column = std::get<Index>(*options_.label_column);
    if (column < -num_fields_ || column >= num_fields_) {
      lines_.fail(lines_.begin(), "label column",
                  concat("in [", -num_fields_, ", ", num_fields_, ")"), text(column));
    }
    return column < 0 ? column + num_fields_ : column;
  }

  /// No feature is a number, nor empty, nor a spelling of NaN: those are data, and wrong.
  bool looks_like_header(const std::vector<std::string>& fields) const {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      double value = 0;
      const char* const end = fields[i].data() + fields[i].size();
      const auto number = parse_number(fields[i].data(), end, value);
      const bool is_word = number.error == NumberError::syntax || number.end != end;
      if (static_cast<Index>(i) != label_field_ && (fields[i].empty() || !is_word)) return false;
    }
    return true;
  }

  /// Whether the line has no room for one character a field.
  bool is_short() const { return static_cast<Index>(lines_.line().size()) < 2 * num_fields_ - 1; }

  /// X has no column for a line that was not counted; reading it finds out what is missing.
  [[noreturn]] void fail_uncounted() {
    Vector<Scalar> features(num_fields_);
    read_example(features.data());
    fail_changed();
  }
  [[noreturn]] void fail_changed() const {
    fail_input(lines_.name(), "file", "left alone while it is read", "another one the second time");
  }

  /// Counts the lines that are long enough to hold an example: as many as there will be, since a
  /// shorter one is an error. So X is never much larger than the file.
  Index count_examples() {
    Index count = has_header_ ? 0 : 1;
    while (next_line()) count += is_short() ? 0 : 1;
    if (count == 0) fail_input(lines_.name(), "number of examples", "at least 1", "0");
    return count;
  }

  /// @param[out] features  D
  /// @return the label, 0 if there are none
  int read_example(Scalar* features) {
    CsvFields fields(lines_, separator_);
    int label = 0;
    for (Index i = 0; i < num_fields_; ++i) {
      if (!fields.more()) fail_count(text(i));
      const char* const start = fields.position();
      if (i == label_field_) {
        const auto field = fields.next();
        label = labels_.encode(field, [&](const std::string& expected) {
          lines_.fail(start, "label", expected, in_quotes(field));
        });
      } else if (fields.next_number(*features++) != NumberError::none) {
        lines_.fail_at_field(start, separator_, concat("field ", i), number_range<Scalar>());
      }
    }
    if (fields.more()) fail_count("more");
    return label;
  }

  [[noreturn]] void fail_count(const std::string& got) const {
    lines_.fail(lines_.end(), "number of fields", concat(num_fields_, ", as in the first line"),
                got);
  }

  LineReader lines_;
  const CsvOptions& options_;
  char separator_;
  LabelEncoder labels_;
  Index num_fields_ = 0;
  Index label_field_ = -1;
  bool has_header_ = false;
};

}  // namespace detail

/// Reads examples, plain or gzip, in two passes: one that counts, one that reads into X.
/// @tparam Scalar  of X, also an integer type; fractions are rounded to the nearest
/// @return X D x N, the columns of the file without the label column; y in [0, K) and the class
/// names in numerical order, or in that of their bytes if one is not a number; both empty without
/// labels
/// @throws std::runtime_error with file, line and column at the first field that is missing, too
/// much, NaN, infinite or no number
template <class Scalar = double>
Dataset<Scalar> read_csv(const std::filesystem::path& path, const CsvOptions& options = {}) {
  return detail::CsvParser<Scalar>(path, options).read();
}

}  // namespace softmargin
