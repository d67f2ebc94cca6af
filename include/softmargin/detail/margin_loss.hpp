// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file margin_loss.hpp  A max-margin loss is a margin of the scores followed by a penalty on it.
///
/// Margins m(s, y) are affine in the scores; a penalty is a convex function of m that is zero where
/// no margin is positive. The losses of the notes are their combinations:
///
/// | loss                       | margins         | penalty               |
/// |----------------------------|-----------------|-----------------------|
/// | WestonWatkinsHinge         | rivals          | sum max(0, m_j)       |
/// | WestonWatkinsSquaredHinge  | rivals          | sum max(0, m_j)^2     |
/// | CrammerSingerHinge         | rivals          | max(0, max_j m_j)     |
/// | OneVsAllHinge              | each class      | sum max(0, m_j)       |
/// | OneVsAllSquaredHinge       | each class      | sum max(0, m_j)^2     |
#pragma once

#include <softmargin/detail/bias_balance.hpp>
#include <softmargin/detail/dual_block.hpp>
#include <softmargin/detail/dual_face.hpp>
#include <softmargin/detail/loss_block.hpp>

namespace softmargin::detail {

/// m_j = Delta + s_j - s_y for the K - 1 classes j other than y; the own slot becomes 0 and never
/// pays.
struct RivalMargins {
  static constexpr bool has_rivals = true;  ///< each margin falls with the true score
  /// Scores (B x K) become margins, in place. The difference of the scores comes first: it is exact
  /// for scores of one size, so that a tie pays Delta however large the scores.
  template <class Block>
  static void apply(Block& block, const LabelBlock& y, typename Block::Scalar delta) {
    const auto own = true_scores(block, y);
    for (Index k = 0; k < block.cols(); ++k) block.col(k) = (block.col(k) - own) + delta;
    fill_true_slots(block, y, typename Block::Scalar(0));
  }
  /// Changes of scores become changes of margins, in place; the own slot becomes 0.
  template <class Block>
  static void apply_linear(Block& block, const LabelBlock& y) {
    const auto own = true_scores(block, y);
    for (Index k = 0; k < block.cols(); ++k) block.col(k) -= own;
  }
  /// Derivatives in the margins become derivatives in the scores, in place (the transposed map).
  template <class Block>
  static void pull_back(Block& block, const LabelBlock& y) {
    fill_true_slots(block, y, typename Block::Scalar(0));
    ExampleArray<typename Block::Scalar> paid = block.col(0);
    for (Index k = 1; k < block.cols(); ++k) paid += block.col(k);
    fill_true_slots(block, y, -paid);
  }
  static auto balance(const Vector<double>& residual, const Vector<double>& counts, double limit) {
    return balance_rivals(residual, counts, limit);
  }
  /// The best dual point of one example: scores become beta (detail/dual_block.hpp).
  template <class Penalty, class Values, class Dual>
  static void solve_dual(Values& scores, Index y, double delta, double q, const Dual& beta) {
    const double own = scores(y);
    const double sent = beta.sum();
    scores = (scores + (delta - own)) / q + beta + sent;
    scores(y) = -std::numeric_limits<double>::infinity();
    Penalty::solve_coupled(scores, q);
    scores(y) = 0;
  }
};

/// m_y = Delta - s_y and m_j = Delta + s_j: K two-class problems, class k against the rest.
struct OneVsAllMargins {
  static constexpr bool has_rivals = false;
  template <class Block>
  static void apply(Block& block, const LabelBlock& y, typename Block::Scalar delta) {
    apply_linear(block, y);
    block += delta;
  }
  template <class Block>
  static void apply_linear(Block& block, const LabelBlock& y) {
    fill_true_slots(block, y, -true_scores(block, y));
  }
  template <class Block>
  static void pull_back(Block& block, const LabelBlock& y) {
    apply_linear(block, y);  // a change of sign is its own transpose
  }
  static auto balance(const Vector<double>& residual, const Vector<double>& counts, double limit) {
    return balance_one_vs_all(residual, counts, limit);
  }
  template <class Penalty, class Values, class Dual>
  static void solve_dual(Values& scores, Index y, double delta, double q, const Dual& beta) {
    scores(y) = -scores(y);
    for (Index k = 0; k < scores.size(); ++k) {
      scores(k) = Penalty::solve_single(scores(k) + delta, q, beta(k));
    }
  }
};

/// sum_j max(0, m_j); at m_j = 0 the subgradient 0. It is the largest beta . m over 0 <= beta_j
/// <= 1.
struct HingeSum {
  /// The dual point of a class may have this size and still the dual value Delta sum beta >= 0.
  static double dual_limit(double) { return 1; }
  template <class Block, class Values>
  static void value_and_derivative(Block& margins, Values& values) {
    values.setZero();
    for (Index k = 0; k < margins.cols(); ++k) {
      auto margin = margins.col(k);
      values += margin.max(typename Block::Scalar(0));
      margin = positive(margin);
    }
  }
  /// -L*(u) of a dual point.
  template <class Dual>
  static double dual_value(const Dual& beta, double delta) {
    return delta * beta.sum();
  }
  template <class Values>
  static void solve_coupled(Values& v, double) {
    solve_coupled_box(v, 1, 1);
  }
  static double solve_single(double margin, double q, double beta) {
    return std::clamp(beta + margin / q, 0.0, 1.0);
  }
  /// The nearest dual point, in place.
  template <class Block>
  static void project_dual(Block& V) {
    using Scalar = typename Block::Scalar;
    for (Index k = 0; k < V.cols(); ++k) V.col(k) = V.col(k).max(Scalar(0)).min(Scalar(1));
  }
  /// Whether a dual variable can move either way.
  template <class Scalar>
  static bool is_free(Scalar beta) {
    return beta > Scalar(0) && beta < Scalar(1);
  }
  /// Whether the free ones of row i can move only so that their sum stays.
  template <class Block>
  static bool keeps_sum(const Block&, Index) {
    return false;
  }
};

/// sum_j max(0, m_j)^2.
struct SquaredHingeSum {
  /// Delta beta - beta^2 / 4 >= 0.
  static double dual_limit(double delta) { return 4 * delta; }
  template <class Dual>
  static double dual_value(const Dual& beta, double delta) {
    return delta * beta.sum() - beta.square().sum() / 4;
  }
  template <class Values>
  static void solve_coupled(Values& v, double q) {
    solve_coupled_box(v, 1 + 1 / (2 * q), std::numeric_limits<double>::infinity());
  }
  static double solve_single(double margin, double q, double beta) {
    return std::max(0.0, beta + (margin - beta / 2) / (q + 0.5));
  }
  template <class Block, class Values>
  static void value_and_derivative(Block& margins, Values& values) {
    using Scalar = typename Block::Scalar;
    values.setZero();
    for (Index k = 0; k < margins.cols(); ++k) {
      auto margin = margins.col(k);
      margin = margin.max(Scalar(0));
      values += margin.square();
      margin *= Scalar(2);
    }
  }
  /// The diagonal (generalised) Hessian: 2 where the margin is positive.
  template <class Block>
  static void multiply_by_curvature(const Block& margins, Block& directions) {
    using Scalar = typename Block::Scalar;
    for (Index k = 0; k < margins.cols(); ++k) {
      directions.col(k) *= Scalar(2) * positive(margins.col(k));
    }
  }
};

/// max(0, max_j m_j); at a tie the subgradient of the first largest, at 0 the subgradient 0. It is
/// the largest beta . m over beta >= 0, sum beta <= 1.
struct LargestHinge {
  static double dual_limit(double) { return 1; }
  template <class Dual>
  static double dual_value(const Dual& beta, double delta) {
    return delta * beta.sum();
  }
  template <class Values>
  static void solve_coupled(Values& v, double) {
    solve_coupled_simplex(v);
  }
  template <class Block, class Values>
  static void value_and_derivative(Block& margins, Values& values) {
    using Scalar = typename Block::Scalar;
    for (Index i = 0; i < margins.rows(); ++i) {
      Index largest = 0;
      const Scalar margin = margins.row(i).maxCoeff(&largest);
      margins.row(i).setZero();
      if (margin > Scalar(0)) margins(i, largest) = Scalar(1);
      values(i) = margin > Scalar(0) ? margin : Scalar(0);
    }
  }
  /// The nearest dual point, in place: beta = max(0, V - theta) with theta >= 0 such that sum beta
  /// <= 1. Where theta > 0 it is sought below the largest entry, so that beta keeps its digits and
  /// its sum however large V is: a dual point outside the set would prove nothing.
  template <class Block>
  static void project_dual(Block& V) {
    using Scalar = typename Block::Scalar;
    for (Index i = 0; i < V.rows(); ++i) {
      auto row = V.row(i);
      if (!(row.max(Scalar(0)).sum() > Scalar(1))) {
        row = row.max(Scalar(0));
        continue;
      }
      row -= row.maxCoeff();
      row = (row - simplex_threshold(row)).max(Scalar(0));
    }
  }
  /// Whether a dual variable can move; on the face of sum beta = 1 together with others.
  template <class Scalar>
  static bool is_free(Scalar beta) {
    return beta > Scalar(0);
  }
  template <class Block>
  static bool keeps_sum(const Block& beta, Index i) {
    using Scalar = typename Block::Scalar;
    Scalar total(0);
    Index free = 0;
    for (Index k = 0; k < beta.cols(); ++k) {
      if (!is_free(beta(i, k))) continue;
      total += beta(i, k);
      ++free;
    }
    const Scalar rounding =
        static_cast<Scalar>(4 * (free + 2)) * std::numeric_limits<Scalar>::epsilon();
    return total >= Scalar(1) - rounding;
  }

