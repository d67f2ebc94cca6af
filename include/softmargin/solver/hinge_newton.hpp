// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file hinge_newton.hpp  The exact hinge on dense data: semismooth Newton inside an augmented
/// Lagrangian.
///
///     minimise (1/N) sum_i L_i + lambda |W|^2,   L_i(s) = max over dual points beta of beta . m(s)
///
///     repeat until gap <= tolerance:
///       minimise F(W) = (1/N) sum_i phi_i(m_i; c_i, eps) + lambda |W|^2 by Newton's method:
///         beta_i = Proj(c_i + m_i / eps);  the Hessian lives on the free entries of beta
///         conjugate gradients over the examples that have some, in decorrelated variables
///         step length by backtracking on F
///       c_i = beta_i (multipliers);  eps falls from 4 Delta to Delta / 2 and stays
///
/// Each pass gives a dual feasible beta, hence the objective, a lower bound and the gap of the
/// problem as written, not of a smoothed one. Source: Rockafellar 1976 (the proximal method of
/// multipliers); Li, Sun and Toh 2018 (semismooth Newton inside it); here for the multiclass
/// hinges.
#pragma once

#include <softmargin/detail/feature_subset.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/tracker.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace softmargin::detail {

/// A hinge: a maximum over dual points that knows its augmented Lagrangian.
template <class L, class Scalar>
concept HingeLoss = requires(const L& loss, ScoreBlock<Scalar> block, LabelBlock y) {
  loss.augmented_curvature(block, y, block);
};

/// F of the header comment for one eps and set of multipliers, as an objective of flat parameters.
template <class Objective>
class AugmentedHinge {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;
  using Block = ScoreBlock<Scalar>;

  struct Value {
    Wide smoothed = 0;   ///< F
    Wide objective = 0;  ///< with the hinge itself
    Wide dual_loss = 0;  ///< (1/N) sum -L_i*(u_i)
  };

  explicit AugmentedHinge(Objective& objective)
      : objective_(objective),
        beta_(Matrix<Scalar>::Zero(objective.num_examples(), objective.num_classes())),
        multipliers_(beta_) {}

  void set_smoothing(double eps) { eps_ = eps; }
  double smoothing() const { return eps_; }
  /// The last dual point becomes the multipliers.
  void update_multipliers() { multipliers_ = beta_; }
  /// N x K, each row a dual point.
  void set_multipliers(const Matrix<double>& multipliers) {
    multipliers_ = multipliers.template cast<Scalar>();
  }
  Matrix<double> multipliers() const { return multipliers_.template cast<double>(); }

  /// @param[out] gradient  of F
  Value evaluate(const Vector<Wide>& parameters, Vector<Wide>& gradient) {
    const auto sums = objective_.transformed_mean_and_gradient(
        parameters, gradient, [this](Index first, Block& S) { return augment(first, S); });
    const Wide penalty = objective_.penalty(parameters);
    loss_gradient_ = gradient;
    objective_.add_penalty_gradient(parameters, gradient);
    return {sums(0) + penalty, sums(1) + penalty, sums(2)};
  }

  /// (1/N) sum u_i [x_i; 1]^T at the last point evaluated.
  const Vector<Wide>& loss_gradient() const { return loss_gradient_; }

  /// Gathers the examples whose dual point of the last evaluation can move.
  /// @return the mean curvature of F in a score
  double collect_active() {
    const Index N = objective_.num_examples();
    const Index K = objective_.num_classes();
    std::vector<Index> examples;
    double trace = 0;
    Eigen::Array<Scalar, 1, Eigen::Dynamic> ones(K);
    for (Index i = 0; i < N; ++i) {
      Block beta(beta_.middleRows(i, 1).array());
      // A probe that no face of the dual set ignores: the trace alone is wanted.
      Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> probe = ones.setOnes();
      Block probe_block(probe);
      const Scalar here = objective_.loss().augmented_curvature(
          beta, LabelBlock(objective_.labels().segment(i, 1)), probe_block);
      if (here > Scalar(0)) {
        examples.push_back(i);
        trace += static_cast<double>(here) * static_cast<double>(objective_.example_weight(i));
      }
    }
    const auto count = static_cast<Index>(examples.size());
    active_beta_.resize(count, K);
    active_labels_.resize(count);
    active_weights_.resize(count);
    for (Index j = 0; j < count; ++j) {
      const Index i = examples[static_cast<std::size_t>(j)];
      active_beta_.row(j) = beta_.row(i);
      active_labels_(j) = objective_.labels()(i);
      active_weights_(j) =
          static_cast<Scalar>(static_cast<double>(objective_.example_weight(i)) / eps_);
    }
    subset_pass_.reset();
    if (count > 0) {
      subset_pass_ = std::make_unique<Pass<FeatureSubset<View>, Scalar>>(
          FeatureSubset<View>(objective_.features(), std::move(examples)), K, K, objective_.pool());
    }
    active_fraction_ = static_cast<double>(count) / static_cast<double>(N);
    return trace / (static_cast<double>(N) * static_cast<double>(K) * eps_);
  }

