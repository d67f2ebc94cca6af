// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file score_bounds.hpp  How far the scores of the exact minimiser can lie apart.
///
/// The gap bounds W, by strong convexity, but not a free bias. Duality bounds both, and the scores
/// better than the distance of W does. Let (W*, b*) minimise P(W, b) = (1/N) sum_i L_i + lambda
/// |W|^2. For a direction (C, c), t > 0 and dual points u_i whose mean is c / t, weak duality of
/// the tilted problem P(W, b) - (<C, W> + c . b) / t says
///
///     <C, W*> + c . b* <= t (P(W*, b*) - D_t),
///     D_t = (1/N) sum -L_i*(u_i) - |C / t - G|^2 / (4 lambda),   G = (1/N) sum u_i x_i^T
///
/// s_j - s_k at x is C = (e_j - e_k) x^T, c = e_j - e_k. One dual point for each class and sign
/// serves all pairs and all x: that of e_j and that of -e_k, mixed so that the means add up to a
/// multiple of e_j - e_k. Each is the gradient of the losses at scores shifted by the delta that
/// makes (1/N) sum L_i(s_i + delta) - c . delta / t smallest, so the bound exceeds the truth by
/// terms of second order, about t gap + const / t, least near t = |x| / sqrt(2 lambda gap). Without
/// a free bias the mean may be anything: there c / t is added to the mean at delta = 0.
#pragma once

#include <softmargin/objective/certificate.hpp>
#include <softmargin/objective/shifted_loss.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/lbfgs.hpp>

#include <algorithm>
#include <cmath>

namespace softmargin::detail {

/// Upper bounds of s_j - s_k at the minimiser of an objective with L2.
template <class Objective>
class ScoreBounds {
 public:
  /// What the bounds need of an example.
  struct Example {
    Matrix<double> products;  ///< K x 2 K: x^T G of every dual point
    double squared_norm;
  };

  /// @param parameters  a point near the minimiser; the nearer, the tighter
  ScoreBounds(Objective& objective, const Vector<double>& parameters)
      : objective_(objective), certifier_(objective), shifted_(objective, parameters) {
    Vector<double> gradient;
    value_ = objective.value_and_gradient(parameters, gradient);
    certificate_ = certifier_(parameters, value_, gradient);
    const double gap = certificate_.gap;
    if (!std::isfinite(gap) || !(lambda() > 0)) return;
    scale_ = std::sqrt(spread() / (2 * lambda() * std::max(gap, 1e-13 * value_)));
    const Index K = num_classes();
    shifted_.set_target(Vector<double>::Zero(K));
    shifted_.value_and_gradient(Vector<double>::Zero(K), mean_);
    gradients_.resize(num_rows() * K, 2 * K);
    dual_losses_.resize(2 * K);
    tilts_.resize(2 * K);
    for (Index column = 0; column < 2 * K; ++column) {
      if (!add(parameters, column)) return;
    }
    inner_products_.setZero(2 * K, 2 * K);
    DenseAlgebra<double>::add_transposed_product(input(gradients_), input(gradients_),
                                                 output(inner_products_));
    exists_ = true;
  }

  /// Of the given point.
  const Certificate& certificate() const { return certificate_; }
  /// Whether there is a bound: not without a penalty, nor with a class that has no example.
  bool exists() const { return exists_; }

  /// @param x  D
  Example example(const Vector<double>& x) const {
    Vector<double> seen(num_rows());  // with the constant feature of a penalised bias
    seen << x, Vector<double>::Ones(num_rows() - x.size());
    const Eigen::Map<const Matrix<double>> rows(gradients_.data(), num_rows(),
                                                2 * num_classes() * num_classes());
    return {(rows.transpose() * seen).reshaped(num_classes(), 2 * num_classes()),
            seen.squaredNorm()};
  }

