// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certificate.hpp  How far an objective can be from the optimum, proved by weak duality.
///
/// For any W let u_i be a subgradient of L_i at the scores and G = (1/N) sum u_i x_i^T. With the
/// conjugates of loss and regularization,
///
///     optimum >= -(1/N) sum L_i*(u_i) - R*(-G),        (1/N) sum -L_i*(u_i) = mean loss - <G, W>
///
/// where the second line is Fenchel's equality at a subgradient. So the gradient alone gives the
/// bound, for every convex loss. With L2 and the bound's factor 1 below the gap is |gradient|^2 /
/// (4 lambda).
///
/// The points u_i may be replaced by (1 - t) u_i + t v_i with any feasible v_i: L_i* is convex, so
/// the bound moves by no more than that mixture. v = 0 (feasible for every loss whose infimum is 0)
/// meets the domain of R* and improves the bound far from the optimum; where L_i* itself is known,
/// the bound at t u_i is better than the mixture's: for L1 it pays for the scaling with the penalty
/// alone, not with the whole objective. A free bias demands sum_i u_i = 0 exactly; there v_i
/// depends on the class of example i alone, so that only the sums of each class's features are
/// needed.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/objective/regularized_loss.hpp>

#include <cmath>
#include <limits>

namespace softmargin {

/// What is proved of an objective value.
struct Certificate {
  double objective = 0;                                           ///< L(W, b)
  double lower_bound = -std::numeric_limits<double>::infinity();  ///< optimum >= lower_bound
  double gap = std::numeric_limits<double>::infinity();           ///< objective - optimum <= gap
  double relative_gap = std::numeric_limits<double>::infinity();  ///< gap / objective
  /// |W - W*| <= radius in the Frobenius norm (with a penalised bias: of [W b]).
  double radius = std::numeric_limits<double>::infinity();
  Bias bias = Bias::free;  ///< that of the objective
};

/// A regularization that knows its conjugate R*.
///
/// Syntax: `conjugate(V)` returns R*(V), finite for V within the domain; `dual_scale(V)` returns
/// the largest t in [0, 1] with t V in the domain; `strong_convexity()` returns m with R(W) - m
/// |W|^2 convex.
template <class R>
concept ConjugateRegularizer = requires(const R& regularization, const Matrix<double>& V) {
  { regularization.conjugate(V) } -> std::convertible_to<double>;
  { regularization.dual_scale(V) } -> std::convertible_to<double>;
  { regularization.strong_convexity() } -> std::convertible_to<double>;
};

/// A loss that declares itself convex with infimum 0 in the scores, so that its subgradients
/// certify.
template <class L>
concept CertifiableLoss = requires {
  requires L::is_convex;
};

/// A certifiable loss that can move the sum of the score gradients, for a free bias.
///
/// Syntax: `absorb(residual, counts)` returns {V, t}: K x K, column y the feasible point v_y of
/// class y, and t in [0, 1), with (1 - t) residual + t sum_y counts(y) v_y = 0 and -L*(v_y) >= 0; t
/// = 1 if there is none.
template <class L>
concept BiasCertifiableLoss = CertifiableLoss<L> &&
    requires(const L& loss, const Vector<double>& v) {
  loss.absorb(v, v);
};

namespace detail {

/// A loss that knows its conjugate.
///
/// Syntax: `gradient_to_dual(u, label)` turns a score gradient u (K), or t u with t in [0, 1], into
/// the loss's own dual variables; `dual_value` of these is -L*(u).
template <class L>
concept ConjugateLoss = CertifiableLoss<L> &&
    requires(const L& loss, Eigen::Array<double, Eigen::Dynamic, 1>& u) {
  loss.gradient_to_dual(u, Index(0));
  { loss.dual_value(u) } -> std::convertible_to<double>;
};

/// (1/N) sum_i -L_i*(t u_i) with u_i the score gradients: what a shrunken dual point proves.
/// @param scores  N x K
/// @param t  in [0, 1]
template <class Objective, class Scores>
requires ConjugateLoss<std::remove_cvref_t<decltype(std::declval<Objective&>().loss())>>
double mean_dual_loss(Objective& objective, const Scores& scores, double t) {
  constexpr Index block = max_block_examples;
  const Index N = scores.rows();
  Vector<double> sums = Vector<double>::Zero((N + block - 1) / block);
  objective.pool().run(sums.size(), [&](Index index, int) {
    const Index first = index * block;
    const Index count = std::min(block, N - first);
    Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic> u =
        scores.middleRows(first, count).template cast<double>();
    ScoreBlock<double> S(u);
    ExampleArray<double> losses;
    evaluate_block(objective.loss(), S, LabelBlock(objective.labels().segment(first, count)),
                   losses);
    Eigen::Array<double, Eigen::Dynamic, 1> dual(u.cols());
    for (Index j = 0; j < count; ++j) {
      dual = t * u.row(j).transpose();
      objective.loss().gradient_to_dual(dual, Index(objective.labels()(first + j)));
      sums(index) += static_cast<double>(objective.example_weight(first + j)) *
                     objective.loss().dual_value(dual);
    }
  });
  return sums.sum() / static_cast<double>(N);
}

/// The same at parameters, for a pass over the scores; -infinity for a loss without a conjugate.
template <class Objective>
double dual_loss_at(Objective& objective, const Vector<typename Objective::Wide>& parameters,
                    double t) {
  if constexpr (ConjugateLoss<std::remove_cvref_t<decltype(objective.loss())>>) {
    return mean_dual_loss(objective, objective.scores(parameters), t);
  } else {
    return -std::numeric_limits<double>::infinity();
  }
}

/// Knows no dual loss of shrunken score gradients.
struct NoDualLoss {
  double operator()(double) const { return -std::numeric_limits<double>::infinity(); }
};

/// Bounds the optimum of one objective from gradients at any of its points.
template <class Objective>
class Certifier {
 public:
  using Wide = typename Objective::Wide;
  using LossType = std::remove_cvref_t<decltype(std::declval<Objective&>().loss())>;
  using RegularizerType =
      std::remove_cvref_t<decltype(std::declval<Objective&>().regularization())>;

