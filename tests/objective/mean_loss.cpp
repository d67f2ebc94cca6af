// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/objective/mean_loss.hpp"

#include <limits>
#include <stdexcept>
#include <type_traits>

#include "any.hpp"
#include "catch.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Eigen::MatrixXd;
using Error = std::invalid_argument;

TEST_CASE("the mean loss of the notes' scores", "[objective][mean_loss]") {
  // CS231n notes: 13, -7, 11 with Delta 10 loses 8 for the first class; by hand the second loses
  // (13 + 7 + 10) + (11 + 7 + 10) = 58.
  MatrixXd S(3, 2);
  S << 13, 13, -7, -7, 11, 11;
  const sm::WestonWatkinsHinge loss{.delta = 10};
  CHECK(sm::mean_loss(loss, S, Eigen::Vector2i(0, 1)) == 33);
  MatrixXd dS;
  CHECK(sm::mean_loss_and_gradient(loss, S, Eigen::Vector2i(0, 1), dS) == 33);
  CHECK(dS == MatrixXd{{-0.5, 0.5}, {0, -1}, {0.5, 0.5}});
}

TEST_CASE("the mean loss is that of the plain loops, over more than one block",
          "[objective][mean_loss]") {
  Random random(241);
  const MatrixXd S = random.matrix(4, 700, 2);
  const sm::Labels y = random.labels(700, 4);
  for (const auto& [name, loss] : every_loss()) {
    CAPTURE(name);
    long double sum = 0;
    oracle::RealMatrix gradient(4, 700);
    for (sm::Index i = 0; i < 700; ++i) {
      const auto one = evaluate(loss, S.col(i).cast<long double>(), y(i));
      sum += one.value;
      gradient.col(i) = one.gradient / 700;
    }
    MatrixXd dS;
    const double value = sm::mean_loss_and_gradient(loss, S, y, dS);
    CHECK_THAT(value, WithinAbs(static_cast<double>(sum / 700), 1e-13));
    CHECK(oracle::relative_error(dS, gradient) < 1e-13);
    CHECK(sm::mean_loss(loss, S, y) == value);
    CHECK(sm::mean_loss(loss, 1 * S, y) == value);  // any expression
  }
}

TEST_CASE("float scores are averaged in double", "[objective][mean_loss]") {
  // 1/3 is not a float sum's friend: a million of them in float are off by about 1 percent.
  const Eigen::MatrixXf S = Eigen::MatrixXf::Zero(2, 1000000);
  const auto mean =
      sm::mean_loss(sm::WestonWatkinsHinge{.delta = 1.0 / 3}, S, sm::Labels::Zero(1000000));
  static_assert(std::is_same_v<decltype(mean), const double>);
  CHECK_THAT(mean, WithinAbs(static_cast<double>(1.0F / 3), 1e-7));
}

TEST_CASE("the mean loss names what is wrong", "[objective][mean_loss]") {
  const MatrixXd S = MatrixXd::Zero(3, 2);
  const auto mean = [](const MatrixXd& scores, const sm::Labels& y, const AnyLoss& loss = {}) {
    return thrown<Error>([&] { sm::mean_loss(loss, scores, y); });
  };
  CHECK(mean(MatrixXd(3, 0), sm::Labels()) ==
        "softmargin: number of examples should be at least 1, got 0");
  CHECK(mean(MatrixXd::Zero(1, 2), Eigen::Vector2i(0, 0)) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(mean(S, sm::Labels::Zero(3)) == "softmargin: number of labels should be 2, got 3");
  CHECK(mean(S, Eigen::Vector2i(0, 3)) == "softmargin: labels(1) should be in [0, 3), got 3");
  MatrixXd bad = S;
  bad(2, 1) = -std::numeric_limits<double>::infinity();
  CHECK(mean(bad, Eigen::Vector2i(0, 1)) == "softmargin: scores(2, 1) should be finite, got -inf");
  CHECK(mean(S, Eigen::Vector2i(0, 1), {sm::OneVsAllHinge{.delta = -1}}) ==
        "softmargin: delta should be finite and not negative, got -1");
}
