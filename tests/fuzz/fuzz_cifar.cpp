// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/cifar.hpp>

#include "fuzz_file.hpp"

namespace sm = softmargin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const auto path = file.write(data, size);
  attempt([&] { require_sound(sm::read_cifar10({path})); });
  attempt([&] { require_sound(sm::read_cifar100(path)); });
  attempt([&] {
    const auto mapped = sm::map_cifar100(path, sm::CifarLabels::coarse);
    require_sound(mapped);
    require(mapped.X == sm::read_cifar100(path, sm::CifarLabels::coarse).X);
  });
  return 0;
}
