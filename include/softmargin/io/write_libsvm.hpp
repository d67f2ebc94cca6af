// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file write_libsvm.hpp  Writes sparse or dense examples in the text format of LIBSVM.
#pragma once

#include <softmargin/detail/label_text.hpp>
#include <softmargin/detail/output_file.hpp>

#include <Eigen/SparseCore>
#include <filesystem>
#include <string>
#include <type_traits>
#include <vector>

namespace softmargin {

namespace detail {

/// Calls visit(row, value) for the entries of a column that are not zero, rows ascending.
template <class Features, class Visit>
void for_each_entry(const Eigen::SparseMatrixBase<Features>& X, Index column, const Visit& visit) {
  for (typename Features::InnerIterator entry(X.derived(), column); entry; ++entry) {
    if (entry.value() != typename Features::Scalar(0)) visit(entry.index(), entry.value());
  }
}
template <class Features, class Visit>
void for_each_entry(const Eigen::DenseBase<Features>& X, Index column, const Visit& visit) {
  for (Index row = 0; row < X.rows(); ++row) {
    const auto value = X.coeff(row, column);
    if (value != typename Features::Scalar(0)) visit(row, value);
  }
}

}  // namespace detail

/// Writes one line an example, features numbered from one, zeros left out; every number is the
/// shortest that reads back to the same value. The file appears whole or not at all.
/// @param X  D x N, dense or sparse (column-major)
/// @param y  N labels in [0, K)
/// @param class_names  K names to write for the labels; empty: the numbers themselves
/// @throws std::invalid_argument if sizes differ, an entry is not finite, a label is out of range
/// or a name would not read back: empty, with a blank, comma, colon or #
/// @throws std::runtime_error if the file cannot be written
template <class Features>
void write_libsvm(const std::filesystem::path& path, const Eigen::EigenBase<Features>& X,
                  const Labels& y, const std::vector<std::string>& class_names = {}) {
  constexpr bool is_sparse = std::is_base_of_v<Eigen::SparseMatrixBase<Features>, Features>;
  static_assert(!is_sparse || !Features::IsRowMajor,
                "a sparse X must be column-major: one example a column");
  const detail::LabelText labels(y, X.cols(), class_names, " \t\r\n,:#");
  if constexpr (is_sparse) {
    detail::check_sparse_finite("X", X.derived());
  } else {
    detail::check_finite("X", X.derived());
  }
  detail::OutputFile file(path);
  for (Index example = 0; example < X.cols(); ++example) {
    file << labels[example];
    detail::for_each_entry(X.derived(), example,
                           [&](Index row, auto value) { file << ' ' << row + 1 << ':' << value; });
    file << '\n';
  }
  file.commit();
}

}  // namespace softmargin
