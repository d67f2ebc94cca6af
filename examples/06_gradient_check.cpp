// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 06_gradient_check.cpp  A gradient is checked against central differences.
///
/// (f(x + h e_j) - f(x - h e_j)) / (2 h) is close to the derivative in x_j and needs no formula of
/// its own. It is slow, and blind at kinks; it is for tests, of your own losses too.
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/gradient_check.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdio>

namespace sm = softmargin;

/// A mistake that training would not show at once: the own class's derivative is left out.
struct ForgetfulHinge {
  template <class Scores>
  double value(const Scores& s, sm::Index y) const {
    return sm::WestonWatkinsHinge{}.value(s, y);
  }
  template <class Scores, class Gradient>
  void gradient(const Scores& s, sm::Index y, Gradient& g) const {
    sm::WestonWatkinsHinge{}.gradient(s, y, g);
    g(y) = 0;
  }
};

template <class Loss>
void check(const char* name, const Loss& loss) {
  const Eigen::VectorXd scores = Eigen::Vector4d(0.3, 1.1, -0.4, 0.8);
  const sm::GradientCheck result = sm::gradient_check(loss, scores, 2);
  std::printf("%-24s %s\n", name, result.passed ? "agrees to 1e-7" : result.message().c_str());
}

int main() {
  check("Weston-Watkins hinge", sm::WestonWatkinsHinge{});
  check("Weston-Watkins squared", sm::WestonWatkinsSquaredHinge{});
  check("Crammer-Singer hinge", sm::CrammerSingerHinge{});
  check("one-vs-all hinge", sm::OneVsAllHinge{});
  check("one-vs-all squared", sm::OneVsAllSquaredHinge{});
  check("softmax cross-entropy", sm::SoftmaxCrossEntropy{});
  check("a hinge with a mistake", ForgetfulHinge{});

  // The same for a whole objective: the mean loss over a batch plus the penalty, in W and b.
  const Eigen::MatrixXd X = Eigen::MatrixXd::Random(5, 12);
  Eigen::VectorXi y(12);
  y << 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2;
  sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{0.1});
  const Eigen::VectorXd parameters = Eigen::VectorXd::Random(objective.num_parameters());
  std::printf("objective of %d parameters  %s\n", static_cast<int>(parameters.size()),
              sm::gradient_check(objective, parameters).passed ? "agrees to 1e-7" : "is wrong");
}
