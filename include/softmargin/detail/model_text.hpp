// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model_text.hpp  The text form of a model file: the head, then
///
///     bias b_1 .. b_K
///     weights
///     w_11 .. w_K1              a line a feature
///     end
///
/// Every number is the shortest that reads back to the same bits.
#pragma once

#include <softmargin/detail/model_head.hpp>
#include <softmargin/detail/output_file.hpp>

#include <filesystem>

namespace softmargin::detail {

template <class Numbers>
void write_numbers(OutputFile& file, const Eigen::DenseBase<Numbers>& numbers) {
  for (Index k = 0; k < numbers.size(); ++k) {
    if (k > 0) file << ' ';
    file << numbers.derived().coeff(k);
  }
  file << '\n';
}

template <class Scalar>
void write_text_model(const std::filesystem::path& path, const LinearModel<Scalar>& model,
                      const ModelInfo& info) {
  const std::string head = model_head_text(model, info);
  OutputFile file(path);
  file << head << "bias ";
  write_numbers(file, model.bias);
  file << "weights\n";
  for (Index d = 0; d < model.num_features(); ++d) write_numbers(file, model.weights.col(d));
  file << "end\n";
  file.commit();
}

/// Reads the rest of a line: as many numbers as `out` has entries, and nothing else.
template <class Out>
void read_numbers(const LineReader& lines, const char* p, const std::string& what, Out&& out) {
  using Scalar = typename std::remove_cvref_t<Out>::Scalar;
  const char* const end = lines.end();
  for (Index k = 0; k < out.size(); ++k) {
    p = skip_blanks(p, end);
    const NumberEnd number = parse_number(p, end, out(k));
    if (number.error != NumberError::none || (number.end != end && !is_blank(*number.end))) {
      lines.fail_at_field(p, ' ', concat(what, ", number ", k + 1, " of ", out.size()),
                          number_range<Scalar>());
    }
    p = number.end;
  }
  p = skip_blanks(p, end);
  if (p != end) {
    lines.fail_at_field(p, ' ', what, concat("at its end after ", out.size(), " numbers"));
  }
}

/// @throws std::runtime_error if the file ends here
inline void expect_line(LineReader& lines, const std::string& what) {
  if (!lines.next()) fail_input(lines.name(), what, "there", "the end of the file");
}

inline void expect_line(LineReader& lines, const std::string& what, std::string_view expected) {
  expect_line(lines, what);
  if (lines.line() != expected) {
    lines.fail(lines.begin(), what, in_quotes(expected), in_quotes(lines.line()));
  }
}

/// Reads W a feature at a time.
/// @param[out] W  K x D, of the file's shape
template <class Weights>
void read_weight_lines(LineReader& lines, Weights&& W) {
  for (Index d = 0; d < W.cols(); ++d) {
    expect_line(lines, concat("weights of feature ", d + 1, " of ", W.cols()));
    read_numbers(lines, lines.begin(), "weights", W.col(d));
  }
}

template <class Stored, class Scalar>
void read_text_numbers(LineReader& lines, LinearModel<Scalar>& model, Index K, Index D) {
  Vector<Stored> b(K);
  constexpr Index key_size = 4;  // "bias"
  read_numbers(lines, lines.begin() + key_size, "bias", b);
  expect_line(lines, "line after the bias", "weights");
  Matrix<Stored> W(K, D);
  read_weight_lines(lines, W);
  expect_line(lines, "line after the weights", "end");
  if (lines.next()) lines.fail(lines.begin(), "file", "at its end", in_quotes(lines.line()));
  model.bias = b.template cast<Scalar>();
  model.weights = W.template cast<Scalar>();
}

template <class Scalar>
SavedModel<Scalar> read_text_model(const std::filesystem::path& path) {
  LineReader lines(path);
  ModelHeadParser head_parser(lines);
  const bool has_bias = head_parser.read("bias");
  const ModelHead& head = head_parser.finish();
  if (!has_bias) fail_input(lines.name(), "line \"bias\"", "there", "the end of the file");
  const Index K = head.num_classes;
  const Index D = head.num_features;
  check_model_size(lines.name(), lines.max_size(), D, K, 2);
  SavedModel<Scalar> saved{{{}, {}, head.class_names}, head.info};
  if (head.is_double) {
    read_text_numbers<double>(lines, saved.model, K, D);
  } else {
    read_text_numbers<float>(lines, saved.model, K, D);
  }
  return saved;
}

}  // namespace softmargin::detail
