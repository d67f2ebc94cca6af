// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file one_of.hpp  A loss that is chosen while the program runs.
///
/// Losses are types, so that each is compiled with its solver: the fastest code, once a loss. A
/// program that lets its user choose may want one compiled solver for several losses instead.
#pragma once

#include <softmargin/concepts.hpp>

#include <type_traits>
#include <variant>

namespace softmargin {

namespace detail {

template <class L>
inline constexpr bool declares_convex = requires {
  requires L::is_convex;
};
template <class L, class Block>
concept HasAugmented = requires(const L& loss, Block& block, const LabelBlock& y) {
  loss.augmented_curvature(block, y, block);
};
template <class L, class Values, class Dual>
concept HasDualStep = requires(const L& loss, Values& scores, const Dual& beta) {
  loss.solve_dual(scores, Index(0), 1.0, beta);
};
template <class L>
concept HasBiasBalance = requires(const L& loss, const Vector<double>& v) {
  loss.absorb(v, v);
};

}  // namespace detail

/// One of several losses; it hands every call on, and can do what all of them can. The hinges and
/// the smooth losses have different solvers: one `OneOf` of each group gets both.
///
///     OneOf<WestonWatkinsHinge, CrammerSingerHinge> loss(CrammerSingerHinge{.delta = 2});
template <class... Losses>
class OneOf {
 public:
  /// Convex if all are (objective/certificate.hpp).
  static constexpr bool is_convex = (detail::declares_convex<Losses> && ...);

  double delta = 1;  ///< that of the loss, where it has one

  template <class L>
  requires(std::is_same_v<L, Losses> || ...) OneOf(L loss)  // implicit: a loss is one of them
      : loss_(loss) {
    if constexpr (requires { loss.delta; }) delta = loss.delta;
  }

  /// @throws std::invalid_argument if a parameter of the loss is bad
  void check() const {
    std::visit(
        [](const auto& loss) {
          if constexpr (requires { loss.check(); }) loss.check();
        },
        loss_);
  }

  /// @param scores  K
  /// @throws std::invalid_argument as the loss does
  template <class Scores>
  auto value(const Scores& scores, Index label) const {
    using Scalar = typename Scores::Scalar;
    return std::visit([&](const auto& loss) -> Scalar { return loss.value(scores, label); }, loss_);
  }

  /// @param[out] out  K
  template <class Scores, class Gradient>
  void gradient(const Scores& scores, Index label, Gradient& out) const {
    std::visit([&](const auto& loss) { loss.gradient(scores, label, out); }, loss_);
  }

  /// @param[in,out] block  B x K, scores in, score gradients out
  template <class Block, class Values>
  requires(BlockLoss<Losses, typename Block::Scalar>&&...) void value_and_gradient(
      Block& block, const LabelBlock& y, Values&& losses) const {
    std::visit([&](const auto& loss) { loss.value_and_gradient(block, y, losses); }, loss_);
  }

  /// @param[in,out] directions  B x K, row i becomes H_i times itself
  template <class Block>
  requires(SmoothLoss<Losses, typename Block::Scalar>&&...) void curvature_product(
      Block& block, const LabelBlock& y, Block& directions) const {
    std::visit([&](const auto& loss) { loss.curvature_product(block, y, directions); }, loss_);
  }

  /// The augmented Lagrangian of a hinge (detail/margin_loss.hpp).
  template <class Block, class... Rest>
  requires(detail::HasAugmented<Losses, Block>&&...) void augmented(Block& block,
                                                                    Rest&&... rest) const {
    std::visit([&](const auto& loss) { loss.augmented(block, rest...); }, loss_);
  }
  template <class Block>
  requires(detail::HasAugmented<Losses, Block>&&...) void augmented_curvature(const Block& beta,
                                                                              const LabelBlock& y,
                                                                              Block& T) const {
    std::visit([&](const auto& loss) { loss.augmented_curvature(beta, y, T); }, loss_);
  }
  template <class Block>
  double augmented_trace(const Block& beta, Index i) const {
    return std::visit([&](const auto& loss) { return loss.augmented_trace(beta, i); }, loss_);
  }
  template <class Block, class Visit>
  void visit_augmented_curvature(const Block& beta, Index i, Index y, Visit&& visit) const {
    std::visit([&](const auto& loss) { loss.visit_augmented_curvature(beta, i, y, visit); }, loss_);
  }

  // The dual steps of one example (solver/dual_ascent.hpp).
  template <class Dual>
  void gradient_to_dual(Dual& u, Index y) const {
    std::visit([&](const auto& loss) { loss.gradient_to_dual(u, y); }, loss_);
  }
  template <class Values, class Dual>
  requires(detail::HasDualStep<Losses, Values, Dual>&&...) void solve_dual(Values& scores, Index y,
                                                                           double q,
                                                                           const Dual& beta) const {
    std::visit([&](const auto& loss) { loss.solve_dual(scores, y, q, beta); }, loss_);
  }
  template <class Dual>
  double dual_value(const Dual& beta) const {
    return std::visit([&](const auto& loss) -> double { return loss.dual_value(beta); }, loss_);
  }
  template <class Dual>
  requires(detail::HasDualStep<Losses, Dual, Dual>&&...) void dual_to_scores(Dual& change,
                                                                             Index y) const {
    std::visit([&](const auto& loss) { loss.dual_to_scores(change, y); }, loss_);
  }

  /// Dual points that cancel the sum of the score gradients: see `BiasCertifiableLoss`.
  auto absorb(const Vector<double>& residual, const Vector<double>& counts) const
      requires(detail::HasBiasBalance<Losses>&&...) {
    return std::visit([&](const auto& loss) { return loss.absorb(residual, counts); }, loss_);
  }

 private:
  std::variant<Losses...> loss_;
};

}  // namespace softmargin
