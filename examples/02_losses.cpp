// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 02_losses.cpp  The losses, on the scores that the lecture notes use.
///
/// A loss sees the scores s of one example and its true class y. The multiclass SVM wants the true
/// class ahead of every other by a margin Delta:  L_i = sum_{j != y} max(0, s_j - s_y + Delta).
/// Softmax turns scores into probabilities and pays  L_i = -log(e^{s_y} / sum_j e^{s_j}).
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdio>

namespace sm = softmargin;

template <class Loss>
void print(const char* name, const Loss& loss, const Eigen::Vector3d& s, int label) {
  Eigen::Vector3d gradient;
  loss.gradient(s, label, gradient);
  std::printf("%-26s %6.3f   dL/ds = [%6.3f %6.3f %6.3f]\n", name, loss.value(s, label),
              gradient(0), gradient(1), gradient(2));
}

int main() {
  // The first rival is behind by more than Delta and costs nothing, the second is 8 short of it.
  const Eigen::Vector3d first(13, -7, 11);
  std::printf("s = [13 -7 11], class 0, Delta = 10: loss %g\n\n",
              sm::WestonWatkinsHinge{.delta = 10}.value(first, 0));

  const Eigen::Vector3d s(-2.85, 0.86, 0.28);
  std::printf("s = [-2.85 0.86 0.28], class 2, Delta = 1\n");
  print("Weston-Watkins hinge", sm::WestonWatkinsHinge{}, s, 2);
  print("Weston-Watkins squared", sm::WestonWatkinsSquaredHinge{}, s, 2);
  print("Crammer-Singer hinge", sm::CrammerSingerHinge{}, s, 2);
  print("one-vs-all hinge", sm::OneVsAllHinge{}, s, 2);
  print("one-vs-all squared", sm::OneVsAllSquaredHinge{}, s, 2);
  print("softmax cross-entropy", sm::SoftmaxCrossEntropy{}, s, 2);

  // e^789 overflows. The largest score is subtracted first, which changes nothing else.
  const Eigen::Vector3d large(123, 456, 789);
  const Eigen::Vector3d p = sm::softmax(large);
  std::printf("\nsoftmax of [123 456 789]: [%.3g %.3g %.3g]\n", p(0), p(1), p(2));

  // Two templates that give x = [1 1 1 1] the same score: L2 prefers the one that uses all of x.
  const Eigen::RowVector4d w1(1, 0, 0, 0);
  const Eigen::RowVector4d w2(0.25, 0.25, 0.25, 0.25);
  const sm::L2 penalty{.lambda = 1};
  std::printf("R([1 0 0 0]) = %g, R([0.25 0.25 0.25 0.25]) = %g\n", penalty.value(w1),
              penalty.value(w2));
}
