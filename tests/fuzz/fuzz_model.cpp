// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include <softmargin/io/model_file.hpp>

#include <cstring>
#include <vector>

#include "fuzz_file.hpp"

namespace sm = softmargin;

namespace {

/// Whatever is loaded can be used.
template <class Scalar>
void load(const std::filesystem::path& path) {
  const auto [model, info] = sm::load_with_info<Scalar>(path);
  require(model.num_classes() > 0 && model.num_features() > 0);
  require(model.bias.size() == model.num_classes());
  require_finite(model.weights);
  require_finite(model.bias);
  require(model.class_name(model.num_classes() - 1).size() < 1000000);
}

/// The same bytes with the checksum that a binary model asks for: no fuzzer would find it.
std::vector<std::uint8_t> with_checksum(const std::uint8_t* data, std::size_t size) {
  std::vector<std::uint8_t> bytes(data, data + size);
  if (size < 4 || bytes[0] != 0x8D) return bytes;
  sm::detail::Crc32 sum;
  sum.add(data, size - 4);
  std::uint32_t checksum = sum.value();
  sm::detail::order_bytes(&checksum, 1);
  std::memcpy(bytes.data() + size - 4, &checksum, 4);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FuzzFile file;
  const std::vector<std::uint8_t> bytes = with_checksum(data, size);
  const auto path = file.write(bytes.data(), bytes.size());
  attempt([&] { load<double>(path); });
  attempt([&] { load<float>(path); });
  return 0;
}
