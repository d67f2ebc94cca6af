// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/npy.hpp>

#include "fuzz_file.hpp"

namespace sm = softmargin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const auto path = file.write(data, size);
  attempt([&] { require_finite(sm::read_npy<float>(path)); });
  attempt([&] { require(sm::map_npy<std::uint8_t>(path) == sm::read_npy<std::uint8_t>(path)); });
  attempt([&] {
    const auto mapped = sm::map_npy<double, Eigen::RowMajor>(path);
    require(mapped == sm::read_npy<double>(path));
  });
  attempt([&] { require_sound(sm::read_npy<double>(path, path)); });  // its labels are its features
  sm::Labels y;
  attempt([&] {
    sm::detail::InputFile labels(path);
    sm::detail::read_npy_labels(labels, 3, {}, y);
    require(y.size() == 3);
  });
  return 0;
}
