// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file train.cpp  softmargin train DATA: a fit, its report and a model file.
#include "model.hpp"
#include "training.hpp"

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
  if (problem.loss != "softmax") info.delta = problem.delta;
  info.regularization = problem.regularization;
  info.bias = problem.bias;
  info.lambda = lambda;
  if (problem.regularization == "elastic-net") info.l1_ratio = problem.l1_ratio;
  if (problem.scale != "none") info.scale = problem.scale;
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
  const Examples examples = read_labelled(command.common.data, "training");
  Training training = make_training(command.common, problem, command.training, examples);
  training.scaling = make_scaling(examples, problem.scale);
  print_map(command.common, command.map);
  const double lambda = lambda_of(problem, total_weight(training.example_weights, examples));
  const auto [model, report] = fit_visibly(command.common, problem, training, examples);
  save_model(model, command.output, command.form, describe(command, lambda, report));
  if (report.status == sm::SolverStatus::max_passes || report.status == sm::SolverStatus::stalled) {
    std::fprintf(stderr, "softmargin: note: the fit ended with status %s, above its tolerance\n",
                 std::string(sm::to_string(report.status)).c_str());
  }
  if (command.common.quiet && !command.common.json) return;
  Report out;
  out.add("examples", std::int64_t{examples.num_examples()})
      .add("features", std::int64_t{examples.num_features()})
      .add("classes", std::int64_t{model.num_classes()});
  add_problem(out, problem, lambda);
  out.add("solver", report.solver)
      .add("status", sm::to_string(report.status))
      .add("passes", report.passes)
      .add("seconds", report.seconds)
      .add("objective", report.objective);
  add_gap(out, report);
  out.add("model", command.output);
  out.print(command.common.json);
}

}  // namespace tool
