// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cross_validate.cpp  softmargin cross-validate DATA, and train -v K.
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "progress.hpp"

#include <softmargin/evaluation/cross_validation.hpp>

namespace tool {

namespace {

/// Adds the weights of the classes to those of the folds.
sm::Vector<double> times(const sm::Vector<double>& fold, const sm::Vector<double>& of_class) {
  return of_class.size() == 0 ? fold : sm::Vector<double>(fold.cwiseProduct(of_class));
}

}  // namespace

void cross_validate(const TrainCommand& command) {
  const Problem& problem = command.problem;
  const Examples examples = read_examples(command.common.data, Precision::single_);
  if (examples.y.size() == 0) throw UsageError("training needs labels (--labels, --label-column)");
  const sm::Labels folds = sm::stratified_folds(examples.y, command.folds, command.training.seed);
  Training training = command.training;
  training.class_names = examples.class_names;
  training.scaling = make_scaling(examples, problem.scale);
  training.threads = command.common.threads;
  const sm::Vector<double> of_class = make_example_weights(problem, examples);
  print_map(command.common, command.map);
  const auto train_fold = [&](const sm::Vector<double>& weights) {
    training.example_weights = times(weights, of_class);
    ProgressView view(command.common.quiet ? "none" : command.common.progress, training.tolerance);
    training.on_progress = [&view](const sm::Progress& progress) { view(progress); };
    return fit_any(examples, problem, training).model;
  };
  const sm::CrossValidation result = std::visit(
      [&](const auto& X) { return sm::cross_validate(X, examples.y, folds, train_fold); },
      examples.X);
  Report out;
  out.add("examples", std::int64_t{examples.num_examples()})
      .add("folds", std::int64_t{command.folds})
      .add("loss", problem.loss)
      .add("fold_accuracies", result.accuracies)
      .add("deviation", result.deviation)
      .add("accuracy", result.accuracy);
  out.print(command.common.json);
}

}  // namespace tool
