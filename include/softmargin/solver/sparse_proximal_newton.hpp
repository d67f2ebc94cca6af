// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file sparse_proximal_newton.hpp  L1 and the elastic net on sparse X: proximal Newton on the few
/// features that matter.
///
///     repeat until gap <= tolerance:
///       one pass over X: objective, gradient, gap
///       features = those with a weight that is not 0, and those that R would not hold there
///       proximal Newton on a copy of these features alone, until its own gap is a part of the gap
///
/// R begins as strong as leaves hardly a weight and is weakened as fast as the set of features at
/// most doubles. The copy is as small as the set. Source: Johnson and Guestrin 2015 (Blitz);
/// Massias, Gramfort and Salmon 2018 (celer).
#pragma once

#include <softmargin/solver/lambda_max.hpp>
#include <softmargin/solver/proximal_newton.hpp>
#include <softmargin/solver/smooth_mean_loss.hpp>
#include <softmargin/solver/tracker.hpp>
#include <softmargin/solver/working_set.hpp>

#include <algorithm>
#include <Eigen/SparseCore>
#include <type_traits>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// R times a strength.
template <class R>
struct StrengthenedRegularizer {
  static constexpr bool is_separable = true;

  R regularization;
  double strength = 1;

  template <class Weights>
  typename Weights::Scalar value(const Eigen::MatrixBase<Weights>& W) const {
    return static_cast<typename Weights::Scalar>(strength) * regularization.value(W);
  }
  template <class Weights, class Gradient>
  void add_gradient(const Eigen::MatrixBase<Weights>& W, Eigen::MatrixBase<Gradient>& dW) const {
    typename Gradient::PlainObject own = Gradient::PlainObject::Zero(dW.rows(), dW.cols());
    regularization.add_gradient(W, own);
    dW += static_cast<typename Gradient::Scalar>(strength) * own;
  }
  template <class Weights, class Step>
  void apply_proximal(Eigen::MatrixBase<Weights>& V, Step step) const {
    regularization.apply_proximal(V, static_cast<Step>(strength) * step);
  }
  /// (s R)*(V) = s R*(V / s).
  template <class Weights>
  double conjugate(const Eigen::MatrixBase<Weights>& V) const {
    return strength * regularization.conjugate(V / strength);
  }
  template <class Weights>
  double dual_scale(const Eigen::MatrixBase<Weights>& V) const {
    return regularization.dual_scale(V / strength);
  }
  double strong_convexity() const { return strength * regularization.strong_convexity(); }
};

/// A copy of some features of sparse X.
/// @param features  ascending
template <class Scalar, class View>
Eigen::SparseMatrix<Scalar> select_features(const View& X, const std::vector<Index>& features) {
  std::vector<int> place(static_cast<std::size_t>(X.num_features()), -1);
  for (std::size_t a = 0; a < features.size(); ++a) {
    place[static_cast<std::size_t>(features[a])] = static_cast<int>(a);
  }
  using Iterator = typename std::remove_cvref_t<decltype(X.map())>::InnerIterator;
  Eigen::SparseMatrix<Scalar> selected(static_cast<Index>(features.size()), X.num_examples());
  for (Index i = 0; i < X.num_examples(); ++i) {
    selected.startVec(i);
    for (Iterator entry(X.map(), i); entry; ++entry) {
      const int a = place[static_cast<std::size_t>(entry.index())];
      if (a >= 0) selected.insertBack(a, i) = static_cast<Scalar>(entry.value());
    }
  }
  selected.finalize();
  return selected;
}

template <class Objective>
class SparseProximalNewton {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;
  using L = std::remove_cvref_t<decltype(std::declval<Objective&>().loss())>;
  using R = std::remove_cvref_t<decltype(std::declval<Objective&>().regularization())>;
  using Part = RegularizedLoss<SparseColumns<Scalar, int>, L, StrengthenedRegularizer<R>, Scalar>;

  SparseProximalNewton(Objective& objective, Tracker<Objective>& tracker)
      : objective_(objective),
        tracker_(tracker),
        loss_(objective),
        selected_(static_cast<std::size_t>(objective.num_features()), false) {}

  /// @param parameters  the start
  void solve(const Vector<Wide>& parameters) {
    tracker_.name_solver("proximal_newton");
    parameters_ = parameters;
    const bool cold = has_zero_weights(objective_, parameters);
    if (cold) start_from_best_bias(objective_, parameters_);
    bool ended = evaluate();
    if (cold && !ended) strength_ = first_strength(objective_, parameters_, gradient_);
    double gap = tracker_.gap();
    while (!ended) {
      const bool grown = extend_features();
      const bool solved = solve_part();
      ended = evaluate();
      if (!ended && strength_ == 1 && !grown && !(tracker_.gap() < 0.9 * gap)) {
        // The part's own gap profits from all its points, that of the whole from the last alone.
        accuracy_ /= 10;
        if (!solved || accuracy_ < 1e-6) ended = tracker_.end(SolverStatus::stalled);
      }
      gap = tracker_.gap();
    }
  }