  /// Examples that have a free dual entry, as a fraction of all.
  double active_fraction() const { return active_fraction_; }

  /// product = Hessian of F times v.
  void hessian_product(const Vector<Wide>& v, Vector<Wide>& product) {
    if (subset_pass_) {
      objective_.subset_product(
          *subset_pass_, v, [this](Index first, Block& T) { return apply_curvature(first, T); },
          product);
    } else {
      product.setZero(v.size());
    }
    objective_.add_penalty_gradient(v, product);
  }

 private:
  PassSums<Wide> augment(Index first, Block& S) {
    const Index count = S.rows();
    Block beta(beta_.middleRows(first, count).array());
    Block multipliers(multipliers_.middleRows(first, count).array());
    ExampleArray<Scalar> losses;
    ExampleArray<Scalar> smoothed;
    ExampleArray<Scalar> duals;
    objective_.loss().augmented(S, LabelBlock(objective_.labels().segment(first, count)),
                                static_cast<Scalar>(eps_), multipliers, beta, losses, smoothed,
                                duals);
    objective_.weigh(first, S, losses, smoothed, duals);
    return {static_cast<Wide>(smoothed.sum()), static_cast<Wide>(losses.sum()),
            static_cast<Wide>(duals.sum())};
  }

  PassSums<Wide> apply_curvature(Index first, Block& T) {
    const Index count = T.rows();
    Block beta(active_beta_.middleRows(first, count).array());
    objective_.loss().augmented_curvature(beta, LabelBlock(active_labels_.segment(first, count)),
                                          T);
    for (Index k = 0; k < T.cols(); ++k) T.col(k) *= active_weights_.segment(first, count).array();
    return PassSums<Wide>::Zero();
  }

  Objective& objective_;
  double eps_ = 1;
  Matrix<Scalar> beta_;         ///< N x K
  Matrix<Scalar> multipliers_;  ///< N x K
  Vector<Wide> loss_gradient_;
  Matrix<Scalar> active_beta_;
  Labels active_labels_;
  Vector<Scalar> active_weights_;
  double active_fraction_ = 0;
  std::unique_ptr<Pass<FeatureSubset<View>, Scalar>> subset_pass_;
};

/// Solves H d = -g by preconditioned conjugate gradients.
/// @param apply  apply(v, Hv)
/// @param precondition  precondition(r, z)
/// @return steps taken
template <class Scalar, class Apply, class Precondition>
Index conjugate_gradients(const Vector<Scalar>& gradient, Vector<Scalar>& d, double tolerance,
                          Index max_steps, Apply&& apply, Precondition&& precondition) {
  d.setZero(gradient.size());
  Vector<Scalar> r = -gradient;
  Vector<Scalar> z;
  precondition(r, z);
  Vector<Scalar> p = z;
  Vector<Scalar> Hp;
  Scalar rz = r.dot(z);
  const Scalar target = static_cast<Scalar>(tolerance) * rz;
  Index steps = 0;
  while (steps < max_steps && rz > target) {
    apply(p, Hp);
    const Scalar curvature = p.dot(Hp);
    ++steps;
    if (!(curvature > Scalar(0))) break;
    const Scalar alpha = rz / curvature;
    d += alpha * p;
    r -= alpha * Hp;
    precondition(r, z);
    const Scalar next = r.dot(z);
    p = z + (next / rz) * p;
    rz = next;
  }
  return steps;
}

/// The solver of the header comment.
template <class Objective>
class HingeNewton {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;
  using Hinge = AugmentedHinge<Objective>;

  HingeNewton(Objective& objective, Tracker<Objective>& tracker)
      : objective_(objective), tracker_(tracker), hinge_(objective) {}

