// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file pass.cpp  benchmark_pass SHAPE: the time of one evaluation of loss and gradient, and the
/// two limits of this machine meanwhile.
///
/// Prints lines shape,what,threads,value: milliseconds, or for a limit bytes and operations a
/// nanosecond. All are medians.
#include "plain_eigen.hpp"
#include "shape.hpp"

#include <softmargin/linear_model.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>

#include <functional>
#include <memory>
#include <thread>

namespace sm = softmargin;

namespace {

/// A register of the target, by its own instructions: compilers may split a wider vector into two.
using Lanes = sm::detail::Packet<float>;
constexpr int lanes = sm::detail::packet_size<float>;

/// Something that is timed: milliseconds of each run.
struct Timed {
  const char* what;
  int threads;
  std::function<void()> run;
  double units = 0;  ///< of a limit: bytes or operations of a run
  std::vector<double> milliseconds{};
};

/// Times all in turn, so that what else the machine does meets each alike: a round to warm up, then
/// at least 5, and about two seconds each.
void time_in_turn(std::vector<Timed>& all) {
  for (Timed& timed : all) timed.run();
  const double most = 2000.0 * static_cast<double>(all.size());
  double total = 0;
  for (int round = 0; round < 5 || (total < most && round < 101); ++round) {
    for (Timed& timed : all) {
      timed.milliseconds.push_back(milliseconds_of(timed.run));
      total += timed.milliseconds.back();
    }
  }
}

/// Runs the task on so many threads at once.
template <class Task>
void run_on_threads(int threads, const Task& task) {
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(task, t);
  task(0);
  for (std::thread& other : others) other.join();
}

/// Uses the sums, which must not be left out.
void keep(const Lanes* sums, int count) {
  float total = 0;
  for (int i = 0; i < count; ++i) total += Eigen::internal::predux(sums[i]);
  volatile float kept = total;
  static_cast<void>(kept);
}

/// The limit of memory: reads 1 GiB.
class MemoryRead {
 public:
  static constexpr sm::Index count = sm::Index(1) << 28;  ///< floats

  MemoryRead() {
    sm::detail::allocate(memory_, count, 1);
    memory_.setZero();
  }

  void operator()(int threads) const {
    run_on_threads(threads, [&](int thread) {
      constexpr int chains = 4;
      const sm::Index part = count / threads;
      const float* from = memory_.data() + thread * part;
      Lanes sum[chains];
      for (Lanes& one : sum) one = sm::detail::broadcast(0.0F);
      for (sm::Index i = 0; i + chains * lanes <= part; i += chains * lanes) {
#pragma GCC unroll 4
        for (int c = 0; c < chains; ++c)
          sum[c] = Eigen::internal::padd(sum[c], sm::detail::load(from + i + c * lanes));
      }
      keep(sum, chains);
    });
  }

 private:
  sm::Matrix<float> memory_;
};

constexpr long multiply_add_rounds = 20'000'000;
constexpr int multiply_add_chains = 12;

/// The limit of arithmetic: fused multiply-adds of whole registers. Each chain starts from another
/// number: compilers compute equal chains once, and the peak would be too high.
void multiply_and_add(int threads) {
  volatile float start = 0.1F;
  run_on_threads(threads, [&](int) {
    Lanes sum[multiply_add_chains];
    for (int c = 0; c < multiply_add_chains; ++c)
      sum[c] = sm::detail::broadcast(start * static_cast<float>(c));
    const Lanes factor = sm::detail::broadcast(0.999F);
    const Lanes term = sm::detail::broadcast(1e-3F);
    for (long i = 0; i < multiply_add_rounds; ++i) {
#pragma GCC unroll 12
      for (int c = 0; c < multiply_add_chains; ++c)
        sum[c] = Eigen::internal::pmadd(sum[c], factor, term);
    }
    keep(sum, multiply_add_chains);
  });
}

/// Loss and gradient of softmax over data of the shape.
template <class T>
class SoftmarginPass {
 public:
  SoftmarginPass(const Shape& shape, const sm::Matrix<T>& X, const sm::Labels& y, int threads)
      : objective_(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-4},
                   {.threads = threads, .num_classes = shape.K}),
        parameters_(sm::Vector<double>::Random(objective_.num_parameters()) * 0.01 /
                    (sizeof(T) == 1 ? 255 : 1)) {}

  void operator()() { objective_.value_and_gradient(parameters_, gradient_); }

 private:
  decltype(sm::RegularizedLoss(std::declval<const sm::Matrix<T>&>(), sm::Labels(),
                               sm::SoftmaxCrossEntropy{}, sm::L2{})) objective_;
  sm::Vector<double> parameters_;
  sm::Vector<double> gradient_;
};

void time_shape(const Shape& shape) {
  const auto y = make_labels(shape);
  const auto X = make_features<float>(shape);
  const MemoryRead read;
  std::vector<Timed> all;
  for (const int threads : {1, 2}) {
    all.push_back({"limit: bytes per ns", threads, [&read, threads] { read(threads); },
                   static_cast<double>(MemoryRead::count) * sizeof(float)});
    all.push_back({"limit: operations per ns", threads, [threads] { multiply_and_add(threads); },
                   2.0 * multiply_add_rounds * multiply_add_chains * lanes * threads});
    all.push_back(
        {"softmargin", threads,
         [pass = std::make_shared<SoftmarginPass<float>>(shape, X, y, threads)] { (*pass)(); }});
  }

  const bool images = std::strcmp(shape.name, "cifar10") == 0;
  const auto bytes = images ? make_features<std::uint8_t>(shape) : sm::Matrix<std::uint8_t>();
  sm::LinearModel<float> model{Eigen::MatrixXf::Random(shape.K, shape.D),
                               Eigen::VectorXf::Zero(shape.K)};
  sm::Labels labels;
  if (images) {
    for (const int threads : {1, 2}) {
      all.push_back({"softmargin bytes", threads,
                     [pass = std::make_shared<SoftmarginPass<std::uint8_t>>(
                          shape, bytes, y, threads)] { (*pass)(); }});
    }
    all.push_back(
        {"predict 10000 bytes", 1, [&] { labels = model.predict(bytes.leftCols(10000)); }});
  }

  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(shape.K, shape.D) * 0.01F;
  const Eigen::VectorXf b = Eigen::VectorXf::Zero(shape.K);
  Eigen::MatrixXf dW;
  Eigen::VectorXf db;
  all.push_back({"eigen", 1, [&] { plain_loss_and_gradient(X, y, W, b, 1e-4F, dW, db); }});

  time_in_turn(all);
  for (const Timed& timed : all) {
    const double ms = median(timed.milliseconds);
    print_result(shape.name, timed.what, timed.threads,
                 timed.units > 0 ? timed.units / (ms * 1e6) : ms);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s SHAPE\n", argv[0]);
    return 2;
  }
  time_shape(shape_named(argv[1]));
}
