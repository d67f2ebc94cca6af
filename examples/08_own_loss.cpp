// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 08_own_loss.cpp  Write your own loss: a value and a gradient in the scores of one example.
///
/// Here the logistic loss of each pair (true class, rival), a smooth Weston-Watkins hinge:
///
///     L_i = sum_{j != y} log(1 + e^{Delta + s_j - s_y})
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/objective/gradient_check.hpp>
#include <softmargin/regularization/l2.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>

namespace sm = softmargin;

struct PairwiseLogistic {
  double delta = 1;

  /// A promise: convex in the scores and never below 0. In return `fit` proves how far its result
  /// can be from the optimum. Without this line it trains all the same.
  static constexpr bool is_convex = true;

  template <class Scores>
  auto value(const Scores& s, sm::Index y) const {
    typename Scores::Scalar sum = 0;
    for (sm::Index j = 0; j < s.size(); ++j) {
      const auto margin = static_cast<typename Scores::Scalar>(delta) + s(j) - s(y);
      // log(1 + e^m) without overflow for large m.
      if (j != y) sum += std::max(margin, margin * 0) + std::log1p(std::exp(-std::abs(margin)));
    }
    return sum;
  }

  template <class Scores, class Gradient>
  void gradient(const Scores& s, sm::Index y, Gradient& g) const {
    g(y) = 0;
    for (sm::Index j = 0; j < s.size(); ++j) {
      if (j == y) continue;
      g(j) = 1 / (1 + std::exp(s(y) - s(j) - static_cast<typename Scores::Scalar>(delta)));
      g(y) -= g(j);
    }
  }
};

static_assert(sm::Loss<PairwiseLogistic>);

int main() {
  const Eigen::VectorXd scores = Eigen::Vector4d(0.3, 100, -400, 0.8);
  std::printf("%s\n", sm::gradient_check(PairwiseLogistic{}, scores, 0).passed
                          ? "the gradient is that of the value"
                          : "the gradient is wrong");

  const auto [X, y, names] = sm::read_csv<std::uint8_t>(
      std::filesystem::path(SOFTMARGIN_EXAMPLE_DATA) / "digits.csv.gz", {.label_column = -1});
  // The proof for a free bias wants one more member, `absorb`: concepts.hpp. A penalised bias does
  // not.
  const auto [model, report] =
      sm::fit(X, y, PairwiseLogistic{}, sm::L2{1.0}, {.bias = sm::Bias::penalized});
  std::printf("%s: objective %.4f, at most %.1e of it above the optimum\n",
              std::string(sm::to_string(report.status)).c_str(), report.objective,
              report.relative_gap);
  std::printf("accuracy on its own training digits %.3f\n", sm::accuracy(model.predict(X), y));
}
