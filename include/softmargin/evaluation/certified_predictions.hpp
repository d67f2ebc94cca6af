// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_predictions.hpp  Which predictions the exact optimum provably shares.
#pragma once

#include <softmargin/linear_model.hpp>
#include <softmargin/objective/certificate.hpp>

#include <cmath>
#include <vector>

namespace softmargin {

/// Marks the examples whose predicted class is proved to be that of the exact minimiser.
///
/// The minimiser W* lies within `certificate.radius` of W. A change of W by r in the Frobenius norm
/// moves the difference of two scores by at most sqrt(2) r |x|, so a lead larger than that decides
/// the class. A gap bounds W, not a free bias: with `Bias::free` no example is marked.
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

}  // namespace softmargin
