// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file npy_items.hpp  The entries of an NPY array, converted as they are read.
#pragma once

#include <softmargin/detail/npy_header.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

namespace softmargin::detail {

/// Names a type without a value of it.
template <class T>
struct TypeTag {
  using type = T;
};

/// Calls visit(TypeTag<T>{}) with the C++ type of a numeric array.
/// @return false if there is none
template <class Visit>
bool visit_npy_type(const NpyHeader& header, const Visit& visit) {
  const auto is = [&](char kind, Index size) {
    return header.kind == kind && header.item_size == size;
  };
  if (is('f', 2)) return visit(TypeTag<Eigen::half>{}), true;
  if (is('f', 4)) return visit(TypeTag<float>{}), true;
  if (is('f', 8)) return visit(TypeTag<double>{}), true;
  if (is('i', 1)) return visit(TypeTag<std::int8_t>{}), true;
  if (is('i', 2)) return visit(TypeTag<std::int16_t>{}), true;
  if (is('i', 4)) return visit(TypeTag<std::int32_t>{}), true;
  if (is('i', 8)) return visit(TypeTag<std::int64_t>{}), true;
  if (is('u', 1) || is('b', 1)) return visit(TypeTag<std::uint8_t>{}), true;
  if (is('u', 2)) return visit(TypeTag<std::uint16_t>{}), true;
  if (is('u', 4)) return visit(TypeTag<std::uint32_t>{}), true;
  if (is('u', 8)) return visit(TypeTag<std::uint64_t>{}), true;
  return false;
}

/// Whether the array holds exactly what a C++ program calls Scalar.
template <class Scalar>
bool is_npy_type(const NpyHeader& header) {
  bool same = false;
  visit_npy_type(header,
                 [&](auto tag) { same = std::is_same_v<Scalar, typename decltype(tag)::type>; });
  return same && !header.swapped;
}

/// Turns the bytes of each item around.
inline void swap_items(char* bytes, Index num_items, Index item_size) {
  for (Index i = 0; i < num_items; ++i) {
    std::reverse(bytes + i * item_size, bytes + (i + 1) * item_size);
  }
}

/// Reads the next items of an array, rounded to Scalar.
template <class Scalar>
void read_npy_items(InputFile& file, const NpyHeader& header, Scalar* out, Index num_items) {
  if (is_npy_type<Scalar>(header)) {
    file.read(out, static_cast<std::size_t>(num_items) * sizeof(Scalar), "NPY data");
    return;
  }
  constexpr Index block = 4096;
  std::vector<char> bytes(static_cast<std::size_t>(std::min(block, num_items) * header.item_size));
  for (Index done = 0; done < num_items; done += block) {
    const Index count = std::min(block, num_items - done);
    file.read(bytes.data(), static_cast<std::size_t>(count * header.item_size), "NPY data");
    if (header.swapped) swap_items(bytes.data(), count, header.item_size);
    visit_npy_type(header, [&](auto tag) {
      using From = typename decltype(tag)::type;
      for (Index i = 0; i < count; ++i) {
        From item;
        std::memcpy(&item, bytes.data() + i * header.item_size, sizeof item);
        out[done + i] = static_cast<Scalar>(item);
      }
    });
  }
}

/// A character of four bytes, appended in UTF-8.
inline void append_utf8(std::string& text, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18 & 7));
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// Reads the next item of an array of strings; zero bytes pad it at the end.
/// @param bytes  scratch
inline std::string read_npy_string(InputFile& file, const NpyHeader& header,
                                   std::vector<char>& bytes) {
  bytes.resize(static_cast<std::size_t>(header.item_size));
  file.read(bytes.data(), bytes.size(), "NPY data");
  if (header.kind == 'S') {
    return {bytes.begin(), std::find(bytes.begin(), bytes.end(), '\0')};
  }
  if (header.swapped) swap_items(bytes.data(), header.item_size / 4, 4);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 4) {
    std::uint32_t c = 0;
    std::memcpy(&c, bytes.data() + i, 4);
    if (c == 0) break;
    append_utf8(text, c);
  }
  return text;
}

}  // namespace softmargin::detail
