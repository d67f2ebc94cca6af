// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file study.hpp  What `digits`, `cifar10` and `idx` share: train both losses, print, draw.
#pragma once

#include "png.hpp"

#include <softmargin/softmargin.hpp>

#include <optional>
#include <string>
#include <vector>

/// Images of bytes to train on, and others to test on.
struct Study {
  softmargin::Dataset<std::uint8_t> train;
  std::optional<softmargin::Dataset<std::uint8_t>> test;
  ImageShape shape;
};

/// How a study regularizes.
struct StudyLambdas {
  double svm;
  double softmax;
  double picture_factor = 1;  ///< the templates are those of this many times stronger lambdas
};

/// Each in a file of its own, so that they are compiled side by side.
softmargin::FitResult<float> train_svm(const softmargin::Dataset<std::uint8_t>& images,
                                       double lambda, const softmargin::FitOptions& options);
softmargin::FitResult<float> train_softmax(const softmargin::Dataset<std::uint8_t>& images,
                                           double lambda, const softmargin::FitOptions& options);

/// Trains a Weston-Watkins SVM and softmax, prints losses, accuracies and what the solver says of
/// itself, the confusion matrix of softmax, and writes the templates of both, the SVM's above.
void run_study(const Study& study, const StudyLambdas& lambdas,
               const softmargin::FitOptions& options, const std::string& picture,
               softmargin::Index zoom);
