// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The unvectorised loops of the notes in long double: one formula each, against which the
/// library is held. Nothing here shares code with the library but its types.
#pragma once

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/regularization/none.hpp>

#include <algorithm>
#include <cmath>

namespace oracle {

using softmargin::Index;
using Real = long double;
using RealMatrix = softmargin::Matrix<Real>;
using RealVector = softmargin::Vector<Real>;

/// What every loss is asked for here.
struct ValueAndGradient {
  Real value = 0;
  RealVector gradient;
};

inline Real hinge(Real margin) {
  return margin > 0 ? margin : 0;
}

// ---- The losses of one example ------------------------------------------------------------------

inline ValueAndGradient evaluate(const softmargin::WestonWatkinsHinge& loss, const RealVector& s,
                                 Index y) {
  ValueAndGradient result{0, RealVector::Zero(s.size())};
  for (Index j = 0; j < s.size(); ++j) {
    if (j == y) continue;
    const Real margin = s(j) - s(y) + static_cast<Real>(loss.delta);
    result.value += hinge(margin);
    if (margin > 0) {
      result.gradient(j) += 1;
      result.gradient(y) -= 1;
    }
  }
  return result;
}

inline ValueAndGradient evaluate(const softmargin::WestonWatkinsSquaredHinge& loss,
                                 const RealVector& s, Index y) {
  ValueAndGradient result{0, RealVector::Zero(s.size())};
  for (Index j = 0; j < s.size(); ++j) {
    if (j == y) continue;
    const Real margin = s(j) - s(y) + static_cast<Real>(loss.delta);
    result.value += hinge(margin) * hinge(margin);
    result.gradient(j) += 2 * hinge(margin);
    result.gradient(y) -= 2 * hinge(margin);
  }
  return result;
}

inline ValueAndGradient evaluate(const softmargin::CrammerSingerHinge& loss, const RealVector& s,
                                 Index y) {
  ValueAndGradient result{0, RealVector::Zero(s.size())};
  Index rival = y == 0 ? 1 : 0;
  for (Index j = 0; j < s.size(); ++j) {
    if (j != y && s(j) > s(rival)) rival = j;
  }
  const Real margin = s(rival) - s(y) + static_cast<Real>(loss.delta);
  result.value = hinge(margin);
  if (margin > 0) {
    result.gradient(rival) = 1;
    result.gradient(y) = -1;
  }
  return result;
}

inline ValueAndGradient evaluate(const softmargin::OneVsAllHinge& loss, const RealVector& s,
                                 Index y) {
  ValueAndGradient result{0, RealVector::Zero(s.size())};
  for (Index k = 0; k < s.size(); ++k) {
    const Real sign = k == y ? 1 : -1;
    const Real margin = static_cast<Real>(loss.delta) - sign * s(k);
    result.value += hinge(margin);
    if (margin > 0) result.gradient(k) = -sign;
  }
  return result;
}

inline ValueAndGradient evaluate(const softmargin::OneVsAllSquaredHinge& loss, const RealVector& s,
                                 Index y) {
  ValueAndGradient result{0, RealVector::Zero(s.size())};
  for (Index k = 0; k < s.size(); ++k) {
    const Real sign = k == y ? 1 : -1;
    const Real margin = static_cast<Real>(loss.delta) - sign * s(k);
    result.value += hinge(margin) * hinge(margin);
    result.gradient(k) = -2 * sign * hinge(margin);
  }
  return result;
}

/// e^{s_k} / sum_j e^{s_j}, shifted as in the notes.
inline RealVector softmax(const RealVector& s) {
  Real top = s(0);
  for (Index k = 1; k < s.size(); ++k) top = std::max(top, s(k));
  Real sum = 0;
  for (Index k = 0; k < s.size(); ++k) sum += std::exp(s(k) - top);
  RealVector p(s.size());
  for (Index k = 0; k < s.size(); ++k) p(k) = std::exp(s(k) - top) / sum;
  return p;
}

/// -log p_y = log(1 + sum_{j != y} e^{s_j - s_y}), or where that overflows, the same seen from the
/// largest score.
inline ValueAndGradient evaluate(const softmargin::SoftmaxCrossEntropy&, const RealVector& s,
                                 Index y) {
  ValueAndGradient result{0, softmax(s)};
  Real top = s(y);
  Real rivals = 0;
  Real rivals_share = 0;
  for (Index j = 0; j < s.size(); ++j) {
    top = std::max(top, s(j));
    if (j == y) continue;
    rivals += std::exp(s(j) - s(y));
    rivals_share += result.gradient(j);
  }
  Real shifted = 0;
  for (Index j = 0; j < s.size(); ++j) shifted += std::exp(s(j) - top);
  result.value = std::isfinite(rivals) ? std::log1p(rivals) : top - s(y) + std::log(shifted);
  result.gradient(y) = -rivals_share;  // p_y - 1 without the cancellation
  return result;
}

// ---- The penalties ------------------------------------------------------------------------------

inline Real penalty(const softmargin::NoRegularization&, const RealMatrix&) {
  return 0;
}

inline Real penalty(const softmargin::L2& R, const RealMatrix& W) {
  Real sum = 0;
  for (Index k = 0; k < W.rows(); ++k) {
    for (Index d = 0; d < W.cols(); ++d) sum += W(k, d) * W(k, d);
  }
  return static_cast<Real>(R.lambda) * sum;
}

inline Real penalty(const softmargin::L1& R, const RealMatrix& W) {
  Real sum = 0;
  for (Index k = 0; k < W.rows(); ++k) {
    for (Index d = 0; d < W.cols(); ++d) sum += std::abs(W(k, d));
  }
  return static_cast<Real>(R.lambda) * sum;
}

inline Real penalty(const softmargin::ElasticNet& R, const RealMatrix& W) {
  return penalty(softmargin::L1{R.l1}, W) + penalty(softmargin::L2{R.l2}, W);
}

/// dR/dW, with the subgradient 0 of |w| at 0.
inline RealMatrix penalty_gradient(const softmargin::NoRegularization&, const RealMatrix& W) {
  return RealMatrix::Zero(W.rows(), W.cols());
}

inline RealMatrix penalty_gradient(const softmargin::L2& R, const RealMatrix& W) {
  RealMatrix dW(W.rows(), W.cols());
  for (Index k = 0; k < W.rows(); ++k) {
    for (Index d = 0; d < W.cols(); ++d) dW(k, d) = 2 * static_cast<Real>(R.lambda) * W(k, d);
  }
  return dW;
}

inline RealMatrix penalty_gradient(const softmargin::L1& R, const RealMatrix& W) {
  RealMatrix dW(W.rows(), W.cols());
  for (Index k = 0; k < W.rows(); ++k) {
    for (Index d = 0; d < W.cols(); ++d) {
      const Real sign = W(k, d) > 0 ? 1 : (W(k, d) < 0 ? -1 : 0);
      dW(k, d) = static_cast<Real>(R.lambda) * sign;
    }
  }
  return dW;
}

inline RealMatrix penalty_gradient(const softmargin::ElasticNet& R, const RealMatrix& W) {
  return penalty_gradient(softmargin::L1{R.l1}, W) + penalty_gradient(softmargin::L2{R.l2}, W);
}

// ---- The objective ------------------------------------------------------------------------------

struct ObjectiveAndGradient {
  Real value = 0;
  RealMatrix dW;
  RealVector db;
};

/// sum_i w_i L_i(W x_i + b, y_i) / sum_i w_i + R(W), of [W b] where the bias is penalised, without
/// b where there is none. W: K x D, b: K, X: D x N, y: N, w: N or empty for all 1.
template <class Loss, class Regularization>
ObjectiveAndGradient objective(const Loss& loss, const Regularization& R, const RealMatrix& W,
                               const RealVector& b, const RealMatrix& X,
                               const softmargin::Labels& y,
                               softmargin::Bias bias = softmargin::Bias::free,
                               const RealVector& w = {}) {
  using softmargin::Bias;
  const Index K = W.rows();
  const Index D = W.cols();
  ObjectiveAndGradient result{0, RealMatrix::Zero(K, D), RealVector::Zero(K)};
  Real total = 0;
  for (Index i = 0; i < X.cols(); ++i) {
    RealVector s = bias == Bias::none ? RealVector(RealVector::Zero(K)) : b;
    for (Index k = 0; k < K; ++k) {
      for (Index d = 0; d < D; ++d) s(k) += W(k, d) * X(d, i);
    }
    const Real weight = w.size() == 0 ? 1 : w(i);
    const auto one = evaluate(loss, s, y(i));
    total += weight;
    result.value += weight * one.value;
    for (Index k = 0; k < K; ++k) {
      result.db(k) += weight * one.gradient(k);
      for (Index d = 0; d < D; ++d) result.dW(k, d) += weight * one.gradient(k) * X(d, i);
    }
  }
  result.value = result.value / total + penalty(R, W);
  result.dW = result.dW / total + penalty_gradient(R, W);
  result.db /= total;
  if (bias == Bias::none) result.db.setZero();
  if (bias == Bias::penalized) {
    result.value += penalty(R, RealMatrix(b));
    result.db += penalty_gradient(R, RealMatrix(b));
  }
  return result;
}

// ---- Comparison ---------------------------------------------------------------------------------

/// (f(x + h) - f(x - h)) / 2h for every entry of x.
template <class Function, class Derived>
typename Derived::PlainObject central_differences(Function f, const Eigen::MatrixBase<Derived>& x,
                                                  typename Derived::Scalar h) {
  typename Derived::PlainObject moved = x;
  typename Derived::PlainObject gradient(x.rows(), x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    for (Index i = 0; i < x.rows(); ++i) {
      moved(i, j) = x(i, j) + h;
      const auto up = moved(i, j);  // what was really added, after rounding
      const auto f_up = f(moved);
      moved(i, j) = x(i, j) - h;
      const auto width = up - moved(i, j);
      gradient(i, j) = (f_up - f(moved)) / width;
      moved(i, j) = x(i, j);
    }
  }
  return gradient;
}

/// The largest difference of two matrices, as a share of the largest entry of the second; of two
/// zero matrices 0, and NaN (below no tolerance) where either holds one.
template <class Got, class Expected>
double relative_error(const Eigen::MatrixBase<Got>& got,
                      const Eigen::MatrixBase<Expected>& expected) {
  const RealMatrix a = got.template cast<Real>();
  const RealMatrix b = expected.template cast<Real>();
  const Real difference = (a - b).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  return static_cast<double>(difference == 0 ? 0 : difference / b.cwiseAbs().maxCoeff());
}

}  // namespace oracle
