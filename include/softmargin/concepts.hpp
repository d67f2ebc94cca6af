// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file concepts.hpp  The architecture on one page: what a loss, a regularization and an objective
/// owe.
///
/// The way of the data: features X -> scores S -> loss -> score gradient dS -> weight gradient dW.
/// A loss sees scores and labels, never X or W. A regularization sees W. A solver sees an
/// objective.
#pragma once

#include <softmargin/types.hpp>

#include <concepts>

namespace softmargin {

/// A loss of one example: L_i(s, y_i).
///
/// Syntax: `value(scores, label)` returns the loss; `gradient(scores, label, out)` overwrites `out`
/// (size K) with dL_i/ds, at a kink with any subgradient.
/// Laws: the value is never negative; the gradient is that of the value where it is differentiable;
/// the value is convex in the scores (for a certificate). `gradient_check` tests the second, the
/// first and third are tested for the library's own losses in tests/loss/laws.cpp.
template <class L, class Scalar = double>
concept Loss = requires(const L& loss, const Vector<Scalar>& scores, Index label,
                        Vector<Scalar>& out) {
  { loss.value(scores, label) } -> std::convertible_to<Scalar>;
  loss.gradient(scores, label, out);
};

/// The scores of a block of B examples as a loss sees them: B x K, examples contiguous in each
/// class's column, so that a formula written per class runs over many examples at once.
template <class Scalar>
using ScoreBlock =
    Eigen::Ref<Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>, 0, Eigen::OuterStride<>>;

/// One number an example of a block: losses (B).
template <class Scalar>
using ExampleValues = Eigen::Ref<Eigen::Array<Scalar, Eigen::Dynamic, 1>>;

/// The labels of a block of examples (B).
using LabelBlock = Eigen::Ref<const Labels>;

/// The largest block that a loss is ever given, so that its scratch can live on the stack.
inline constexpr Index max_block_examples = 256;

/// A loss with one formula for a whole block.
///
/// Syntax: `value_and_gradient(block, labels, losses)` reads scores from `block` (B x K),
/// overwrites it with the score gradients and `losses` (B) with the values; B is at most
/// `max_block_examples`. Law: row i is what `value` and `gradient` give for example i alone.
template <class L, class Scalar = double>
concept BlockLoss = Loss<L, Scalar> &&
    requires(const L& loss, ScoreBlock<Scalar> block, LabelBlock y, ExampleValues<Scalar> losses) {
  loss.value_and_gradient(block, y, losses);
};

/// A loss whose gradient is continuous, with the (generalised) Hessian H_i of L_i in the scores.
///
/// Syntax: `curvature_product(block, labels, directions)` overwrites row i of `directions` (B x K)
/// with H_i times itself, H_i taken at the scores in row i of `block`. Law: it is the derivative of
/// the gradient along the direction, where the gradient is differentiable.
template <class L, class Scalar = double>
concept SmoothLoss = BlockLoss<L, Scalar> &&
    requires(const L& loss, ScoreBlock<Scalar> block, LabelBlock y, ScoreBlock<Scalar> directions) {
  loss.curvature_product(block, y, directions);
};

/// A penalty on the weights, lambda already inside.
///
/// Syntax: `value(W)`; `add_gradient(W, dW)` adds the (sub)gradient; both take any Eigen matrix.
/// Laws: convex, zero at W = 0, never negative; tested in tests/regularization/laws.cpp.
template <class R, class Scalar = double>
concept Regularizer = requires(const R& regularization, const Matrix<Scalar>& W,
                               Matrix<Scalar>& dW) {
  { regularization.value(W) } -> std::convertible_to<Scalar>;
  regularization.add_gradient(W, dW);
};

/// A regularization with a proximal map: prox(V, t) = argmin_W R(W) + ||W - V||^2 / (2 t), in
/// place.
template <class R, class Scalar = double>
concept ProximalRegularizer = Regularizer<R, Scalar> &&
    requires(const R& regularization, Matrix<Scalar>& V, Scalar step) {
  regularization.apply_proximal(V, step);
};

/// A proximal regularization that is a sum over the entries of W: the map acts on each alone.
///
/// Syntax: `is_separable` is true.
template <class R, class Scalar = double>
concept SeparableRegularizer = ProximalRegularizer<R, Scalar> && requires {
  requires R::is_separable;
};

/// A regularization that is kink() * sum |W_kd| plus something smooth: what makes exact zeros.
///
/// Syntax: `kink()` returns its slope on either side of W_kd = 0, not negative.
template <class R, class Scalar = double>
concept KinkedRegularizer = Regularizer<R, Scalar> && requires(const R& regularization) {
  { regularization.kink() } -> std::convertible_to<double>;
};

/// What a solver sees: a function of one flat vector of parameters.
template <class O, class Scalar = double>
concept Objective = requires(O& objective, const Vector<Scalar>& parameters,
                             Vector<Scalar>& gradient) {
  { objective.num_parameters() } -> std::convertible_to<Index>;
  { objective.value_and_gradient(parameters, gradient) } -> std::convertible_to<Scalar>;
};

}  // namespace softmargin
