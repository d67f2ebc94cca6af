// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cross_validate.cpp  softmargin cross-validate DATA, and train -v K.
#include "training.hpp"

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
  const Examples examples = read_labelled(command.common.data, "cross-validation");
  const sm::Labels folds = sm::stratified_folds(examples.y, command.folds, command.training.seed);
  Training training = make_training(command.common, problem, command.training, examples);
  const sm::Vector<double> of_class = training.example_weights;
  print_map(command.common, command.map);
  const auto train_fold = [&](const sm::Vector<double>& weights) {
    training.example_weights = times(weights, of_class);
    training.scaling = make_scaling(examples, problem.scale, weights);
    return fit_visibly(command.common, problem, training, examples).model;
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
