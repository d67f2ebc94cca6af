// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_block.hpp  The exact maximum of the dual over the variables of one example.
///
/// With the other examples fixed, example i with q = w_i |x_i|^2 / (2 lambda N) and current scores
/// s asks for
///
///     max over dual points beta' of  beta' . m(s) - q/2 |A'(beta' - beta)|^2 + conjugate part,
///
/// where A maps scores to margins. For rival margins |A' d|^2 = |d|^2 + (1 . d)^2; one-vs-all
/// separates.
#pragma once

#include <softmargin/types.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace softmargin::detail {

/// beta_j = clip((v_j - gamma) / stiffness, 0, cap) with gamma = sum beta: the root of an
/// increasing piecewise linear function, by Newton's method inside a bracket. Source: Wang and
/// Scott, ICML 2021, for the block; the root is unique, so no sorting is needed.
/// @param[in,out] v  the targets in, beta out; own slot: -infinity
template <class Values>
void solve_coupled_box(Values& v, double stiffness, double cap) {
  const double top = v.maxCoeff();
  if (!(top > 0)) {
    v.setZero();
    return;
  }
  const double inverse = 1 / stiffness;
  double low = 0;
  double high = top;
  double gamma = 0;
  {
    double sum = 0;
    Index count = 0;
    for (Index j = 0; j < v.size(); ++j) {
      if (v(j) > 0) {
        sum += v(j);
        ++count;
      }
    }
    gamma = std::min(sum / (static_cast<double>(count) + stiffness), high);
  }
  // No branch depends on an entry: which are inside their box cannot be foreseen.
  for (int iteration = 0; iteration < 100; ++iteration) {
    const double sum = ((v - gamma) * inverse).max(0.0).min(cap).sum();
    Index free = 0;
    for (Index j = 0; j < v.size(); ++j) {
      const double beta = (v(j) - gamma) * inverse;
      free += Index(beta > 0) & Index(beta < cap);
    }
    const double excess = gamma - sum;
    if (excess == 0) break;
    (excess > 0 ? high : low) = gamma;
    double next = gamma - excess / (1 + static_cast<double>(free) * inverse);
    if (next == gamma) break;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next == low || next == high) break;
    gamma = next;
  }
  v = ((v - gamma) * inverse).max(0.0).min(cap);
}

/// beta = max(0, v - gamma - mu) with gamma = sum beta and mu >= 0 such that sum beta <= 1.
/// Source: Crammer and Singer 2001, in the coupled form.
/// @param[in,out] v  the targets in, beta out; own slot: -infinity
template <class Values>
void solve_coupled_simplex(Values& v) {
  const auto threshold = [&](double offset, double count_offset) {
    // The largest theta with theta = (sum of v above theta - offset) / (their number +
    // count_offset), by dropping what falls below until nothing does.
    double theta = 0;
    Index before = v.size() + 1;
    while (true) {
      const double excess = (v.max(theta) - theta).sum();
      Index count = 0;
      for (Index j = 0; j < v.size(); ++j) count += Index(v(j) > theta);
      if (count == before) return theta;
      before = count;
      const double divisor = static_cast<double>(count) + count_offset;
      const double sum = excess + theta * static_cast<double>(count);
      const double next = divisor > 0 ? (sum - offset) / divisor : 0;
      if (!(next > theta)) return theta;
      theta = next;
    }
  };
  double theta = threshold(0, 1);          // without the cap: theta = gamma
  if (theta > 1) theta = threshold(1, 0);  // with it: sum beta = 1
  v = (v - theta).max(0.0);
}

/// The Wright omega function: w + log w = x.
/// Source: Fritsch, Shafer and Crowley 1973 (Algorithm 443), two steps of their iteration.
inline double wright_omega(double x) {
  double w = x > 1 ? x - std::log(x) : 1 / (1 + std::exp(-x));
  for (int step = 0; step < 2 && w > 0; ++step) {
    const double r = x - w - std::log(w);
    const double t = 1 + w;
    const double a = 2 * t * (t + 2 * r / 3);
    w *= 1 + r / t * (a - r) / (a - 2 * r);
  }
  return w;
}

/// Probabilities p with log p_k + q p_k = u_k - level and sum p = 1: the softmax of u, damped by q.
/// @param[in,out] u  u in, p out
template <class Values>
void solve_damped_softmax(Values& u, double q) {
  const double top = u.maxCoeff();
  const double log_sum = top + std::log((u - top).exp().sum());
  double low = log_sum - q;  // there sum p >= 1
  double high = log_sum;     // there sum p <= 1
  double level = log_sum - q * ((2 * (u - log_sum)).exp().sum());
  level = std::clamp(level, low, high);
  const double log_q = std::log(q);
  for (int iteration = 0; iteration < 50; ++iteration) {
    double sum = 0;
    double slope = 0;
    for (Index k = 0; k < u.size(); ++k) {
      const double w = wright_omega(log_q + u(k) - level);
      sum += w / q;
      slope += w / q / (1 + w);
    }
    const double excess = sum - 1;
    if (std::abs(excess) <= 4e-15 * static_cast<double>(u.size())) break;
    (excess > 0 ? low : high) = level;
    double next = level + excess / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next == level) break;
    level = next;
  }
  for (Index k = 0; k < u.size(); ++k) u(k) = wright_omega(log_q + u(k) - level) / q;
  u /= u.sum();
}

}  // namespace softmargin::detail