 private:
  /// The theta with sum max(0, v - theta) = 1 for entries of which the largest is 0, by Michelot's
  /// rule: drop what falls below the mean excess until nothing does.
  template <class Row>
  static typename Row::Scalar simplex_threshold(const Row& v) {
    using Scalar = typename Row::Scalar;
    Scalar theta(-1);
    while (true) {
      Scalar sum(0);
      Index count = 0;
      for (Index k = 0; k < v.size(); ++k) {
        if (v(k) > theta) {
          sum += v(k);
          ++count;
        }
      }
      const Scalar next = (sum - Scalar(1)) / static_cast<Scalar>(count);
      if (!(next > theta)) return theta;
      theta = next;
    }
  }
};

/// The loss L_i = Penalty(Margins(s, y_i; Delta)). An aggregate: `WestonWatkinsHinge{.delta = 10}`.
template <class Margins, class Penalty>
struct MarginLoss {
  double delta = 1;  ///< the margin Delta, not negative, in units of the scores

  /// Convex in the scores with infimum 0: its subgradients certify (objective/certificate.hpp).
  static constexpr bool is_convex = true;

  /// @throws std::invalid_argument if delta is negative or not finite
  void check() const { check_non_negative("delta", delta); }

  /// @param scores  K
  /// @return L_i, not negative
  /// @throws std::invalid_argument if the label is not in [0, K), a score is not finite, or delta
  /// is bad
  template <class Scores>
  typename Scores::Scalar value(const Eigen::MatrixBase<Scores>& scores, Index label) const {
    check();
    return single_value(*this, scores, label);
  }

