// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file write_npy.hpp  Writes matrices and labels as arrays of NumPy.
#pragma once

#include <softmargin/detail/output_file.hpp>
#include <softmargin/types.hpp>

#include <bit>
#include <filesystem>
#include <string>
#include <type_traits>

namespace softmargin {

namespace detail {

/// Byte order, kind and size: "<f4".
template <class Scalar>
std::string npy_type() {
  constexpr bool is_integer = std::is_integral_v<Scalar>;
  static_assert(is_integer || std::is_same_v<Scalar, Eigen::half> ||
                    std::is_same_v<Scalar, float> || std::is_same_v<Scalar, double>,
                "NumPy has no portable name for this type");
  const char order = sizeof(Scalar) == 1                          ? '|'
                     : std::endian::native == std::endian::little ? '<'
                                                                  : '>';
  const char kind = !is_integer ? 'f' : std::is_signed_v<Scalar> ? 'i' : 'u';
  return std::string{order, kind} + std::to_string(sizeof(Scalar));
}

}  // namespace detail

/// Writes an array that `numpy.load` and `read_npy` read. The file appears whole or not at all.
/// @param X  D x N, written as shape (N, D) in C order; a vector of n entries as shape (n)
/// @throws std::runtime_error if the file cannot be written
template <class Derived>
void write_npy(const std::filesystem::path& path, const Eigen::DenseBase<Derived>& X) {
  using Scalar = typename Derived::Scalar;
  const std::string shape = Derived::IsVectorAtCompileTime
                                ? detail::concat(X.size(), ",")
                                : detail::concat(X.cols(), ", ", X.rows());
  std::string header = "{'descr': '" + detail::npy_type<Scalar>() +
                       "', 'fortran_order': False, 'shape': (" + shape + "), }";
  // The data begin at a multiple of 64 bytes, behind blanks and a line feed.
  constexpr std::size_t start_size = 10;
  header.append(63 - (start_size + header.size()) % 64, ' ');
  header += '\n';
  detail::OutputFile file(path);
  file << std::string_view("\x93NUMPY\x01\x00", 8) << static_cast<char>(header.size() & 255)
       << static_cast<char>(header.size() >> 8) << header;
  Vector<Scalar> column(X.rows());
  for (Index i = 0; i < X.cols(); ++i) {
    column = X.col(i);
    file.write(column.data(), static_cast<std::size_t>(column.size()) * sizeof(Scalar));
  }
  file.commit();
}

}  // namespace softmargin
