// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model_file.hpp  save(model, path) and load<Scalar>(path): models in files, whole or not at
/// all.
///
/// Both of our forms give back the same bits: weights, bias, names and facts. docs/formats.md
/// describes them byte by byte.
#pragma once

#include <softmargin/detail/model_binary.hpp>
#include <softmargin/detail/model_text.hpp>
#include <softmargin/io/liblinear_model.hpp>
#include <softmargin/io/model_info.hpp>
#include <softmargin/io/write_npz.hpp>
#include <softmargin/io/write_onnx.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace softmargin {

namespace detail {

inline ModelFormat format_of_name(const std::filesystem::path& path) {
  const auto extension = path.extension();
  if (extension == ".bin") return ModelFormat::binary;
  if (extension == ".liblinear") return ModelFormat::liblinear;
  if (extension == ".onnx") return ModelFormat::onnx;
  if (extension == ".npz") return ModelFormat::npz;
  return ModelFormat::text;
}

/// What a file is by its first bytes; `automatic` if it is none that can be read.
inline ModelFormat format_of_content(const std::filesystem::path& path) {
  InputFile file(path);
  std::string start(model_first_line.size(), '\0');
  start.resize(file.read_some(start.data(), start.size()));
  const auto begins_with = [&](std::string_view words) { return start.starts_with(words); };
  if (begins_with(binary_model_magic)) return ModelFormat::binary;
  if (begins_with(model_first_line.substr(0, model_first_line.rfind(' ')))) {
    return ModelFormat::text;
  }
  if (begins_with(liblinear_first_key)) return ModelFormat::liblinear;
  return ModelFormat::automatic;
}

}  // namespace detail

/// Whether the file begins like a model that `load` reads.
/// @throws std::runtime_error if the file cannot be read
inline bool is_model_file(const std::filesystem::path& path) {
  return detail::format_of_content(path) != ModelFormat::automatic;
}

/// Writes a model to a file that appears, or replaces an old one, whole or not at all: everything
/// goes to a temporary file in the same folder, which is flushed to the disk and then renamed.
/// @throws std::invalid_argument if shapes differ, a number is not finite, or the form cannot hold
/// a class name
/// @throws std::runtime_error if the file cannot be written to its end; an old one is left as it
/// was
template <class Scalar>
void save(const LinearModel<Scalar>& model, const std::filesystem::path& path,
          const SaveOptions& options = {}) {
  const ModelFormat format =
      options.format == ModelFormat::automatic ? detail::format_of_name(path) : options.format;
  switch (format) {
    case ModelFormat::binary:
      return detail::write_binary_model(path, model, options.info);
    case ModelFormat::liblinear:
      return write_liblinear_model(path, model, options.info);
    case ModelFormat::onnx:
      return write_onnx(path, model, options.info);
    case ModelFormat::npz:
      return write_npz(path, model);
    case ModelFormat::automatic:
    case ModelFormat::text:
      return detail::write_text_model(path, model, options.info);
  }
}

/// Reads a model and the facts beside it: either of our forms or LIBLINEAR's, plain or gzip, known
/// by its first bytes.
/// @tparam Scalar  float or double; numbers are rounded to the nearest where the file has more
/// @throws std::runtime_error with the place, what should be there and what is, if the file is
/// missing, foreign, cut off or damaged, or has numbers too large for Scalar
template <class Scalar = float>
SavedModel<Scalar> load_with_info(const std::filesystem::path& path) {
  SavedModel<Scalar> saved;
  switch (detail::format_of_content(path)) {
    case ModelFormat::binary:
      saved = detail::read_binary_model<Scalar>(path);
      break;
    case ModelFormat::text:
      saved = detail::read_text_model<Scalar>(path);
      break;
    case ModelFormat::liblinear:
      saved = read_liblinear_model<Scalar>(path);
      break;
    default:
      detail::fail_input(path.string(), "file", "a model of softmargin or LIBLINEAR",
                         "something else");
  }
  if (detail::first_not_finite(saved.model.weights) || detail::first_not_finite(saved.model.bias)) {
    detail::fail_input(path.string(), "weights and bias", detail::number_range<Scalar>(),
                       "larger ones");
  }
  return saved;
}

/// Reads a model.
/// @throws std::runtime_error as `load_with_info`
template <class Scalar = float>
LinearModel<Scalar> load(const std::filesystem::path& path) {
  return load_with_info<Scalar>(path).model;
}

}  // namespace softmargin
