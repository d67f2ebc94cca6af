// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file problem.hpp  Data, model, settings and results, as the page reads and writes them.
#pragma once

#include "any_loss.hpp"

#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/score.hpp>
#include <softmargin/solver/report.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace demo {

using sm::Index;
using Matrix = sm::Matrix<double>;
using Vector = sm::Vector<double>;

/// What the page reads after a call; the order is that of NUMBERS in engine.js.
struct Numbers {
  double total = 0;           ///< (1/N) sum L_i + lambda R
  double data = 0;            ///< (1/N) sum L_i
  double regularization = 0;  ///< lambda R
  double accuracy = 0;        ///< share of the examples whose largest score is their own
  double lower_bound = 0;     ///< the optimum is at least that
  double gap = 0;             ///< total - optimum <= gap
  double gradient_error = 0;  ///< of `demo_check_gradient`
  double kink = 0;            ///< 1 if it had to be checked beside a kink
  double status = 0;          ///< sm::SolverStatus of the last solve
  double passes = 0;          ///< of the last solve
};

struct Problem {
  Matrix X;  ///< D x N
  sm::Labels y;
  Matrix W;  ///< K x D
  Vector b;
  LossKind kind = LossKind::weston_watkins;
  double delta = 1;
  sm::L2 regularization;
  sm::Bias bias = sm::Bias::free;

  Matrix dW;
  Vector db;
  Matrix scores;         ///< K x N
  Matrix probabilities;  ///< K x N
  Matrix pulls;          ///< K x N, dL_i/ds_k
  Matrix terms;          ///< K x N, what each class adds to L_i before the sum or the maximum
  Vector losses;         ///< N
  Numbers numbers;
  std::string solver;
  std::vector<sm::Progress> history;
  std::vector<std::uint32_t> pixels;

  Vector effective_bias() const {
    return bias == sm::Bias::none ? Vector(Vector::Zero(b.size())) : b;
  }

  AnyLoss loss() const { return {kind, delta}; }

  /// The objective over the problem's own data, which must stay while it is used.
  auto objective() const {
    return sm::RegularizedLoss(X, y, loss(), regularization,
                               {.bias = bias, .num_classes = W.rows()});
  }
};

/// @throws std::out_of_range if p is not in [0, 9)
Problem& problem(int p);

/// L_i and dL_i/ds of many scores (K x N).
inline void losses_of(const AnyLoss& loss, const Matrix& scores, const sm::Labels& y,
                      Vector& losses, Matrix& gradients) {
  gradients.resizeLike(scores);
  losses.resize(scores.cols());
  Eigen::ArrayXXd rows;
  Eigen::ArrayXd values;
  for (Index first = 0; first < scores.cols(); first += sm::max_block_examples) {
    const Index count = std::min(sm::max_block_examples, scores.cols() - first);
    rows = scores.middleCols(first, count).transpose().array();
    values.resize(count);
    sm::ScoreBlock<double> block(rows);
    loss.value_and_gradient(block, sm::LabelBlock(y.segment(first, count)),
                            sm::ExampleValues<double>(values));
    losses.segment(first, count) = values.matrix();
    gradients.middleCols(first, count) = rows.matrix().transpose();
  }
}

}  // namespace demo