  /// @param scores  K
  /// @param[out] gradient  K, overwritten by dL_i/ds; at a kink the subgradient of the penalty
  /// @throws std::invalid_argument as `value`, or if the size of the gradient is not K
  template <class Scores, class Gradient>
  void gradient(const Eigen::MatrixBase<Scores>& scores, Index label,
                Eigen::MatrixBase<Gradient>& gradient) const {
    check();
    single_value_and_gradient(*this, scores, label, gradient);
  }

  /// @param[in,out] block  B x K, scores in, score gradients out
  /// @param y  B labels
  /// @param[out] losses  B
  template <class Block, class Values>
  void value_and_gradient(Block& block, const LabelBlock& y, Values&& losses) const {
    Margins::apply(block, y, static_cast<typename Block::Scalar>(delta));
    Penalty::value_and_derivative(block, losses);
    Margins::pull_back(block, y);
  }

  /// @param block  B x K scores, destroyed
  /// @param[in,out] directions  B x K, row i becomes H_i times itself
  template <class Block>
  void curvature_product(Block& block, const LabelBlock& y,
                         Block& directions) const requires requires {
    Penalty::multiply_by_curvature(block, directions);
  }
  {
    Margins::apply(block, y, static_cast<typename Block::Scalar>(delta));
    Margins::apply_linear(directions, y);
    Penalty::multiply_by_curvature(block, directions);
    Margins::pull_back(directions, y);
  }

  /// The largest d^2 L_i/ds_k^2: 2 for each margin that the score moves.
  static double max_curvature(Index num_classes) requires requires(Matrix<double>& m) {
    Penalty::multiply_by_curvature(m, m);
  }
  { return Margins::has_rivals ? 2 * static_cast<double>(num_classes - 1) : 2; }

