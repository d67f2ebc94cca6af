// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file direct_newton.hpp  The Newton step of a problem of few parameters: its Hessian is formed
/// and factored.
///
///     (H + ridge + damping) d = -g,    H = sum_i C_i (x) [x_i; 1] [x_i; 1]^T
///
/// with C_i, K x K, the curvature of the loss of example i in its scores, of which most entries are
/// zero. Where all C_i are diagonal, as in one-vs-all, the system falls apart into one a class.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/solver/hessian_preconditioner.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// An entry of the curvature of an example.
struct CurvatureEntry {
  Index example;
  double value;
};

/// Those of each pair of classes (k, other), other <= k.
class ClassCurvatures {
 public:
  using Entries = std::vector<CurvatureEntry>;

  explicit ClassCurvatures(Index num_classes)
      : pairs_(static_cast<std::size_t>(num_classes * (num_classes + 1) / 2)) {}

  void add(Index k, Index other, const CurvatureEntry& entry) {
    pairs_[place(k, other)].push_back(entry);
    ++num_entries_;
    are_coupled_ = are_coupled_ || other != k;
  }
  const Entries& of(Index k, Index other) const { return pairs_[place(k, other)]; }
  Index num_entries() const { return num_entries_; }
  /// Whether there are entries between different classes.
  bool are_coupled() const { return are_coupled_; }

 private:
  static std::size_t place(Index k, Index other) {
    return static_cast<std::size_t>(k * (k + 1) / 2 + other);
  }

  std::vector<Entries> pairs_;
  Index num_entries_ = 0;
  bool are_coupled_ = false;
};

/// Sums of value [x; 1] [x; 1]^T over entries, x as the weights see it.
template <class Objective>
class ExampleSquares {
 public:
  using Scalar = typename Objective::Scalar;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;

  explicit ExampleSquares(const Objective& objective) : objective_(objective) {
    if (is_sparse()) return;
    const Index rows = objective.num_rows();
    left_.resize(chunk, rows);
    right_.resize(chunk, rows);
    sum_.resize(rows, rows);
  }

  /// @param[in,out] block  rows x rows
  template <class Block>
  void add(const ClassCurvatures::Entries& entries, Block& block) {
    const auto size = static_cast<Index>(entries.size());
    const Index step = is_sparse() ? 1 : chunk;
    for (Index first = 0; first < size; first += step) {
      if (is_sparse()) {
        add_sparse(entries.data()[first], block);
      } else {
        add_dense(entries.data() + first, std::min(chunk, size - first), block);
      }
    }
  }

 private:
  static constexpr Index chunk = 128;

  /// A shift fills every entry.
  bool is_sparse() const { return View::is_sparse && !objective_.options().scaling; }

  template <class Block>
  void add_sparse(const CurvatureEntry& one, Block& block) {
    entries_.clear();
    for_entries(objective_.features(), one.example,
                [&](Index d, double x) { entries_.emplace_back(d, x); });
    if (objective_.has_bias()) entries_.emplace_back(objective_.num_features(), 1.0);
    for (const auto& [d, x] : entries_) {
      const double scaled = one.value * x;
      for (const auto& [e, z] : entries_) block(e, d) += scaled * z;
    }
  }

  template <class Block>
  void add_dense(const CurvatureEntry* entries, Index count, Block& block) {
    const Index D = objective_.num_features();
    for (Index j = 0; j < count; ++j) {
      auto x = right_.row(j);
      x.head(D) = objective_.scaled_example(entries[j].example).transpose();
      if (objective_.has_bias()) x(D) = Scalar(1);
      left_.row(j) = static_cast<Scalar>(entries[j].value) * x;
    }
    sum_.setZero();
    DenseAlgebra<Scalar>::add_transposed_product(input(left_.topRows(count)),
                                                 input(right_.topRows(count)), output(sum_));
    block += sum_.template cast<double>();
  }

  const Objective& objective_;
  Matrix<Scalar> left_;   ///< chunk x rows, of dense examples
  Matrix<Scalar> right_;  ///< the same without their values
  Matrix<Scalar> sum_;
  std::vector<std::pair<Index, double>> entries_;  ///< of a sparse example
};

template <class Objective>
class DirectNewton {
 public:
  using Wide = typename Objective::Wide;

  explicit DirectNewton(Objective& objective) : objective_(objective) {}

  /// How many entries of curvature there may be for a step to pay.
  /// @param cost  what it would cost by other means
  Index most_entries(double cost) const {
    constexpr double most = 1 << 21;
    if (objective_.num_parameters() > max_hessian_parameters) return 0;
    const double entries = entries_of_example();
    return static_cast<Index>(std::min(most, cost / (slowness * entries * entries)));
  }

  /// Multiplications of a step, as fast as those of a pass.
  double cost(const ClassCurvatures& curvatures) const {
    const double entries = entries_of_example();
    const auto rows = static_cast<double>(objective_.num_rows());
    const auto K = static_cast<double>(objective_.num_classes());
    const auto count = static_cast<double>(curvatures.num_entries());
    const double factored = curvatures.are_coupled() ? K * K * K : K;
    return slowness * (count * entries * entries + factored * rows * rows * rows / 3);
  }

  /// Multiplications of a pass over so many examples.
  double cost_of_pass(Index num_examples) const {
    return 2 * static_cast<double>(num_examples) * entries_of_example() *
           static_cast<double>(objective_.num_classes());
  }

  /// @param curvatures  of the objective
  /// @param ridge  of the penalised rows
  /// @param damping  flat parameters; the diagonal that is added
  /// @param gradient  flat parameters
  /// @param[out] direction  flat parameters
  /// @return whether the system was positive definite in the arithmetic at hand
  bool find_direction(const ClassCurvatures& curvatures, double ridge, const Vector<Wide>& damping,
                      const Vector<Wide>& gradient, Vector<Wide>& direction) {
    const Index size = objective_.num_parameters();
    const Index rows = objective_.num_rows();
    const Index K = objective_.num_classes();
    Matrix<double> hessian = Matrix<double>::Zero(size, size);
    objective_.pool().run(K, [&](Index k, int) {
      ExampleSquares<Objective> squares(objective_);
      for (Index other = 0; other <= k; ++other) {
        auto block = hessian.block(other * rows, k * rows, rows, rows);
        squares.add(curvatures.of(k, other), block);
      }
    });
    for (Index k = 0; k < K; ++k) {
      hessian.diagonal().segment(k * rows, objective_.num_penalized_rows()).array() += ridge;
    }
    hessian.diagonal() += damping.template cast<double>();
    hessian.diagonal() *= 1 + rounding;
    HessianPreconditioner factor;
    factor.factor(std::move(hessian), rows, curvatures.are_coupled());
    if (!factor.is_ready()) return false;
    Vector<Wide> turned;
    factor.to_variables(gradient, turned, objective_.pool());
    factor.to_parameters(turned, direction, objective_.pool());
    direction = -direction;
    return true;
  }

 private:
  double entries_of_example() const {
    const auto& X = objective_.features();
    return static_cast<double>(X.num_entries()) / static_cast<double>(X.num_examples()) +
           (objective_.has_bias() ? 1 : 0);
  }

  /// A multiplication here, gathering included, beside one of a pass.
  static constexpr double slowness = 1.5;
  static constexpr double rounding = 1e-12;  ///< of the Hessian's diagonal

  Objective& objective_;
};

}  // namespace softmargin::detail
