// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_point.hpp  A point of the dual of an L2 problem with its weights, and what it proves.
///
///     W = -1/(2 lambda N) sum_i w_i u_i x_i^T,    u_i a score gradient, held as the loss's own
///                                                 dual variables
///     b = centre - B^2/(2 lambda N) sum_i w_i u_i
///
/// `Bias::penalized` is B = 1 and centre 0; a free bias is the limit of moving the centre to where
/// b went (the method of multipliers for the constraint sum_i w_i u_i = 0).
#pragma once

#include <softmargin/detail/class_columns.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/tracker.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace softmargin::detail {

/// A loss with an exact dual step for one example.
template <class L>
concept DualLoss = requires(const L& loss, Eigen::Array<double, Eigen::Dynamic, 1>& values) {
  loss.solve_dual(values, Index(0), 1.0, values);
  loss.dual_to_scores(values, Index(0));
};

template <class Objective>
class DualPoint {
 public:
  using Wide = typename Objective::Wide;
  using Scalar = typename Objective::Scalar;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;
  using Sums = ClassSums<Scalar>;
  using Values = typename Sums::Values;
  using ValueMap = Eigen::Map<Values>;

  DualPoint(Objective& objective, Tracker<Objective>& tracker)
      : objective_(objective),
        tracker_(tracker),
        examples_(objective.features(), objective.options().scaling),
        K_(objective.num_classes()),
        N_(objective.num_examples()),
        lambda_(objective.regularization().lambda),
        scale_(1 / (2 * lambda_ * static_cast<double>(N_))),
        weights_(K_, objective.num_features()),
        centre_(Values::Zero(weights_.rows())),
        bias_(centre_),
        scores_(centre_),
        beta_(Values::Zero(K_)),
        dual_(Matrix<double>::Zero(weights_.rows(), N_)),
        counts_(Vector<double>::Zero(K_)) {
    for (Index i = 0; i < N_; ++i) {
      counts_(label(i)) += weight(i);
      ValueMap beta = dual(i);
      objective_.loss().gradient_to_dual(beta, label(i));
    }
    if (objective.bias() == Bias::penalized) bias_square_ = 1;
    if (objective.bias() == Bias::free) {
      // A constant feature of the data's own size, and where lambda is large one so large that the
      // centre nevertheless arrives within a few moves.
      bias_square_ = std::max(examples_.mean_squared_norm(), 10 * lambda_);
      measure_classes();
    }
  }

  Index num_classes() const { return K_; }
  Index num_examples() const { return N_; }
  Index num_features() const { return objective_.num_features(); }
  Index label(Index i) const { return static_cast<Index>(objective_.labels()(i)); }
  double weight(Index i) const { return static_cast<double>(objective_.example_weight(i)); }
  double scale() const { return scale_; }
  const auto& loss() const { return objective_.loss(); }
  ScaledExamples<View>& examples() { return examples_; }
  Sums& weights() { return weights_; }
  /// The dual variables of example i, K.
  ValueMap dual(Index i) { return ValueMap(dual_.col(i).data(), K_); }
  double bias_square() const { return bias_square_; }

  /// q_i = w_i |[x_i; B]|^2 / (2 lambda N): how far its own step moves the scores of example i.
  double curvature(Index i) const {
    return weight(i) * scale_ * (examples_.squared_norm(i) + bias_square_);
  }

  /// Share of a pass over the data that the entries of example i are.
  double share(Index i) {
    return static_cast<double>(examples_.size(i)) /
           static_cast<double>(std::max<Index>(1, examples_.num_entries()));
  }

  /// @param[out] scores  padded K: W x_i + b
  void read_scores(Index i, Values& scores) {
    scores = bias_;
    weights_.add_scores(examples_, i, scores);
  }

  /// The exact dual step of example i.
  /// @return how far it went, in the metric of the dual: half the square over N is the least
  /// that the dual value rose by
  double step(Index i) {
    read_scores(i, scores_);
    const double length = solve(i, scores_);
    if (length > 0) move(i, scores_);
    return length;
  }

  /// The dual variables of example i where the dual is largest over them alone; W and b stay.
  /// @param[in,out] scores  padded K: those of the example; v of the change v [x_i; B^2]^T of W, b
  /// @return as step()
  double solve(Index i, Values& scores) {
    const double q = curvature(i);
    ValueMap next(scores.data(), K_);
    ValueMap beta = dual(i);
    if (q > 1e-14) {
      loss().solve_dual(next, label(i), q, beta);
    } else {
      // The step hardly moves the scores: their own gradient is the best dual point.
      score_gradient(i, scores);
      loss().gradient_to_dual(next, label(i));
    }
    beta_ = beta;
    beta = next;
    next -= beta_;
    const double length = std::sqrt(weight(i) * q * next.square().sum());
    to_weights(i, next);
    return length;
  }