  /// Whether a bound exists at all.
  static constexpr bool exists = CertifiableLoss<LossType> && ConjugateRegularizer<RegularizerType>;

  /// Whether one exists for a free bias.
  static constexpr bool of_free_bias = exists && BiasCertifiableLoss<LossType>;

  explicit Certifier(Objective& objective) : objective_(objective) {}

  /// @param value  objective at the parameters
  /// @param gradient  a subgradient of the objective there
  /// @param dual_loss_at  as `from_dual` has it
  template <class DualLossAt = NoDualLoss>
  Certificate operator()(const Vector<Wide>& parameters, Wide value, const Vector<Wide>& gradient,
                         const DualLossAt& dual_loss_at = {}) {
    Vector<Wide> loss_gradient = Vector<Wide>::Zero(gradient.size());
    objective_.add_penalty_gradient(parameters, loss_gradient);
    loss_gradient = gradient - loss_gradient;
    const Wide dual_loss = value - objective_.penalty(parameters) - loss_gradient.dot(parameters);
    return from_dual(static_cast<double>(value), static_cast<double>(dual_loss),
                     std::move(loss_gradient), dual_loss_at);
  }

  /// @param value  an objective value
  /// @param dual_loss  (1/N) sum -L_i*(u_i) of some dual point u
  /// @param loss_gradient  its (1/N) sum u_i [x_i; 1]^T as flat parameters
  /// @param dual_loss_at  dual_loss_at(t) = (1/N) sum -L_i*(t u_i), t in [0, 1), where it is known
  template <class DualLossAt = NoDualLoss>
  Certificate from_dual(double value, double dual_loss, Vector<Wide> loss_gradient,
                        const DualLossAt& dual_loss_at = {}) {
    Certificate certificate;
    certificate.objective = value;
    certificate.bias = objective_.bias();
    if constexpr (exists) {
      const auto& regularization = objective_.regularization();
      const auto point = make_feasible(dual_loss, loss_gradient, dual_loss_at);
      if (!(point.bound > -infinity)) return certificate;
      const double bound = best_bound(point, penalized(loss_gradient));
      // Every loss and penalty is at least 0, so the optimum is.
      certificate.lower_bound = std::max(bound, 0.0);
      certificate.gap = std::max(value - certificate.lower_bound, 0.0);
      certificate.relative_gap =
          value > 0 ? certificate.gap / value : (certificate.gap > 0 ? infinity : 0.0);
      const double m = regularization.strong_convexity();
      if (m > 0) certificate.radius = std::sqrt(certificate.gap / m);
    }
    return certificate;
  }

