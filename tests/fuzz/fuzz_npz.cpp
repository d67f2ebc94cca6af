// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/npz.hpp>

#include "fuzz_file.hpp"

namespace sm = softmargin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const auto path = file.write(data, size);
  attempt([&] {
    const auto arrays = sm::read_npz<double>(path);
    require_sound(arrays);
    require_finite(arrays.X);
  });
  attempt([&] { require_finite(sm::read_npz<float>(path, {.labels = ""}).X); });
  return 0;
}
