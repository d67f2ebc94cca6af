// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file pass.cpp  benchmark_pass limits | SHAPE: the two limits of this machine, or the time of
/// one evaluation of loss and gradient.
///
/// Prints lines shape,what,threads,value: milliseconds, or for `limits` bytes and operations a
/// nanosecond.
#include "plain_eigen.hpp"
#include "shape.hpp"

#include <softmargin/linear_model.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>

#include <thread>

namespace sm = softmargin;

namespace {

using Lanes = float __attribute__((vector_size(64)));

/// Runs the task on so many threads at once, and gives the best milliseconds of five.
template <class Task>
double best_milliseconds(int threads, Task&& task) {
  double best = 1e300;
  for (int round = 0; round < 5; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> others;
    for (int t = 1; t < threads; ++t) others.emplace_back(task, t);
    task(0);
    for (std::thread& other : others) other.join();
    best = std::min(
        best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                  .count());
  }
  return best;
}

/// Bytes a nanosecond that can be read from memory.
double memory_read(int threads) {
  const std::size_t count = std::size_t{1} << 24;  // of 64 bytes: 1 GiB
  sm::Matrix<float> memory;
  sm::detail::allocate(memory, 16, static_cast<sm::Index>(count));
  memory.setZero();
  const auto* buffer = reinterpret_cast<const Lanes*>(memory.data());
  std::vector<float> sums(static_cast<std::size_t>(threads));
  const double best = best_milliseconds(threads, [&](int thread) {
    const std::size_t part = count / static_cast<std::size_t>(threads);
    const Lanes* from = buffer + static_cast<std::size_t>(thread) * part;
    Lanes a{}, b{}, c{}, d{};
    for (std::size_t i = 0; i + 4 <= part; i += 4) {
      a += from[i];
      b += from[i + 1];
      c += from[i + 2];
      d += from[i + 3];
    }
    sums[static_cast<std::size_t>(thread)] = (a + b + c + d)[0];
  });
  volatile float keep = sums[0];
  static_cast<void>(keep);
  return static_cast<double>(count * sizeof(Lanes)) / (best * 1e6);
}

/// Floating-point operations a nanosecond, two for a fused multiply-add. Each chain starts from
/// another number: compilers compute equal chains once, and the peak would be too high.
double multiply_add_peak(int threads) {
  constexpr long rounds = 20'000'000;
  constexpr int chains = 12;
  std::vector<float> sums(static_cast<std::size_t>(threads));
  volatile float start = 0.1F;
  const double best = best_milliseconds(threads, [&](int thread) {
    Lanes sum[chains];
    for (int c = 0; c < chains; ++c) sum[c] = Lanes{} + start * static_cast<float>(c);
    Lanes factor = Lanes{} + 0.999F;
    Lanes term = Lanes{} + 1e-3F;
    for (long i = 0; i < rounds; ++i) {
#pragma GCC unroll 12
      for (int c = 0; c < chains; ++c) sum[c] = sum[c] * factor + term;
    }
    Lanes total{};
    for (const Lanes& lanes : sum) total += lanes;
    sums[static_cast<std::size_t>(thread)] = total[0];
  });
  volatile float keep = sums[0];
  static_cast<void>(keep);
  return 2.0 * rounds * chains * 16 * threads / (best * 1e6);
}

template <class T>
void time_softmargin(const Shape& shape, const sm::Matrix<T>& X, const sm::Labels& y,
                     const char* what) {
  for (const int threads : {1, 2}) {
    sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-4},
                                  {.threads = threads, .num_classes = shape.K});
    const sm::Vector<double> parameters =
        sm::Vector<double>::Random(objective.num_parameters()) * 0.01 / (sizeof(T) == 1 ? 255 : 1);
    sm::Vector<double> gradient;
    print_result(shape.name, what, threads,
                 median_milliseconds([&] { objective.value_and_gradient(parameters, gradient); }));
  }
}

/// Labels of 10,000 images from their bytes.
void time_prediction(const Shape& shape, const sm::Matrix<std::uint8_t>& X) {
  sm::LinearModel<float> model;
  model.weights = Eigen::MatrixXf::Random(shape.K, shape.D);
  model.bias = Eigen::VectorXf::Zero(shape.K);
  sm::Labels labels;
  print_result(shape.name, "predict 10000 bytes", 1,
               median_milliseconds([&] { labels = model.predict(X.leftCols(10000)); }));
}

void time_shape(const Shape& shape) {
  const auto y = make_labels(shape);
  if (std::strcmp(shape.name, "cifar10") == 0) {
    const auto X = make_features<std::uint8_t>(shape);
    time_softmargin(shape, X, y, "softmargin bytes");
    time_prediction(shape, X);
  }
  const auto X = make_features<float>(shape);
  time_softmargin(shape, X, y, "softmargin");
  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(shape.K, shape.D) * 0.01F;
  const Eigen::VectorXf b = Eigen::VectorXf::Zero(shape.K);
  Eigen::MatrixXf dW;
  Eigen::VectorXf db;
  print_result(shape.name, "eigen", 1,
               median_milliseconds([&] { plain_loss_and_gradient(X, y, W, b, 1e-4F, dW, db); }));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s limits|SHAPE\n", argv[0]);
    return 2;
  }
  if (std::strcmp(argv[1], "limits") == 0) {
    for (const int threads : {1, 2}) {
      print_result("limit", "bytes per ns", threads, memory_read(threads));
      print_result("limit", "operations per ns", threads, multiply_add_peak(threads));
    }
  } else {
    time_shape(shape_named(argv[1]));
  }
}
