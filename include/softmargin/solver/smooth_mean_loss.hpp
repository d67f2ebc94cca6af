// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smooth_mean_loss.hpp  The smooth part of a problem with L1 or elastic net, and what is
/// proved at its last point.
#pragma once

#include <softmargin/objective/certificate.hpp>
#include <softmargin/solver/tracker.hpp>

#include <algorithm>
#include <type_traits>
#include <vector>

namespace softmargin::detail {

/// The mean loss as the solver sees it: value, gradient and curvature in each class's score.
template <class Objective>
class SmoothMeanLoss {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;

  explicit SmoothMeanLoss(Objective& objective)
      : objective_(objective), scores_(objective.num_examples(), objective.num_classes()) {}

  /// @param[out] gradient  of the mean loss
  /// @return the mean loss
  Wide evaluate(const Vector<Wide>& parameters, Vector<Wide>& gradient) {
    const auto sums = objective_.transformed_mean_and_gradient(
        parameters, gradient, [this](Index first, ScoreBlock<Scalar>& S) {
          scores_.middleRows(first, S.rows()) = S.matrix();
          return objective_.evaluate(first, S);
        });
    return sums(0);
  }

  /// What is proved of the last point evaluated.
  /// @param value  the objective there
  /// @param mean_loss, gradient  as `evaluate` gave them
  Certificate certify(double value, double mean_loss, const Vector<Wide>& parameters,
                      const Vector<Wide>& gradient, Tracker<Objective>& tracker) const {
    const double dual_loss = mean_loss - static_cast<double>(gradient.dot(parameters));
    if constexpr (ConjugateLoss<std::remove_cvref_t<decltype(objective_.loss())>>) {
      return tracker.certifier().from_dual(value, dual_loss, gradient, [&](double t) {
        tracker.count_work(static_cast<double>(scores_.size()) /
                           static_cast<double>(objective_.features().num_entries()));
        return mean_dual_loss(objective_, scores_, t);
      });
    } else {
      return tracker.certifier().from_dual(value, dual_loss, gradient);
    }
  }

  /// The diagonal of each example's Hessian at the last point evaluated.
  /// @return n x K
  Matrix<Scalar> curvatures(const std::vector<Index>& examples) const {
    const auto n = static_cast<Index>(examples.size());
    Matrix<Scalar> h(n, scores_.cols());
    constexpr Index block = max_block_examples;
    objective_.pool().run((n + block - 1) / block, [&](Index index, int) {
      const Index first = index * block;
      block_curvatures(examples.data() + first, h.middleRows(first, std::min(block, n - first)));
    });
    return h;
  }

 private:
  template <class Rows>
  void block_curvatures(const Index* examples, Rows&& h) const {
    using Array = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    const Index K = scores_.cols();
    Labels y(h.rows());
    Array scores(h.rows(), K);
    for (Index j = 0; j < h.rows(); ++j) {
      scores.row(j) = scores_.row(examples[j]).array();
      y(j) = objective_.labels()(examples[j]);
    }
    for (Index k = 0; k < K; ++k) {
      Array S = scores;
      Array direction = Array::Zero(h.rows(), K);
      direction.col(k).setOnes();
      ScoreBlock<Scalar> S_block(S);
      ScoreBlock<Scalar> direction_block(direction);
      objective_.loss().curvature_product(S_block, LabelBlock(y), direction_block);
      for (Index j = 0; j < h.rows(); ++j) {
        h(j, k) = direction(j, k) * static_cast<Scalar>(objective_.example_weight(examples[j]));
      }
    }
  }

  Objective& objective_;
  Matrix<Scalar> scores_;  ///< N x K, at the last point evaluated
};

}  // namespace softmargin::detail
