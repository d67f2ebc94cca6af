// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file quadratic_model.hpp  A quadratic model of the mean loss plus a separable penalty,
/// minimised by coordinate descent without another look at the data.
///
///     q(d) = g . d + (c / 2) d . B d + r (R(w + d) - R(w)),     B = B0 - U M^-1 U^T
///
/// B0 has a block a class, the class moments; U = [B0 S, Y] and M = [S^T B0 S, L; L^T, -E] from the
/// last steps S and the changes Y of the gradient are the compact form of BFGS: what couples the
/// classes, and what has changed since the moments were measured. Source: Byrd, Nocedal and
/// Schnabel 1994 (the compact form); Scheinberg and Tang 2016 (coordinate descent on it).
#pragma once

#include <softmargin/concepts.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/solver/class_moments.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace softmargin::detail {

/// @tparam R  the separable penalty
///
/// Coordinates are, class by class, the rows of its moments and then its free bias if there is one.
template <class R>
class QuadraticModel {
 public:
  /// @param rounding  relative error of the moments
  QuadraticModel(const std::vector<ClassMoments>& moments, bool free_bias, double rounding)
      : free_bias_(free_bias) {
    Index size = 0;
    for (const ClassMoments& one : moments) {
      const Index count = one.gram.rows();
      begin_.push_back(size);
      // Rounding must not make a block indefinite.
      Matrix<double> block = one.gram;
      block.diagonal().array() += 4 * rounding * one.gram.trace() + tiny;
      blocks_.push_back(std::move(block));
      size += count + (free_bias ? 1 : 0);
    }
    begin_.push_back(size);
    diagonal_.resize(size);
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      diagonal_.segment(begin_[k], blocks_[k].rows()) = blocks_[k].diagonal();
      if (free_bias) {
        diagonal_(begin_[k + 1] - 1) = std::max(moments[k].curvature, rounding) + tiny;
      }
    }
    base_diagonal_ = diagonal_;
  }

  Index size() const { return begin_.back(); }
  Index begin(std::size_t k) const { return begin_[k]; }

  /// @param S, Y  size x m: steps and changes of the gradient, oldest first, with s . y > 0
  void set_pairs(const Matrix<double>& S, const Matrix<double>& Y) {
    const Index m = S.cols();
    diagonal_ = base_diagonal_;
    U_.resize(size(), 2 * m);
    for (Index p = 0; p < m; ++p) U_.col(p) = base_product(S.col(p));
    for (Index p = 0; p < m; ++p) U_.col(m + p) = Y.col(p);
    V_.setZero(size(), 2 * m);
    if (m == 0) return;
    const Matrix<double> inverse = invert_middle(S, Y);
    for (Index j = 0; j < size(); ++j) {  // row by row, as they lie; the inverse is symmetric
      for (Index p = 0; p < 2 * m; ++p) V_.row(j) += U_(j, p) * inverse.col(p).transpose();
      diagonal_(j) -= U_.row(j).dot(V_.row(j));
    }
    // Rounding again: where the pairs would take all curvature away they are not to be trusted.
    if (!(diagonal_.array() > 1e-8 * base_diagonal_.array()).all()) {
      set_pairs(Matrix<double>(size(), 0), Matrix<double>(size(), 0));
    }
  }

  struct Result {
    double change = 0;  ///< q(d), not positive
    Index sweeps = 0;
  };

  /// @param g, w  the gradient and the parameters
  /// @param strength  r, not negative
  /// @param scale  c, positive
  /// @param accuracy  ends when a sweep moves less than this share of what the first one did
  /// @param[out] d  the step; w + d has exact zeros where the penalty demands them
  Result minimize(const Vector<double>& g, const Vector<double>& w, const R& regularization,
                  double strength, double scale, double accuracy, Index max_sweeps,
                  Vector<double>& d) const {
    Sweep sweep{Vector<double>::Zero(size()), Vector<double>::Zero(U_.cols())};
    d.setZero(size());
    Result result;
    double first = 0;
    while (result.sweeps < max_sweeps) {
      double moved = 0;
      for (std::size_t k = 0; k < blocks_.size(); ++k) {
        const Index count = blocks_[k].rows();
        for (Index a = 0; a < count; ++a) {
          const Index j = begin_[k] + a;
          moved += move(k, a, scale, g(j), d(j), sweep, [&](double minimizer, double curvature) {
            Eigen::Matrix<double, 1, 1> value(w(j) + minimizer);
            regularization.apply_proximal(value, strength / curvature);
            return value(0) - w(j);
          });
        }
        if (free_bias_) {
          const Index j = begin_[k] + count;
          moved += move(k, count, scale, g(j), d(j), sweep,
                        [](double minimizer, double) { return minimizer; });
        }
      }
      if (++result.sweeps == 1) first = moved;
      if (moved <= accuracy * first) break;
    }
    double pairs = 0;
    for (Index q = 0; q < V_.cols(); ++q) pairs += d.dot(V_.col(q)) * sweep.pairs(q);
    result.change = g.dot(d) + scale / 2 * (d.dot(sweep.product) - pairs) +
                    strength * penalty_change(regularization, w, d);
    return result;
  }

 private:
  static constexpr double tiny = 1e-14;

  struct Sweep {
    Vector<double> product;  ///< B0 d
    Vector<double> pairs;    ///< U^T d
  };

  /// Minimises over one coordinate. @return the curvature times the square of its change
  template <class Proximal>
  double move(std::size_t k, Index a, double scale, double g, double& d, Sweep& sweep,
              Proximal&& proximal) const {
    const Index j = begin_[k] + a;
    const double curvature = scale * diagonal_(j);
    const double slope = g + scale * (sweep.product(j) - V_.row(j).dot(sweep.pairs));
    const double next = proximal(d - slope / curvature, curvature);
    const double change = next - d;
    if (change == 0) return 0;
    d = next;
    if (a < blocks_[k].rows()) {
      sweep.product.segment(begin_[k], blocks_[k].rows()) += change * blocks_[k].col(a);
    } else {
      sweep.product(j) += change * base_diagonal_(j);
    }
    sweep.pairs += change * U_.row(j).transpose();
    return curvature * change * change;
  }

  Vector<double> base_product(const Vector<double>& v) const {
    Vector<double> product = base_diagonal_.cwiseProduct(v);
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      for (Index a = 0; a < blocks_[k].rows(); ++a) {  // symmetric
        product(begin_[k] + a) = blocks_[k].col(a).dot(v.segment(begin_[k], blocks_[k].rows()));
      }
    }
    return product;
  }

  /// M^-1 = [H, H F; F^T H, F^T H F - E^-1] with F = L E^-1 and H = (S^T B0 S + F L^T)^-1, which is
  /// that of a positive definite matrix.
  /// @return 2m x 2m; not finite where rounding hides that
  Matrix<double> invert_middle(const Matrix<double>& S, const Matrix<double>& Y) const {
    using Algebra = DenseAlgebra<double>;
    const Index m = S.cols();
    Matrix<double> F = Matrix<double>::Zero(m, m);
    Vector<double> E(m);
    for (Index q = 0; q < m; ++q) {
      E(q) = S.col(q).dot(Y.col(q));
      for (Index p = q + 1; p < m; ++p) F(p, q) = S.col(p).dot(Y.col(q)) / E(q);
    }
    Matrix<double> factor(m, m);
    for (Index q = 0; q < m; ++q) {
      for (Index p = 0; p < m; ++p) {
        factor(p, q) = S.col(p).dot(U_.col(q)) + F.row(p).dot(F.row(q).cwiseProduct(E.transpose()));
      }
    }
    Matrix<double> inverse(2 * m, 2 * m);
    if (!Algebra::factor(output(factor))) {
      inverse.setConstant(std::numeric_limits<double>::quiet_NaN());
      return inverse;
    }
    Matrix<double> H = Matrix<double>::Identity(m, m);
    Algebra::solve_upper_transposed(input(factor), H);
    Algebra::solve_upper(input(factor), H);
    Matrix<double> HF = Matrix<double>::Zero(m, m);
    Algebra::add_product(input(H), input(F), output(HF));
    Matrix<double> corner = Matrix<double>::Zero(m, m);
    Algebra::add_transposed_product(input(F), input(HF), output(corner));
    corner.diagonal() -= E.cwiseInverse();
    inverse << H, HF, HF.transpose(), corner;
    return inverse;
  }

  double penalty_change(const R& regularization, const Vector<double>& w,
                        const Vector<double>& d) const {
    double change = 0;
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      const auto before = w.segment(begin_[k], blocks_[k].rows());
      change += regularization.value(before + d.segment(begin_[k], blocks_[k].rows())) -
                regularization.value(before);
    }
    return change;
  }

  bool free_bias_;
  std::vector<Index> begin_;  ///< K + 1
  std::vector<Matrix<double>> blocks_;
  Vector<double> base_diagonal_;  ///< of B0
  Vector<double> diagonal_;       ///< of B
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> U_;
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> V_;  ///< U M^-1
};

}  // namespace softmargin::detail
