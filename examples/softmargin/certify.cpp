// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certify.cpp  softmargin certify MODEL DATA: how far weights from anywhere are from the
/// optimum.
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "model.hpp"

namespace tool {

void certify(CertifyCommand command) {
  const SavedModel saved = load_model(command.model);
  const sm::ModelInfo& info = saved.info;
  Problem& problem = command.problem;
  if (!command.has_loss && !info.loss.empty()) problem.loss = info.loss;
  if (!command.has_regularization && !info.regularization.empty()) {
    problem.regularization = info.regularization;
  }
  if (!command.has_bias && !info.bias.empty()) problem.bias = info.bias;
  if (info.l1_ratio) problem.l1_ratio = *info.l1_ratio;
  if (!problem.lambda && !problem.C) problem.lambda = info.lambda;
  if (!problem.lambda && !problem.C && problem.regularization != "none") {
    throw UsageError("the model does not tell its lambda: --lambda or --C is needed");
  }
  Examples examples = read_for_model(command.common.data, saved.model, Precision::single_);
  if (examples.y.size() == 0) throw UsageError("a certificate needs labels");
  const sm::Labels y = labels_for_model(examples, saved.model);
  for (sm::Index i = 0; i < y.size(); ++i) {
    if (y(i) >= 0) continue;
    sm::detail::fail_input(command.common.data.path, sm::detail::concat("label of example ", i),
                           "a class of the model",
                           examples.class_names[static_cast<std::size_t>(examples.y(i))]);
  }
  examples.y = y;
  examples.class_names.clear();
  for (sm::Index k = 0; k < saved.model.num_classes(); ++k) {
    examples.class_names.push_back(saved.model.class_name(k));
  }
  const sm::Certificate certificate =
      certify_any(examples, problem, command.common.threads, saved.model);
  Report out;
  out.add("loss", problem.loss)
      .add("regularization", problem.regularization)
      .add("lambda", lambda_of(problem, static_cast<double>(y.size())))
      .add("bias", problem.bias)
      .add("objective", certificate.objective)
      .add("lower_bound", certificate.lower_bound)
      .add("gap", certificate.gap)
      .add("relative_gap", certificate.relative_gap)
      .add("radius", certificate.radius);
  out.print(command.common.json);
}

}  // namespace tool