  /// The augmented Lagrangian of the hinge: with margins m and multipliers c the smooth function
  ///
  ///     phi(m) = max_beta beta . m - (eps / 2) |beta - c|^2,   beta = Proj(c + m / eps),
  ///
  /// which equals the loss where beta = c. Needs a penalty that is a maximum over dual points.
  /// @param[in,out] block  B x K scores in, d phi / ds out
  /// @param multipliers  B x K, c
  /// @param[out] beta  B x K
  /// @param[out] losses  B, the loss itself
  /// @param[out] smoothed  B, phi
  /// @param[out] duals  B, the dual value -L*(u) = Delta sum beta
  template <class Block, class Values>
  void augmented(Block& block, const LabelBlock& y, typename Block::Scalar eps,
                 const Block& multipliers, Block& beta, Values& losses, Values& smoothed,
                 Values& duals) const requires requires {
    Penalty::project_dual(beta);
  }
  {
    using Scalar = typename Block::Scalar;
    const auto margin = static_cast<Scalar>(delta);
    Margins::apply(block, y, margin);
    beta = multipliers + block / eps;
    Penalty::project_dual(beta);
    smoothed.setZero(block.rows());
    duals.setZero(block.rows());
    for (Index k = 0; k < block.cols(); ++k) {
      smoothed += beta.col(k) * block.col(k) -
                  (eps / Scalar(2)) * (beta.col(k) - multipliers.col(k)).square();
      duals += margin * beta.col(k);
    }
    losses.resize(block.rows());
    Penalty::value_and_derivative(block, losses);
    block = beta;
    Margins::pull_back(block, y);
  }

  /// The (generalised) Hessian of eps phi in the scores, times T, in place.
  /// @param beta  B x K as `augmented` left it
  template <class Block>
  void augmented_curvature(const Block& beta, const LabelBlock& y,
                           Block& T) const requires requires {
    Penalty::project_dual(T);
  }
  {
    Margins::apply_linear(T, y);
    for (Index i = 0; i < T.rows(); ++i) DualFace<Penalty, Block>(beta, i).project(T);
    Margins::pull_back(T, y);
  }

  /// The trace of that Hessian of example i.
  template <class Block>
  double augmented_trace(const Block& beta, Index i) const {
    const DualFace<Penalty, Block> face(beta, i);
    const auto free = static_cast<double>(face.num_free());
    if (face.keeps_sum()) return free - 1;
    return Margins::has_rivals ? 2 * free : free;
  }

  /// The entries of that Hessian of example i that are not zero: visit(k, other, value), other <=
  /// k.
  template <class Block, class Visit>
  void visit_augmented_curvature(const Block& beta, Index i, Index y, Visit&& visit) const {
    const DualFace<Penalty, Block> face(beta, i);
    const auto free = static_cast<double>(face.num_free());
    if (face.keeps_sum()) {
      if (free < 2) return;
      for (Index k = 0; k < beta.cols(); ++k) {
        for (Index other = 0; other <= k; ++other) {
          if (!face.is_free(k) || !face.is_free(other)) continue;
          visit(k, other, (k == other ? 1 : 0) - 1 / free);
        }
      }
      return;
    }
    for (Index k = 0; k < beta.cols(); ++k) {
      if (!face.is_free(k)) continue;
      visit(k, k, 1.0);
      if (Margins::has_rivals) visit(std::max(k, y), std::min(k, y), -1.0);
    }
    if (Margins::has_rivals && free > 0) visit(y, y, free);
  }

  /// A score gradient u becomes the dual point that it stands for, in place.
  template <class Dual>
  static void gradient_to_dual(Dual& u, Index y) {
    if constexpr (std::is_same_v<Margins, RivalMargins>) {
      u(y) = 0;
    } else {
      u(y) = -u(y);
    }
  }

  /// The best dual point of one example, the others fixed (detail/dual_block.hpp).
  /// @param[in,out] scores  K scores in, the new dual point out
  /// @param q  w_i |x_i|^2 / (2 lambda N), positive
  /// @param beta  K, the present dual point
  template <class Values, class Dual>
  void solve_dual(Values& scores, Index y, double q, const Dual& beta) const {
    Margins::template solve_dual<Penalty>(scores, y, delta, q, beta);
  }

  /// -L*(u) of a dual point.
  template <class Dual>
  double dual_value(const Dual& beta) const {
    return Penalty::dual_value(beta, delta);
  }

  /// A change of the dual point becomes the change of u, the score gradient, in place.
  template <class Dual>
  static void dual_to_scores(Dual& change, Index y) {
    if constexpr (std::is_same_v<Margins, RivalMargins>) {
      change(y) = -(change.sum() - change(y));
    } else {
      change(y) = -change(y);
    }
  }

  /// Dual points that cancel the sum of the score gradients: see `BiasCertifiableLoss`.
  auto absorb(const Vector<double>& residual, const Vector<double>& counts) const {
    return Margins::balance(residual, counts, Penalty::dual_limit(delta));
  }
};

}  // namespace softmargin::detail
