// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file A loss and a penalty that are chosen at run time, so that a template over both is compiled
/// once and run for every pair.
#pragma once

#include <softmargin/objective/certificate.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "oracle.hpp"

/// Any of the library's losses.
struct AnyLoss {
  std::variant<softmargin::WestonWatkinsHinge, softmargin::WestonWatkinsSquaredHinge,
               softmargin::CrammerSingerHinge, softmargin::OneVsAllHinge,
               softmargin::OneVsAllSquaredHinge, softmargin::SoftmaxCrossEntropy>
      held;

  static constexpr bool is_convex = true;

  void check() const {
    std::visit([](const auto& loss) { softmargin::detail::check_parameters(loss); }, held);
  }
  template <class Scores>
  typename Scores::Scalar value(const Eigen::MatrixBase<Scores>& scores,
                                softmargin::Index label) const {
    return std::visit([&](const auto& loss) { return loss.value(scores, label); }, held);
  }
  template <class Scores, class Gradient>
  void gradient(const Eigen::MatrixBase<Scores>& scores, softmargin::Index label,
                Eigen::MatrixBase<Gradient>& out) const {
    std::visit([&](const auto& loss) { loss.gradient(scores, label, out); }, held);
  }
  template <class Block, class Values>
  void value_and_gradient(Block& block, const softmargin::LabelBlock& y, Values&& losses) const {
    std::visit([&](const auto& loss) { loss.value_and_gradient(block, y, losses); }, held);
  }
  auto absorb(const Eigen::VectorXd& residual, const Eigen::VectorXd& counts) const {
    return std::visit([&](const auto& loss) { return loss.absorb(residual, counts); }, held);
  }
};

/// Any of the library's penalties.
struct AnyRegularization {
  std::variant<softmargin::NoRegularization, softmargin::L2, softmargin::L1, softmargin::ElasticNet>
      held;

  void check() const {
    std::visit([](const auto& R) { R.check(); }, held);
  }
  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>& W) const {
    return std::visit([&](const auto& R) { return R.value(W); }, held);
  }
  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>& W, Eigen::MatrixBase<Gradient>& dW) const {
    std::visit([&](const auto& R) { R.add_gradient(W, dW); }, held);
  }
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>& V) const {
    return std::visit([&](const auto& R) { return R.conjugate(V); }, held);
  }
  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>& V) const {
    return std::visit([&](const auto& R) { return R.dual_scale(V); }, held);
  }
  double strong_convexity() const {
    return std::visit([](const auto& R) { return R.strong_convexity(); }, held);
  }
};

/// Every loss, with a margin that is not 1 where it has one.
inline std::vector<std::pair<std::string, AnyLoss>> every_loss(double delta = 0.75) {
  namespace sm = softmargin;
  return {{"Weston-Watkins", {sm::WestonWatkinsHinge{.delta = delta}}},
          {"squared Weston-Watkins", {sm::WestonWatkinsSquaredHinge{.delta = delta}}},
          {"Crammer-Singer", {sm::CrammerSingerHinge{.delta = delta}}},
          {"one-vs-all", {sm::OneVsAllHinge{.delta = delta}}},
          {"squared one-vs-all", {sm::OneVsAllSquaredHinge{.delta = delta}}},
          {"softmax", {sm::SoftmaxCrossEntropy{}}}};
}

/// Every penalty, of about the same strength.
inline std::vector<std::pair<std::string, AnyRegularization>> every_regularization(double lambda) {
  namespace sm = softmargin;
  return {{"none", {sm::NoRegularization{}}},
          {"L2", {sm::L2{lambda}}},
          {"L1", {sm::L1{lambda}}},
          {"elastic net", {sm::ElasticNet{.l1 = lambda / 2, .l2 = lambda}}}};
}

inline constexpr softmargin::Bias every_bias[] = {
    softmargin::Bias::free, softmargin::Bias::penalized, softmargin::Bias::none};

// The oracle of the one that is held; found by the argument's namespace, which is this one.

inline oracle::ValueAndGradient evaluate(const AnyLoss& any, const oracle::RealVector& s,
                                         softmargin::Index y) {
  return std::visit([&](const auto& loss) { return oracle::evaluate(loss, s, y); }, any.held);
}
inline oracle::Real penalty(const AnyRegularization& any, const oracle::RealMatrix& W) {
  return std::visit([&](const auto& R) { return oracle::penalty(R, W); }, any.held);
}
inline oracle::RealMatrix penalty_gradient(const AnyRegularization& any,
                                           const oracle::RealMatrix& W) {
  return std::visit([&](const auto& R) { return oracle::penalty_gradient(R, W); }, any.held);
}
