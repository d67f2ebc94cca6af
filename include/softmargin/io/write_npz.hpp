// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file write_npz.hpp  A model for Python: an archive that `numpy.load` opens.
///
///     m = numpy.load("digits.npz");  S = X @ m["W"].T + m["b"];  m["class_names"][S.argmax(1)]
///
/// Source: NumPy, numpy.lib.format; PKWARE, "APPNOTE.TXT", sections 4.3.7, 4.3.12 and 4.3.16.
#pragma once

#include <softmargin/detail/crc32.hpp>
#include <softmargin/detail/model_head.hpp>
#include <softmargin/detail/output_file.hpp>
#include <softmargin/io/write_npy.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin {

namespace detail {

/// The header of an array in Fortran order, before its data.
inline std::string npy_header(const std::string& type, const std::string& shape) {
  std::string text = "{'descr': '" + type + "', 'fortran_order': True, 'shape': (" + shape + "), }";
  constexpr std::size_t start_size = 10;
  text.append(63 - (start_size + text.size()) % 64, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 255);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

/// The characters of a text in UTF-8.
/// @throws std::invalid_argument if it is none
inline std::u32string decode_utf8(const std::string& text) {
  std::u32string characters;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xC0 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
    bool valid = size > 0 && lead < 0xF8 && i + size <= text.size();
    char32_t character = size == 1 ? lead : lead & (0x7Fu >> size);
    for (std::size_t j = 1; valid && j < size; ++j) {
      const auto next = static_cast<unsigned char>(text[i + j]);
      valid = (next & 0xC0) == 0x80;
      character = character << 6 | (next & 0x3F);
    }
    if (!valid) fail_argument("class name in an NPZ file", "text in UTF-8", in_quotes(text));
    characters += character;
    i += size;
  }
  return characters;
}

/// A zip archive of members that are stored as they are.
class ZipWriter {
 public:
  explicit ZipWriter(const std::filesystem::path& path) : file_(path) {}

  void add(const std::string& name, std::string_view array_header, std::string_view data) {
    Crc32 checksum;
    checksum.add(array_header.data(), array_header.size());
    checksum.add(data.data(), data.size());
    const std::uint64_t size = array_header.size() + data.size();
    // 20: version 2.0; no flags, stored, the first day of the format's calendar.
    std::string entry;
    for (const std::uint64_t field : {20U, 0U, 0U, 0U, 0x21U}) put(entry, field, 2);
    put(entry, checksum.value(), 4);
    put(entry, size, 4);
    put(entry, size, 4);
    put(entry, name.size(), 2);
    put(entry, 0, 2);
    directory_ += std::string("PK\x01\x02\x14\x00", 6) + entry;
    directory_.append(10, '\0');  // no comment, disk 0, no attributes
    put(directory_, offset_, 4);
    directory_ += name;
    const std::string header = "PK\x03\x04" + entry + name;
    write(header);
    write(array_header);
    write(data);
    ++num_members_;
  }

  /// Writes the directory and puts the file in its place.
  void commit() {
    const std::uint64_t start = offset_;
    write(directory_);
    std::string end("PK\x05\x06\0\0\0\0", 8);
    put(end, num_members_, 2);
    put(end, num_members_, 2);
    put(end, directory_.size(), 4);
    put(end, start, 4);
    put(end, 0, 2);
    write(end);
    file_.commit();
  }

 private:
  static void put(std::string& out, std::uint64_t number, int num_bytes) {
    for (int i = 0; i < num_bytes; ++i) out += static_cast<char>(number >> (8 * i) & 255);
  }

  void write(std::string_view bytes) {
    offset_ += bytes.size();
    if (offset_ > std::numeric_limits<std::uint32_t>::max()) {
      fail_argument("size of an NPZ file", "below 4 GB", "more");
    }
    file_.write(bytes.data(), bytes.size());
  }

  OutputFile file_;
  std::string directory_;
  std::uint64_t offset_ = 0;
  std::uint64_t num_members_ = 0;
};

}  // namespace detail

/// Writes a model as the arrays W (K, D), b (K) and class_names (K, text). The file appears whole
/// or not at all.
/// @throws std::invalid_argument if the model is not sound, a name is not UTF-8 or it takes 4 GB
/// @throws std::runtime_error if the file cannot be written
template <class Scalar>
void write_npz(const std::filesystem::path& path, const LinearModel<Scalar>& model) {
  detail::check_model(model);
  const Index K = model.num_classes();
  std::vector<std::u32string> names;
  std::size_t longest = 1;
  for (Index k = 0; k < K; ++k) {
    names.push_back(detail::decode_utf8(model.class_name(k)));
    longest = std::max(longest, names.back().size());
  }
  std::u32string padded;
  for (std::u32string& name : names) {
    name.resize(longest, U'\0');
    padded += name;
  }
  const auto bytes = [](const auto* data, auto count) {
    return std::string_view(reinterpret_cast<const char*>(data),
                            static_cast<std::size_t>(count) * sizeof *data);
  };
  constexpr char order = std::endian::native == std::endian::little ? '<' : '>';
  const std::string type = detail::npy_type<Scalar>();
  const std::string text_type = order + ("U" + std::to_string(longest));
  const std::string vector_shape = detail::concat(K, ",");
  const std::string matrix_shape = detail::concat(K, ", ", model.num_features());
  detail::ZipWriter archive(path);
  archive.add("W.npy", detail::npy_header(type, matrix_shape),
              bytes(model.weights.data(), model.weights.size()));
  archive.add("b.npy", detail::npy_header(type, vector_shape),
              bytes(model.bias.data(), model.bias.size()));
  archive.add("class_names.npy", detail::npy_header(text_type, vector_shape),
              bytes(padded.data(), padded.size()));
  archive.commit();
}

}  // namespace softmargin
