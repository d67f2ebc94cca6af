// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file hessian_preconditioner.hpp  A change of variables in which the Hessian of a smooth
/// objective at a point is the identity, where there are few parameters and X is dense.
///
///     U^T U = H = (1/N) sum_i C_i (x) [x_i; 1] [x_i; 1]^T + 2 lambda,    v = U x
///
/// with C_i, K x K, the curvature of the loss of example i in its scores. A step of L-BFGS from
/// there is Newton's, and the next ones learn how H changes.
#pragma once

#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/objective/regularized_loss.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// Of how many parameters a Hessian is formed and factored.
inline constexpr Index max_hessian_parameters = 1024;

/// The curvature that R adds to each penalised parameter: 2 lambda of L2.
template <class Objective>
double penalty_curvature(const Objective& objective) {
  if constexpr (requires { objective.regularization().strong_convexity(); }) {
    return 2 * objective.regularization().strong_convexity();
  } else {
    return 0;
  }
}

/// Those variables. Once measured it needs the objective no longer.
class HessianPreconditioner {
 public:
  bool is_ready() const { return U_.size() > 0; }

  /// @param H  flat parameters, in the upper triangle
  /// @param rows  of a class
  /// @param are_coupled  whether there are entries between classes
  void factor(Matrix<double>&& H, Index rows, bool are_coupled) {
    U_ = std::move(H);
    rows_ = rows;
    system_ = are_coupled ? U_.rows() : rows;
    for (Index first = 0; first < U_.rows(); first += system_) {
      auto block = U_.block(first, first, system_, system_);
      const bool is_definite = DenseAlgebra<double>::factor(output(block));
      if (!is_definite || !block.diagonal().allFinite()) U_.resize(0, 0);  // NaN is not found there
    }
  }

  /// x becomes v = U x.
  template <class Wide>
  Vector<Wide> from_parameters(const Vector<Wide>& x) const {
    Vector<Wide> v = Vector<Wide>::Zero(x.size());
    for (Index j = 0; j < x.size(); ++j) {
      const Index first = j / system_ * system_;
      const Index count = j + 1 - first;
      v.segment(first, count) += x(j) * U_.col(j).segment(first, count).template cast<Wide>();
    }
    return v;
  }

  /// v becomes x = U^-1 v.
  template <class Wide>
  void to_parameters(const Vector<Wide>& v, Vector<Wide>& x, Pool&) const {
    solve(v, x, DenseAlgebra<double>::solve_upper);
  }

  /// g becomes U^-T g.
  template <class Wide>
  void to_variables(const Vector<Wide>& g, Vector<Wide>& v, Pool&) const {
    solve(g, v, DenseAlgebra<double>::solve_upper_transposed);
  }

  /// Moves v as a shift of the bias moves x.
  /// @param shift  K
  template <class Wide>
  void shift_bias(Vector<Wide>& v, const Vector<Wide>& shift) const {
    Vector<Wide> x = Vector<Wide>::Zero(v.size());
    for (Index k = 0; k < shift.size(); ++k) x(k * rows_ + rows_ - 1) = shift(k);
    v += from_parameters(x);
  }

 private:
  template <class Wide, class Solve>
  void solve(const Vector<Wide>& from, Vector<Wide>& to, Solve&& solve_block) const {
    to.resize(from.size());
    for (Index first = 0; first < from.size(); first += system_) {
      Matrix<double> column = from.segment(first, system_).template cast<double>();
      solve_block(input(U_.block(first, first, system_, system_)), column);
      to.segment(first, system_) = column.col(0).template cast<Wide>();
    }
  }

  Matrix<double> U_;  ///< in the upper triangle; nothing before it is factored
  Index rows_ = 0;    ///< of a class
  Index system_ = 0;  ///< rows of the blocks of U: one a class where they are not coupled
};

