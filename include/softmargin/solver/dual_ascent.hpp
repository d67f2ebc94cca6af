// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_ascent.hpp  Sparse or very wide data: block-coordinate ascent on the dual, exact
/// block by block.
///
///     minimise (1/N) sum_i w_i L_i + lambda |W|^2;   W = -1/(2 lambda N) sum_i w_i u_i x_i^T
///
///     repeat until gap <= tolerance, the examples in a new random order each epoch:
///       s = W x_i;  u_i = argmax of the dual over u_i alone, exactly;  W += what that changes
///
/// A free bias b is an equality constraint sum_i w_i u_i = 0, met by the method of multipliers:
/// within an epoch it is a penalised deviation from a centre, which then moves there. Source:
/// Shalev-Shwartz and Zhang, JMLR 2013 (SDCA); Hsieh et al., ICML 2008; the blocks in
/// dual_block.hpp.
#pragma once

#include <softmargin/detail/check.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/sgd.hpp>
#include <softmargin/solver/tracker.hpp>

#include <numeric>
#include <random>
#include <vector>

namespace softmargin::detail {

/// A loss with an exact dual step for one example.
template <class L>
concept DualLoss = requires(const L& loss, Eigen::Array<double, Eigen::Dynamic, 1>& values) {
  loss.solve_dual(values, Index(0), 1.0, values);
  loss.dual_to_scores(values, Index(0));
};

template <class Objective>
class DualAscent {
 public:
  using Wide = double;
  using Values = Eigen::Array<double, Eigen::Dynamic, 1>;

  DualAscent(Objective& objective, Tracker<Objective>& tracker, std::uint64_t seed)
      : objective_(objective),
        tracker_(tracker),
        generator_(seed),
        lambda_(objective.regularization().lambda),
        W_(Matrix<double>::Zero(objective.num_classes(), objective.num_features())),
        centre_(Values::Zero(objective.num_classes())),
        sum_u_(Values::Zero(objective.num_classes())),
        dual_(objective.num_classes(), objective.num_examples()) {
    const Index N = objective.num_examples();
    squared_norms_.resize(N);
    for (Index i = 0; i < N; ++i) {
      squared_norms_(i) = objective.features().column(i).template cast<double>().squaredNorm();
      auto beta = dual_.col(i);
      objective.loss().start_dual(beta, objective.labels()(i));
    }
    // The weight of the bias's quadratic: that of a constant feature of the data's own size.
    const double size = squared_norms_.mean();
    switch (objective.bias()) {
      case Bias::none:
        bias_feature_ = 0;
        break;
      case Bias::penalized:
        bias_feature_ = 1;
        break;
      case Bias::free:
        bias_feature_ = size > 0 ? size : 1;
        break;
    }
  }

  /// @param parameters  where an earlier run ended, if `duals` holds its dual points
  /// @param[in,out] duals  K x N, or of another size at the first run
  void solve(const Vector<typename Objective::Wide>& parameters, Matrix<double>& duals) {
    tracker_.name_solver("dual_ascent");
    if (duals.rows() == dual_.rows() && duals.cols() == dual_.cols()) go_on(parameters, duals);
    std::vector<Index> order(static_cast<std::size_t>(objective_.num_examples()));
    std::iota(order.begin(), order.end(), Index(0));
    while (!report()) {
      shuffle(order, generator_);
      for (const Index i : order) step(i);
      tracker_.count_work(1);
      if (++epochs_ % 20 == 0) rebuild();
      if (objective_.bias() == Bias::free) centre_ = bias();
    }
    duals = dual_.matrix();
  }

 private:
  double step_scale() const {
    return 1 / (2 * lambda_ * static_cast<double>(objective_.num_examples()));
  }

  void go_on(const Vector<typename Objective::Wide>& parameters, const Matrix<double>& duals) {
    dual_ = duals.array();
    rebuild();
    if (objective_.bias() != Bias::free) return;
    const auto b = objective_.as_matrix(parameters).row(objective_.num_features());
    centre_ = b.transpose().array().template cast<double>() + bias_feature_ * step_scale() * sum_u_;
  }

