// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file npy.hpp  Arrays of NumPy: .npy files, read or mapped.
///
/// The first dimension of an array counts the examples, the others together the features: an array
/// of shape (N, D) in C order is, byte for byte, the D x N matrix X.
#pragma once

#include <softmargin/detail/label_encoder.hpp>
#include <softmargin/detail/large_pages.hpp>
#include <softmargin/detail/npy_items.hpp>
#include <softmargin/io/mapped_matrix.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace softmargin {

namespace detail {

/// @throws std::runtime_error if a column, the first of which is number `first`, is not finite
template <class Columns>
void check_npy_columns(const InputFile& file, const Eigen::DenseBase<Columns>& X, Index first) {
  if (const auto bad = first_not_finite(X)) {
    file.fail(concat("feature ", bad->row, " of example ", first + bad->column), "finite",
              text(static_cast<double>(X.coeff(bad->row, bad->column))));
  }
}

/// Reads an array of numbers into D x N.
template <class Scalar>
Matrix<Scalar> read_npy_features(InputFile& file) {
  const NpyHeader header = read_npy_header(file);
  constexpr bool rounds = std::is_floating_point_v<Scalar>;
  if (!is_npy_type<Scalar>(header) && !(rounds && visit_npy_type(header, [](auto) {}))) {
    file.fail("NPY type", rounds ? "floating-point or integer numbers" : "that of the matrix",
              in_quotes(header.type));
  }
  if (header.shape.empty() || (header.fortran_order && header.shape.size() > 2)) {
    file.fail("NPY shape", "1 dimension or more, in Fortran order 1 or 2",
              text(static_cast<Index>(header.shape.size())));
  }
  const Index num_examples = header.shape[0];
  const Index num_features = header.num_items() / num_examples;
  Matrix<Scalar> X;
  allocate(X, num_features, num_examples);
  constexpr Index block_items = 1 << 15;  // few enough to be checked while in the cache
  if (!header.fortran_order || num_features == 1) {
    const Index block = std::max<Index>(1, block_items / num_features);
    for (Index i = 0; i < num_examples; i += block) {
      auto columns = X.middleCols(i, std::min(block, num_examples - i));
      read_npy_items(file, header, columns.data(), columns.size());
      check_npy_columns(file, columns, i);
    }
  } else {
    constexpr Index block = 16;  // features: a cache line of floats in each example
    Matrix<Scalar> features(num_examples, std::min(block, num_features));
    for (Index j = 0; j < num_features; j += block) {
      const Index count = std::min(block, num_features - j);
      read_npy_items(file, header, features.data(), num_examples * count);
      X.middleRows(j, count) = features.leftCols(count).transpose();
    }
    check_npy_columns(file, X, 0);
  }
  file.expect_end("the NPY data");
  return X;
}

/// Reads N labels: integers, whole floating-point numbers, or strings.
/// @return the K class names
inline std::vector<std::string> read_npy_labels(InputFile& file, Index num_examples,
                                                const std::vector<std::string>& class_names,
                                                Labels& y) {
  const NpyHeader header = read_npy_header(file);
  if (header.shape.empty() || header.shape[0] != num_examples ||
      header.num_items() != num_examples) {
    file.fail("number of labels", concat(num_examples, ", one for each example"),
              text(header.num_items()));
  }
  LabelEncoder encoder(class_names);
  y.resize(num_examples);
  const auto encode = [&](Index example, const std::string& label) {
    y(example) = encoder.encode(label, [&](const std::string& expected) {
      file.fail(concat("label of example ", example), expected, in_quotes(label));
    });
  };
  const bool is_text = header.kind == 'S' || header.kind == 'U';
  std::vector<char> scratch;
  if (is_text) {
    for (Index i = 0; i < num_examples; ++i) encode(i, read_npy_string(file, header, scratch));
  }
  const bool is_numeric = visit_npy_type(header, [&](auto tag) {
    typename decltype(tag)::type label{};
    for (Index i = 0; i < num_examples; ++i) {
      read_npy_items(file, header, &label, 1);
      if constexpr (std::is_integral_v<decltype(label)>) {
        encode(i, std::to_string(label));
      } else {
        encode(i, text(static_cast<double>(label)));
      }
    }
  });
  if (!is_text && !is_numeric) {
    file.fail("NPY type", "numbers or strings", in_quotes(header.type));
  }
  file.expect_end("the NPY data");
  return encoder.finish(y);
}

}  // namespace detail

