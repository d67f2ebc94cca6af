// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file Seeded data: the same numbers on every machine and with every standard library.
#pragma once

#include <softmargin/types.hpp>

#include <cmath>
#include <cstdint>
#include <random>

/// A seeded source. The distributions are written out because those of the standard library may
/// differ from one implementation to the next.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// Uniform in [low, high).
  double uniform(double low = 0, double high = 1) {
    constexpr double unit = 1.0 / 9007199254740992.0;  // 2^-53
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * unit);
  }

  /// Normal with mean 0 and the given standard deviation (Box and Muller).
  double normal(double deviation = 1) {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return deviation * radius * std::cos(2 * 3.14159265358979323846 * uniform());
  }

  /// Uniform in 0 .. count - 1.
  int below(softmargin::Index count) {
    return static_cast<int>(uniform(0, static_cast<double>(count)));
  }

  template <class Scalar = double>
  softmargin::Matrix<Scalar> matrix(softmargin::Index rows, softmargin::Index cols,
                                    double deviation = 1) {
    softmargin::Matrix<Scalar> M(rows, cols);
    for (softmargin::Index j = 0; j < cols; ++j) {
      for (softmargin::Index i = 0; i < rows; ++i) M(i, j) = static_cast<Scalar>(normal(deviation));
    }
    return M;
  }

  template <class Scalar = double>
  softmargin::Vector<Scalar> vector(softmargin::Index size, double deviation = 1) {
    return matrix<Scalar>(size, 1, deviation);
  }

  /// N labels, every class equally likely.
  softmargin::Labels labels(softmargin::Index num_examples, softmargin::Index num_classes) {
    softmargin::Labels y(num_examples);
    for (int& label : y) label = below(num_classes);
    return y;
  }

 private:
  std::mt19937_64 engine_;
};
