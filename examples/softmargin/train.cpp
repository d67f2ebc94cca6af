// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file train.cpp  softmargin train DATA: a fit, its report and a model file.
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "model.hpp"
#include "progress.hpp"

#include <softmargin/io/model_info.hpp>

#include <cmath>
#include <cstdio>
#include <filesystem>

namespace tool {

namespace {

/// What can be known to fail should fail before the training, not after it.
void check_output(const TrainCommand& command) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::absolute(command.output).parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    sm::detail::fail_input(command.output, "folder", "there", "no such folder");
  }
  if (fs::is_directory(command.output, error)) {
    sm::detail::fail_input(command.output, "file", "one that can be written", "a directory");
  }
}

sm::ModelInfo describe(const TrainCommand& command, double lambda, const sm::FitReport& report) {
  const Problem& problem = command.problem;
  sm::ModelInfo info;
  info.loss = problem.loss;
  info.regularization = problem.regularization;
  info.bias = problem.bias;
  info.lambda = lambda;
  if (problem.regularization == "elastic-net") info.l1_ratio = problem.l1_ratio;
  info.objective = report.objective;
  if (std::isfinite(report.gap)) info.gap = report.gap;
  info.seed = command.training.seed;
  return info;
}

}  // namespace

void train(TrainCommand command) {
  if (command.folds != 0) return cross_validate(command);
  if (command.output.empty()) {
    command.output = std::filesystem::path(command.common.data.path).filename().string() + ".model";
  }
  check_output(command);
  const Problem& problem = command.problem;
  Training& training = command.training;
  const Examples examples = read_examples(command.common.data, Precision::single_);
  if (examples.y.size() == 0) throw UsageError("training needs labels (--labels, --label-column)");
  training.class_names = examples.class_names;
  training.scaling = make_scaling(examples, problem.scale);
  training.example_weights = make_example_weights(problem, examples);
  training.threads = command.common.threads;
  print_map(command.common, command.map);
  const double total = training.example_weights.size() > 0
                           ? training.example_weights.sum()
                           : static_cast<double>(examples.num_examples());
  const double lambda = lambda_of(problem, total);
  Trained trained;
  {
    ProgressView view(command.common.quiet ? "none" : command.common.progress, training.tolerance);
    training.on_progress = [&view](const sm::Progress& progress) { view(progress); };
    trained = fit_any(examples, problem, training);
  }
  const auto& [model, report] = trained;
  save_model(model, command.output, command.form, describe(command, lambda, report));
  if (report.status == sm::SolverStatus::max_passes || report.status == sm::SolverStatus::stalled) {
    std::fprintf(stderr, "softmargin: note: the fit ended with status %s, above its tolerance\n",
                 std::string(sm::to_string(report.status)).c_str());
  }
  if (command.common.quiet && !command.common.json) return;
  Report out;
  out.add("examples", std::int64_t{examples.num_examples()})
      .add("features", std::int64_t{examples.num_features()})
      .add("classes", std::int64_t{model.num_classes()})
      .add("loss", problem.loss)
      .add("regularization", problem.regularization)
      .add("lambda", lambda)
      .add("bias", problem.bias)
      .add("solver", report.solver)
      .add("status", sm::to_string(report.status))
      .add("passes", report.passes)
      .add("seconds", report.seconds)
      .add("objective", report.objective)
      .add("gap", report.gap)
      .add("relative_gap", report.relative_gap)
      .add("model", command.output);
  out.print(command.common.json);
}

}  // namespace tool