  /// b = centre - bias_feature / (2 lambda N) sum w_i u_i.
  Values bias() const { return centre_ - bias_feature_ * step_scale() * sum_u_; }

  template <class Task>
  void for_entries(Index i, Task&& task) const {
    using View = std::remove_cvref_t<decltype(objective_.features())>;
    if constexpr (View::is_sparse) {
      using Iterator =
          typename std::remove_cvref_t<decltype(objective_.features().map())>::InnerIterator;
      for (Iterator entry(objective_.features().map(), i); entry; ++entry) {
        task(static_cast<Index>(entry.index()), static_cast<double>(entry.value()));
      }
    } else {
      const auto x = objective_.features().column(i);
      for (Index d = 0; d < x.size(); ++d) task(d, static_cast<double>(x(d)));
    }
  }

  /// The exact dual step of example i.
  void step(Index i) {
    const double weight = static_cast<double>(objective_.example_weight(i));
    const double q = weight * step_scale() * (squared_norms_(i) + bias_feature_);
    if (!(q > 0)) return;
    Values scores = bias();
    for_entries(i, [&](Index d, double x) { scores += x * W_.col(d).array(); });
    auto beta = dual_.col(i);
    objective_.loss().solve_dual(scores, objective_.labels()(i), q, beta);
    Values change = scores - beta;
    if ((change == 0).all()) return;
    beta = scores;
    objective_.loss().dual_to_scores(change, objective_.labels()(i));
    change *= weight;
    sum_u_ += change;
    change *= step_scale();
    for_entries(i, [&](Index d, double x) { W_.col(d).array() -= x * change; });
  }

  /// W and the sum of u anew from the dual points: rounding must not pile up.
  void rebuild() {
    W_.setZero();
    sum_u_.setZero();
    for (Index i = 0; i < objective_.num_examples(); ++i) {
      Values u = score_gradient(i);
      sum_u_ += u;
      u *= step_scale();
      for_entries(i, [&](Index d, double x) { W_.col(d).array() -= x * u; });
    }
  }

  /// w_i u_i of the present dual point.
  Values score_gradient(Index i) const {
    Values zero(objective_.num_classes());
    objective_.loss().start_dual(zero, objective_.labels()(i));
    Values u = dual_.col(i) - zero;
    objective_.loss().dual_to_scores(u, objective_.labels()(i));
    return u * static_cast<double>(objective_.example_weight(i));
  }

  /// Measures the objective at W and the dual value of u. @return true to end
  bool report() {
    using Parameters = Vector<typename Objective::Wide>;
    const Index K = objective_.num_classes();
    const Index D = objective_.num_features();
    const double N = static_cast<double>(objective_.num_examples());
    double dual_loss = 0;
    for (Index i = 0; i < objective_.num_examples(); ++i) {
      dual_loss += static_cast<double>(objective_.example_weight(i)) *
                   objective_.loss().dual_value(dual_.col(i));
    }
    dual_loss /= N;
    Parameters parameters = objective_.pack(W_, bias().matrix());
    Parameters loss_gradient(objective_.num_parameters());
    Eigen::Map<Matrix<typename Objective::Wide>> rows(loss_gradient.data(), objective_.num_rows(),
                                                      K);
    rows.topRows(D) = (-2 * lambda_ * W_.transpose()).template cast<typename Objective::Wide>();
    if (objective_.has_bias()) rows.row(D) = (sum_u_ / N).matrix().transpose();
    const double value = static_cast<double>(objective_.value(parameters));
    const auto certificate = tracker_.certifier().from_dual(value, dual_loss, loss_gradient);
    return tracker_.visit(parameters, value, certificate.lower_bound);
  }

  Objective& objective_;
  Tracker<Objective>& tracker_;
  std::mt19937_64 generator_;
  double lambda_;
  Matrix<double> W_;     ///< K x D
  Values centre_;        ///< K, of a free bias
  Values sum_u_;         ///< K, sum w_i u_i
  double bias_feature_;  ///< the square of the constant feature that the bias stands for
  Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic> dual_;  ///< K x N
  Vector<double> squared_norms_;
  int epochs_ = 0;
};

}  // namespace softmargin::detail