/// Measures the Hessian of an objective.
template <class Objective>
class HessianMeter {
 public:
  using Scalar = typename Objective::Scalar;
  using Wide = typename Objective::Wide;
  using View = std::remove_cvref_t<decltype(std::declval<Objective&>().features())>;

  /// Whether there is such a thing.
  static constexpr bool exists =
      !View::is_sparse &&
      SmoothLoss<std::remove_cvref_t<decltype(std::declval<Objective&>().loss())>, Scalar>;

  explicit HessianMeter(Objective& objective)
      : objective_(objective), num_coupled_pairs_(count_coupled_pairs()) {}

  static bool suits(const Objective& objective) {
    return exists && objective.num_parameters() <= max_hessian_parameters;
  }

  /// What `measure` costs, in passes. The weights of the parts are measured, on shuttle, letter and
  /// optdigits: a pass over so few features and classes takes much the same time an example.
  double cost() const {
    const auto N = static_cast<double>(objective_.num_examples());
    const auto K = static_cast<double>(objective_.num_classes());
    const auto rows = static_cast<double>(objective_.num_rows());
    const auto pairs = static_cast<double>(num_coupled_pairs_);
    const double example = (pairs + 50) * rows * (rows + 1) / 2 + 20 * K * K;
    const double factor = (pairs > K ? K * K * K : K) * rows * rows * rows;
    return 1 + (N * example + factor) / (N * (900 + rows * K));
  }

  /// Forms and factors H, in one pass and the time that `cost` says.
  /// @param[out] result  not ready if H is not positive definite in the arithmetic at hand
  void measure(const Vector<Wide>& parameters, HessianPreconditioner& result) {
    const Index rows = objective_.num_rows();
    const Index K = objective_.num_classes();
    const Matrix<double> sums = sum_products(parameters);
    Matrix<double> H(rows * K, rows * K);
    bool are_coupled = false;
    for (Index k = 0; k < K; ++k) {
      for (Index other = 0; other <= k; ++other) {
        const auto products = sums.col(pair(k, other));
        auto block = H.block(other * rows, k * rows, rows, rows);
        for (Index d = 0; d < rows; ++d) {
          for (Index e = 0; e <= d; ++e) block(e, d) = block(d, e) = products(pair(d, e));
        }
        are_coupled = are_coupled || (other < k && !products.isZero(0));
      }
    }
    add_penalty(H);
    result.factor(std::move(H), rows, are_coupled);
  }

 private:
  using Scores = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  static constexpr Index num_slices = 8;  ///< of the examples, each summed by one thread

  /// The place of (k, other), other <= k, among those of the lower triangle.
  static Index pair(Index k, Index other) { return k * (k + 1) / 2 + other; }
  static Index num_pairs(Index count) { return pair(count, 0); }

  /// What a thread works with.
  struct Scratch {
    Matrix<double> x;         ///< B x rows
    Matrix<double> features;  ///< B x pairs of them
    Scores scores;
    Scores direction;
    std::vector<Index> pairs;   ///< of classes with entries that are not zero
    Matrix<double> curvatures;  ///< B x (at least as many)
    Matrix<double> products;    ///< pairs of features x pairs of classes
  };

  /// Pairs of classes that the loss couples, as the first examples show at scores of zero.
  Index count_coupled_pairs() const {
    Scratch scratch;
    const Index count = std::min(max_block_examples, objective_.num_examples());
    measure_curvatures(0, Scores::Zero(count, objective_.num_classes()), scratch);
    return static_cast<Index>(scratch.pairs.size());
  }

