// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file any_loss.hpp  One of the library's losses, chosen while the program runs.
///
/// The library's losses are types, so that each is compiled with its solver. A page wants one
/// compiled solver and four losses: a loss of one's own that hands every call on is enough.
#pragma once

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>

#include <variant>

namespace demo {

namespace sm = softmargin;

enum class LossKind { weston_watkins, one_vs_all, crammer_singer, softmax };

class AnyLoss {
 public:
  static constexpr bool is_convex = true;

  double delta = 1;  ///< of the hinges

  AnyLoss(LossKind kind, double margin) : delta(margin), loss_(make(kind, margin)) {}

  void check() const { sm::detail::check_non_negative("delta", delta); }

  template <class Scores>
  double value(const Scores& scores, sm::Index label) const {
    return std::visit([&](const auto& loss) -> double { return loss.value(scores, label); }, loss_);
  }

  template <class Scores, class Gradient>
  void gradient(const Scores& scores, sm::Index label, Gradient& out) const {
    std::visit([&](const auto& loss) { loss.gradient(scores, label, out); }, loss_);
  }

  template <class Block, class Values>
  void value_and_gradient(Block& block, const sm::LabelBlock& y, Values&& losses) const {
    std::visit([&](const auto& loss) { loss.value_and_gradient(block, y, losses); }, loss_);
  }

  auto absorb(const sm::Vector<double>& residual, const sm::Vector<double>& counts) const {
    return std::visit([&](const auto& loss) { return loss.absorb(residual, counts); }, loss_);
  }

  /// What the solver of the exact hinge asks for; the page never asks it to solve softmax.
  template <class Block, class... Rest>
  void augmented(Block& block, Rest&&... rest) const {
    std::visit(
        [&](const auto& loss) {
          if constexpr (is_hinge<decltype(loss), Block>) loss.augmented(block, rest...);
        },
        loss_);
  }

  template <class Block>
  void augmented_curvature(const Block& beta, const sm::LabelBlock& y, Block& T) const {
    std::visit(
        [&](const auto& loss) {
          if constexpr (is_hinge<decltype(loss), Block>) loss.augmented_curvature(beta, y, T);
        },
        loss_);
  }

  template <class Rows>
  double augmented_trace(const Rows& beta, sm::Index i) const {
    return std::visit(
        [&](const auto& loss) -> double {
          if constexpr (requires { loss.augmented_trace(beta, i); }) {
            return loss.augmented_trace(beta, i);
          } else {
            return 0;
          }
        },
        loss_);
  }

  template <class Rows, class Visit>
  void visit_augmented_curvature(const Rows& beta, sm::Index i, sm::Index y, Visit&& visit) const {
    std::visit(
        [&](const auto& loss) {
          if constexpr (requires { loss.visit_augmented_curvature(beta, i, y, visit); }) {
            loss.visit_augmented_curvature(beta, i, y, visit);
          }
        },
        loss_);
  }

 private:
  using Losses = std::variant<sm::WestonWatkinsHinge, sm::OneVsAllHinge, sm::CrammerSingerHinge,
                              sm::SoftmaxCrossEntropy>;

  template <class L, class Block>
  static constexpr bool is_hinge = requires(L loss, Block block, const sm::LabelBlock& y) {
    loss.augmented_curvature(block, y, block);
  };

  static Losses make(LossKind kind, double margin) {
    switch (kind) {
      case LossKind::weston_watkins:
        return sm::WestonWatkinsHinge{.delta = margin};
      case LossKind::one_vs_all:
        return sm::OneVsAllHinge{.delta = margin};
      case LossKind::crammer_singer:
        return sm::CrammerSingerHinge{.delta = margin};
      case LossKind::softmax:
        break;
    }
    return sm::SoftmaxCrossEntropy{};
  }

  Losses loss_;
};

static_assert(sm::BlockLoss<AnyLoss>);

}  // namespace demo