  /// @param parameters  the start
  /// @param[in,out] multipliers  N x K of an earlier solution, or empty; those of this one
  void solve(const Vector<Wide>& parameters, Matrix<double>& multipliers) {
    tracker_.name_solver("hinge_newton");
    const double margin = objective_.loss().delta > 0 ? objective_.loss().delta : 1;
    // Measured on MNIST and CIFAR-10: with multipliers from the first stage on, eps need not be
    // small, and the subproblems stay easy. Each is solved only as well as the next one can use.
    const double last_smoothing = margin / 2;
    moments_ = std::make_unique<FeatureMoments<View, Scalar>>(
        objective_, 4 * objective_.num_features(), objective_.has_bias());
    x_ = parameters;
    hinge_.set_smoothing(multipliers.size() > 0 ? last_smoothing : 4 * margin);
    if (multipliers.size() > 0) hinge_.set_multipliers(multipliers);
    while (!evaluate(x_, value_, gradient_) && !minimize()) {
      hinge_.update_multipliers();
      hinge_.set_smoothing(std::max(hinge_.smoothing() / 3, last_smoothing));
    }
    multipliers = hinge_.multipliers();
  }

 private:
  /// Evaluates F and reports the point. @return true to end
  bool evaluate(const Vector<Wide>& x, typename Hinge::Value& value, Vector<Wide>& gradient) {
    value = hinge_.evaluate(x, gradient);
    const auto certificate = tracker_.certifier().from_dual(static_cast<double>(value.objective),
                                                            static_cast<double>(value.dual_loss),
                                                            hinge_.loss_gradient());
    return tracker_.visit(x, static_cast<double>(value.objective), certificate.lower_bound);
  }

  /// Newton's method on F. @return true to end
  bool minimize() {
    const double lambda = objective_.regularization().lambda;
    for (int newton = 0; newton < 15; ++newton) {
      const double inexactness = static_cast<double>(gradient_.squaredNorm()) / (4 * lambda);
      // Far from the optimum loose subproblems are the cheapest; near it they would hold the gap
      // up.
      const bool near = tracker_.gap() < 1e-3 * tracker_.best_value();
      const double wanted = std::min(0.3 * hinge_.smoothing(), (near ? 0.1 : 0.5) * tracker_.gap());
      if (inexactness <= wanted) return false;
      const double curvature = hinge_.collect_active();
      refactor(std::max(curvature, 1e-12));
      const Index steps = conjugate_gradients(
          gradient_, direction_, near ? 0.01 : 0.1, 80,
          [this](const Vector<Wide>& v, Vector<Wide>& Hv) { hinge_.hessian_product(v, Hv); },
          [this](const Vector<Wide>& r, Vector<Wide>& z) {
            preconditioner_->to_variables(r, scratch_, objective_.pool());
            preconditioner_->to_parameters(scratch_, z, objective_.pool());
          });
      tracker_.count_work(static_cast<double>(steps) * hinge_.active_fraction());
      bool ended = false;
      const bool stepped = backtrack(ended);
      if (ended) return true;
      if (!stepped) return evaluate(x_, value_, gradient_);  // back to the dual point of x
    }
    return false;
  }

  /// Halves the step until F decreases. @return false if it does not
  bool backtrack(bool& ended) {
    const Wide slope = gradient_.dot(direction_);
    Wide step(1);
    for (int halving = 0; halving < 12; ++halving) {
      trial_ = x_ + step * direction_;
      typename Hinge::Value value;
      ended = evaluate(trial_, value, trial_gradient_);
      const Wide rounding =
          static_cast<Wide>(std::numeric_limits<Scalar>::epsilon()) * value_.smoothed;
      if (value.smoothed <= value_.smoothed + Wide(1e-4) * step * slope + rounding) {
        x_.swap(trial_);
        gradient_.swap(trial_gradient_);
        value_ = value;
        return true;
      }
      if (ended) return false;
      step /= Wide(2);
    }
    return false;
  }

  /// A new Cholesky factor where the curvature has moved by more than a factor.
  void refactor(double curvature) {
    if (preconditioner_ && curvature < 2 * factored_curvature_ &&
        curvature > factored_curvature_ / 2) {
      return;
    }
    FeatureMoments<View, Scalar> moments = *moments_;
    preconditioner_ = std::make_unique<GramPreconditioner<Scalar>>(
        std::move(moments), objective_, curvature, 2 * objective_.regularization().lambda);
    factored_curvature_ = curvature;
  }

  Objective& objective_;
  Tracker<Objective>& tracker_;
  Hinge hinge_;
  std::unique_ptr<FeatureMoments<View, Scalar>> moments_;
  std::unique_ptr<GramPreconditioner<Scalar>> preconditioner_;
  double factored_curvature_ = 0;
  Vector<Wide> x_;
  Vector<Wide> gradient_;
  typename Hinge::Value value_;
  Vector<Wide> direction_;
  Vector<Wide> trial_;
  Vector<Wide> trial_gradient_;
  Vector<Wide> scratch_;
};

}  // namespace softmargin::detail
