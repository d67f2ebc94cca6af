// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file sgd.hpp  Mini-batch stochastic gradient descent with momentum and a decaying step size.
#pragma once

#include <softmargin/types.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace softmargin {

struct SgdOptions {
  double step_size = 0;   ///< of the first epoch; 0: 1 / (curvature bound of the mean loss)
  double decay = 0.1;     ///< epoch e uses step_size / (1 + decay e)
  double momentum = 0.9;  ///< in [0, 1)
  Index batch_size = 64;
  std::uint64_t seed = 0;  ///< of the shuffle
};

namespace detail {

/// Fisher-Yates with a fixed generator and a fixed way to draw: the same order on every standard
/// library.
inline void shuffle(std::vector<Index>& order, std::mt19937_64& generator) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[generator() % i]);
}

}  // namespace detail

/// One epoch a call to `stop`:
///
///     repeat until stop(epoch, x):
///       shuffle the examples; for each batch B:  v = momentum v - step grad L_B(x);  x += v
///
/// The objective gives `minibatch_gradient(indices, x, gradient)`, an unbiased estimate of its
/// gradient. Source: Robbins and Monro 1951; Polyak 1964 for the momentum; CS231n notes.
/// @param[in,out] x  the start, then the last point
template <class O, class Scalar, class Stop>
void minimize_sgd(O& objective, Vector<Scalar>& x, const SgdOptions& options, Stop&& stop) {
  std::mt19937_64 generator(options.seed);
  std::vector<Index> order(static_cast<std::size_t>(objective.num_examples()));
  std::iota(order.begin(), order.end(), Index(0));
  const auto first_step = static_cast<Scalar>(
      options.step_size > 0 ? options.step_size : 1 / objective.curvature_bound());
  const auto momentum = static_cast<Scalar>(options.momentum);
  Vector<Scalar> velocity = Vector<Scalar>::Zero(x.size());
  Vector<Scalar> gradient;
  for (Index epoch = 0; !stop(epoch, x); ++epoch) {
    detail::shuffle(order, generator);
    const Scalar step =
        first_step / (Scalar(1) + static_cast<Scalar>(options.decay) * static_cast<Scalar>(epoch));
    const std::size_t batch = static_cast<std::size_t>(std::max<Index>(1, options.batch_size));
    for (std::size_t first = 0; first < order.size(); first += batch) {
      const std::vector<Index> indices(
          order.begin() + static_cast<std::ptrdiff_t>(first),
          order.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, order.size())));
      objective.minibatch_gradient(indices, x, gradient);
      velocity = momentum * velocity - step * gradient;
      x += velocity;
    }
  }
}

}  // namespace softmargin
