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
///         a line search on F
///       c_i = beta_i (multipliers);  eps falls to a usual size, then where it must
///
/// The gap at W and beta is the sum of two parts, which say what to do next:
///
///     complementarity  (1/N) sum_i L_i - beta_i . m_i    falls from one set of multipliers to the
///                                                        next; if it does not, eps is too large
///     residual         |gradient of F|^2 / (4 lambda)    falls with Newton's method
///
/// Each pass gives a dual feasible beta, hence the objective, a lower bound and the gap of the
/// problem as written, not of a smoothed one. Source: Rockafellar 1976 (the proximal method of
/// multipliers); Li, Sun and Toh 2018 (semismooth Newton inside it); here for the multiclass
/// hinges.
#pragma once

#include <softmargin/detail/feature_subset.hpp>
#include <softmargin/objective/flat_objective.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/line_search.hpp>
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
    Wide smoothed = 0;           ///< F
    Wide objective = 0;          ///< with the hinge itself
    Wide dual_loss = 0;          ///< (1/N) sum -L_i*(u_i)
    double complementarity = 0;  ///< the parts of the gap, as the header comment has them
    double residual = 0;
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
    Value value{sums(0) + penalty, sums(1) + penalty, sums(2)};
    // beta . m = Delta sum beta + u . s, and the mean of u . s is <loss gradient, parameters>.
    value.complementarity = static_cast<double>(sums(1) - sums(2) - loss_gradient_.dot(parameters));
    return value;
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

