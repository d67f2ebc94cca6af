// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cifar.hpp  The binary batches of CIFAR-10 and CIFAR-100, read or mapped.
///
/// An example is 3072 pixels: the red plane of 32 x 32 row by row, then the green, then the blue.
#pragma once

#include <softmargin/detail/cifar_format.hpp>
#include <softmargin/detail/input_file.hpp>
#include <softmargin/detail/large_pages.hpp>
#include <softmargin/io/mapped_matrix.hpp>
#include <softmargin/types.hpp>

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace softmargin {

/// Which of the two labels of a CIFAR-100 image.
enum class CifarLabels {
  fine,   ///< 100 classes
  coarse  ///< 20 superclasses
};

namespace detail {

inline CifarFormat cifar100_format(CifarLabels labels) {
  return labels == CifarLabels::fine ? cifar100_fine_format() : cifar100_coarse_format();
}

/// Reads the files one after the other, each straight into its columns of X.
inline Dataset<std::uint8_t> read_cifar(const std::vector<std::filesystem::path>& files,
                                        const CifarFormat& format) {
  check_at_least("number of files", static_cast<Index>(files.size()), 1);
  std::vector<Index> num_records;
  Index num_examples = 0;
  for (const auto& path : files) {
    InputFile file(path);
    num_records.push_back(count_cifar_records(file, format));
    num_examples += num_records.back();
  }

  Dataset<std::uint8_t> data;
  data.class_names = cifar_class_names(files[0], format);
  allocate(data.X, cifar_num_features, num_examples);
  data.y.resize(num_examples);
  Index column = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    InputFile file(files[i]);
    for (Index record = 0; record < num_records[i]; ++record, ++column) {
      std::uint8_t label_bytes[2];
      file.read(label_bytes, static_cast<std::size_t>(format.num_label_bytes), "label");
      data.y(column) = cifar_label(file.name(), record, label_bytes, format);
      file.read(data.X.col(column).data(), static_cast<std::size_t>(cifar_num_features), "image");
    }
  }
  return data;
}

/// Maps one file; the label bytes are copied out for y and stepped over in X.
inline Dataset<std::uint8_t, MappedMatrix<std::uint8_t>> map_cifar(
    const std::filesystem::path& path, const CifarFormat& format) {
  InputFile file(path);
  if (file.is_compressed()) file.fail("file", "uncompressed to be mapped", "gzip");
  const Index num_examples = count_cifar_records(file, format);
  MappedMatrix<std::uint8_t> X(std::make_shared<const MappedFile>(path), format.num_label_bytes,
                               cifar_num_features, num_examples, format.record_size());
  Labels y(num_examples);
  for (Index i = 0; i < num_examples; ++i) {
    y(i) = cifar_label(file.name(), i, X.col(i).data() - format.num_label_bytes, format);
  }
  return {X, y, cifar_class_names(path, format)};
}

}  // namespace detail

/// Reads CIFAR-10 batches one after the other.
/// @param files  binary batches, plain or gzip, at least one
/// @return X 3072 x N pixels in 0 .. 255, y in [0, 10), class names from batches.meta.txt beside
/// the first file, the published ones if there is none
/// @throws std::invalid_argument if no file is given
/// @throws std::runtime_error if a file is missing, is not a whole number of records, or holds a
/// label above 9
inline Dataset<std::uint8_t> read_cifar10(const std::vector<std::filesystem::path>& files) {
  return detail::read_cifar(files, detail::cifar10_format());
}

/// As above, from a list in braces.
inline Dataset<std::uint8_t> read_cifar10(std::initializer_list<std::filesystem::path> files) {
  return read_cifar10(std::vector<std::filesystem::path>(files));
}

/// Reads one batch, or the five training batches data_batch_1.bin .. data_batch_5.bin of a folder.
inline Dataset<std::uint8_t> read_cifar10(const std::filesystem::path& file_or_folder) {
  if (!std::filesystem::is_directory(file_or_folder)) return read_cifar10({file_or_folder});
  std::vector<std::filesystem::path> files;
  for (const char* name : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                           "data_batch_4.bin", "data_batch_5.bin"}) {
    files.push_back(file_or_folder / name);
  }
  return read_cifar10(files);
}

/// Reads a CIFAR-100 file: train.bin or test.bin.
/// @return X 3072 x N, y in [0, 100) or, coarse, [0, 20), class names from fine_label_names.txt or
/// coarse_label_names.txt beside the file, the published ones if there is none
/// @throws std::runtime_error as `read_cifar10`
inline Dataset<std::uint8_t> read_cifar100(const std::filesystem::path& file,
                                           CifarLabels labels = CifarLabels::fine) {
  return detail::read_cifar({file}, detail::cifar100_format(labels));
}

/// Maps a CIFAR-10 file, which may be larger than memory: batches joined by `cat`, for instance.
/// @return as `read_cifar10`, X in the file
/// @throws std::runtime_error as `read_cifar10`, and if the file is compressed
inline Dataset<std::uint8_t, MappedMatrix<std::uint8_t>> map_cifar10(
    const std::filesystem::path& file) {
  return detail::map_cifar(file, detail::cifar10_format());
}

/// Maps a CIFAR-100 file.
/// @return as `read_cifar100`, X in the file
inline Dataset<std::uint8_t, MappedMatrix<std::uint8_t>> map_cifar100(
    const std::filesystem::path& file, CifarLabels labels = CifarLabels::fine) {
  return detail::map_cifar(file, detail::cifar100_format(labels));
}

}  // namespace softmargin
