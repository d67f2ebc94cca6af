// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file shifted_loss.hpp  The mean loss when the scores of all examples are shifted alike, as a
/// change of the bias does.
#pragma once

#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <utility>

namespace softmargin::detail {

/// (1/N) sum_i L_i(s_i + delta, y_i) - target . delta over the shift delta (K): an objective that
/// keeps the scores (N x K) and looks at X once.
template <class Objective>
class ShiftedLoss {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;

  ShiftedLoss(Objective& objective, const Vector<Wide>& parameters)
      : objective_(objective),
        scores_(objective.scores(parameters)),
        target_(Vector<Wide>::Zero(objective.num_classes())) {}

  void set_target(Vector<Wide> target) { target_ = std::move(target); }
  Index num_parameters() const { return objective_.num_classes(); }

  Wide value_and_gradient(const Vector<Wide>& delta, Vector<Wide>& gradient) {
    const Index N = objective_.num_examples();
    const Index K = objective_.num_classes();
    Wide value = 0;
    gradient.setZero(K);
    for (Index first = 0; first < N; first += max_block_examples) {
      shifted_ = scores_.middleRows(first, std::min(max_block_examples, N - first));
      for (Index k = 0; k < K; ++k) shifted_.col(k) += static_cast<Scalar>(delta(k));
      ScoreBlock<Scalar> S(shifted_);
      value += objective_.evaluate(first, S)(0);
      for (Index k = 0; k < K; ++k) gradient(k) += static_cast<Wide>(S.col(k).sum());
    }
    const auto count = static_cast<Wide>(N);
    gradient = gradient / count - target_;
    return value / count - target_.dot(delta);
  }

 private:
  Objective& objective_;
  Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> scores_;   ///< N x K
  Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> shifted_;  ///< a block of them
  Vector<Wide> target_;
};

}  // namespace softmargin::detail
