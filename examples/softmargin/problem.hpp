// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file problem.hpp  What is to be minimised, as the command line says it, and the fits that are
/// compiled for it, each once.
#pragma once

#include "data.hpp"

#include <softmargin/linear_model.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/solver/report.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tool {

struct Problem {
  std::string loss = "softmax";
  double delta = 1;
  std::string regularization = "l2";  ///< l2 l1 elastic-net none
  std::optional<double> lambda;
  std::optional<double> C;
  double l1_ratio = 0.5;  ///< elastic net: the part of lambda that is L1's
  std::string bias = "free";
  std::string scale = "none";
  std::map<std::string, double> class_weights;  ///< of examples, by the name of their class
};

/// How it is to be minimised.
struct Training {
  double tolerance = 1e-3;
  long max_passes = 1000;
  int threads = 0;
  std::uint64_t seed = 0;
  std::string solver = "auto";
  std::optional<sm::FeatureScaling> scaling;
  sm::Vector<double> example_weights;
  std::vector<std::string> class_names;
  sm::ProgressCallback on_progress;
};

struct Trained {
  sm::LinearModel<double> model;
  sm::FitReport report;
};

/// The two parts of the penalty.
struct Penalty {
  double l1 = 0, l2 = 0;
};

/// @param total_weight  the sum of the example weights, N without
Penalty make_penalty(const Problem& problem, double total_weight);

/// The sum of the example weights, N where there are none.
double total_weight(const sm::Vector<double>& example_weights, const Examples& examples);

/// lambda as given, or from C: 1 / (2 C total), for L1 alone 1 / (C total).
double lambda_of(const Problem& problem, double total_weight);

/// The weight of each example by its class; empty if all are 1.
/// @throws UsageError for a class that the data do not have
sm::Vector<double> make_example_weights(const Problem& problem, const Examples& examples);

sm::Bias parse_bias(const std::string& bias);

/// Trains in double on what is sparse (float) or dense.
Trained fit_any(const Examples& examples, const Problem& problem, const Training& training);

/// The gap of weights from anywhere, for raw features.
sm::Certificate certify_any(const Examples& examples, const Problem& problem,
                            const Training& training, const sm::LinearModel<double>& model);

/// The mean of the problem's loss over scores (K x N); nothing for a loss that is not ours.
std::optional<double> mean_loss_any(const Problem& problem, const sm::Matrix<double>& scores,
                                    const sm::Labels& y);

}  // namespace tool
