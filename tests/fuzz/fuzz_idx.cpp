// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/idx.hpp>

#include <algorithm>

#include "fuzz_file.hpp"

namespace sm = softmargin;

/// The first byte is the size of the labels, which follow it; the images are the rest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile label_file;
  static const FuzzFile image_file;
  if (size == 0) return 0;
  const std::size_t label_size = std::min<std::size_t>(data[0], size - 1);
  const auto labels = label_file.write(data + 1, label_size);
  const auto images = image_file.write(data + 1 + label_size, size - 1 - label_size);
  attempt([&] { require_sound(sm::read_idx(images, labels)); });
  attempt([&] {
    const auto mapped = sm::map_idx(images, labels);
    require_sound(mapped);
    require(mapped.X == sm::read_idx(images, labels).X);
  });
  return 0;
}