  /// W += v x_i^T, b += B^2 v.
  /// @param v  padded K
  void move(Index i, const Values& v) {
    weights_.add(examples_, i, v);
    bias_ += bias_square_ * v;
    is_zero_ = false;
  }

  /// W anew from the dual variables: rounding must not pile up.
  void rebuild() {
    is_zero_ = false;
    weights_.set_zero();
    for (Index i = 0; i < N_; ++i) {
      ValueMap change(scores_.data(), K_);
      change = 0;
      loss().gradient_to_dual(change, label(i));
      change = dual(i) - change;
      to_weights(i, change);
      weights_.add(examples_, i, scores_);
    }
    update_bias();
    tracker_.count_work(0.5);
  }

  void update_bias() { bias_ = centre_ + bias_square_ * weights_.sum(); }

  /// Moves the centre of a free bias to where the bias went.
  void move_centre() {
    if (objective_.bias() != Bias::free) return;
    centre_ = bias_;
    update_bias();
  }

  /// N x K dual variables of an earlier point, and the bias there.
  void set_dual(const Matrix<double>& rows, const Vector<Wide>& parameters) {
    dual_.topRows(K_) = rows.transpose();
    set_centre(parameters);
    rebuild();
    if (objective_.bias() != Bias::free) return;
    centre_ += centre_ - bias_;
    update_bias();
  }

  /// Whether these are W and b, but for rounding.
  bool is_at(const Vector<Wide>& parameters) {
    constexpr Wide rounding = 1e-9;
    Vector<Wide> own;
    write_parameters(own);
    own -= parameters;
    return own.norm() <= rounding * parameters.norm();
  }
  Matrix<double> dual_rows() const { return dual_.topRows(K_).transpose(); }

  /// The dual point of the score gradients at given parameters.
  void start_at(const Vector<Wide>& parameters) {
    const auto rows = objective_.as_matrix(parameters);
    const auto& scaling = objective_.options().scaling;
    Matrix<double> raw = Matrix<double>::Zero(weights_.rows(), objective_.num_features());
    raw.topRows(K_) = rows.topRows(raw.cols()).transpose().template cast<double>();
    if (scaling) {
      for (Index d = 0; d < raw.cols(); ++d) raw.col(d) *= scaling->factor(d);
    }
    set_centre(parameters);
    Values base = Values::Zero(weights_.rows());
    if (objective_.has_bias()) {
      base.head(K_) = rows.row(raw.cols()).transpose().template cast<double>().array();
    }
    if (scaling) {
      for (Index d = 0; d < raw.cols(); ++d) base -= scaling->shift(d) * raw.col(d).array();
    }
    for (Index i = 0; i < N_; ++i) {
      scores_ = base;
      add_example_scores(examples_.entries(i), raw, scores_.data());
      score_gradient(i, scores_);
      ValueMap beta = dual(i);
      beta = scores_.head(K_);
      loss().gradient_to_dual(beta, label(i));
    }
    tracker_.count_work(0.5);
    rebuild();
  }

  /// Measures the objective at W, b and the bound that the dual point proves. @return true to end
  bool evaluate() {
    constexpr Index block_size = 64;
    class_scores_.setZero(K_, K_);
    block_.resize(block_size, K_);
    double loss_sum = 0;
    double dual_sum = 0;
    for (Index first = 0; first < N_; first += block_size) {
      const Index count = std::min(block_size, N_ - first);
      for (Index j = 0; j < count; ++j) {
        const Index i = first + j;
        scores_.setZero();
        if (!is_zero_) weights_.add_scores(examples_, i, scores_);
        class_scores_.col(label(i)) += weight(i) * scores_.head(K_).matrix();
        scores_ += bias_;
        block_.row(j) = scores_.head(K_).matrix().transpose().template cast<Scalar>();
        dual_sum += weight(i) * loss().dual_value(dual(i));
      }
      ScoreBlock<Scalar> S(block_.topRows(count).array());
      loss_sum += static_cast<double>(objective_.evaluate(first, S)(0));
    }
    if (!is_zero_) tracker_.count_work(0.5);
    const double N = static_cast<double>(N_);
    const double norm = weights_.squared_norm(objective_.options().scaling);
    const double penalized =
        norm + (objective_.bias() == Bias::penalized ? bias_.square().sum() : 0);
    const double value = loss_sum / N + lambda_ * penalized;
    return tracker_.visit(value, lower_bound(dual_sum / N, penalized),
                          [this](Vector<Wide>& best) { write_parameters(best); });
  }

