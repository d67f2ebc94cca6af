// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file class_moments.cpp  The moments are the diagonal blocks of the Hessian, by plain loops.
#include <softmargin/solver/class_moments.hpp>

#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l1.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Bias;
using sm::Index;

namespace {

constexpr Index D = 6;
constexpr Index N = 30;
constexpr Index K = 3;

/// Measures features 0, 2, 3 and 5 of each class, and the constant one where the bias is penalised.
template <class Features>
void check_moments(const Features& X, const Eigen::MatrixXd& seen, Bias bias,
                   std::optional<sm::FeatureScaling> scaling) {
  Random random(8);
  const sm::Labels y = random.labels(N, K);
  const Eigen::MatrixXd h = random.matrix(N, K).cwiseAbs();
  sm::RegularizedLoss objective(
      X, y, sm::SoftmaxCrossEntropy{}, sm::L1{},
      {.bias = bias, .threads = 2, .num_classes = K, .scaling = std::move(scaling)});
  std::vector<sm::detail::ClassMoments> moments(K);
  for (auto& one : moments) one.rows = {0, 2, 3, 5};
  if (bias == Bias::penalized) moments[1].rows.push_back(D);
  std::vector<Index> examples;
  for (Index i = 0; i < N; ++i) examples.push_back(i);
  sm::detail::ClassMomentsMeter(objective).measure(examples, h, moments);
  for (Index k = 0; k < K; ++k) {
    const auto& one = moments[static_cast<std::size_t>(k)];
    const auto size = static_cast<Index>(one.rows.size());
    Eigen::MatrixXd Z(size, N);
    for (Index a = 0; a < size; ++a) {
      const Index d = one.rows[static_cast<std::size_t>(a)];
      for (Index i = 0; i < N; ++i) Z(a, i) = d == D ? 1 : seen(d, i);
    }
    CAPTURE(k, static_cast<int>(bias));
    CHECK(std::abs(one.curvature - h.col(k).mean()) < 1e-12);
    Eigen::VectorXd mean = Z * h.col(k) / h.col(k).sum();
    if (bias != Bias::free) mean.setZero();
    CHECK((one.mean - mean).norm() < 1e-11);
    Z.colwise() -= mean;
    const Eigen::MatrixXd expected = Z * h.col(k).asDiagonal() * Z.transpose() / double{N};
    CHECK((one.gram - expected).norm() < 1e-11 * expected.norm());
  }
}

}  // namespace

TEST_CASE("class moments are those of plain loops for every bias and scaling, dense and sparse",
          "[class_moments]") {
  Random random(7);
  Eigen::MatrixXd X = random.matrix(D, N);
  X.row(2).array() += 5;
  X = (X.array() < 0.3).select(0, X);
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  const sm::FeatureScaling scaling{Eigen::VectorXd::LinSpaced(D, -1, 2),
                                   Eigen::VectorXd::LinSpaced(D, 0.5, 3)};
  const Eigen::MatrixXd scaled = scaling.factor.asDiagonal() * (X.colwise() - scaling.shift);
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    check_moments(X, X, bias, {});
    check_moments(sparse, X, bias, {});
    check_moments(X, scaled, bias, scaling);
    check_moments(sparse, scaled, bias, scaling);
  }
}

TEST_CASE("few examples stand for many of little curvature, and the sum stays", "[class_moments]") {
  Random random(9);
  constexpr Index n = 2000;
  Eigen::MatrixXd h = random.matrix(n, 2).cwiseAbs();
  for (Index i = 0; i < n; ++i) {
    if (i % 10 != 0) h(i, 0) *= 1e-3;  // class 1 has no small ones but by chance
  }
  const Eigen::MatrixXd before = h;
  sm::detail::thin_curvatures(h);
  for (Index k = 0; k < 2; ++k) {
    CAPTURE(k);
    const double enough = before.col(k).mean() / 4;
    double kept = 0;
    double thinned = 0;
    for (Index i = 0; i < n; ++i) {
      if (before(i, k) >= enough) {
        kept += std::abs(h(i, k) - before(i, k));
      } else {
        const bool stands_for_others = std::abs(h(i, k) - enough) <= 1e-15;
        CHECK((h(i, k) == 0 || stands_for_others));
      }
      thinned += h(i, k) - before(i, k);
      // Up to any example, so that no part of the data goes without.
      CHECK(std::abs(thinned) <= enough / 2 + 1e-12);
    }
    CHECK(kept == 0);
  }
  CHECK((h.col(0).array() > 0).count() < n / 6);
}
