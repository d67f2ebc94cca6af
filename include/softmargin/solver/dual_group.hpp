// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_group.hpp  Dual steps of a few examples among themselves, on their own Gram matrix.
///
///     S = W [x_1 .. x_m] + b,   G_ij = x_i . x_j + B^2
///     repeat: v_i of the exact dual step of example i at S_i;  S += v_i G_i^T
///     W += sum_i v_i x_i^T
///
/// Two examples that are nearly the same and compete, as a message that was posted to two groups,
/// settle by a factor cos^2 of the angle between them a round: hundreds of rounds, in which the
/// data are not read here.
#pragma once

#include <softmargin/solver/dual_point.hpp>

#include <algorithm>
#include <vector>

namespace softmargin::detail {

template <class Objective>
class DualGroup {
 public:
  explicit DualGroup(DualPoint<Objective>& point)
      : point_(point), one_example_(1, point.num_features()) {}

  /// Steps of the examples in turn until none goes farther than `length`, or for 100 rounds.
  /// @return the work, in passes over the data
  double settle(const std::vector<Index>& examples, double length) {
    constexpr int max_rounds = 100;
    work_ = 0;
    read(examples);
    first_lengths_.resize(examples.size());
    double farthest = length;
    for (int round = 0; round < max_rounds && !(farthest < length); ++round) {
      farthest = 0;
      for (std::size_t a = 0; a < examples.size(); ++a) {
        const double step_length = step(static_cast<Index>(a), examples[a]);
        if (round == 0) first_lengths_[a] = step_length;
        farthest = std::max(farthest, step_length);
      }
    }
    for (std::size_t a = 0; a < examples.size(); ++a) {
      change_ = changes_.col(static_cast<Index>(a)).array();
      if (change_.isZero(0)) continue;
      point_.move(examples[a], change_);
      work_ += 0.5 * point_.share(examples[a]);
    }
    return work_;
  }

  /// How far each of the examples went in the first round of the last time.
  const std::vector<double>& first_lengths() const { return first_lengths_; }

 private:
  using Sums = typename DualPoint<Objective>::Sums;
  using Values = typename Sums::Values;

  /// The Gram matrix and the scores.
  void read(const std::vector<Index>& examples) {
    const auto m = static_cast<Index>(examples.size());
    gram_.resize(m, m);
    scores_.resize(point_.weights().rows(), m);
    changes_.setZero(scores_.rows(), m);
    const double one_class =
        static_cast<double>(one_example_.rows()) / static_cast<double>(scores_.rows());
    for (Index a = 0; a < m; ++a) {
      const Index i = examples[static_cast<std::size_t>(a)];
      if (a + 1 < m) {
        point_.weights().prefetch(point_.examples(), examples[static_cast<std::size_t>(a + 1)]);
      }
      point_.read_scores(i, change_);
      scores_.col(a) = change_.matrix();
      Values one = Values::Ones(one_example_.rows());
      one_example_.add(point_.examples(), i, one);
      for (Index b = 0; b <= a; ++b) {
        Values product = Values::Zero(one_example_.rows());
        one_example_.add_scores(point_.examples(), examples[static_cast<std::size_t>(b)], product);
        gram_(a, b) = gram_(b, a) = product(0) + point_.bias_square();
      }
      one = -one;
      one_example_.add(point_.examples(), i, one);
      work_ += 0.5 * (1 + one_class * static_cast<double>(a)) * point_.share(i);
    }
  }

  double step(Index a, Index i) {
    change_ = scores_.col(a).array();
    const double length = point_.solve(i, change_);
    if (length > 0) {
      changes_.col(a) += change_.matrix();
      scores_ += change_.matrix() * gram_.row(a);
    }
    work_ +=
        static_cast<double>(gram_.rows()) / static_cast<double>(point_.examples().num_entries());
    return length;
  }

  DualPoint<Objective>& point_;
  Sums one_example_;  ///< 1 x D, zero between the examples
  Matrix<double> gram_;
  Matrix<double> scores_;   ///< padded K x m
  Matrix<double> changes_;  ///< padded K x m, v of all steps
  Values change_;           ///< padded K, of the example at hand
  std::vector<double> first_lengths_;
  double work_ = 0;
};

}  // namespace softmargin::detail
