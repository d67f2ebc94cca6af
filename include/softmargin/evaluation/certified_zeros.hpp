// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_zeros.hpp  Which weights the exact optimum provably leaves at zero.
///
/// With L1 or the elastic net W*_kd = 0 where |V*_kd| < l1, V* = (1/N) sum u*_i x_i^T. A feasible
/// dual point u bounds V*: the conjugate of a loss with d^2 L/ds_k^2 <= c grows at least as
/// (u_k - u*_k)^2 / (2 c), so that
///
///     (1/N) sum_i (u_ik - u*_ik)^2 / (2 c) <= objective - bound at u = gap
///     |V_kd - V*_kd| <= sqrt(2 c gap mean_i x_id^2)
///
/// Source: Ndiaye, Fercoq, Gramfort and Salmon, JMLR 2017 (gap safe rules), here one score at a
/// time.
#pragma once

#include <softmargin/objective/certificate.hpp>

#include <cmath>

namespace softmargin {

/// A certifiable loss whose curvature in a score is bounded.
///
/// Syntax: `max_curvature(num_classes)` returns the largest d^2 L_i/ds_k^2 anywhere.
template <class L>
concept CurvatureBoundedLoss = CertifiableLoss<L> && requires(const L& loss) {
  { loss.max_curvature(Index(2)) } -> std::convertible_to<double>;
};

namespace detail {

/// The mean of x_d^2 as the weights see it, weighted by the examples' weights.
/// @return D
template <class Objective>
Vector<double> mean_squares(const Objective& objective) {
  Vector<double> squares = Vector<double>::Zero(objective.num_features());
  for (Index i = 0; i < objective.num_examples(); ++i) {
    const auto weight = static_cast<double>(objective.example_weight(i));
    if (objective.options().scaling) {
      squares += weight * objective.scaled_example(i).template cast<double>().cwiseAbs2();
    } else {
      for_entries(objective.features(), i,
                  [&](Index d, double x) { squares(d) += weight * x * x; });
    }
  }
  return squares / static_cast<double>(objective.num_examples());
}

}  // namespace detail

/// Marks the weights that are proved to be 0 in the exact minimiser of the problem with `L1` or
/// `ElasticNet`. The smaller the gap of W, b, the more are; a zero of W that is not marked may or
/// may not be one of the minimiser.
/// @param X  D x N
/// @param y  N labels
/// @param loss  with a bounded curvature: softmax, the squared hinges, or a loss of yours
/// @param W  K x D; with a scaling, as the scaled features meet it
/// @param b  K
/// @param options  as the fit had them
/// @return K x D; nowhere true where no bound exists
/// @throws std::invalid_argument as `RegularizedLoss`
template <class Features, CurvatureBoundedLoss L, class R, class Weights, class B>
requires KinkedRegularizer<R> && ConjugateRegularizer<R>
    Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> certified_zeros(
        const Features& X, const Labels& y, const L& loss, const R& regularization,
        const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b,
        ObjectiveOptions options = {}) {
  using Objective = RegularizedLoss<detail::FeaturesOf<Features>, L, R, double>;
  if (options.num_classes == 0) options.num_classes = W.rows();
  Objective objective(X, y, loss, regularization, std::move(options));
  const Vector<double> parameters = objective.pack(W, b);
  Vector<double> gradient;
  const double mean_loss = objective.transformed_mean_and_gradient(
      parameters, gradient,
      [&](Index first, ScoreBlock<double>& S) { return objective.evaluate(first, S); })(0);
  const double value = mean_loss + objective.penalty(parameters);
  const auto point = detail::Certifier<Objective>(objective).make_feasible(
      mean_loss - gradient.dot(parameters), gradient,
      [&](double t) { return detail::dual_loss_at(objective, parameters, t); });
  const double rounding = 1e-13 * value;  // of sums over the examples, in double
  const double gap = std::max(value - point.bound, 0.0) + rounding;
  const double slack = std::sqrt(2 * loss.max_curvature(objective.num_classes()) * gap);
  const Vector<double> size = detail::mean_squares(objective).cwiseSqrt();
  const auto V = objective.as_matrix(gradient);
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> zeros(V.cols(), objective.num_features());
  for (Index d = 0; d < zeros.cols(); ++d) {
    for (Index k = 0; k < zeros.rows(); ++k) {
      zeros(k, d) = point.scale * std::abs(V(d, k)) + slack * size(d) < regularization.kink();
    }
  }
  return zeros;
}

}  // namespace softmargin
