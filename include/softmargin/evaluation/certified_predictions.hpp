// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_predictions.hpp  Which predictions the exact optimum provably shares.
#pragma once

#include <softmargin/evaluation/score_bounds.hpp>
#include <softmargin/linear_model.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/solver/report.hpp>

#include <cmath>
#include <vector>

namespace softmargin {

/// Marks the examples whose predicted class is proved to be that of the exact minimiser.
///
/// The minimiser W* lies within `certificate.radius` of W. A change of W by r in the Frobenius norm
/// moves the difference of two scores by at most sqrt(2) r |x|, so a lead larger than that decides
/// the class. The gap bounds W, not a free bias: with `Bias::free` no example is marked here, and
/// the overload that takes the training data marks them.
/// @param certificate  of the model's own weights: `certify(X, y, loss, regularization, W, b,
/// options)`
/// @param X  D x N, raw features as the model takes them
/// @return N, true where the label is proved
/// @throws std::invalid_argument if X has another number of features
template <class Scalar, class Features>
std::vector<bool> certified_predictions(const LinearModel<Scalar>& model,
                                        const Certificate& certificate, const Features& X) {
  const auto S = model.scores(X);
  std::vector<bool> certified(static_cast<std::size_t>(S.cols()), false);
  if (certificate.bias == Bias::free || !std::isfinite(certificate.radius)) return certified;
  const auto view = detail::features_of(X);
  const double constant = certificate.bias == Bias::penalized ? 1 : 0;
  // The lead itself is known only up to the rounding of the scores.
  const double rounding = static_cast<double>(std::numeric_limits<Scalar>::epsilon()) *
                          static_cast<double>(model.num_features() + 8);
  const double largest_row =
      std::sqrt(static_cast<double>(model.weights.rowwise().squaredNorm().maxCoeff()));
  for (Index i = 0; i < S.cols(); ++i) {
    Index best = 0;
    const auto first = static_cast<double>(S.col(i).maxCoeff(&best));
    double second = -std::numeric_limits<double>::infinity();
    for (Index k = 0; k < S.rows(); ++k) {
      if (k != best) second = std::max(second, static_cast<double>(S(k, i)));
    }
    const double norm = std::sqrt(view.column(i).template cast<double>().squaredNorm() + constant);
    const double slack =
        std::sqrt(2.0) * certificate.radius * norm + 2 * rounding * largest_row * norm;
    certified[static_cast<std::size_t>(i)] = first - second > slack;
  }
  return certified;
}

/// What a fit proved of its model, with `L2`: the gap of its report as a certificate.
///
/// For a hinge this is far tighter than `certify`, which must guess the subgradient at the kinks.
/// @param bias  as the fit had it
inline Certificate certificate_of(const FitReport& report, const L2& regularization,
                                  Bias bias = Bias::free) {
  Certificate certificate;
  certificate.objective = report.objective;
  certificate.lower_bound = report.objective - report.gap;
  certificate.gap = report.gap;
  certificate.relative_gap = report.relative_gap;
  if (regularization.lambda > 0) {
    certificate.radius = std::sqrt(report.gap / regularization.lambda);
  }
  certificate.bias = bias;
  return certificate;
}

/// The same with the training data, for every kind of bias and tighter.
///
/// The differences of the minimiser's scores are bounded by duality (score_bounds.hpp). That costs
/// 2 K passes over the training data, and more over its scores. It is made for smooth losses: where
/// the mean gradient of a hinge jumps under a shift of the scores, it proves little.
/// @param X_train, y_train  D x N, N: what the objective sums over
/// @param X  D x M, the examples to mark
/// @param options  of the objective; the scaling must be empty
/// @return M, true where the label is proved; all false where nothing is (lambda = 0, a class
/// without examples)
/// @throws std::invalid_argument as `RegularizedLoss`, for a scaling, or if X has another number of
/// features
template <class Scalar, class TrainFeatures, class L, class Features>
std::vector<bool> certified_predictions(const LinearModel<Scalar>& model,
                                        const TrainFeatures& X_train, const Labels& y_train,
                                        const L& loss, const L2& regularization, const Features& X,
                                        ObjectiveOptions options = {}) {
  if (options.scaling) {
    detail::fail_argument("scaling", "empty: the bounds are in units of the features", "given");
  }
  if (options.num_classes == 0) options.num_classes = model.num_classes();
  using Objective = RegularizedLoss<detail::FeaturesOf<TrainFeatures>, L, L2, double>;
  Objective objective(X_train, y_train, loss, regularization, std::move(options));
  const detail::ScoreBounds<Objective> bound(objective, objective.pack(model.weights, model.bias));
  // The radius decides some labels that the bounds leave open; with a free bias it decides none.
  auto certified = certified_predictions(model, bound.certificate(), X);
  if (!bound.exists()) return certified;
  const Labels labels = model.predict(X);
  const auto view = detail::features_of(X);
  for (Index i = 0; i < labels.size(); ++i) {
    const auto example = bound.example(view.column(i).template cast<double>());
    bool proved = true;
    for (Index j = 0; j < model.num_classes(); ++j) {
      proved = proved && (j == labels(i) || bound(j, labels(i), example) < 0);
    }
    if (proved) certified[static_cast<std::size_t>(i)] = true;
  }
  return certified;
}

}  // namespace softmargin
