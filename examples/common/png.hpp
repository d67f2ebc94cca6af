// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file png.hpp  Puts images into the cells of one PNG file, through libpng.
#pragma once

#include <softmargin/types.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#if defined(SOFTMARGIN_EXAMPLES_HAVE_PNG)
#include <png.h>
#endif

/// What the columns of a matrix of bytes are as images.
struct ImageShape {
  softmargin::Index rows;
  softmargin::Index cols;
  softmargin::Index channels;  ///< 1: grey, 3: red, green, blue, interleaved
};

/// Writes a picture with a row of cells for each matrix and a cell for each of its columns.
/// @param images  matrices of D x K bytes, D = rows * cols * channels
/// @param zoom  the edge of a pixel of an image, in pixels of the picture
/// @return false without libpng, or if the file cannot be written
inline bool write_png(const std::string& path,
                      const std::vector<softmargin::Matrix<std::uint8_t>>& images,
                      const ImageShape& shape, softmargin::Index zoom) {
#if defined(SOFTMARGIN_EXAMPLES_HAVE_PNG)
  using softmargin::Index;
  const Index gap = zoom;
  const Index cell_width = shape.cols * zoom + gap;
  const Index cell_height = shape.rows * zoom + gap;
  const Index width = images.front().cols() * cell_width + gap;
  const Index height = static_cast<Index>(images.size()) * cell_height + gap;
  std::vector<std::uint8_t> canvas(static_cast<std::size_t>(width * height * shape.channels), 255);
  for (std::size_t row = 0; row < images.size(); ++row) {
    for (Index k = 0; k < images[row].cols(); ++k) {
      const Index top = gap + static_cast<Index>(row) * cell_height;
      const Index left = gap + k * cell_width;
      for (Index v = 0; v < shape.rows * zoom; ++v) {
        for (Index u = 0; u < shape.cols * zoom; ++u) {
          const Index from = (v / zoom * shape.cols + u / zoom) * shape.channels;
          const Index to = ((top + v) * width + left + u) * shape.channels;
          for (Index c = 0; c < shape.channels; ++c) {
            canvas[static_cast<std::size_t>(to + c)] = images[row](from + c, k);
          }
        }
      }
    }
  }
  png_image header = {};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(width);
  header.height = static_cast<png_uint_32>(height);
  header.format = shape.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  return png_image_write_to_file(&header, path.c_str(), 0, canvas.data(), 0, nullptr) != 0;
#else
  static_cast<void>(path), static_cast<void>(images), static_cast<void>(shape);
  static_cast<void>(zoom);
  return false;
#endif
}
