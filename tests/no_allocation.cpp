// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file What is evaluated again and again allocates nothing: a program of its own, because it
/// counts each allocation by operator new and by Eigen, on every thread.
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> num_allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++num_allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

// Eigen has its own way to memory, and asserts before each use of it that this is allowed.
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition) ((condition) ? void() : void(++num_allocations))

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/score.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;

namespace {

template <class Action>
std::size_t allocations_of(Action action) {
  const std::size_t before = num_allocations;
  Eigen::internal::set_is_malloc_allowed(false);
  action();
  Eigen::internal::set_is_malloc_allowed(true);
  return num_allocations - before;
}

/// Allocations of value and gradient and of value alone, once everything has its size: the fewest
/// of some rounds, because a thread takes its room when it gets its first block.
template <class Features, class L>
std::size_t allocations_of_passes(const Features& X, sm::Index num_classes, const L& loss) {
  Random random(251);
  const sm::Labels y = random.labels(X.cols(), num_classes);
  std::size_t allocations = 0;
  for (const int threads : {1, 3}) {
    sm::RegularizedLoss objective(X, y, loss, sm::L2{1e-3},
                                  {.threads = threads, .num_classes = num_classes});
    using Wide = typename decltype(objective)::Wide;
    const sm::Vector<Wide> parameters = random.vector<Wide>(objective.num_parameters());
    sm::Vector<Wide> gradient;
    std::size_t fewest = 1000;
    for (int round = 0; round < 20; ++round) {
      fewest = std::min(fewest, allocations_of([&] {
                          objective.value_and_gradient(parameters, gradient);
                          objective.value(parameters);
                        }));
    }
    allocations += fewest;
  }
  return allocations;
}

}  // namespace

TEST_CASE("the count sees what std and what Eigen allocate", "[allocation]") {
  CHECK(allocations_of([] {}) == 0);
  CHECK(allocations_of([] { ::operator delete(::operator new(1)); }) == 1);
  CHECK(allocations_of([] { Eigen::VectorXd(10).setZero(); }) >= 1);
}

TEST_CASE("a pass allocates nothing, with any loss", "[allocation]") {
  Random random(252);
  const Eigen::MatrixXf X = random.matrix<float>(20, 1500);
  CHECK(allocations_of_passes(X, 5, sm::SoftmaxCrossEntropy{}) == 0);
  CHECK(allocations_of_passes(X, 5, sm::WestonWatkinsHinge{}) == 0);
  CHECK(allocations_of_passes(X, 5, sm::CrammerSingerHinge{}) == 0);
  CHECK(allocations_of_passes(X, 5, sm::OneVsAllSquaredHinge{}) == 0);
}

TEST_CASE("a pass allocates nothing, over any scalar and sparse data", "[allocation]") {
  Random random(253);
  const Eigen::MatrixXd X = random.matrix(300, 700, 30).cwiseAbs();
  const sm::SoftmaxCrossEntropy loss;
  CHECK(allocations_of_passes(X, 10, loss) == 0);
  CHECK(allocations_of_passes(sm::Matrix<std::uint8_t>(X.cast<std::uint8_t>()), 10, loss) == 0);
  CHECK(allocations_of_passes(sm::Matrix<Eigen::half>(X.cast<Eigen::half>()), 10, loss) == 0);
  CHECK(allocations_of_passes(Eigen::SparseMatrix<float>(X.cast<float>().sparseView(30, 1)), 10,
                              loss) == 0);
}

TEST_CASE("one example and fixed-size weights use no heap", "[allocation]") {
  using Weights = Eigen::Matrix<float, 10, 784>;
  const Weights W = Weights::Random();
  const Eigen::Matrix<float, 10, 1> b = Eigen::Matrix<float, 10, 1>::Random();
  const Eigen::Matrix<std::uint8_t, 784, 1> x = Eigen::Matrix<std::uint8_t, 784, 1>::Constant(7);
  Eigen::Matrix<float, 10, 1> s;
  int label = -1;
  CHECK(allocations_of([&] { s = sm::scores(W, b, x); }) == 0);
  CHECK(allocations_of([&] { label = sm::predict(W, b, x); }) == 0);
  CHECK(s.isApprox(W * x.cast<float>() + b, 1e-5F));
  sm::Index expected = -1;
  s.maxCoeff(&expected);
  CHECK(label == expected);
}

TEST_CASE("a prediction takes its labels and as much room for any number of examples",
          "[allocation]") {
  Random random(254);
  const Eigen::MatrixXf W = random.matrix<float>(10, 300);
  const Eigen::VectorXf b = random.vector<float>(10);
  const auto allocations = [&](sm::Index num_examples) {
    const sm::Matrix<std::uint8_t> X = sm::Matrix<std::uint8_t>::Constant(300, num_examples, 3);
    sm::Labels labels;
    return allocations_of([&] { labels = sm::predict(W, b, X); });
  };
  CHECK(allocations(300) == allocations(5000));
  CHECK(allocations(5000) < 12);
}
