// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file predict.cpp  softmargin predict MODEL DATA: a line an example.
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "model.hpp"

#include <softmargin/detail/output_file.hpp>
#include <softmargin/evaluation/metrics.hpp>

#include <cstdio>
#include <optional>

namespace tool {

namespace {

/// A line an example: the name of the class, then the numbers that were asked for.
template <class Out>
void write_lines(Out& out, const sm::LinearModel<double>& model, const sm::Labels& yhat,
                 const sm::Matrix<double>* numbers) {
  if (numbers != nullptr) {
    out << "labels";
    for (sm::Index k = 0; k < model.num_classes(); ++k) out << ' ' << model.class_name(k);
    out << '\n';
  }
  for (sm::Index i = 0; i < yhat.size(); ++i) {
    out << model.class_name(yhat(i));
    if (numbers != nullptr) {
      for (sm::Index k = 0; k < numbers->rows(); ++k) out << ' ' << (*numbers)(k, i);
    }
    out << '\n';
  }
}

/// Standard output with the operators of an OutputFile.
class StandardOutput {
 public:
  StandardOutput& operator<<(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return *this;
  }
  StandardOutput& operator<<(char c) { return *this << std::string_view(&c, 1); }
  StandardOutput& operator<<(double number) { return *this << sm::detail::text(number); }
};

}  // namespace

void predict(PredictCommand command) {
  // liblinear-predict takes the data first.
  if (!is_model(command.model) && is_model(command.common.data.path)) {
    std::swap(command.model, command.common.data.path);
  }
  const SavedModel saved = load_model(command.model);
  const sm::LinearModel<double>& model = saved.model;
  const Examples examples = read_for_model(command.common.data, model, Precision::double_);
  print_map(command.common, command.map);
  const sm::Matrix<double> S = scores_of(model, examples);
  const sm::Labels yhat = sm::argmax(S);
  std::optional<sm::Matrix<double>> numbers;
  if (command.scores) numbers = S;
  if (command.probabilities) numbers = sm::softmax(S);
  const auto* shown = numbers ? &*numbers : nullptr;
  if (command.output.empty()) {
    StandardOutput out;
    write_lines(out, model, yhat, shown);
    flush_output();
    return;
  }
  sm::detail::OutputFile out(command.output);
  write_lines(out, model, yhat, shown);
  out.commit();
  if (command.common.quiet || examples.y.size() == 0) return;
  const sm::Labels y = labels_for_model(examples, model);
  std::printf("accuracy: %.4f\n", sm::accuracy(yhat, y));
  flush_output();
}

}  // namespace tool
