// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certify.cpp  softmargin certify MODEL DATA: how far weights from anywhere are from the
/// optimum.
#include "errors.hpp"
#include "model.hpp"
#include "training.hpp"

namespace tool {

namespace {

/// The model file tells what the command line does not.
Problem complete(const CertifyCommand& command, const SavedModel& saved) {
  const sm::ModelInfo& info = saved.info;
  Problem problem = command.problem;
  const auto adopt = [&](const char* option, std::string& value, const std::string& told) {
    if (!command.given.contains(option) && !told.empty()) value = told;
  };
  adopt("--loss", problem.loss, info.loss);
  adopt("--regularization", problem.regularization, info.regularization);
  adopt("--bias", problem.bias, info.bias);
  adopt("--scale", problem.scale, info.scale);
  if (!command.given.contains("--delta") && info.delta) problem.delta = *info.delta;
  if (!command.given.contains("--l1-ratio") && info.l1_ratio) problem.l1_ratio = *info.l1_ratio;
  if (!problem.lambda && !problem.C) problem.lambda = info.lambda;
  if (!problem.lambda && !problem.C && problem.regularization != "none") {
    throw UsageError("the model does not tell its lambda: --lambda or --C is needed");
  }
  if (problem.bias == "none" && problem.scale == "none" && !saved.model.bias.isZero(0)) {
    throw UsageError("the model has a bias: --bias should be free or penalized");
  }
  return problem;
}

/// Examples labelled in the numbers of the model.
Examples read_in_numbers_of(const sm::LinearModel<double>& model, const DataOptions& options) {
  Examples examples = read_for_model(options, model, Precision::single_);
  if (examples.y.size() == 0) {
    throw UsageError("a certificate needs labels (--labels, --label-column)");
  }
  const sm::Labels y = labels_for_model(examples, model);
  for (sm::Index i = 0; i < y.size(); ++i) {
    if (y(i) >= 0) continue;
    sm::detail::fail_input(options.path, sm::detail::concat("label of example ", i),
                           "a class of the model",
                           examples.class_names[static_cast<std::size_t>(examples.y(i))]);
  }
  examples.y = y;
  examples.class_names.clear();
  for (sm::Index k = 0; k < model.num_classes(); ++k) {
    examples.class_names.push_back(model.class_name(k));
  }
  return examples;
}

}  // namespace

void certify(const CertifyCommand& command) {
  const SavedModel saved = load_model(command.model);
  const Problem problem = complete(command, saved);
  const Examples examples = read_in_numbers_of(saved.model, command.common.data);
  Training training = make_training(command.common, problem, {}, examples);
  training.scaling = make_scaling(examples, problem.scale);
  const sm::Certificate certificate = certify_any(examples, problem, training, saved.model);
  Report out;
  add_problem(out, problem, lambda_of(problem, total_weight(training.example_weights, examples)));
  out.add("objective", certificate.objective).add("lower_bound", certificate.lower_bound);
  add_gap(out, certificate);
  out.add("radius", certificate.radius);
  out.print(command.common.json);
}

}  // namespace tool
