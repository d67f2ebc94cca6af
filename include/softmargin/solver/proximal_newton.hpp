// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file proximal_newton.hpp  Smooth losses with L1 or elastic net: proximal Newton steps on a
/// working set.
///
///     minimise (1/N) sum_i L_i + R(W), R separable over the entries of W
///
///     repeat until gap <= tolerance:
///       working set = where W is not 0, and where the gradient would move W from 0
///       measure the Hessian's blocks on the working set when it has grown or is out of date
///       d = argmin of the quadratic model plus R, by coordinate descent: no pass over the data
///       one pass at W + d gives objective, gradient and gap; a worse point makes the model steeper
///
/// What is not in the blocks (the coupling of the classes) is learnt from the steps, as in BFGS. A
/// step goes all the way to the model's minimiser or not at all: zeros stay exact. Source: Lee, Sun
/// and Saunders 2014 (proximal Newton-type methods); Scheinberg and Tang 2016 (inexact, with
/// limited memory); Friedman, Hastie and Tibshirani 2010 (working sets).
#pragma once

#include <softmargin/solver/class_moments.hpp>
#include <softmargin/solver/quadratic_model.hpp>
#include <softmargin/solver/smooth_mean_loss.hpp>
#include <softmargin/solver/tracker.hpp>
#include <softmargin/solver/working_set.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <memory>
#include <vector>

namespace softmargin::detail {

template <class Objective>
class ProximalNewton {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;

  ProximalNewton(Objective& objective, Tracker<Objective>& tracker)
      : objective_(objective),
        tracker_(tracker),
        loss_(objective),
        meter_(objective),
        moments_(static_cast<std::size_t>(objective.num_classes())) {}

  /// @param parameters  the start
  void solve(const Vector<Wide>& parameters) {
    tracker_.name_solver("proximal_newton");
    point_.parameters = parameters;
    const bool cold = has_zero_weights(objective_, parameters);
    if (cold) start_from_best_bias(objective_, point_.parameters);
    if (evaluate(point_)) return;
    if (cold) strength_ = first_strength(objective_, point_.parameters, point_.gradient);
    while (true) {
      update_working_set();
      if (step()) return;
    }
  }

  /// The last point: where rounding hides differences of the objective, that of the smallest
  /// gradient.
  const Vector<Wide>& parameters() const { return point_.parameters; }

 private:
  struct Point {
    Vector<Wide> parameters;
    Vector<Wide> gradient;  ///< of the mean loss
    double mean_loss = 0;
    double penalty = 0;
  };

  /// The function that steps decrease: the objective, with R times its present strength.
  double target(const Point& point) const { return point.mean_loss + strength_ * point.penalty; }

  /// @return true to end
  bool evaluate(Point& point) {
    point.mean_loss = static_cast<double>(loss_.evaluate(point.parameters, point.gradient));
    point.penalty = static_cast<double>(objective_.penalty(point.parameters));
    const double value = point.mean_loss + point.penalty;
    const auto certificate =
        loss_.certify(value, point.mean_loss, point.parameters, point.gradient, tracker_);
    return tracker_.visit(point.parameters, value, certificate.lower_bound);
  }

  /// Takes in what violates, the worst first and at most as many as there are; a few latecomers
  /// wait, for each change means that the moments are measured anew.
  void update_working_set() {
    auto entries = find_missing(objective_, point_.parameters, point_.gradient, strength_,
                                [this](Index k, Index row) {
                                  const auto& rows = moments_[static_cast<std::size_t>(k)].rows;
                                  return std::binary_search(rows.begin(), rows.end(), row);
                                });
    Index size = 0;
    for (const auto& one : moments_) size += static_cast<Index>(one.rows.size());
    const bool few = 20 * static_cast<Index>(entries.size()) < size;
    if (model_ && steps_since_measured_ < (entries.empty() ? 20 : few ? 5 : 0)) return;
    keep_worst(entries, std::max<Index>(size, 100));
    drop_idle_entries();
    for (const MissingEntry& one : entries) {
      moments_[static_cast<std::size_t>(one.k)].rows.push_back(one.row);
    }
    for (auto& one : moments_) std::sort(one.rows.begin(), one.rows.end());
    measure();
  }

