// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model_binary.hpp  The binary form of a model file, little-endian:
///
///     8 bytes   8D 53 4D 42 49 4E 0D 0A, changed by whatever changes line ends or the eighth bit
///     8 bytes   size of the head
///     the head, as in the text form
///     b         K numbers
///     W         K x D numbers, those of a feature side by side
///     4 bytes   CRC-32 of everything before
#pragma once

#include <softmargin/detail/crc32.hpp>
#include <softmargin/detail/model_head.hpp>
#include <softmargin/detail/output_file.hpp>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <type_traits>

namespace softmargin::detail {

inline constexpr std::string_view binary_model_magic = "\x8DSMBIN\r\n";

/// Turns native numbers into little-endian ones and back: nothing, on most machines.
template <class Number>
void order_bytes(Number* numbers, Index count) {
  if constexpr (std::endian::native == std::endian::big) {
    for (Index i = 0; i < count; ++i) {
      auto* const bytes = reinterpret_cast<unsigned char*>(numbers + i);
      std::reverse(bytes, bytes + sizeof(Number));
    }
  }
}

inline constexpr Index model_block_size = 1 << 13;  // numbers ordered and summed at a time

/// Writes and sums up.
class ChecksumWriter {
 public:
  explicit ChecksumWriter(OutputFile& file) : file_(file) {}

  void write(const void* data, std::size_t size) {
    checksum_.add(data, size);
    file_.write(data, size);
  }
  template <class Number>
  void write_numbers(const Number* numbers, Index count) {
    Vector<Number> block;
    for (Index i = 0; i < count; i += model_block_size) {
      block = Eigen::Map<const Vector<Number>>(numbers + i, std::min(model_block_size, count - i));
      order_bytes(block.data(), block.size());
      write(block.data(), static_cast<std::size_t>(block.size()) * sizeof(Number));
    }
  }
  std::uint32_t checksum() const { return checksum_.value(); }

 private:
  OutputFile& file_;
  Crc32 checksum_;
};

/// Reads and sums up.
class ChecksumReader {
 public:
  explicit ChecksumReader(InputFile& file) : file_(file) {}

  void read(void* data, std::size_t size, std::string_view what) {
    file_.read(data, size, what);
    checksum_.add(data, size);
  }
  template <class Number>
  void read_numbers(Number* numbers, Index count, std::string_view what) {
    for (Index i = 0; i < count; i += model_block_size) {
      const Index size = std::min(model_block_size, count - i);
      read(numbers + i, static_cast<std::size_t>(size) * sizeof(Number), what);
      order_bytes(numbers + i, size);
    }
  }
  std::uint32_t checksum() const { return checksum_.value(); }

 private:
  InputFile& file_;
  Crc32 checksum_;
};

template <class Scalar>
void write_binary_model(const std::filesystem::path& path, const LinearModel<Scalar>& model,
                        const ModelInfo& info) {
  const std::string head = model_head_text(model, info);
  OutputFile file(path);
  ChecksumWriter out(file);
  out.write(binary_model_magic.data(), binary_model_magic.size());
  const auto head_size = static_cast<std::uint64_t>(head.size());
  out.write_numbers(&head_size, 1);
  out.write(head.data(), head.size());
  out.write_numbers(model.bias.data(), model.bias.size());
  out.write_numbers(model.weights.data(), model.weights.size());
  const std::uint32_t checksum = out.checksum();
  out.write_numbers(&checksum, 1);
  file.commit();
}

/// The head of a binary file as lines, for `ModelHeadParser`.
class HeadLines {
 public:
  HeadLines(std::string name, std::string_view head) : name_(std::move(name)), rest_(head) {}

  bool next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return true;
  }
  std::string_view line() const { return line_; }
  const char* begin() const { return line_.data(); }
  const std::string& name() const { return name_; }

  [[noreturn]] void fail(const char*, const std::string& what, const std::string& expected,
                         const std::string& got) const {
    fail_input(concat(name_, ", line ", number_, " of the head"), what, expected, got);
  }

 private:
  std::string name_;
  std::string_view rest_;
  std::string_view line_;
  Index number_ = 0;
};

template <class Stored, class Scalar>
void read_binary_numbers(InputFile& file, ChecksumReader& in, LinearModel<Scalar>& model, Index K,
                         Index D) {
  check_model_size(file.name(), file.max_size(), D + 1, K, sizeof(Stored));
  Vector<Stored> b(K);
  in.read_numbers(b.data(), b.size(), "bias");
  Matrix<Stored> W(K, D);
  in.read_numbers(W.data(), W.size(), "weights");
  const std::uint32_t expected = in.checksum();
  std::uint32_t checksum = 0;
  in.read_numbers(&checksum, 1, "checksum");
  if (checksum != expected) {
    file.fail("checksum", text(Index{expected}), text(Index{checksum}) + ": the file is damaged");
  }
  file.expect_end("the checksum");
  if (first_not_finite(b) || first_not_finite(W)) file.fail("weights and bias", "finite", "others");
  model.bias = b.template cast<Scalar>();
  model.weights = W.template cast<Scalar>();
}

template <class Scalar>
SavedModel<Scalar> read_binary_model(const std::filesystem::path& path) {
  InputFile file(path);
  ChecksumReader in(file);
  std::string magic(binary_model_magic.size(), '\0');
  in.read(magic.data(), magic.size(), "magic number");
  if (magic != binary_model_magic) file.fail("magic number", "that of a binary model", "another");
  std::uint64_t head_size = 0;
  in.read_numbers(&head_size, 1, "size of the head");
  if (head_size > file.max_size()) {
    file.fail("size of the head", concat("at most ", static_cast<Index>(file.max_size())),
              std::to_string(head_size));
  }
  std::string head_text(static_cast<std::size_t>(head_size), '\0');
  in.read(head_text.data(), head_text.size(), "head");
  HeadLines lines(file.name(), head_text);
  ModelHeadParser head_parser(lines);
  head_parser.read("bias");
  const ModelHead& head = head_parser.finish();
  SavedModel<Scalar> saved{{{}, {}, head.class_names}, head.info};
  if (head.is_double) {
    read_binary_numbers<double>(file, in, saved.model, head.num_classes, head.num_features);
  } else {
    read_binary_numbers<float>(file, in, saved.model, head.num_classes, head.num_features);
  }
  return saved;
}

}  // namespace softmargin::detail
