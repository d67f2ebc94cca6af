// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file softmax.hpp  The softmax cross-entropy loss, and the functions of information theory
/// around it.
#pragma once

#include <softmargin/detail/bias_balance.hpp>
#include <softmargin/detail/dual_block.hpp>
#include <softmargin/detail/loss_block.hpp>

namespace softmargin {

namespace detail {

/// exp(s_k - top) of each example, in place; returns the largest score of each. No exponent is
/// positive, so nothing overflows, however large the scores.
template <class Block>
ExampleArray<typename Block::Scalar> exponentiate_shifted(Block& block) {
  ExampleArray<typename Block::Scalar> top = block.col(0);
  for (Index k = 1; k < block.cols(); ++k) top = top.max(block.col(k));
  for (Index k = 0; k < block.cols(); ++k) block.col(k) = (block.col(k) - top).exp();
  return top;
}

/// The sum over the classes of each example.
template <class Block>
ExampleArray<typename Block::Scalar> class_sums(const Block& block) {
  ExampleArray<typename Block::Scalar> sums = block.col(0);
  for (Index k = 1; k < block.cols(); ++k) sums += block.col(k);
  return sums;
}

/// Probabilities e^{s_k} / sum_j e^{s_j} of each example of a block, in place.
template <class Block>
void softmax_in_place(Block& block) {
  exponentiate_shifted(block);
  const auto sums = class_sums(block);
  for (Index k = 0; k < block.cols(); ++k) block.col(k) /= sums;
}

}  // namespace detail

/// The cross-entropy of the softmax of the scores (logits), in nats:
///
///     L_i = -log(e^{s_y} / sum_j e^{s_j})        dL_i/ds_k = p_k - 1[k = y]
///
/// Computed with the largest score subtracted, as log1p of the rivals' share, so that neither a
/// score of 1e30 nor a loss of 1e-17 is lost. Source: CS231n notes "Linear Classification".
struct SoftmaxCrossEntropy {
  /// Convex in the scores with infimum 0: its gradients certify (objective/certificate.hpp).
  static constexpr bool is_convex = true;

  /// @param scores  K logits
  /// @return L_i in nats, not negative
  /// @throws std::invalid_argument if the label is not in [0, K) or a score is not finite
  template <class Scores>
  typename Scores::Scalar value(const Eigen::MatrixBase<Scores>& scores, Index label) const {
    return detail::single_value(*this, scores, label);
  }

  /// @param scores  K logits
  /// @param[out] gradient  K, overwritten by p - onehot(label)
  /// @throws std::invalid_argument as `value`, or if the size of the gradient is not K
  template <class Scores, class Gradient>
  void gradient(const Eigen::MatrixBase<Scores>& scores, Index label,
                Eigen::MatrixBase<Gradient>& gradient) const {
    detail::single_value_and_gradient(*this, scores, label, gradient);
  }

  /// @param[in,out] block  B x K, logits in, p - onehot(y) out
  /// @param y  B labels
  /// @param[out] losses  B, in nats
  template <class Block, class Values>
  void value_and_gradient(Block& block, const LabelBlock& y, Values&& losses) const {
    using Scalar = typename Block::Scalar;
    const auto own_score = detail::true_scores(block, y);
    const auto top = detail::exponentiate_shifted(block);
    detail::fill_true_slots(block, y, Scalar(0));
    const auto rivals = detail::class_sums(block);
    const detail::ExampleArray<Scalar> own = (own_score - top).exp();
    losses = (top - own_score) + (rivals + (own - Scalar(1))).log1p();
    const detail::ExampleArray<Scalar> inverse_sum = (rivals + own).inverse();
    for (Index k = 0; k < block.cols(); ++k) block.col(k) *= inverse_sum;
    detail::fill_true_slots(block, y, -rivals * inverse_sum);
  }

  /// H_i t = p o (t - p . t).
  /// @param block  B x K logits, destroyed
  /// @param[in,out] directions  B x K, row i becomes H_i times itself
  template <class Block>
  void curvature_product(Block& block, const LabelBlock&, Block& directions) const {
    detail::softmax_in_place(block);
    detail::ExampleArray<typename Block::Scalar> mean = block.col(0) * directions.col(0);
    for (Index k = 1; k < block.cols(); ++k) mean += block.col(k) * directions.col(k);
    for (Index k = 0; k < block.cols(); ++k) {
      directions.col(k) = block.col(k) * (directions.col(k) - mean);
    }
  }

  /// The largest d^2 L_i/ds_k^2: p (1 - p) is at most a quarter.
  static double max_curvature(Index) { return 0.25; }

  /// Dual points are probabilities p with u = p - onehot(y): a score gradient u becomes p, in
  /// place.
  template <class Dual>
  static void gradient_to_dual(Dual& u, Index y) {
    u(y) += 1;
  }

  /// The best dual point of one example, the others fixed (detail/dual_block.hpp).
  template <class Values, class Dual>
  void solve_dual(Values& scores, Index, double q, const Dual& p) const {
    scores += q * p;
    detail::solve_damped_softmax(scores, q);
  }