  /// A dual point that is feasible once it is shrunk.
  struct FeasiblePoint {
    double dual_loss;  ///< (1/N) sum -L_i*(u_i), or a lower bound of it, before it is shrunk
    double scale;      ///< t in [0, 1]: t u is feasible
    double bound;      ///< the optimum is at least this; -infinity if no such point was found
  };

  /// @param dual_loss, dual_loss_at  as `from_dual` has them
  /// @param[in,out] loss_gradient  of a dual point; of the one that is feasible once it is shrunk
  template <class DualLossAt>
  FeasiblePoint make_feasible(double dual_loss, Vector<Wide>& loss_gradient,
                              const DualLossAt& dual_loss_at) {
    double kept = 1;
    if (objective_.bias() == Bias::free) {
      const Vector<double> zero = Vector<double>::Zero(objective_.num_classes());
      kept = balance(loss_gradient, dual_loss, zero);
    }
    if (kept == 0) return {dual_loss, 0, -infinity};
    const auto G = penalized(loss_gradient);
    const double t = objective_.regularization().dual_scale(-G);
    double shrunk = t * dual_loss;
    // Of t (kept u + (1 - kept) v) the second part can only add.
    if (t < 1) shrunk = std::max(shrunk, kept * dual_loss_at(t));
    return {dual_loss, t, shrunk - objective_.regularization().conjugate(-t * G)};
  }

  /// The rows of a gradient in flat parameters that R sees.
  auto penalized(const Vector<Wide>& loss_gradient) const {
    return objective_.as_matrix(loss_gradient)
        .topRows(objective_.num_penalized_rows())
        .template cast<double>();
  }

  /// Mixes in class-wise dual points until the gradient of a free bias is exactly (1 - t) target.
  /// @param[in,out] loss_gradient  (1/N) sum u_i [x_i; 1]^T of a dual point, as flat parameters
  /// @param[in,out] dual_loss  (1/N) sum -L_i*(u_i), or a lower bound of it
  /// @param target  K
  /// @return 1 - t, 0 if no mixture does it
  double balance(Vector<Wide>& loss_gradient, double& dual_loss, const Vector<double>& target) {
    if constexpr (BiasCertifiableLoss<LossType>) {
      if (class_sums_.size() == 0) measure_classes();
      const Index D = objective_.num_features();
      Eigen::Map<Matrix<Wide>> rows(loss_gradient.data(), D + 1, objective_.num_classes());
      const double N = static_cast<double>(objective_.num_examples());
      const Vector<double> residual =
          N * (rows.row(D).transpose().template cast<double>() - target);
      if (residual.isZero(0)) return 1;
      const auto [V, t] = objective_.loss().absorb(residual, counts_);
      if (!(t < 1)) return 0;
      // Column k of the class sums, weighted by what class y's point says of score k.
      const Matrix<Wide> share = (t * V.transpose()).template cast<Wide>();
      auto weights = rows.topRows(D);
      weights *= static_cast<Wide>(1 - t);
      DenseAlgebra<Wide>::add_product(input(class_sums_), input(share), output(weights));
      rows.row(D) = ((1 - t) * target).transpose().template cast<Wide>();
      dual_loss *= 1 - t;
      return 1 - t;
    } else {
      return 0;
    }
  }

