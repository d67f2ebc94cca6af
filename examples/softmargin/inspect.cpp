// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file inspect.cpp  softmargin inspect MODEL: what a model file holds.
#include "commands.hpp"
#include "json.hpp"
#include "model.hpp"

namespace tool {

void inspect(const InspectCommand& command) {
  const SavedModel saved = load_model(command.model);
  const sm::LinearModel<double>& model = saved.model;
  std::vector<std::string> names;
  std::vector<double> norms, biases;
  for (sm::Index k = 0; k < model.num_classes(); ++k) {
    names.push_back(model.class_name(k));
    norms.push_back(model.weights.row(k).norm());
    biases.push_back(model.bias(k));
  }
  const sm::ModelInfo& info = saved.info;
  Report out;
  out.add("features", std::int64_t{model.num_features()})
      .add("classes", std::int64_t{model.num_classes()})
      .add("class_names", names)
      .add("non_zero_weights", std::int64_t{(model.weights.array() != 0).count()})
      .add("weight_norms", norms)
      .add("biases", biases);
  if (!info.loss.empty()) out.add("loss", info.loss);
  if (info.delta) out.add("delta", *info.delta);
  if (!info.regularization.empty()) out.add("regularization", info.regularization);
  if (!info.bias.empty()) out.add("bias", info.bias);
  if (info.lambda) out.add("lambda", *info.lambda);
  if (info.l1_ratio) out.add("l1_ratio", *info.l1_ratio);
  if (!info.scale.empty()) out.add("scale", info.scale);
  if (info.objective) out.add("objective", *info.objective);
  if (info.gap) out.add("gap", *info.gap);
  if (info.seed) out.add("seed", static_cast<std::int64_t>(*info.seed));
  out.print(command.json);
}

}  // namespace tool