  /// Takes out entries that are zero and that even a weaker R would hold there.
  void drop_idle_entries() {
    const auto W = objective_.as_matrix(point_.parameters);
    const auto G = objective_.as_matrix(point_.gradient);
    const auto step = static_cast<Wide>(0.9 * strength_);
    for (std::size_t k = 0; k < moments_.size(); ++k) {
      std::erase_if(moments_[k].rows, [&](Index row) {
        const auto column = static_cast<Index>(k);
        Eigen::Matrix<Wide, 1, 1> moved(-G(row, column));
        objective_.regularization().apply_proximal(moved, step);
        return W(row, column) == Wide(0) && moved(0) == Wide(0);
      });
    }
  }

  /// Measures the moments at the present point.
  void measure() {
    const Index n = num_samples();
    std::vector<Index> examples(static_cast<std::size_t>(n));
    for (Index j = 0; j < n; ++j) {
      examples[static_cast<std::size_t>(j)] = static_cast<Index>(
          static_cast<double>(j) * static_cast<double>(objective_.num_examples()) /
          static_cast<double>(n));
    }
    Matrix<Scalar> curvatures = loss_.curvatures(examples);
    if constexpr (!View::is_sparse) thin_curvatures(curvatures);
    meter_.measure(examples, curvatures, moments_);
    model_ = std::make_unique<Model>(moments_, objective_.bias() == Bias::free,
                                     static_cast<double>(std::numeric_limits<Scalar>::epsilon()));
    set_pairs();
    steps_since_measured_ = 0;
  }

  /// Examples that the moments are measured on: of dense data as many as take the time of a few
  /// passes, and enough for matrices of full rank.
  Index num_samples() const {
    const Index N = objective_.num_examples();
    if constexpr (View::is_sparse) return N;
    constexpr double gathering = 16;  // an entry from among the features, in multiplications
    double products = 1;
    double largest = 0;
    for (const auto& one : moments_) {
      const auto count = static_cast<double>(one.rows.size());
      products += count * (count / 2 + gathering);
      largest = std::max(largest, count);
    }
    const double pass =
        2 * static_cast<double>(N) * static_cast<double>(objective_.num_parameters());
    const double wanted = std::max({1000.0, 4 * largest, 8 * pass / products});
    return static_cast<Index>(std::min(static_cast<double>(N), wanted));
  }

  /// One accepted step. @return true to end
  bool step() {
    const Vector<double> g = gather(point_.gradient, true);
    const Vector<double> w = gather(point_.parameters, false);
    Vector<double> d;
    const double before = target(point_);
    const double rounding =
        4 * static_cast<double>(std::numeric_limits<Scalar>::epsilon()) * before;
    for (int attempt = 0; attempt < 20; ++attempt) {
      const auto result = model_->minimize(g, w, objective_.regularization(), strength_, scale_,
                                           accuracy, max_sweeps, d);
      Point trial;
      trial.parameters = point_.parameters;
      scatter(w + d, d, trial.parameters);
      const bool ended = evaluate(trial);
      const bool lower = target(trial) <= before + 0.01 * result.change + rounding;
      if (ended) {
        if (lower) point_ = std::move(trial);
        return true;
      }
      if (lower) {
        accept(std::move(trial));
        if (attempt == 0) scale_ = std::max(scale_ / 2, 1.0);
        if (strength_ > 1 && -result.change <= 0.01 * before)
          strength_ = std::max(strength_ / 2, 1.0);
        return is_stalled(-result.change <= rounding);
      }
      scale_ *= 4;
    }
    tracker_.end(SolverStatus::stalled);
    return true;
  }

  /// Whether steps below the rounding of the objective no longer improve the gap either.
  bool is_stalled(bool below_rounding) {
    const bool better = tracker_.gap() < 0.9 * stalled_gap_;
    if (better || !below_rounding) {
      stalled_gap_ = tracker_.gap();
      stalled_steps_ = 0;
      return false;
    }
    return ++stalled_steps_ >= 20 && tracker_.end(SolverStatus::stalled);
  }

