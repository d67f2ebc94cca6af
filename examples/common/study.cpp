// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "study.hpp"

#include <cstdio>
#include <utility>

namespace {

/// A line of the table for one loss. @return the model
template <class Loss>
softmargin::LinearModel<float> print_line(const char* name, const Study& study, const Loss& loss,
                                          softmargin::FitResult<float> result) {
  const auto& report = result.report;
  std::printf("%-16s", name);
  const auto print_part = [&](const softmargin::Dataset<std::uint8_t>& data) {
    const Eigen::MatrixXf S = result.model.scores(data.X);
    std::printf(" %8.4f %7.2f %%", softmargin::mean_loss(loss, S, data.y),
                100 * softmargin::accuracy(softmargin::argmax(S), data.y));
  };
  print_part(study.train);
  if (study.test) print_part(*study.test);
  std::printf("  %8.1e %6.0f %8.2f  %s\n", report.relative_gap, report.passes, report.seconds,
              std::string(softmargin::to_string(report.status)).c_str());
  std::fflush(stdout);
  return std::move(result.model);
}

/// Rows are the true classes, columns what they were taken for.
void print_confusion(const softmargin::LinearModel<float>& model,
                     const softmargin::Dataset<std::uint8_t>& data) {
  const softmargin::Index K = model.num_classes();
  const Eigen::MatrixXi counts = softmargin::confusion_matrix(model.predict(data.X), data.y, K);
  std::printf("%-12s", "");
  for (softmargin::Index k = 0; k < K; ++k) std::printf(" %5.5s", model.class_name(k).c_str());
  std::printf("\n");
  for (softmargin::Index k = 0; k < K; ++k) {
    std::printf("%-12s", model.class_name(k).c_str());
    for (softmargin::Index j = 0; j < K; ++j) std::printf(" %5d", counts(k, j));
    std::printf("\n");
  }
}

}  // namespace

void run_study(const Study& study, const StudyLambdas& lambdas,
               const softmargin::FitOptions& options, const std::string& picture,
               softmargin::Index zoom) {
  softmargin::FitOptions named = options;
  named.class_names = study.train.class_names;
  std::printf("%-16s %18s  %s\n", "", "------ train -----", study.test ? "------ test ------" : "");
  std::printf("%-16s %8s %9s %s  %8s %6s %8s  %s\n", "", "loss", "accuracy",
              study.test ? "    loss  accuracy" : "", "rel. gap", "passes", "seconds", "status");
  const auto svm_line = [&](const char* name, double lambda) {
    return print_line(name, study, softmargin::WestonWatkinsHinge{},
                      train_svm(study.train, lambda, named));
  };
  const auto softmax_line = [&](const char* name, double lambda) {
    return print_line(name, study, softmargin::SoftmaxCrossEntropy{},
                      train_softmax(study.train, lambda, named));
  };
  auto svm = svm_line("SVM", lambdas.svm);
  const auto softmax = softmax_line("softmax", lambdas.softmax);
  auto drawn_softmax = softmax;
  if (lambdas.picture_factor != 1) {
    svm = svm_line("SVM, drawn", lambdas.svm * lambdas.picture_factor);
    drawn_softmax = softmax_line("softmax, drawn", lambdas.softmax * lambdas.picture_factor);
  }

  std::printf(
      "\nConfusion of softmax on the %s images: true classes in rows, predicted in columns\n",
      study.test ? "test" : "training");
  print_confusion(softmax, study.test ? *study.test : study.train);

  const auto& [rows, cols, channels] = study.shape;
  const auto drawn = write_png(picture,
                               {softmargin::template_images(svm, rows, cols, channels),
                                softmargin::template_images(drawn_softmax, rows, cols, channels)},
                               study.shape, zoom);
  std::printf("\n%s %s\n",
              drawn ? "Templates of the SVM (above) and of softmax:"
                    : "Without libpng, or not writable here: no",
              picture.c_str());
}