 private:
  /// A change of the dual variables of example i becomes the v of the change v [x_i; B^2]^T of W,
  /// b.
  void to_weights(Index i, ValueMap& change) const {
    loss().dual_to_scores(change, label(i));
    change *= -scale_ * weight(i);
  }

  /// Scores (padded K) become dL_i/ds.
  void score_gradient(Index i, Values& scores) const {
    Eigen::Map<Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic>> row(scores.data(), 1, K_);
    Eigen::Array<double, 1, 1> value;
    loss().value_and_gradient(row, LabelBlock(objective_.labels().segment(i, 1)), value);
  }

  void set_centre(const Vector<Wide>& parameters) {
    if (objective_.bias() != Bias::free) return;
    centre_.head(K_) = objective_.as_matrix(parameters)
                           .row(objective_.num_features())
                           .transpose()
                           .template cast<double>()
                           .array();
  }

  /// max over t in [0, 1] of t dual_loss - t^2 |G|^2 / (4 lambda), where a free bias first mixes in
  /// a dual point a class that makes sum_i w_i u_i vanish (objective/certificate.hpp).
  double lower_bound(double dual_loss, double penalized) const {
    double quadratic = lambda_ * penalized;
    if (objective_.bias() == Bias::free) {
      const Vector<double> residual = -(weights_.sum().head(K_) / scale_).matrix();
      const auto [V, t] = loss().absorb(residual, counts_);
      if (!(t < 1)) return 0;
      const double N = static_cast<double>(N_);
      const double mixed = V.cwiseProduct(class_scores_).sum() / N;
      Matrix<double> moves = Matrix<double>::Zero(K_, K_);
      const Matrix<double> points = V;  // in memory, whatever the loss returns
      DenseAlgebra<double>::add_product(input(points), input(class_gram_), output(moves));
      const double moved = V.cwiseProduct(moves).sum();
      quadratic =
          (1 - t) * (1 - t) * quadratic - t * (1 - t) * mixed + t * t * moved / (4 * lambda_);
      dual_loss *= 1 - t;
    }
    if (!(dual_loss > 0)) return 0;
    const double t = quadratic > 0 ? std::min(1.0, dual_loss / (2 * quadratic)) : 1;
    return std::max(0.0, t * dual_loss - t * t * quadratic);
  }

  void write_parameters(Vector<Wide>& parameters) {
    const Index D = objective_.num_features();
    parameters.resize(objective_.num_parameters());
    Eigen::Map<Matrix<Wide>> rows(parameters.data(), objective_.num_rows(), K_);
    for (Index d = 0; d < D; ++d) {
      weights_.column(objective_.options().scaling, d, scores_);
      rows.row(d) = scores_.head(K_).matrix().transpose().template cast<Wide>();
    }
    if (objective_.has_bias()) {
      rows.row(D) = bias_.head(K_).matrix().transpose().template cast<Wide>();
    }
  }

  /// The products of the mean features of the classes, (1/N^2) c_y . c_z with c_y = sum w_i x_i
  /// over class y.
  void measure_classes() {
    class_gram_.setZero(K_, K_);
    ClassSums<double> sums(1, objective_.num_features());
    Values one = Values::Zero(sums.rows());
    Values product(sums.rows());
    for (Index y = 0; y < K_; ++y) {
      sums.set_zero();
      for (Index i = 0; i < N_; ++i) {
        one(0) = weight(i);
        if (label(i) == y) sums.add(examples_, i, one);
      }
      for (Index i = 0; i < N_; ++i) {
        if (label(i) > y) continue;
        product.setZero();
        sums.add_scores(examples_, i, product);
        class_gram_(label(i), y) += weight(i) * product(0);
      }
    }
    class_gram_ /= static_cast<double>(N_) * static_cast<double>(N_);
    class_gram_.template triangularView<Eigen::Lower>() = class_gram_.transpose();
    tracker_.count_work(0.5);
  }

  Objective& objective_;
  Tracker<Objective>& tracker_;
  ScaledExamples<View> examples_;
  Index K_;
  Index N_;
  double lambda_;
  double scale_;                 ///< 1 / (2 lambda N)
  Sums weights_;                 ///< W
  bool is_zero_ = true;          ///< W, for certain
  Values centre_;                ///< padded K, of a free bias
  Values bias_;                  ///< padded K
  Values scores_;                ///< padded K, of the example at hand, or the change of its step
  Values beta_;                  ///< K, before a step
  Matrix<double> dual_;          ///< padded K x N
  Vector<double> counts_;        ///< K, weighted examples of each class
  double bias_square_ = 0;       ///< B^2
  Matrix<double> class_scores_;  ///< K x K, column y: sum of w_i W x_i over class y
  Matrix<double> class_gram_;    ///< K x K
  Matrix<Scalar> block_;
};

}  // namespace softmargin::detail