 private:
  /// @return true to end
  bool evaluate() {
    const auto mean_loss = static_cast<double>(loss_.evaluate(parameters_, gradient_));
    const double value = mean_loss + static_cast<double>(objective_.penalty(parameters_));
    const auto certificate = loss_.certify(value, mean_loss, parameters_, gradient_, tracker_);
    return tracker_.visit(parameters_, value, certificate.lower_bound);
  }

  std::vector<MissingEntry> missing(double strength) const {
    return find_missing(objective_, parameters_, gradient_, strength, [this](Index, Index row) {
      return row >= objective_.num_features() || selected_[static_cast<std::size_t>(row)];
    });
  }

  /// Weakens R and takes in the features that then violate. @return whether there are any
  bool extend_features() {
    const Index most = std::max<Index>(static_cast<Index>(features_.size()), 100);
    auto entries = missing(strength_);
    for (bool first = true; strength_ > 1; first = false) {
      const double weaker = std::max(strength_ / 2, 1.0);
      auto more = missing(weaker);
      if (!first && static_cast<Index>(more.size()) > most) break;
      strength_ = weaker;
      entries = std::move(more);
    }
    keep_worst(entries, most);
    for (const MissingEntry& one : entries) selected_[static_cast<std::size_t>(one.row)] = true;
    features_.clear();
    for (Index d = 0; d < objective_.num_features(); ++d) {
      if (selected_[static_cast<std::size_t>(d)]) features_.push_back(d);
    }
    return !entries.empty();
  }

  ObjectiveOptions part_options() const {
    ObjectiveOptions options = objective_.options();
    options.num_classes = objective_.num_classes();
    if (options.scaling) {
      const auto count = static_cast<Index>(features_.size());
      FeatureScaling part{Vector<double>(count), Vector<double>(count)};
      for (Index a = 0; a < count; ++a) {
        part.shift(a) = options.scaling->shift(features_[static_cast<std::size_t>(a)]);
        part.factor(a) = options.scaling->factor(features_[static_cast<std::size_t>(a)]);
      }
      options.scaling = std::move(part);
    }
    return options;
  }

  /// Minimises over the features of the working set. @return whether as far as was wanted
  bool solve_part() {
    if (features_.empty()) features_.push_back(0);  // the bias alone: any feature will do
    const auto X = select_features<Scalar>(objective_.features(), features_);
    Part part(X, objective_.labels(), objective_.loss(),
              StrengthenedRegularizer<R>{objective_.regularization(), strength_}, part_options());
    const double relative_gap = tracker_.gap() / tracker_.best_value();
    const double tolerance = strength_ > 1 ? 0.05
                                           : std::max(3 * accuracy_ * tracker_.tolerance(),
                                                      std::min(accuracy_ * relative_gap, 0.05));
    const double share = static_cast<double>(X.nonZeros() + 1) /
                         static_cast<double>(objective_.features().num_entries() + 1);
    const auto most = static_cast<Index>(std::clamp(tracker_.passes_left() / share, 1.0, 500.0));
    const ProgressCallback nothing;
    Tracker<Part> tracker(part, tolerance, most, nothing);
    ProximalNewton<Part> solver(part, tracker);
    solver.solve(restrict(part));
    const auto from = part.as_matrix(solver.parameters());
    Eigen::Map<Matrix<Wide>> to(parameters_.data(), objective_.num_rows(),
                                objective_.num_classes());
    for (Index a = 0; a < part.num_features(); ++a) {
      to.row(features_[static_cast<std::size_t>(a)]) = from.row(a);
    }
    if (part.has_bias()) to.bottomRows(1) = from.bottomRows(1);
    tracker_.count_work(share * tracker.passes());
    return tracker.finish().status == SolverStatus::converged;
  }

  Vector<Wide> restrict(const Part& part) const {
    const auto from = objective_.as_matrix(parameters_);
    Vector<Wide> parameters(part.num_parameters());
    Eigen::Map<Matrix<Wide>> to(parameters.data(), part.num_rows(), part.num_classes());
    for (Index a = 0; a < part.num_features(); ++a) {
      to.row(a) = from.row(features_[static_cast<std::size_t>(a)]);
    }
    if (part.has_bias()) to.bottomRows(1) = from.bottomRows(1);
    return parameters;
  }

  Objective& objective_;
  Tracker<Objective>& tracker_;
  SmoothMeanLoss<Objective> loss_;
  Vector<Wide> parameters_;
  Vector<Wide> gradient_;        ///< of the mean loss
  std::vector<bool> selected_;   ///< D
  std::vector<Index> features_;  ///< the selected ones, ascending
  double strength_ = 1;          ///< of R, 1 in the end
  double accuracy_ = 0.1;        ///< of a part's optimum, in gaps of the whole
};

/// The solver for L1 that suits X.
template <class Objective>
using SparsifyingSolver = std::conditional_t<
    std::remove_cvref_t<decltype(std::declval<Objective&>().features())>::is_sparse,
    SparseProximalNewton<Objective>, ProximalNewton<Objective>>;

}  // namespace softmargin::detail