/// Reads an array, plain or gzip, in C or Fortran order and either byte order.
/// @tparam Scalar  of X. Floating point: any numbers (f2, f4, f8, i1 .. i8, u1 .. u8, bool),
/// rounded to the nearest; other types: exactly that of the file
/// @return X D x N
/// @throws std::runtime_error if the file is missing, foreign or damaged, shorter or longer than it
/// says, of another type, or holds a NaN, an infinity or a number too large for Scalar
template <class Scalar>
Matrix<Scalar> read_npy(const std::filesystem::path& path) {
  detail::InputFile file(path);
  return detail::read_npy_features<Scalar>(file);
}

/// Reads features from one file and labels (integers, whole numbers or strings) from another.
/// @param class_names  number the labels by these; empty: by those of the file
/// @throws std::runtime_error as above, and if there are not as many labels as examples
template <class Scalar>
Dataset<Scalar> read_npy(const std::filesystem::path& features, const std::filesystem::path& labels,
                         const std::vector<std::string>& class_names = {}) {
  Dataset<Scalar> data;
  data.X = read_npy<Scalar>(features);
  detail::InputFile file(labels);
  data.class_names = detail::read_npy_labels(file, data.X.cols(), class_names, data.y);
  return data;
}

/// Maps an array without reading it. Its entries are not looked at: NaN is found when it is used.
/// @tparam Scalar  exactly the type of the file
/// @tparam Order  Eigen::ColMajor for an array in C order, Eigen::RowMajor for Fortran order
/// @return X D x N
/// @throws std::runtime_error if the file is missing, foreign, compressed, too short, or of another
/// type or order
template <class Scalar, int Order = Eigen::ColMajor>
MappedMatrix<Scalar, Order> map_npy(const std::filesystem::path& path) {
  detail::InputFile file(path);
  const detail::NpyHeader header = detail::read_npy_header(file);
  if (file.is_compressed()) file.fail("file", "uncompressed to be mapped", "gzip");
  if (!detail::is_npy_type<Scalar>(header)) {
    file.fail("NPY type", "that of the matrix to be mapped", detail::in_quotes(header.type));
  }
  const bool is_fortran = header.fortran_order && header.shape.size() > 1;
  if (header.shape.empty() || is_fortran != (Order == Eigen::RowMajor) ||
      (is_fortran && header.shape.size() > 2)) {
    file.fail("NPY order", Order == Eigen::RowMajor ? "Fortran, 2 dimensions" : "C",
              header.fortran_order ? "Fortran" : "C");
  }
  const Index num_examples = header.shape[0];
  const Index num_features = header.num_items() / num_examples;
  return {std::make_shared<const detail::MappedFile>(path), header.data_offset, num_features,
          num_examples, is_fortran ? num_examples : num_features};
}

/// Maps the features of one file and reads the labels of another.
template <class Scalar, int Order = Eigen::ColMajor>
Dataset<Scalar, MappedMatrix<Scalar, Order>> map_npy(
    const std::filesystem::path& features, const std::filesystem::path& labels,
    const std::vector<std::string>& class_names = {}) {
  Dataset<Scalar, MappedMatrix<Scalar, Order>> data{map_npy<Scalar, Order>(features), {}, {}};
  detail::InputFile file(labels);
  data.class_names = detail::read_npy_labels(file, data.X.cols(), class_names, data.y);
  return data;
}

}  // namespace softmargin