  /// -L*(u): the entropy of p.
  template <class Dual>
  double dual_value(const Dual& p) const {
    return -(p > 0).select(p * p.log(), 0.0).sum();
  }

  /// A change of p is the change of u.
  template <class Dual>
  static void dual_to_scores(Dual&, Index) {}

  /// Dual points that cancel the sum of the score gradients: see `BiasCertifiableLoss`. Any
  /// probabilities are feasible, and their dual value is an entropy, not negative.
  auto absorb(const Vector<double>& residual, const Vector<double>& counts) const {
    return detail::balance_rivals(residual, counts, 1);
  }
};

static_assert(SmoothLoss<SoftmaxCrossEntropy>);

/// log sum_k e^{s_k}, without overflow.
/// @param scores  K, of one example
/// @throws std::invalid_argument if a score is not finite or there is none
template <class Scores>
typename Scores::Scalar log_sum_exp(const Eigen::MatrixBase<Scores>& scores) {
  static_assert(Scores::IsVectorAtCompileTime, "log_sum_exp takes the scores of one example");
  detail::check_at_least("number of scores", scores.size(), 1);
  detail::check_finite("scores", scores);
  const auto top = scores.maxCoeff();
  using std::log;
  return top + log((scores.array() - top).exp().sum());
}

/// Probabilities p_k = e^{s_k} / sum_j e^{s_j}.
/// @param scores  K, or K x N: each column on its own
/// @return K, or K x N; columns sum to 1
/// @throws std::invalid_argument if a score is not finite or K = 0
template <class Scores>
typename Scores::PlainObject softmax(const Eigen::MatrixBase<Scores>& scores) {
  static_assert(Scores::RowsAtCompileTime != 1,
                "softmax takes the scores of an example as a column");
  detail::check_at_least("number of classes", scores.rows(), 1);
  detail::check_finite("scores", scores);
  using Scalar = typename Scores::Scalar;
  using OneExample = Eigen::Map<Eigen::Array<Scalar, 1, Eigen::Dynamic>, 0, Eigen::InnerStride<>>;
  typename Scores::PlainObject probabilities = scores;
  for (Index i = 0; i < scores.cols(); ++i) {
    auto column = probabilities.col(i);
    OneExample block(column.data(), column.size(), Eigen::InnerStride<>(column.innerStride()));
    detail::softmax_in_place(block);
  }
  return probabilities;
}

namespace detail {

/// A probability vector: entries in [0, 1] that sum to 1 within a small multiple of the rounding
/// error.
template <class Probabilities>
void check_distribution(std::string_view what, const Eigen::MatrixBase<Probabilities>& p) {
  using Scalar = typename Probabilities::Scalar;
  check_finite(what, p);
  // As far as the rounding of the entries to float can go, whatever type holds them now.
  const auto slack = static_cast<Scalar>(1e-7 * static_cast<double>(p.size() + 100));
  if (p.size() == 0 || p.minCoeff() < Scalar(0) || std::abs(p.sum() - Scalar(1)) > slack) {
    fail_argument(text(what), "probabilities: not negative, with sum 1",
                  concat("smallest ", p.size() == 0 ? 0.0 : static_cast<double>(p.minCoeff()),
                         ", sum ", static_cast<double>(p.sum())));
  }
}

}  // namespace detail

/// H(p, q) = -sum_k p_k log q_k in nats, 0 log 0 = 0; infinite where q_k = 0 < p_k.
/// @param p, q  K probabilities each
/// @throws std::invalid_argument if the sizes differ or an argument is not a distribution
template <class P, class Q>
typename P::Scalar cross_entropy(const Eigen::MatrixBase<P>& p, const Eigen::MatrixBase<Q>& q) {
  using Scalar = typename P::Scalar;
  detail::check_equal("size of q", q.size(), p.size());
  detail::check_distribution("p", p);
  detail::check_distribution("q", q);
  Scalar sum(0);
  using std::log;
  for (Index k = 0; k < p.size(); ++k) {
    if (p(k) > Scalar(0)) sum -= p(k) * log(q(k));
  }
  return sum;
}

/// H(p) = -sum_k p_k log p_k in nats, from 0 (one class is sure) to log K (all are equal).
/// @param p  K probabilities
/// @throws std::invalid_argument if p is not a distribution
template <class P>
typename P::Scalar entropy(const Eigen::MatrixBase<P>& p) {
  return cross_entropy(p, p);
}

/// D_KL(p || q) = sum_k p_k log(p_k / q_k) = H(p, q) - H(p) in nats, not negative.
/// @param p, q  K probabilities each
/// @throws std::invalid_argument as `cross_entropy`
template <class P, class Q>
typename P::Scalar kl_divergence(const Eigen::MatrixBase<P>& p, const Eigen::MatrixBase<Q>& q) {
  const auto difference = cross_entropy(p, q) - entropy(p);
  return difference > typename P::Scalar(0) ? difference : typename P::Scalar(0);
}

}  // namespace softmargin
