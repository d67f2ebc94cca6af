// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The losses over a scalar that carries its own derivatives: the gradient without the
/// formula of the gradient.
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include <cmath>
#include <tuple>
#include <unsupported/Eigen/AutoDiff>

#include "catch.hpp"
#include "loss/batch.hpp"
#include "oracle.hpp"
#include "random.hpp"

namespace sm = softmargin;

namespace Eigen {

/// The one function of the losses that Eigen's scalar does not bring.
template <class Derivatives>
auto log1p(const AutoDiffScalar<Derivatives>& x) {
  using Plain = typename Derivatives::PlainObject;
  return AutoDiffScalar<Plain>(std::log1p(x.value()), x.derivatives() / (1 + x.value()));
}

}  // namespace Eigen

namespace {

using AllLosses =
    std::tuple<sm::WestonWatkinsHinge, sm::WestonWatkinsSquaredHinge, sm::CrammerSingerHinge,
               sm::OneVsAllHinge, sm::OneVsAllSquaredHinge, sm::SoftmaxCrossEntropy>;

using SmoothLosses =
    std::tuple<sm::WestonWatkinsSquaredHinge, sm::OneVsAllSquaredHinge, sm::SoftmaxCrossEntropy>;

/// Scores that know that their derivatives in themselves are the unit vectors.
template <class Derivatives>
sm::Vector<Eigen::AutoDiffScalar<Derivatives>> independent(const Derivatives& scores) {
  sm::Vector<Eigen::AutoDiffScalar<Derivatives>> variables(scores.size());
  for (sm::Index k = 0; k < scores.size(); ++k) {
    variables(k) = {scores(k), Derivatives::Unit(scores.size(), k)};
  }
  return variables;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the gradient is what automatic differentiation makes of the value",
                        "[loss][gradient][autodiff]", AllLosses) {
  Random random(95);
  const TestType loss;
  for (const double size : {0.5, 3.0, 100.0}) {
    for (int label = 0; label < 4; ++label) {
      const Eigen::Vector4d scores = random.vector(4, size);
      const auto value = loss.value(independent(scores), label);
      Eigen::Vector4d gradient;
      loss.gradient(scores, label, gradient);
      CAPTURE(size, label);
      CHECK(oracle::relative_error(Eigen::Matrix<double, 1, 1>(value.value()),
                                   Eigen::Matrix<double, 1, 1>(loss.value(scores, label))) < 1e-15);
      CHECK(oracle::relative_error(value.derivatives(), gradient) < 1e-14);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("differentiating the gradient once more gives the curvature",
                        "[loss][gradient][autodiff]", SmoothLosses) {
  Random random(96);
  const TestType loss;
  for (int label = 0; label < 4; ++label) {
    const Eigen::Vector4d scores = random.vector(4);
    const auto variables = independent(scores);
    auto gradient = variables;
    loss.gradient(variables, label, gradient);
    for (int k = 0; k < 4; ++k) {
      Eigen::Vector4d expected;
      for (int j = 0; j < 4; ++j) expected(j) = gradient(j).derivatives()(k);
      const auto product =
          curvature_form(loss, Eigen::MatrixXd(scores), sm::Labels::Constant(1, label),
                         Eigen::MatrixXd(Eigen::Vector4d::Unit(k)));
      CHECK_THAT((product - expected).norm(), Catch::Matchers::WithinAbs(0, 1e-14));
    }
  }
}
