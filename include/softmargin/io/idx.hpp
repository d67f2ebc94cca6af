// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file idx.hpp  IDX files: MNIST, Fashion-MNIST and their relatives, read or mapped.
///
/// A file begins with two zero bytes, the type of an entry (8: unsigned byte), the number of
/// dimensions, and each dimension as a big-endian 32-bit number; the entries follow, last dimension
/// fastest. Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
#pragma once

#include <softmargin/detail/input_file.hpp>
#include <softmargin/detail/large_pages.hpp>
#include <softmargin/io/mapped_matrix.hpp>
#include <softmargin/types.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace softmargin {

namespace detail {

/// What an IDX header of unsigned bytes says.
struct IdxShape {
  Index num_items = 0;  ///< the first dimension
  Index item_size = 1;  ///< the product of the others, in bytes
  Index data_offset = 4;
};

/// Reads the header and checks that the file can hold what it claims.
inline IdxShape read_idx_header(InputFile& file, int least_dimensions, int most_dimensions) {
  std::uint8_t magic[4];
  file.read(magic, 4, "IDX magic number");
  const int dimensions = magic[3];
  if (magic[0] != 0 || magic[1] != 0 || magic[2] != 8 || dimensions < least_dimensions ||
      dimensions > most_dimensions) {
    file.fail("IDX magic number",
              concat("0 0 8 and ", least_dimensions,
                     least_dimensions == most_dimensions ? "" : concat(" to ", most_dimensions)),
              concat(static_cast<int>(magic[0]), " ", static_cast<int>(magic[1]), " ",
                     static_cast<int>(magic[2]), " ", dimensions));
  }
  IdxShape shape;
  for (int i = 0; i < dimensions; ++i) {
    std::uint8_t bytes[4];
    file.read(bytes, 4, concat("dimension ", i));
    const Index size = (Index{bytes[0]} << 24) | (Index{bytes[1]} << 16) | (Index{bytes[2]} << 8) |
                       Index{bytes[3]};
    Index& total = i == 0 ? shape.num_items : shape.item_size;
    const auto most = static_cast<Index>(file.max_size()) / (i == 0 ? 1 : total);
    if (size < 1 || size > most) {
      file.fail(concat("dimension ", i),
                concat("from 1 to the ", most, " that the file has room for"), text(size));
    }
    total = i == 0 ? size : total * size;
    shape.data_offset += 4;
  }
  if (shape.item_size > static_cast<Index>(file.max_size()) / shape.num_items) {
    file.fail("size of the file",
              concat("at least ", shape.num_items, " x ", shape.item_size, " bytes"),
              text(static_cast<Index>(file.max_size())));
  }
  const Index size = shape.data_offset + shape.num_items * shape.item_size;
  if (!file.is_compressed() && static_cast<Index>(file.max_size()) != size) {
    file.fail("size of the file", concat(size, " bytes"),
              text(static_cast<Index>(file.max_size())));
  }
  return shape;
}

/// Reads the N label bytes; class k is named by its number.
inline void read_idx_labels(const std::filesystem::path& path, Index num_examples, Labels& y,
                            std::vector<std::string>& class_names) {
  InputFile file(path);
  const IdxShape shape = read_idx_header(file, 1, 1);
  if (shape.num_items != num_examples) {
    file.fail("number of labels", concat(num_examples, ", one for each image"),
              text(shape.num_items));
  }
  std::vector<std::uint8_t> labels(static_cast<std::size_t>(num_examples));
  file.read(labels.data(), labels.size(), "labels");
  file.expect_end("the labels");
  y = Eigen::Map<const Vector<std::uint8_t>>(labels.data(), num_examples).cast<int>();
  class_names.clear();
  for (int k = 0; k <= y.maxCoeff(); ++k) class_names.push_back(std::to_string(k));
}

}  // namespace detail

/// Reads images and their labels.
/// @param images  unsigned bytes in 2 to 4 dimensions (MNIST: 3), the first counts the examples
/// @param labels  unsigned bytes in 1 dimension: the class numbers
/// @return X D x N pixels in 0 .. 255 with D = rows * columns, y as in the file, class names "0" ..
/// up to the largest label
/// @throws std::runtime_error if a file is missing, foreign, damaged, shorter or longer than it
/// says, or if there are not as many labels as images
inline Dataset<std::uint8_t> read_idx(const std::filesystem::path& images,
                                      const std::filesystem::path& labels) {
  Dataset<std::uint8_t> data;
  detail::InputFile file(images);
  const detail::IdxShape shape = detail::read_idx_header(file, 2, 4);
  detail::read_idx_labels(labels, shape.num_items, data.y, data.class_names);
  detail::allocate(data.X, shape.item_size, shape.num_items);
  file.read(data.X.data(), static_cast<std::size_t>(data.X.size()), "images");
  file.expect_end("the images");
  return data;
}

/// Maps the images, which may be larger than memory, and reads their labels.
/// @return as `read_idx`, X in the file
/// @throws std::runtime_error as `read_idx`, and if the images are compressed
inline Dataset<std::uint8_t, MappedMatrix<std::uint8_t>> map_idx(
    const std::filesystem::path& images, const std::filesystem::path& labels) {
  detail::InputFile file(images);
  if (file.is_compressed()) file.fail("file", "uncompressed to be mapped", "gzip");
  const detail::IdxShape shape = detail::read_idx_header(file, 2, 4);
  Dataset<std::uint8_t, MappedMatrix<std::uint8_t>> data{
      {std::make_shared<const detail::MappedFile>(images), shape.data_offset, shape.item_size,
       shape.num_items, shape.item_size},
      {},
      {}};
  detail::read_idx_labels(labels, shape.num_items, data.y, data.class_names);
  return data;
}

}  // namespace softmargin
