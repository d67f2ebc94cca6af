// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Where the whole moments of the features are measured, and when those of a phase in float
/// serve again. Their values are checked with the system of tests/solver/gram_preconditioner.cpp.

#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/feature_moments.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Sparse = Eigen::SparseMatrix<double>;

TEST_CASE("Sparse data of few features have their whole moments measured", "[feature_moments]") {
  const Sparse narrow(4, 64);
  CHECK(detail::gram_pays(detail::features_of(narrow)));
  const Sparse wide(4, 63);
  CHECK(!detail::gram_pays(detail::features_of(wide)));
}

TEST_CASE("Moments that were dear in float serve again in double, once", "[feature_moments]") {
  Random random(4);
  const Matrix<float> X = random.matrix(60, 90).cast<float>();
  const Labels y = random.labels(90, 3);
  using View = detail::FeaturesOf<Matrix<float>>;
  const ObjectiveOptions options{.bias = Bias::free, .threads = 1};
  RegularizedLoss<View, SoftmaxCrossEntropy, L2, float> rough(X, y, {}, L2{0.1}, options);
  RegularizedLoss<View, SoftmaxCrossEntropy, L2, double> exact(X, y, {}, L2{0.1}, options);
  const detail::FeatureMoments<double> fresh = detail::KeptMoments<float>().take_or_measure(exact);

  detail::KeptMoments<float> wanted(true);
  wanted.keep(wanted.take_or_measure(rough), rough);
  const detail::FeatureMoments<double> kept = wanted.take_or_measure(exact);
  CHECK((kept.mean() - fresh.mean()).norm() < 1e-6 * fresh.mean().norm());
  CHECK((kept.diagonal() - fresh.diagonal()).norm() < 1e-5 * fresh.diagonal().norm());
  CHECK((kept.diagonal() - fresh.diagonal()).norm() > 0);
  CHECK(kept.rounding() > 1e-8);  // a factor of them still allows for that of float
  CHECK(fresh.rounding() < 1e-14);
  CHECK(wanted.take_or_measure(exact).diagonal() == fresh.diagonal());

  detail::KeptMoments<float> unwanted;
  unwanted.keep(unwanted.take_or_measure(rough), rough);
  CHECK(unwanted.take_or_measure(exact).diagonal() == fresh.diagonal());

  // Those of few features are measured anew: that costs next to nothing and knows more digits.
  const Matrix<float> narrow = X.topRows(5);
  RegularizedLoss<View, SoftmaxCrossEntropy, L2, float> cheap(narrow, y, {}, L2{0.1}, options);
  RegularizedLoss<View, SoftmaxCrossEntropy, L2, double> again(narrow, y, {}, L2{0.1}, options);
  detail::KeptMoments<float> moments(true);
  moments.keep(moments.take_or_measure(cheap), cheap);
  CHECK(moments.take_or_measure(again).rounding() < 1e-14);
}