  /// At least s_j - s_k of the minimiser at the example.
  double operator()(Index j, Index k, const Example& x) const {
    const Index up = j;
    const Index down = num_classes() + k;
    // Shares of the two dual points, and 1 / t of their mixture.
    const double sum = tilts_(up) + tilts_(down);
    const double a = tilts_(down) / sum;
    const double b = tilts_(up) / sum;
    const double tilt = a * tilts_(up);
    const double dual_loss = a * dual_losses_(up) + b * dual_losses_(down);
    const double squared = a * a * inner_products_(up, up) + b * b * inner_products_(down, down) +
                           2 * a * b * inner_products_(up, down);
    const double product = a * (x.products(j, up) - x.products(k, up)) +
                           b * (x.products(j, down) - x.products(k, down));
    const double distance = squared - 2 * tilt * product + 2 * tilt * tilt * x.squared_norm;
    // The terms cancel to the gap; what double rounds off them is allowed for.
    const double rounding = 1e-13 * (value_ + (squared + tilt * std::abs(product)) / lambda());
    return (value_ - dual_loss + distance / (4 * lambda()) + rounding) / tilt;
  }

 private:
  Index num_classes() const { return objective_.num_classes(); }
  Index num_rows() const { return objective_.num_penalized_rows(); }
  double lambda() const { return objective_.regularization().lambda; }

  /// The mean squared distance of an example from the mean example.
  double spread() const {
    Vector<double> mean = Vector<double>::Zero(objective_.num_features());
    for (Index i = 0; i < objective_.num_examples(); ++i) {
      mean += objective_.features().column(i).template cast<double>();
    }
    mean /= static_cast<double>(objective_.num_examples());
    const double squared = objective_.mean_squared_norm();
    return std::max(squared - mean.squaredNorm(), 1e-3 * squared);
  }

  /// The dual point of e_k - 1/K for column k, of its negative for column K + k.
  bool add(const Vector<double>& parameters, Index column) {
    const Index K = num_classes();
    const double sign = column < K ? 1 : -1;
    Vector<double> target = Vector<double>::Constant(K, -sign / static_cast<double>(K) / scale_);
    target(column % K) += sign / scale_;
    const bool is_free = objective_.bias() == Bias::free;
    const Vector<double> delta = find_shift(is_free ? target : Vector<double>(mean_ + target));
    Vector<double> gradient;
    const auto sums = objective_.transformed_mean_and_gradient(
        parameters, gradient, [&](Index first, ScoreBlock<double>& S) {
          S.rowwise() += delta.transpose().array();
          const double loss = objective_.evaluate(first, S)(0);
          return PassSums<double>(loss, S.colwise().sum().matrix().dot(delta), 0);
        });
    // Fenchel's equality at the shifted scores: -L*(u) = L(s + delta) - u . (s + delta).
    double dual_loss = sums(0) - sums(1) - gradient.dot(parameters);
    double kept = 1;
    if (is_free) kept = certifier_.balance(gradient, dual_loss, target);
    if (!(kept > 0)) return false;
    gradients_.col(column) = objective_.as_matrix(gradient).topRows(num_rows()).reshaped();
    dual_losses_(column) = dual_loss;
    tilts_(column) = kept / scale_;
    return true;
  }

  /// The shift of all scores at which the mean score gradient is the target.
  Vector<double> find_shift(const Vector<double>& target) {
    shifted_.set_target(target);
    Vector<double> delta = Vector<double>::Zero(target.size());
    const double enough = 1e-6 / scale_;
    const auto stop = [&](Index, const Vector<double>&, double, const Vector<double>& gradient) {
      return gradient.norm() <= enough;
    };
    minimize_lbfgs(shifted_, delta, {.max_evaluations = 40}, stop, 1.0);
    return delta;
  }

  Objective& objective_;
  Certifier<Objective> certifier_;
  ShiftedLoss<Objective> shifted_;
  Certificate certificate_;
  bool exists_ = false;
  double value_ = 0;
  double scale_ = 1;               ///< t
  Vector<double> mean_;            ///< K, of the score gradients at the given point
  Matrix<double> gradients_;       ///< D K x 2 K: G^T of each dual point, column by column
  Matrix<double> inner_products_;  ///< 2 K x 2 K, of the columns of gradients_
  Vector<double> dual_losses_;     ///< 2 K
  Vector<double> tilts_;           ///< 2 K, the factor of sign (e_k - 1/K) in the mean of u
};

}  // namespace softmargin::detail
