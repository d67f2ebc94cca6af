// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/csv.hpp>

#include <optional>

#include "fuzz_file.hpp"

namespace sm = softmargin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const auto path = file.write(data, size);
  attempt([&] {
    const auto examples = sm::read_csv(path);
    require_sound(examples);
    require_finite(examples.X);
  });
  attempt([&] {
    const auto examples = sm::read_csv<float>(path, {.label_column = "label"});
    require_sound(examples);
    require_finite(examples.X);
  });
  attempt([&] { require_sound(sm::read_csv<std::uint8_t>(path, {.label_column = -1})); });
  attempt([&] {
    const auto examples = sm::read_csv<float>(
        path, {.label_column = std::nullopt, .header = sm::CsvHeader::present, .separator = ','});
    require_finite(examples.X);
    require(examples.y.size() == 0);
  });
  return 0;
}