/// Solves (H + damping I) d = -g by conjugate gradients.
/// @param apply  apply(v, Hv)
/// @param tolerance  of |residual| / |g|
/// @return steps taken
template <class Scalar, class Apply>
Index conjugate_gradients(const Vector<Scalar>& gradient, Vector<Scalar>& d, double damping,
                          double tolerance, Index max_steps, Apply&& apply) {
  d.setZero(gradient.size());
  Vector<Scalar> r = -gradient;
  Vector<Scalar> p = r;
  Vector<Scalar> Hp;
  Scalar rr = r.squaredNorm();
  const Scalar target = static_cast<Scalar>(tolerance * tolerance) * rr;
  Index steps = 0;
  while (steps < max_steps && rr > target) {
    apply(p, Hp);
    Hp += static_cast<Scalar>(damping) * p;
    const Scalar curvature = p.dot(Hp);
    ++steps;
    if (!(curvature > Scalar(0))) break;
    const Scalar alpha = rr / curvature;
    d += alpha * p;
    r -= alpha * Hp;
    const Scalar next = r.squaredNorm();
    p = r + (next / rr) * p;
    rr = next;
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
    moments_ = std::make_unique<FeatureMoments<View, Scalar>>(
        objective_, 4 * objective_.num_features(), objective_.has_bias());
    const double usual_smoothing = find_usual_smoothing();
    x_ = parameters;
    hinge_.set_smoothing(multipliers.size() > 0 ? usual_smoothing : 8 * usual_smoothing);
    if (multipliers.size() > 0) hinge_.set_multipliers(multipliers);
    double complementarity = 0;
    while (!evaluate(x_, value_, gradient_) && !minimize()) {
      hinge_.update_multipliers();
      if (hinge_.smoothing() > usual_smoothing) {
        hinge_.set_smoothing(std::max(hinge_.smoothing() / 3, usual_smoothing));
      } else if (solved_ && value_.complementarity > complementarity / 2) {
        hinge_.set_smoothing(hinge_.smoothing() / 3);
      }
      complementarity = value_.complementarity;
    }
    multipliers = hinge_.multipliers();
  }

 private:
  /// Measured on MNIST and CIFAR-10: with multipliers from the first stage on, eps need not be
  /// small, and the subproblems stay easy. Where lambda is small, eps keeps its proportion to the
  /// curvature of the dual in one example, |x|^2 / (2 lambda N).
  double find_usual_smoothing() {
    const double margin = objective_.loss().delta > 0 ? objective_.loss().delta : 1;
    const double curvature = moments_->trace() / (2 * objective_.regularization().lambda *
                                                  static_cast<double>(objective_.num_examples()));
    return std::max(margin / 2, curvature / 10);
  }

  /// Evaluates F and reports the point. @return true to end
  bool evaluate(const Vector<Wide>& x, typename Hinge::Value& value, Vector<Wide>& gradient) {
    value = hinge_.evaluate(x, gradient);
    const auto certificate = tracker_.certifier().from_dual(static_cast<double>(value.objective),
                                                            static_cast<double>(value.dual_loss),
                                                            hinge_.loss_gradient());
    value.residual = certificate.gap - value.complementarity;
    return tracker_.visit(x, static_cast<double>(value.objective), certificate.lower_bound);
  }

  /// Newton's method on F, as far as the next set of multipliers can use. @return true to end
  bool minimize() {
    for (int newton = 0; newton < 15; ++newton) {
      solved_ = is_solved(newton > 0);
      if (solved_) return false;
      const Index steps = find_direction();
      tracker_.count_work(static_cast<double>(steps) * hinge_.active_fraction());
      bool ended = false;
      const double step = search_line(ended);
      if (ended) return true;
      if (step >= 1) {
        caution_ = std::max(caution_ / 10, 1.0);
      } else if (step < 0.1) {
        caution_ = std::min(caution_ * 10, 1e6);
      }
      if (step == 0) {
        // Back to the dual point of x; a smoother F has longer steps.
        hinge_.set_smoothing(3 * hinge_.smoothing());
        return evaluate(x_, value_, gradient_);
      }
    }
    return false;
  }

  /// Far from the optimum loose subproblems are the cheapest; near it they would hold the gap up.
  /// Without a step of Newton's method only a residual that is nothing beside the rest will do.
  bool is_solved(bool stepped) const {
    if (!stepped) return value_.residual <= 0.01 * value_.complementarity;
    const bool near = tracker_.gap() < 1e-3 * tracker_.best_value();
    return value_.residual <= (near ? 0.1 : 0.5) * tracker_.gap();
  }

  /// The Newton direction, by conjugate gradients in the variables of the preconditioner. There the
  /// Hessian is damped in proportion to the squared gradient: a free bias has no curvature where no
  /// dual entry is free.
  /// @return steps of conjugate gradients
  Index find_direction() {
    const double full_curvature = 2 / hinge_.smoothing();  // were every entry free
    const double curvature = std::max(hinge_.collect_active(), 5e-4 * full_curvature);
    refactor(curvature);
    auto& pool = objective_.pool();
    preconditioner_->to_variables(gradient_, variable_gradient_, pool);
    const double relative = static_cast<double>(variable_gradient_.squaredNorm()) /
                            (2 * static_cast<double>(value_.smoothed));
    const double damping = 0.01 * full_curvature / curvature * std::min(1.0, relative) * caution_;
    const bool near = tracker_.gap() < 1e-3 * tracker_.best_value();
    const Index steps =
        conjugate_gradients(variable_gradient_, variable_direction_, damping, near ? 0.1 : 0.3, 80,
                            [&](const Vector<Wide>& v, Vector<Wide>& Hv) {
                              preconditioner_->to_parameters(v, parameters_, pool);
                              hinge_.hessian_product(parameters_, product_);
                              preconditioner_->to_variables(product_, Hv, pool);
                            });
    preconditioner_->to_parameters(variable_direction_, direction_, pool);
    return steps;
  }

  /// Goes along the direction to where F is lower. Once the tracker has ended the fit nothing more
  /// is evaluated.
  /// @return the step, 0 if there is none
  double search_line(bool& ended) {
    ended = false;
    typename Hinge::Value value = {};
    const auto evaluate_trial = [&](const Vector<Wide>& x, Vector<Wide>& gradient) {
      if (ended) return std::numeric_limits<Wide>::infinity();
      ended = evaluate(x, value, gradient);
      return value.smoothed;
    };
    FlatObjective<Wide> line{x_.size(), evaluate_trial};
    const auto found =
        wolfe_search(line, x_, direction_, value_.smoothed, gradient_.dot(direction_), Wide(1),
                     {.curvature = 0.5, .max_evaluations = 12}, trial_, trial_gradient_);
    if (!found.found) return 0;
    x_.swap(trial_);
    gradient_.swap(trial_gradient_);
    value_ = value;
    return static_cast<double>(found.step);
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
  Vector<Wide> variable_gradient_;
  Vector<Wide> variable_direction_;
  Vector<Wide> parameters_;
  Vector<Wide> product_;
  bool solved_ = false;  ///< the last subproblem, as well as was wanted
  double caution_ = 1;   ///< factor of the damping, larger after steps that had to be shortened
};

}  // namespace softmargin::detail
