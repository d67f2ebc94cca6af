// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file lambda_max.hpp  The smallest L1 penalty under which no weight is worth having.
#pragma once

#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/none.hpp>
#include <softmargin/solver/lbfgs.hpp>

#include <utility>

namespace softmargin {

namespace detail {

/// The mean loss of scores that are the same for all examples, as an objective of these K scores:
/// all that is left of a problem with W = 0.
template <class L>
class ConstantScores {
 public:
  /// @param shares  K, the share of each class in the (weighted) examples
  ConstantScores(const L& loss, Vector<double> shares) : loss_(loss), shares_(std::move(shares)) {}

  Index num_parameters() const { return shares_.size(); }

  double value_and_gradient(const Vector<double>& b, Vector<double>& gradient) const {
    gradient.setZero(b.size());
    Vector<double> one(b.size());
    double value = 0;
    for (Index k = 0; k < b.size(); ++k) {
      if (!(shares_(k) > 0)) continue;
      value += shares_(k) * loss_.value(b, k);
      loss_.gradient(b, k, one);
      gradient += shares_(k) * one;
    }
    return value;
  }

 private:
  const L& loss_;
  Vector<double> shares_;
};

/// The bias that is best for W = 0. For softmax b_k = log(share of class k) up to a constant.
/// @return K
template <class Objective>
Vector<double> best_constant_scores(const Objective& objective) {
  Vector<double> shares = Vector<double>::Zero(objective.num_classes());
  for (Index i = 0; i < objective.num_examples(); ++i) {
    shares(objective.labels()(i)) += static_cast<double>(objective.example_weight(i));
  }
  shares /= shares.sum();
  ConstantScores problem(objective.loss(), std::move(shares));
  Vector<double> b = Vector<double>::Zero(objective.num_classes());
  minimize_lbfgs(problem, b, {}, [](Index, const Vector<double>&, double, const Vector<double>& g) {
    return g.norm() <= 1e-15;
  });
  return b;
}

/// From weights of zero: the best bias for them, where there is a free one.
template <class Objective, class Wide>
void start_from_best_bias(const Objective& objective, Vector<Wide>& parameters) {
  if (objective.bias() != Bias::free) return;
  Eigen::Map<Matrix<Wide>> rows(parameters.data(), objective.num_rows(), objective.num_classes());
  rows.row(objective.num_features()) =
      best_constant_scores(objective).transpose().template cast<Wide>();
}

}  // namespace detail

/// The smallest lambda for which W = 0 is optimal with `L1{lambda}`, and with
/// `ElasticNet{.l1 = lambda}`: the largest entry of the gradient of the mean loss at W = 0 and the
/// bias that is best there,
///
///     lambda_max = max_kd |(1/N) sum_i dL_i/ds_k(b) x_id|.
///
/// A penalised bias is a weight like the others. For a loss with a kink at W = 0 the value is an
/// upper bound. Source: Friedman, Hastie and Tibshirani 2010, section 2.5, for any smooth loss.
/// @param X  D x N
/// @param y  N labels
/// @return not negative; in double, whatever the type of X
/// @throws std::invalid_argument as `RegularizedLoss`
template <class Features, class L>
double lambda_max(const Features& X, const Labels& y, const L& loss,
                  ObjectiveOptions options = {}) {
  using Objective = RegularizedLoss<detail::FeaturesOf<Features>, L, NoRegularization, double>;
  Objective objective(X, y, loss, NoRegularization{}, std::move(options));
  Vector<double> b = Vector<double>::Zero(objective.num_classes());
  if (objective.bias() == Bias::free) b = detail::best_constant_scores(objective);
  const Matrix<double> W = Matrix<double>::Zero(objective.num_classes(), objective.num_features());
  Vector<double> gradient;
  objective.value_and_gradient(objective.pack(W, b), gradient);
  return objective.as_matrix(gradient)
      .topRows(objective.num_penalized_rows())
      .cwiseAbs()
      .maxCoeff();
}

}  // namespace softmargin
