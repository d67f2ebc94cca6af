// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file shape.hpp  What the benchmarks share: the shapes, their data, the median, the result line.
#pragma once

#include <softmargin/detail/large_pages.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

/// N x D x K of a data set; the numbers in it are made up.
struct Shape {
  const char* name;
  softmargin::Index N;
  softmargin::Index D;
  softmargin::Index K;
};

inline constexpr Shape shapes[] = {
    {"cifar10", 50000, 3072, 10},
    {"mnist", 60000, 784, 10},
    {"letter", 16000, 16, 26},
    {"embeddings100", 100000, 768, 100},
    {"embeddings1000", 20000, 768, 1000},
    {"binary", 200000, 300, 2},
};

/// The shape that the command line names.
inline const Shape& shape_named(const char* name) {
  for (const Shape& shape : shapes) {
    if (std::strcmp(shape.name, name) == 0) return shape;
  }
  std::fprintf(stderr, "unknown shape '%s'\n", name);
  std::exit(2);
}

/// D x N features in [0, 1), or bytes.
template <class T>
softmargin::Matrix<T> make_features(const Shape& shape) {
  softmargin::Matrix<T> X;
  softmargin::detail::allocate(X, shape.D, shape.N);
  std::uint32_t state = 1;
  for (softmargin::Index i = 0; i < X.size(); ++i) {
    state = state * 1664525 + 1013904223;
    if constexpr (std::is_same_v<T, std::uint8_t>) {
      X.data()[i] = static_cast<std::uint8_t>(state >> 24);
    } else {
      X.data()[i] = static_cast<T>(state >> 8) / static_cast<T>(1 << 24);
    }
  }
  return X;
}

inline softmargin::Labels make_labels(const Shape& shape) {
  softmargin::Labels y(shape.N);
  for (softmargin::Index i = 0; i < shape.N; ++i) {
    y(i) = static_cast<int>((i * 7919) % shape.K);
  }
  return y;
}

template <class Action>
double milliseconds_of(Action&& action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median milliseconds of a call: one to warm up, then at least 5 and about a second.
template <class Action>
double median_milliseconds(Action&& action) {
  action();
  std::vector<double> times;
  double total = 0;
  while (times.size() < 5 || (total < 1000 && times.size() < 101)) {
    times.push_back(milliseconds_of(action));
    total += times.back();
  }
  return median(std::move(times));
}

inline void print_result(const char* shape, const char* what, int threads, double value) {
  std::printf("%s,%s,%d,%.4f\n", shape, what, threads, value);
  std::fflush(stdout);
}
