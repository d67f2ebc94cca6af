// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file training.cpp  What the sub-commands that train or judge a training share.
#include "training.hpp"

#include "errors.hpp"
#include "progress.hpp"

namespace tool {

Examples read_labelled(const DataOptions& options, const char* purpose) {
  Examples examples = read_examples(options, Precision::single_);
  if (examples.y.size() == 0) {
    throw UsageError(std::string(purpose) + " needs labels (--labels, --label-column)");
  }
  if (examples.class_names.size() == 1 && data_format(options) == "csv") {
    sm::detail::fail_input(options.path,
                           "number of classes in label column " + options.label_column,
                           "at least 2 (--label-column tells which column)", "1");
  }
  return examples;
}

Training make_training(const Common& common, const Problem& problem, const Training& training,
                       const Examples& examples) {
  Training made = training;
  made.threads = common.threads;
  made.class_names = examples.class_names;
  made.example_weights = make_example_weights(problem, examples);
  return made;
}

Trained fit_visibly(const Common& common, const Problem& problem, Training training,
                    const Examples& examples) {
  ProgressView view(common.quiet ? "none" : common.progress, training.tolerance);
  training.on_progress = [&view](const sm::Progress& progress) { view(progress); };
  return fit_any(examples, problem, training);
}

void add_problem(Report& report, const Problem& problem, double lambda) {
  report.add("loss", problem.loss)
      .add("regularization", problem.regularization)
      .add("lambda", lambda)
      .add("bias", problem.bias);
}

}  // namespace tool
