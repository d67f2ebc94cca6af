// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file gradient_check.cpp  A right gradient passes, a wrong one is named by its first wrong
/// entry.
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/objective/gradient_check.hpp>
#include <softmargin/objective/regularized_loss.hpp>
#include <softmargin/regularization/l2.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Half the squared distance of the scores from the label's one-hot vector; one entry of the
/// gradient may be off.
struct SquaredDistance {
  sm::Index wrong = -1;
  double error = 0;

  template <class Scores>
  typename Scores::Scalar value(const Eigen::MatrixBase<Scores>& s, sm::Index label) const {
    typename Scores::Scalar sum(0);
    for (sm::Index k = 0; k < s.size(); ++k) {
      const auto distance = s(k) - typename Scores::Scalar(k == label);
      sum += distance * distance / 2;
    }
    return sum;
  }
  template <class Scores, class Gradient>
  void gradient(const Eigen::MatrixBase<Scores>& s, sm::Index label,
                Eigen::MatrixBase<Gradient>& out) const {
    out = s;
    out(label) -= 1;
    if (wrong >= 0) out(wrong) += error;
  }
};

}  // namespace

TEST_CASE("a right gradient passes to 1e-7", "[objective][gradient_check]") {
  Random random(3);
  for (const double scale : {1e-3, 1.0, 1e2}) {
    const Eigen::VectorXd s = random.vector(5, scale);
    CHECK(sm::gradient_check(SquaredDistance{}, s, 2).passed);
    CHECK(sm::gradient_check(sm::SoftmaxCrossEntropy{}, s, 2).passed);
    CHECK(sm::gradient_check(sm::WestonWatkinsSquaredHinge{}, s, 2).passed);
  }
}

TEST_CASE("the first wrong entry of a loss is named with both numbers",
          "[objective][gradient_check]") {
  const Eigen::VectorXd s = Eigen::Vector4d(0.5, -1, 2, 0);
  const auto found = sm::gradient_check(SquaredDistance{2, 0.25}, s, 1);
  CHECK_FALSE(found.passed);
  CHECK(found.first_wrong == 2);
  CHECK_THAT(found.analytic, WithinAbs(2.25, 1e-12));
  CHECK_THAT(found.numeric, WithinAbs(2, 1e-8));
  CHECK_THAT(found.message(), ContainsSubstring("gradient(2) should be 2"));
  CHECK_THAT(found.message(), ContainsSubstring("got 2.25"));
}

TEST_CASE("an error of 1e-6 is found, NaN is too", "[objective][gradient_check]") {
  const Eigen::VectorXd s = Eigen::Vector3d(0.5, -1, 0.25);
  CHECK(sm::gradient_check(SquaredDistance{0, 1e-6}, s, 1).first_wrong == 0);
  CHECK(sm::gradient_check(SquaredDistance{0, 1e-9}, s, 1).passed);
  CHECK(sm::gradient_check(SquaredDistance{1, std::nan("")}, s, 1).first_wrong == 1);
}

TEST_CASE("an objective of a wrong loss names the first wrong parameter",
          "[objective][gradient_check]") {
  Random random(5);
  const Eigen::MatrixXd X = random.matrix(3, 20);
  const sm::Labels y = random.labels(20, 4);
  const Eigen::VectorXd parameters = random.vector(16);  // (3 weights and a bias) x 4 classes
  sm::RegularizedLoss right(X, y, SquaredDistance{}, sm::L2{0.1});
  CHECK(sm::gradient_check(right, parameters).passed);
  // Class 2 has parameters 8 .. 11.
  sm::RegularizedLoss wrong(X, y, SquaredDistance{2, 0.5}, sm::L2{0.1});
  const auto found = sm::gradient_check(wrong, parameters);
  CHECK_FALSE(found.passed);
  CHECK(found.first_wrong == 8);
}