  /// The mean of C_i(k, other) x_d x_e, a row for each pair of features (the constant one among
  /// them), a column for each pair of classes.
  Matrix<double> sum_products(const Vector<Wide>& parameters) {
    const Index N = objective_.num_examples();
    const Scores scores = objective_.scores(parameters);
    std::vector<Matrix<double>> slices(static_cast<std::size_t>(num_slices));
    objective_.pool().run(num_slices, [&](Index slice, int) {
      Scratch scratch;
      Matrix<double>& sums = slices[static_cast<std::size_t>(slice)];
      sums.setZero(num_pairs(objective_.num_rows()), num_pairs(objective_.num_classes()));
      const Index end = N * (slice + 1) / num_slices;
      for (Index first = N * slice / num_slices; first < end; first += max_block_examples) {
        const Index count = std::min(max_block_examples, end - first);
        multiply_features(first, count, scratch);
        measure_curvatures(first, scores.middleRows(first, count), scratch);
        add_products(scratch, sums);
      }
    });
    for (std::size_t slice = 1; slice < slices.size(); ++slice) slices[0] += slices[slice];
    return slices[0] / static_cast<double>(N);
  }

  void multiply_features(Index first, Index count, Scratch& scratch) const {
    const Index rows = objective_.num_rows();
    scratch.x.resize(count, rows);
    for (Index j = 0; j < count; ++j) {
      scratch.x.row(j).head(objective_.num_features()) =
          objective_.scaled_example(first + j).transpose().template cast<double>();
    }
    if (objective_.has_bias()) scratch.x.col(rows - 1).setOnes();
    scratch.features.resize(count, num_pairs(rows));
    for (Index d = 0; d < rows; ++d) {
      for (Index e = 0; e <= d; ++e) {
        scratch.features.col(pair(d, e)) = scratch.x.col(d).cwiseProduct(scratch.x.col(e));
      }
    }
  }

  /// @param S  B x K scores of the examples from `first` on
  void measure_curvatures(Index first, const Eigen::Ref<const Scores>& S, Scratch& scratch) const {
    const Index B = S.rows();
    const Index K = S.cols();
    const Labels y = objective_.labels().segment(first, B);
    scratch.curvatures.resize(B, num_pairs(K));
    scratch.pairs.clear();
    for (Index k = 0; k < K; ++k) {
      scratch.scores = S;
      scratch.direction.setZero(B, K);
      scratch.direction.col(k).setOnes();
      ScoreBlock<Scalar> score_block(scratch.scores);
      ScoreBlock<Scalar> block(scratch.direction);
      if constexpr (exists) {
        objective_.loss().curvature_product(score_block, LabelBlock(y), block);
      }
      objective_.weigh(first, block);
      for (Index other = 0; other <= k; ++other) {
        if ((block.col(other) == Scalar(0)).all()) continue;
        scratch.curvatures.col(static_cast<Index>(scratch.pairs.size())) =
            block.col(other).matrix().template cast<double>();
        scratch.pairs.push_back(pair(k, other));
      }
    }
  }

  static void add_products(Scratch& scratch, Matrix<double>& sums) {
    const auto count = static_cast<Index>(scratch.pairs.size());
    scratch.products.setZero(scratch.features.cols(), count);
    DenseAlgebra<double>::add_transposed_product(input(scratch.features),
                                                 input(scratch.curvatures.leftCols(count)),
                                                 output(scratch.products));
    for (Index j = 0; j < count; ++j) {
      sums.col(scratch.pairs[static_cast<std::size_t>(j)]) += scratch.products.col(j);
    }
  }

  /// What R adds, and what keeps H positive definite where neither loss nor R does: the bias may
  /// move for all classes at once.
  void add_penalty(Matrix<double>& H) const {
    const Index rows = objective_.num_rows();
    const Index penalized = objective_.num_penalized_rows();
    auto diagonal = H.diagonal();
    const double floor = 1e-8 * diagonal.maxCoeff() + std::numeric_limits<double>::min();
    const double ridge = penalty_curvature(objective_);
    for (Index k = 0; k < objective_.num_classes(); ++k) {
      diagonal.segment(k * rows, penalized).array() += ridge > 0 ? ridge : floor;
      if (penalized == rows) continue;
      double& bias = diagonal(k * rows + rows - 1);
      bias += 1e-6 * bias + 1e-9;
    }
  }

  Objective& objective_;
  Index num_coupled_pairs_;
};

}  // namespace softmargin::detail
