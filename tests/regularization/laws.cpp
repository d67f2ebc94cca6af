// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The laws that every penalty keeps, in float, double and long double.
#include <cmath>
#include <limits>
#include <tuple>

#include "catch.hpp"
#include "oracle.hpp"
#include "random.hpp"

namespace sm = softmargin;
using oracle::Real;
using oracle::RealMatrix;

namespace {

template <class R, class S>
struct Case {
  using Regularization = R;
  using Scalar = S;
};

template <class Scalar>
using CasesIn = std::tuple<Case<sm::NoRegularization, Scalar>, Case<sm::L2, Scalar>,
                           Case<sm::L1, Scalar>, Case<sm::ElasticNet, Scalar>>;

using AllCases =
    decltype(std::tuple_cat(CasesIn<float>(), CasesIn<double>(), CasesIn<long double>()));

template <class Regularization>
Regularization with_strength(double strength) {
  if constexpr (std::is_same_v<Regularization, sm::NoRegularization>) {
    return {};
  } else if constexpr (std::is_same_v<Regularization, sm::ElasticNet>) {
    return {.l1 = strength, .l2 = 0.6 * strength};
  } else {
    return {.lambda = strength};
  }
}

template <class Scalar>
double epsilon() {
  return static_cast<double>(std::numeric_limits<Scalar>::epsilon());
}

/// The minimiser of a convex function on [low, high], by thirds: known to about the square root of
/// the rounding error.
template <class Function>
Real minimiser(Function f, Real low, Real high) {
  for (int i = 0; i < 200; ++i) {
    const Real left = low + (high - low) / 3;
    const Real right = high - (high - low) / 3;
    (f(left) < f(right) ? high : low) = f(left) < f(right) ? right : left;
  }
  return (low + high) / 2;
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("every penalty equals its loop, over scales", "[regularization][laws]",
                        AllCases) {
  using Scalar = typename TestType::Scalar;
  Random random(81);
  for (const double strength : {0.0, 1e-4, 1.0, 1e6}) {
    const auto R = with_strength<typename TestType::Regularization>(strength);
    for (const double exponent : {-20, -4, 0, 10, 20}) {
      const auto W = random.matrix<Scalar>(7, 9, std::exp(exponent));
      const Real expected = oracle::penalty(R, W.template cast<Real>());
      const auto got = static_cast<Real>(R.value(W));
      CAPTURE(strength, exponent);
      CHECK(std::abs(got - expected) <= 20 * static_cast<Real>(epsilon<Scalar>()) * expected);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a penalty is 0 at W = 0, never negative, and convex",
                        "[regularization][laws]", AllCases) {
  using Scalar = typename TestType::Scalar;
  Random random(82);
  const auto R = with_strength<typename TestType::Regularization>(0.3);
  const sm::Matrix<Scalar> zero = sm::Matrix<Scalar>::Zero(3, 4);
  CHECK(R.value(zero) == Scalar(0));
  sm::Matrix<Scalar> dW = zero;
  R.add_gradient(zero, dW);
  CHECK(dW == zero);
  for (int trial = 0; trial < 50; ++trial) {
    const auto A = random.matrix<Scalar>(3, 4);
    const auto B = random.matrix<Scalar>(3, 4);
    const sm::Matrix<Scalar> M = (A + B) / Scalar(2);
    const auto slack = static_cast<Scalar>(20 * epsilon<Scalar>()) * (R.value(A) + R.value(B));
    CHECK(R.value(A) >= Scalar(0));
    CHECK(R.value(M) <= (R.value(A) + R.value(B)) / Scalar(2) + slack);
    // The tangent at A stays below: the gradient is a subgradient.
    dW.setZero();
    R.add_gradient(A, dW);
    CHECK(R.value(B) >= R.value(A) + dW.cwiseProduct(B - A).sum() - slack);
  }
}

TEMPLATE_LIST_TEST_CASE("the gradient of a penalty is that of its value, added to what is there",
                        "[regularization][laws][gradient]", CasesIn<double>) {
  Random random(83);
  for (const double exponent : {-10, 0, 10, 20}) {
    const double size = std::exp(exponent);
    const auto R = with_strength<typename TestType::Regularization>(0.3);
    Eigen::MatrixXd W = random.matrix(3, 4, size);
    W.array() += W.array().sign() * size / 8;  // away from the kink of L1
    const auto value = [&](const Eigen::MatrixXd& V) { return R.value(V); };
    const auto expected = oracle::central_differences(value, W, 1e-5 * size);
    Eigen::MatrixXd dW = Eigen::MatrixXd::Zero(3, 4);
    R.add_gradient(W, dW);
    CAPTURE(exponent);
    CHECK(oracle::relative_error(dW, expected) < 1e-7);
    const Eigen::MatrixXd once = dW;
    R.add_gradient(W, dW);
    CHECK(dW == 2 * once);
  }
}

TEMPLATE_LIST_TEST_CASE("the proximal map minimises R(W) + ||W - V||^2 / 2t",
                        "[regularization][laws][proximal]", AllCases) {
  using Scalar = typename TestType::Scalar;
  Random random(84);
  // R is a sum over the entries: each entry is minimised by itself.
  for (const double strength : {0.05, 0.4, 3.0}) {
    const auto R = with_strength<typename TestType::Regularization>(strength);
    for (const double step : {0.25, 1.0, 4.0}) {
      const auto V = random.matrix<Scalar>(3, 5, 2);
      auto W = V;
      R.apply_proximal(W, static_cast<Scalar>(step));
      CAPTURE(strength, step);
      for (sm::Index i = 0; i < V.size(); ++i) {
        const auto v = static_cast<Real>(V(i));
        const auto objective = [&](Real w) {
          return oracle::penalty(R, RealMatrix::Constant(1, 1, w)) +
                 (w - v) * (w - v) / (2 * static_cast<Real>(step));
        };
        const Real expected = minimiser(objective, -std::abs(v), std::abs(v));
        const Real tolerance = 1e-7L + 20 * static_cast<Real>(epsilon<Scalar>());
        CHECK(std::abs(static_cast<Real>(W(i)) - expected) < tolerance);
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a proximal step of 0 changes nothing", "[regularization][laws][proximal]",
                        AllCases) {
  using Scalar = typename TestType::Scalar;
  Random random(85);
  const auto V = random.matrix<Scalar>(3, 5);
  auto W = V;
  with_strength<typename TestType::Regularization>(0.4).apply_proximal(W, Scalar(0));
  CHECK(W == V);
}

TEMPLATE_LIST_TEST_CASE("a penalty takes a map of the weights as it takes the weights",
                        "[regularization][laws]", AllCases) {
  using Scalar = typename TestType::Scalar;
  using Weights = sm::Matrix<Scalar>;
  Random random(86);
  const auto R = with_strength<typename TestType::Regularization>(0.4);
  const Weights W = random.matrix<Scalar>(3, 4);
  sm::Vector<Scalar> flat(15);  // K x D weights, then K biases, as a solver keeps them
  flat << W.reshaped(), sm::Vector<Scalar>::Constant(3, Scalar(9));
  Eigen::Map<Weights> mapped(flat.data(), 3, 4);
  CHECK(R.value(mapped) == R.value(W));
  sm::Vector<Scalar> flat_gradient = sm::Vector<Scalar>::Zero(15);
  Eigen::Map<Weights> mapped_gradient(flat_gradient.data(), 3, 4);
  Weights dW = Weights::Zero(3, 4);
  R.add_gradient(mapped, mapped_gradient);
  R.add_gradient(W, dW);
  CHECK(mapped_gradient == dW);
  CHECK(flat_gradient.tail(3).isZero(0));
  Weights V = W;
  R.apply_proximal(V, Scalar(2));
  R.apply_proximal(mapped, Scalar(2));
  CHECK(mapped == V);
  CHECK((flat.tail(3).array() == Scalar(9)).all());
}
