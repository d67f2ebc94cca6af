// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file write_csv.hpp  Writes dense examples as separated values.
#pragma once

#include <softmargin/detail/label_text.hpp>
#include <softmargin/detail/output_file.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin {

struct CsvWriteOptions {
  char separator = ',';
  std::vector<std::string> column_names = {};  ///< D + 1 for a header, that of the label first
};

namespace detail {

/// In quotes where a reader would otherwise see something else.
inline std::string csv_field(std::string_view field, char separator) {
  const bool plain = field.find_first_of(std::string{'"', separator}) == std::string_view::npos &&
                     field.front() != ' ' && field.front() != '\t' && field.back() != ' ' &&
                     field.back() != '\t';
  if (plain) return std::string(field);
  std::string result = "\"";
  for (const char c : field) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

}  // namespace detail

/// Writes one line an example, the label first; every number is the shortest that reads back to
/// the same value. The file appears whole or not at all.
/// @param X  D x N, dense
/// @param y  N labels in [0, K)
/// @param class_names  K names to write for the labels; empty: the numbers themselves
/// @throws std::invalid_argument if sizes differ, an entry is not finite, a label is out of range
/// or a name is empty or has a line break
/// @throws std::runtime_error if the file cannot be written
template <class Features>
void write_csv(const std::filesystem::path& path, const Eigen::DenseBase<Features>& X,
               const Labels& y, const std::vector<std::string>& class_names = {},
               const CsvWriteOptions& options = {}) {
  const detail::LabelText labels(y, X.cols(), class_names, "\r\n");
  detail::check_finite("X", X);
  const auto num_names = static_cast<Index>(options.column_names.size());
  if (num_names != 0) detail::check_equal("number of column names", num_names, X.rows() + 1);
  detail::OutputFile file(path);
  for (Index i = 0; i < num_names; ++i) {
    const std::string& name = options.column_names[static_cast<std::size_t>(i)];
    if (name.empty() || name.find_first_of("\r\n") != std::string::npos) {
      detail::fail_argument("column name", "not empty and without line breaks", "\"" + name + "\"");
    }
    if (i > 0) file << options.separator;
    file << detail::csv_field(name, options.separator);
  }
  if (num_names != 0) file << '\n';
  for (Index example = 0; example < X.cols(); ++example) {
    file << detail::csv_field(labels[example], options.separator);
    for (Index row = 0; row < X.rows(); ++row) {
      file << options.separator << X.coeff(row, example);
    }
    file << '\n';
  }
  file.commit();
}

}  // namespace softmargin