 private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  /// max over t in (0, scale] of t dual_loss - R*(-t G): the best of the point shrunk further.
  template <class Gradient>
  double best_bound(const FeasiblePoint& point, const Eigen::MatrixBase<Gradient>& G) const {
    double best = point.bound;
    double t = point.scale;
    for (int halving = 0; halving < 8; ++halving) {  // concave in t: stop when it falls
      t *= 0.8;
      const double candidate = t * point.dual_loss - objective_.regularization().conjugate(-t * G);
      if (!(candidate > best)) break;
      best = candidate;
    }
    return best;
  }

  /// Weighted number of examples of each class, and (1/N) times the sum of their features.
  void measure_classes() {
    const Index K = objective_.num_classes();
    counts_ = Vector<double>::Zero(K);
    for (Index i = 0; i < objective_.num_examples(); ++i) {
      counts_(objective_.labels()(i)) += static_cast<double>(objective_.example_weight(i));
    }
    using View = std::remove_cvref_t<decltype(objective_.features())>;
    if constexpr (View::is_sparse) {
      sum_sparse_classes();
    } else {
      sum_classes();
    }
  }

  void sum_classes() {
    using Scalar = typename Objective::Scalar;
    const Vector<Wide> nothing = Vector<Wide>::Zero(objective_.num_parameters());
    Vector<Wide> sums;
    objective_.transformed_mean_and_gradient(
        nothing, sums, [this](Index first, ScoreBlock<Scalar>& S) {
          S.setZero();
          for (Index i = 0; i < S.rows(); ++i) {
            S(i, objective_.labels()(first + i)) =
                static_cast<Scalar>(objective_.example_weight(first + i));
          }
          return PassSums<Wide>(0, 0, 0);
        });
    class_sums_ = objective_.as_matrix(sums).topRows(objective_.num_features());
  }

  /// An example touches one column: a pass, which reckons with all of them, would hold more memory
  /// than the data.
  void sum_sparse_classes() {
    const auto& X = objective_.features();
    class_sums_ = Matrix<Wide>::Zero(objective_.num_features(), objective_.num_classes());
    for (Index i = 0; i < objective_.num_examples(); ++i) {
      class_sums_.col(objective_.labels()(i)) +=
          X.column(i).template cast<Wide>() * objective_.example_weight(i);
    }
    if (const auto& scaling = objective_.options().scaling) {
      for (Index k = 0; k < class_sums_.cols(); ++k) {
        class_sums_.col(k) -= (counts_(k) * scaling->shift).template cast<Wide>();
        class_sums_.col(k).array() *= scaling->factor.template cast<Wide>().array();
      }
    }
    class_sums_ /= static_cast<Wide>(objective_.num_examples());
  }

  Objective& objective_;
  Matrix<Wide> class_sums_;  ///< D x K
  Vector<double> counts_;    ///< K
};

}  // namespace detail

/// Certifies weights from anywhere: how far is this objective from the optimum, at most?
///
/// Computed in double, whatever the type of X. The gap is infinite where no bound exists: without
/// strong convexity (lambda = 0), for a loss that does not declare itself convex, for a free bias
/// with a class that has no example.
/// @param X  D x N
/// @param W  K x D
/// @param b  K
/// @throws std::invalid_argument as `RegularizedLoss`
template <class Features, class L, class R, class Weights, class B>
Certificate certify(const Features& X, const Labels& y, const L& loss, const R& regularization,
                    const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b,
                    ObjectiveOptions options = {}) {
  using Objective = RegularizedLoss<detail::FeaturesOf<Features>, L, R, double>;
  if (options.num_classes == 0) options.num_classes = W.rows();
  Objective objective(X, y, loss, regularization, std::move(options));
  const Vector<double> parameters = objective.pack(W, b);
  Vector<double> gradient;
  const double value = objective.value_and_gradient(parameters, gradient);
  return detail::Certifier<Objective>(objective)(parameters, value, gradient, [&](double t) {
    return detail::dual_loss_at(objective, parameters, t);
  });
}

}  // namespace softmargin
