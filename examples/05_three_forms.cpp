// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 05_three_forms.cpp  One loss in three forms: unvectorized, half- and fully vectorized.
///
/// The lecture notes write the multiclass SVM loss in Python with explicit loops, then without the
/// loop over the classes, and leave the form without any loop over examples as an exercise. Here
/// are all three, and the library's: the same number, in very different times.
#include <softmargin/fit.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/none.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

namespace sm = softmargin;
using Eigen::Index;

/// The loss of one example, with a loop for every sum.
double loss_unvectorized(const Eigen::MatrixXf& W, const float* x, int y) {
  const auto score = [&](Index k) {
    float sum = 0;
    for (Index d = 0; d < W.cols(); ++d) sum += W(k, d) * x[d];
    return sum;
  };
  const float correct = score(y);
  double loss = 0;
  for (Index j = 0; j < W.rows(); ++j) {
    if (j != y) loss += std::max(0.0F, score(j) - correct + 1);
  }
  return loss;
}

/// The loss of one example, without a loop over the classes.
double loss_half_vectorized(const Eigen::MatrixXf& W, const float* x, int y) {
  const Eigen::VectorXf s = W * Eigen::Map<const Eigen::VectorXf>(x, W.cols());
  return (s.array() - s(y) + 1).max(0).sum() - 1;  // the true class put in max(0, 0 + 1)
}

/// The mean loss of a batch, without a loop over the examples: the exercise of the notes.
double loss_vectorized(const Eigen::MatrixXf& W, const Eigen::MatrixXf& X,
                       const Eigen::VectorXi& y) {
  const Eigen::MatrixXf S = W * X;
  const auto correct =
      Eigen::RowVectorXf::NullaryExpr(S.cols(), [&](Index i) { return S(y(i), i); });
  return ((S.rowwise() - correct).array() + 1).max(0).colwise().sum().mean() - 1;
}

template <class Form>
void time_it(const char* name, Form&& form) {
  double loss = 0;
  double best = 1e9;
  for (int repetition = 0; repetition < 3; ++repetition) {
    const auto begin = std::chrono::steady_clock::now();
    loss = form();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    best = std::min(best, seconds.count());
  }
  std::printf("%-18s loss %.3f %10.2f ms\n", name, loss, 1e3 * best);
}

int main() {
  // As many features and classes as CIFAR-10 has, a bias included.
  constexpr Index N = 500;
  std::mt19937 generator(1);  // whose numbers are the same everywhere
  const auto uniform = [&] { return static_cast<float>(generator() >> 8) / (1 << 23) - 1; };
  const Eigen::MatrixXf X = Eigen::MatrixXf::NullaryExpr(3073, N, uniform);
  const Eigen::MatrixXf W = 0.02F * Eigen::MatrixXf::NullaryExpr(10, 3073, uniform);
  const auto y = Eigen::VectorXi::NullaryExpr(N, [](Index i) { return static_cast<int>(i % 10); });
  const Eigen::VectorXi labels = y;
  const auto mean_of = [&](auto loss_of_one) {
    double sum = 0;
    for (Index i = 0; i < N; ++i) sum += loss_of_one(W, X.col(i).data(), labels(i));
    return sum / N;
  };
  time_it("unvectorized", [&] { return mean_of(loss_unvectorized); });
  time_it("half-vectorized", [&] { return mean_of(loss_half_vectorized); });
  time_it("fully vectorized", [&] { return loss_vectorized(W, X, labels); });
  sm::RegularizedLoss objective(X, labels, sm::WestonWatkinsHinge{}, sm::NoRegularization{});
  const Eigen::VectorXf b = Eigen::VectorXf::Zero(10);
  time_it("the library", [&] { return objective.value(W, b); });
}
