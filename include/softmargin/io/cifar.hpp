// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cifar.hpp  The binary batches of CIFAR-10.
///
/// A file is a row of records without a header: one label byte and 3072 pixel bytes, the red plane
/// of 32 x 32 row by row, then the green, then the blue.
/// Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009, and
/// https://www.cs.toronto.edu/~kriz/cifar.html.
#pragma once

#include <softmargin/detail/input_file.hpp>
#include <softmargin/types.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

namespace softmargin {

/// Features of a CIFAR image: 3 planes of 32 x 32.
inline constexpr Index cifar_num_features = Index{3} * 32 * 32;

namespace detail {

inline constexpr Index cifar10_num_classes = 10;

inline std::vector<std::string> cifar10_class_names() {
  return {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
}

/// The lines of a file of class names, or `published` where there is no such file.
inline std::vector<std::string> class_names_beside(const std::filesystem::path& path,
                                                   std::vector<std::string> published) {
  std::ifstream file(path);
  if (!file) return published;
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  if (names.size() != published.size()) {
    fail_input(path.string(), "number of class names", text(static_cast<Index>(published.size())),
               text(static_cast<Index>(names.size())));
  }
  return names;
}

/// The number of records of a file that consists of nothing else.
inline Index count_records(InputFile& file, Index record_size) {
  const auto size = static_cast<Index>(file.exact_size());
  if (size == 0 || size % record_size != 0) {
    file.fail("size of the file", concat("a positive multiple of ", record_size, " bytes"),
              text(size));
  }
  return size / record_size;
}

/// Reads the records of one file into the columns of X from `column` on.
/// @return the column after the last one read
inline Index read_cifar10_records(InputFile& file, Index num_records, Index column,
                                  Dataset<std::uint8_t>& data) {
  for (Index record = 0; record < num_records; ++record, ++column) {
    std::uint8_t label = 0;
    file.read(&label, 1, concat("label of record ", record));
    if (label >= cifar10_num_classes) {
      file.fail(concat("label of record ", record), concat("in [0, ", cifar10_num_classes, ")"),
                text(static_cast<int>(label)));
    }
    data.y(column) = label;
    file.read(data.X.col(column).data(), static_cast<std::size_t>(cifar_num_features),
              concat("image of record ", record));
  }
  return column;
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
  detail::check_at_least("number of files", static_cast<Index>(files.size()), 1);
  std::vector<Index> num_records;
  Index num_examples = 0;
  for (const auto& path : files) {
    detail::InputFile file(path);
    num_records.push_back(detail::count_records(file, 1 + cifar_num_features));
    num_examples += num_records.back();
  }

  Dataset<std::uint8_t> data;
  data.class_names = detail::class_names_beside(files[0].parent_path() / "batches.meta.txt",
                                                detail::cifar10_class_names());
  data.X.resize(cifar_num_features, num_examples);
  data.y.resize(num_examples);
  Index column = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    detail::InputFile file(files[i]);
    column = detail::read_cifar10_records(file, num_records[i], column, data);
  }
  return data;
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

}  // namespace softmargin
