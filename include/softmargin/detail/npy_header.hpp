// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file npy_header.hpp  The header of an NPY file: type, order and shape of an array of NumPy.
///
/// "\x93NUMPY", the version in two bytes, the size of the text that follows, and the text: a Python
/// dictionary such as {'descr': '<f4', 'fortran_order': False, 'shape': (10, 3), }.
/// Source: NumPy, "A simple file format for NumPy arrays" (numpy.lib.format), versions 1 to 3.
#pragma once

#include <softmargin/detail/input_file.hpp>
#include <softmargin/detail/line_reader.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin::detail {

struct NpyHeader {
  std::string type;      ///< as written: "<f4"
  char kind = 0;         ///< f, i, u, b (bool), S (bytes), U (characters of 4 bytes)
  Index item_size = 0;   ///< bytes
  bool swapped = false;  ///< bytes in the other order than this machine's
  bool fortran_order = false;
  std::vector<Index> shape;
  Index data_offset = 0;

  Index num_items() const {
    Index product = 1;
    for (const Index size : shape) product *= size;
    return product;
  }
};

/// Reads the little Python that such headers consist of.
class NpyHeaderParser {
 public:
  NpyHeaderParser(const InputFile& file, std::string_view text) : file_(file), rest_(text) {}

  NpyHeader parse() {
    expect("{");
    while (!accept("}")) {
      const std::string key = read_string();
      expect(":");
      if (key == "descr") {
        read_type();
      } else if (key == "fortran_order") {
        header_.fortran_order = read_bool();
      } else if (key == "shape") {
        read_shape();
      } else {
        fail("with descr, fortran_order and shape alone");
      }
      if (!accept(",")) {
        expect("}");
        break;
      }
    }
    if (header_.kind == 0 || !has_shape_) fail("with descr and shape");
    return header_;
  }

 private:
  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }

  bool accept(std::string_view word) {
    skip();
    if (rest_.substr(0, word.size()) != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void expect(std::string_view word) {
    if (!accept(word)) fail(concat("with ", word, " here"));
  }

  std::string read_string() {
    const char quote = accept("'") ? '\'' : '"';
    if (quote == '"') expect("\"");
    const auto size = rest_.find(quote);
    if (size == std::string_view::npos) fail("with closed quotes");
    const std::string result(rest_.substr(0, size));
    rest_.remove_prefix(size + 1);
    return result;
  }
  bool read_bool() {
    if (accept("True")) return true;
    if (!accept("False")) fail("with True or False");
    return false;
  }

  /// At most as many items as the file has bytes.
  void read_shape() {
    const auto limit = static_cast<Index>(file_.max_size());
    Index product = 1;
    has_shape_ = true;
    header_.shape.clear();
    expect("(");
    while (!accept(")")) {
      Index size = -1;
      skip();
      const auto number = parse_number(rest_.data(), rest_.data() + rest_.size(), size);
      if (number.error != NumberError::none || size < 1 || size > limit / product) {
        fail(concat("with sizes of at least 1, and no more items than the ", limit,
                    " bytes that the file has room for"));
      }
      rest_.remove_prefix(static_cast<std::size_t>(number.end - rest_.data()));
      accept("L");  // Python 2
      product *= size;
      header_.shape.push_back(size);
      if (!accept(",")) {
        expect(")");
        break;
      }
    }
  }

  /// Byte order (< > = |), kind, and size in bytes, or in characters for U.
  void read_type() {
    header_.type = read_string();
    const std::string_view type = header_.type;
    const auto order = type.substr(0, 1).find_first_of("<>=|");
    Index size = 0;
    const char* const end = type.data() + type.size();
    if (order != 0 || type.size() < 3) fail("with a plain type");
    const auto number = parse_number(type.data() + 2, end, size);
    constexpr Index longest = 1 << 20;
    if (number.error != NumberError::none || number.end != end || size < 1 || size > longest) {
      fail("with a plain type");
    }
    header_.kind = type[1];
    header_.item_size = header_.kind == 'U' ? 4 * size : size;
    header_.swapped = type[0] == (std::endian::native == std::endian::little ? '>' : '<');
  }

  [[noreturn]] void fail(const std::string& expected) const {
    file_.fail("NPY header", expected, in_quotes(rest_));
  }

  const InputFile& file_;
  std::string_view rest_;
  NpyHeader header_;
  bool has_shape_ = false;
};

/// Reads a header and checks that the file can hold what it claims.
inline NpyHeader read_npy_header(InputFile& file) {
  std::uint8_t start[8];
  file.read(start, 8, "NPY magic string and version");
  if (std::memcmp(start, "\x93NUMPY", 6) != 0 || start[6] < 1 || start[6] > 3) {
    file.fail("NPY magic string", "\\x93NUMPY and a version from 1 to 3", "something else");
  }
  const std::size_t size_bytes = start[6] == 1 ? 2 : 4;
  std::uint8_t little_endian[4] = {};
  file.read(little_endian, size_bytes, "size of the NPY header");
  std::size_t size = 0;
  for (std::size_t i = size_bytes; i-- > 0;) size = size << 8 | little_endian[i];
  constexpr std::size_t longest = 1 << 16;  // what NumPy itself trusts is 10,000
  if (size > longest || size > file.max_size()) {
    file.fail("size of the NPY header", "at most 65536 bytes, and no more than the file",
              text(static_cast<Index>(size)));
  }
  std::string header_text(size, '\0');
  file.read(header_text.data(), size, "NPY header");
  NpyHeader header = NpyHeaderParser(file, header_text).parse();
  header.data_offset = static_cast<Index>(8 + size_bytes + size);
  const auto room = static_cast<Index>(file.max_size()) - header.data_offset;
  if (header.num_items() > room / header.item_size) {
    file.fail("size of the data",
              concat("at least ", header.num_items(), " x ", header.item_size, " bytes"),
              concat("at most ", room));
  }
  return header;
}

}  // namespace softmargin::detail
