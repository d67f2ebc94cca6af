// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file evaluate.cpp  softmargin evaluate MODEL DATA: how well a model does.
#include "commands.hpp"
#include "errors.hpp"
#include "json.hpp"
#include "model.hpp"

#include <softmargin/evaluation/metrics.hpp>

#include <cstdio>

namespace tool {

namespace {

/// Rows are the true classes.
std::string confusion_text(const sm::LinearModel<double>& model, const Eigen::MatrixXi& counts) {
  std::string out = "confusion (rows: true classes, columns: predicted):\n";
  for (sm::Index k = 0; k < counts.rows(); ++k) {
    out += model.class_name(k) + ":";
    for (sm::Index j = 0; j < counts.cols(); ++j) out += " " + std::to_string(counts(k, j));
    out += "\n";
  }
  return out;
}

std::vector<Report> class_reports(const sm::LinearModel<double>& model,
                                  const Eigen::MatrixXi& counts) {
  std::vector<Report> classes;
  for (sm::Index k = 0; k < counts.rows(); ++k) {
    std::vector<std::int64_t> row;
    for (sm::Index j = 0; j < counts.cols(); ++j) row.push_back(counts(k, j));
    classes.push_back(Report()
                          .add("class", model.class_name(k))
                          .add("examples", std::int64_t{counts.row(k).sum()})
                          .add("correct", std::int64_t{counts(k, k)})
                          .add("predicted_as", row));
  }
  return classes;
}

}  // namespace

void evaluate(const EvaluateCommand& command) {
  const SavedModel saved = load_model(command.model);
  const sm::LinearModel<double>& model = saved.model;
  const Examples examples = read_for_model(command.common.data, model, Precision::double_);
  if (examples.y.size() == 0)
    throw UsageError("evaluation needs labels (--labels, --label-column)");
  const sm::Matrix<double> S = scores_of(model, examples);
  const sm::Labels yhat = sm::argmax(S);
  const sm::Labels y = labels_for_model(examples, model);
  const sm::Index unknown = (y.array() < 0).count();
  Report out;
  out.add("examples", std::int64_t{y.size()})
      .add("correct", std::int64_t{(yhat.array() == y.array()).count()});
  if (unknown > 0) out.add("of_unknown_classes", std::int64_t{unknown});
  Problem problem;
  problem.loss = saved.info.loss;
  problem.delta = saved.info.delta.value_or(1);
  if (unknown == 0) {
    const auto loss = mean_loss_any(problem, S, y);
    if (loss) out.add("loss", problem.loss).add("mean_loss", *loss);
  }
  std::string confusion;
  if (command.confusion && unknown == 0) {
    const Eigen::MatrixXi counts = sm::confusion_matrix(yhat, y, model.num_classes());
    confusion = confusion_text(model, counts);
    out.add("per_class", class_reports(model, counts));
  }
  const double accuracy = sm::accuracy(yhat, y);
  if (command.common.json) return out.add("accuracy", accuracy).print(true);
  std::printf("%s%saccuracy: %.4f\n", out.text().c_str(), confusion.c_str(), accuracy);
  flush_output();
}

}  // namespace tool