  void accept(Point&& trial) {
    Pair pair{trial.parameters - point_.parameters, trial.gradient - point_.gradient};
    point_ = std::move(trial);
    if (pairs_.size() == memory) pairs_.pop_front();
    pairs_.push_back(std::move(pair));
    set_pairs();
    ++steps_since_measured_;
  }

  /// The pairs as far as they lie in the working set, where their curvature is safely positive.
  void set_pairs() {
    Matrix<double> S(model_->size(), static_cast<Index>(pairs_.size()));
    Matrix<double> Y = S;
    Index m = 0;
    for (const Pair& pair : pairs_) {
      S.col(m) = gather(pair.s, false);
      Y.col(m) = gather(pair.y, true);
      if (S.col(m).dot(Y.col(m)) > 1e-8 * S.col(m).norm() * Y.col(m).norm()) ++m;
    }
    model_->set_pairs(S.leftCols(m), Y.leftCols(m));
  }

  /// Flat parameters, or a gradient, in the variables of the model.
  Vector<double> gather(const Vector<Wide>& flat, bool is_gradient) const {
    const auto from = objective_.as_matrix(flat);
    const Index D = objective_.num_features();
    Vector<double> to(model_->size());
    for (std::size_t k = 0; k < moments_.size(); ++k) {
      const auto& one = moments_[k];
      const Index begin = model_->begin(k);
      const auto count = static_cast<Index>(one.rows.size());
      const auto column = from.col(static_cast<Index>(k));
      for (Index a = 0; a < count; ++a) {
        to(begin + a) = static_cast<double>(column(one.rows[static_cast<std::size_t>(a)]));
      }
      if (objective_.bias() != Bias::free) continue;
      auto weights = to.segment(begin, count);
      to(begin + count) = static_cast<double>(column(D));
      if (is_gradient) {
        weights -= to(begin + count) * one.mean;
      } else {
        to(begin + count) += one.mean.dot(weights);
      }
    }
    return to;
  }

  /// Writes the weights w and moves a free bias by what d says.
  void scatter(const Vector<double>& w, const Vector<double>& d, Vector<Wide>& flat) const {
    Eigen::Map<Matrix<Wide>> to(flat.data(), objective_.num_rows(), objective_.num_classes());
    for (std::size_t k = 0; k < moments_.size(); ++k) {
      const auto& one = moments_[k];
      const Index begin = model_->begin(k);
      const auto count = static_cast<Index>(one.rows.size());
      auto column = to.col(static_cast<Index>(k));
      for (Index a = 0; a < count; ++a) {
        column(one.rows[static_cast<std::size_t>(a)]) = static_cast<Wide>(w(begin + a));
      }
      if (objective_.bias() != Bias::free) continue;
      column(objective_.num_features()) +=
          static_cast<Wide>(d(begin + count) - one.mean.dot(d.segment(begin, count)));
    }
  }

  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;
  using Model =
      QuadraticModel<std::remove_cvref_t<decltype(std::declval<Objective&>().regularization())>>;
  struct Pair {
    Vector<Wide> s;
    Vector<Wide> y;
  };
  static constexpr std::size_t memory = 10;  ///< pairs
  static constexpr double accuracy = 1e-3;   ///< of the minimiser of the model
  static constexpr Index max_sweeps = 200;   ///< to find it

  Objective& objective_;
  Tracker<Objective>& tracker_;
  SmoothMeanLoss<Objective> loss_;
  ClassMomentsMeter<Objective> meter_;
  std::vector<ClassMoments> moments_;  ///< K; their rows are the working set
  std::unique_ptr<Model> model_;
  std::deque<Pair> pairs_;
  Point point_;
  double strength_ = 1;  ///< of R, 1 in the end
  double scale_ = 1;     ///< of the model's curvature, larger after steps that were refused
  int steps_since_measured_ = 0;
  double stalled_gap_ = std::numeric_limits<double>::infinity();
  int stalled_steps_ = 0;
};

}  // namespace softmargin::detail
