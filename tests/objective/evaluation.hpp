// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file An objective's value and gradient at one point, for comparison.
#pragma once

#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <cmath>

#include "oracle.hpp"

struct Evaluation {
  double value = 0;
  Eigen::MatrixXd dW;
  Eigen::VectorXd db;
};

template <class Objective>
Evaluation evaluate_at(Objective& objective, const Eigen::MatrixXd& W, const Eigen::VectorXd& b) {
  Evaluation result;
  result.value = static_cast<double>(objective.value_and_gradient(W, b, result.dW, result.db));
  return result;
}

template <class Features, class L, class R>
Evaluation evaluate_at(const Features& X, const softmargin::Labels& y, const L& loss,
                       const R& penalty, const softmargin::ObjectiveOptions& options,
                       const Eigen::MatrixXd& W, const Eigen::VectorXd& b) {
  softmargin::RegularizedLoss objective(X, y, loss, penalty, options);
  return evaluate_at(objective, W, b);
}

/// The largest relative difference of value and gradients; each gradient as a share of its largest
/// entry.
template <class Expected>
double difference(const Evaluation& got, const Expected& expected) {
  const auto value = static_cast<double>(expected.value);
  const double error = value == got.value ? 0 : std::abs(got.value - value) / std::abs(value);
  return std::max({error, oracle::relative_error(got.dW, expected.dW),
                   oracle::relative_error(got.db, expected.db)});
}

inline bool same_bits(const Evaluation& a, const Evaluation& b) {
  return a.value == b.value && a.dW == b.dW && a.db == b.db;
}
