// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model.cpp  Loading, saving and scoring: the only place that compiles them.
#include "model.hpp"

#include <softmargin/io/model_file.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace tool {

SavedModel load_model(const std::string& path) {
  return sm::load_with_info<double>(path);
}

void save_model(const sm::LinearModel<double>& model, const std::string& path,
                const std::string& form, const sm::ModelInfo& info) {
  sm::SaveOptions options{.info = info};
  if (form == "text") options.format = sm::ModelFormat::text;
  if (form == "binary") options.format = sm::ModelFormat::binary;
  if (form == "liblinear") options.format = sm::ModelFormat::liblinear;
  if (form == "onnx") options.format = sm::ModelFormat::onnx;
  if (form == "npz") options.format = sm::ModelFormat::npz;
  sm::save(model, path, options);
}

bool is_model(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && sm::is_model_file(path);
}

Examples read_for_model(const DataOptions& options, const sm::LinearModel<double>& model,
                        Precision precision) {
  const sm::Index D = model.num_features();
  Examples examples = read_examples(options, precision, D);
  if (examples.num_features() == D) return examples;
  const auto cut = [&](auto& X) {
    std::fprintf(
        stderr,
        "softmargin: note: %s has features up to %d, the model up to %d: the rest is ignored\n",
        options.path.c_str(), static_cast<int>(X.rows()), static_cast<int>(D));
    X.conservativeResize(D, X.cols());
    X.makeCompressed();
  };
  if (auto* X = std::get_if<Sparse>(&examples.X)) {
    cut(*X);
  } else if (auto* exact = std::get_if<ExactSparse>(&examples.X)) {
    cut(*exact);
  } else {
    const bool is_csv = data_format(options) == "csv";
    sm::detail::fail_input(
        options.path, "number of features", sm::detail::concat(D, ", as in the model"),
        sm::detail::concat(examples.num_features(),
                           is_csv && options.label_column != "none"
                               ? " beside the label column (--label-column tells which, or none)"
                               : ""));
  }
  return examples;
}

sm::Matrix<double> scores_of(const sm::LinearModel<double>& model, const Examples& examples) {
  return std::visit([&](const auto& X) { return model.scores(X); }, examples.X);
}

sm::Labels labels_for_model(const Examples& examples, const sm::LinearModel<double>& model) {
  std::vector<int> number;
  for (const std::string& name : examples.class_names) {
    int found = -1;
    for (sm::Index k = 0; k < model.num_classes() && found < 0; ++k) {
      if (model.class_name(k) == name) found = static_cast<int>(k);
    }
    number.push_back(found);
  }
  sm::Labels y = examples.y;
  for (int& label : y) label = number[static_cast<std::size_t>(label)];
  return y;
}

}  // namespace tool
