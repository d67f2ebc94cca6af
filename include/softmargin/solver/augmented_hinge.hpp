// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file augmented_hinge.hpp  The exact hinge made smooth by the method of multipliers.
///
///     F(W) = (1/N) sum_i phi_i(m_i; c_i, eps) + R(W) + pull |W - centre|^2
///
/// with phi the augmented Lagrangian of the hinge (detail/margin_loss.hpp), whose dual point is
/// beta_i = Proj(c_i + m_i / eps). Each pass gives a dual feasible beta, hence a bound of the
/// problem as written. Source: Rockafellar 1976.
#pragma once

#include <softmargin/detail/feature_subset.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/solver/direct_newton.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// A hinge: a maximum over dual points that knows its augmented Lagrangian.
template <class L, class Scalar>
concept HingeLoss = requires(const L& loss, ScoreBlock<Scalar> block, LabelBlock y) {
  loss.augmented_curvature(block, y, block);
  { loss.augmented_trace(block, Index(0)) } -> std::convertible_to<double>;
};

/// Where a dual solver ended and another one can go on.
struct DualState {
  Matrix<double> points;  ///< N x K, dual points of the examples; empty: none yet
  double smoothing = 0;   ///< eps of the augmented hinge; 0: none yet
};

/// F for one eps and set of multipliers, as an objective of flat parameters.
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
    double complementarity = 0;  ///< (1/N) sum L_i - beta_i . m_i, a part of the gap
    double residual = 0;         ///< the rest of it, which the caller finds
  };

  explicit AugmentedHinge(Objective& objective)
      : objective_(objective),
        beta_(Matrix<Scalar>::Zero(objective.num_examples(), objective.num_classes())),
        multipliers_(beta_) {}

  void set_smoothing(double eps) { eps_ = eps; }
  /// @param pull  not negative
  /// @param centre  flat parameters
  void set_pull(double pull, const Vector<Wide>& centre) {
    pull_ = pull;
    if (pull > 0) centre_ = centre;
  }
  double pull() const { return pull_; }
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
    if (pull_ > 0) {
      const Index rows = objective_.num_penalized_rows();
      const Matrix<Wide> away = objective_.as_matrix(parameters).topRows(rows) -
                                objective_.as_matrix(centre_).topRows(rows);
      value.smoothed += static_cast<Wide>(pull_) * away.squaredNorm();
      Eigen::Map<Matrix<Wide>> slopes(gradient.data(), objective_.num_rows(),
                                      objective_.num_classes());
      slopes.topRows(rows) += static_cast<Wide>(2 * pull_) * away;
    }
    // beta . m = Delta sum beta + u . s, and the mean of u . s is <loss gradient, parameters>.
    value.complementarity = static_cast<double>(sums(1) - sums(2) - loss_gradient_.dot(parameters));
    return value;
  }

  /// (1/N) sum u_i [x_i; 1]^T at the last point evaluated.
  const Vector<Wide>& loss_gradient() const { return loss_gradient_; }

  /// Gathers the examples whose dual point of the last evaluation can move. `curvatures` and
  /// `hessian_product` are of that evaluation: no other may come before them.
  /// @return the mean curvature of F in a score
  double collect_active() {
    const Index N = objective_.num_examples();
    const Index K = objective_.num_classes();
    std::vector<Index> examples;
    double trace = 0;
    for (Index i = 0; i < N; ++i) {
      const double here = objective_.loss().augmented_trace(beta_, i);
      if (here > 0) {
        examples.push_back(i);
        trace += here * static_cast<double>(objective_.example_weight(i));
      }
    }
    const auto count = static_cast<Index>(examples.size());
    active_labels_.resize(count);
    active_weights_.resize(count);
    for (Index j = 0; j < count; ++j) {
      const Index i = examples[static_cast<std::size_t>(j)];
      active_labels_(j) = objective_.labels()(i);
      active_weights_(j) =
          static_cast<Scalar>(static_cast<double>(objective_.example_weight(i)) / eps_);
    }
    subset_pass_.reset();
    if (count > 0) {
      subset_pass_ = std::make_unique<Pass<FeatureSubset<View>, Scalar>>(
          FeatureSubset<View>(objective_.features(), examples), K, K, objective_.pool(),
          objective_.lanes());
    }
    active_examples_ = std::move(examples);
    return trace / (static_cast<double>(N) * static_cast<double>(K) * eps_);
  }

  /// Examples that have a free dual entry, as a fraction of all.
  double active_fraction() const {
    return static_cast<double>(num_active()) / static_cast<double>(objective_.num_examples());
  }

  Index num_active() const { return static_cast<Index>(active_examples_.size()); }

  /// The curvatures of F in the scores of the examples gathered.
  /// @return none if there are more entries than `most`
  std::optional<ClassCurvatures> curvatures(Index most) const {
    ClassCurvatures curvatures(objective_.num_classes());
    const auto N = static_cast<double>(objective_.num_examples());
    for (Index j = 0; j < num_active() && curvatures.num_entries() <= most; ++j) {
      const Index example = active_examples_[static_cast<std::size_t>(j)];
      const double weight = static_cast<double>(active_weights_(j)) / N;
      objective_.loss().visit_augmented_curvature(
          beta_, example, static_cast<Index>(active_labels_(j)),
          [&](Index k, Index other, double value) {
            curvatures.add(k, other, {example, weight * value});
          });
    }
    if (curvatures.num_entries() > most) return {};
    return curvatures;
  }

  /// product = Hessian of F times v, of the mean loss plus ridge / 2 times the squared weights.
  void hessian_product(const Vector<Wide>& v, double ridge, Vector<Wide>& product) {
    if (subset_pass_) {
      objective_.subset_product(
          *subset_pass_, v, [this](Index first, Block& T) { return apply_curvature(first, T); },
          product);
    } else {
      product.setZero(v.size());
    }
    Eigen::Map<Matrix<Wide>> rows(product.data(), objective_.num_rows(), objective_.num_classes());
    rows.topRows(objective_.num_penalized_rows()) +=
        static_cast<Wide>(ridge) * objective_.as_matrix(v).topRows(objective_.num_penalized_rows());
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
    Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> gathered(count, T.cols());
    for (Index j = 0; j < count; ++j) {
      const Index i = active_examples_[static_cast<std::size_t>(first + j)];
      gathered.row(j) = beta_.row(i).array();
    }
    Block beta(gathered);
    objective_.loss().augmented_curvature(beta, LabelBlock(active_labels_.segment(first, count)),
                                          T);
    for (Index k = 0; k < T.cols(); ++k) T.col(k) *= active_weights_.segment(first, count).array();
    return PassSums<Wide>::Zero();
  }

  Objective& objective_;
  double eps_ = 1;
  double pull_ = 0;
  Vector<Wide> centre_;         ///< of the pull
  Matrix<Scalar> beta_;         ///< N x K
  Matrix<Scalar> multipliers_;  ///< N x K
  Vector<Wide> loss_gradient_;
  std::vector<Index> active_examples_;
  Labels active_labels_;
  Vector<Scalar> active_weights_;
  std::unique_ptr<Pass<FeatureSubset<View>, Scalar>> subset_pass_;
};

}  // namespace softmargin::detail
