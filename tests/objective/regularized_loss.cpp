// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/objective/regularized_loss.hpp"

#include <softmargin/bias_trick.hpp>
#include <softmargin/objective/gradient_check.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "any.hpp"
#include "catch.hpp"
#include "feature_forms.hpp"
#include "objective/evaluation.hpp"
#include "oracle.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Error = std::invalid_argument;
using RowMajorFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// ---- Numbers computed by hand -------------------------------------------------------------------

TEST_CASE("an objective of two examples by hand", "[objective]") {
  // Scores (0.25, -0.25) of x = 1 and (-0.25, 0.25) of x = -1: each rival misses the margin of 1
  // by 0.5. R = 2 / 16. dL/dW: each example adds x (-1, 1) to its own class first, halved by N.
  const MatrixXd X = Eigen::RowVector2d(1, -1);
  const sm::Labels y = Eigen::Vector2i(0, 1);
  const Eigen::Vector2d W(0.25, -0.25);
  sm::RegularizedLoss objective(X, y, AnyLoss{sm::WestonWatkinsHinge{}},
                                AnyRegularization{sm::L2{0.1}});
  const auto at = evaluate_at(objective, W, Eigen::Vector2d::Zero());
  CHECK_THAT(at.value, WithinAbs(0.5 + 0.1 * 2 / 16, 1e-15));
  CHECK(at.dW.isApprox(Eigen::Vector2d(-1 + 0.05, 1 - 0.05), 1e-15));
  CHECK(at.db == Eigen::Vector2d::Zero());
  CHECK(objective.value(W, Eigen::Vector2d::Zero()) == at.value);
}

TEST_CASE("at W = 0 the objective is Delta (K - 1) for the SVM and log K for softmax",
          "[objective]") {
  Random random(201);
  const MatrixXd X = random.matrix(5, 200);
  const sm::Labels y = random.labels(200, 10);
  const MatrixXd W = MatrixXd::Zero(10, 5);
  const VectorXd b = VectorXd::Zero(10);
  sm::RegularizedLoss svm(X, y, AnyLoss{sm::WestonWatkinsHinge{.delta = 2}}, AnyRegularization{});
  sm::RegularizedLoss softmax(X, y, AnyLoss{sm::SoftmaxCrossEntropy{}}, AnyRegularization{});
  CHECK_THAT(svm.value(W, b), WithinRel(18, 1e-15));
  CHECK_THAT(softmax.value(W, b), WithinRel(std::log(10), 1e-15));
}

TEST_CASE("the notes' two templates of equal score differ by their penalty alone", "[objective]") {
  // CS231n notes: w_1 = (1, 0, 0, 0) has R = 1, w_2 = (0.25, 0.25, 0.25, 0.25) has R = 0.25.
  const MatrixXd X = Eigen::Vector4d::Ones();
  MatrixXd W1 = MatrixXd::Zero(2, 4);
  MatrixXd W2 = W1;
  W1(0, 0) = 1;
  W2.row(0).setConstant(0.25);
  sm::RegularizedLoss objective(X, sm::Labels::Zero(1), AnyLoss{sm::SoftmaxCrossEntropy{}},
                                AnyRegularization{sm::L2{1}}, {.num_classes = 2});
  const VectorXd b = VectorXd::Zero(2);
  CHECK_THAT(objective.value(W1, b) - objective.value(W2, b), WithinAbs(0.75, 1e-15));
}

// ---- The oracle ---------------------------------------------------------------------------------

TEST_CASE("every loss, penalty and bias gives what the plain loops give", "[objective][oracle]") {
  Random random(202);
  const MatrixXd X = random.matrix(6, 100);
  const sm::Labels y = random.labels(100, 4);
  const VectorXd weights = random.vector(100).cwiseAbs();
  const auto real = [](const auto& M) { return M.template cast<long double>().eval(); };
  for (const auto& [loss_name, loss] : every_loss()) {
    for (const auto& [penalty_name, penalty] : every_regularization(0.03)) {
      for (const sm::Bias bias : every_bias) {
        const MatrixXd W = random.matrix(4, 6);
        const VectorXd b = random.vector(4);
        CAPTURE(loss_name, penalty_name, static_cast<int>(bias));
        const auto plain = evaluate_at(X, y, loss, penalty, {.bias = bias}, W, b);
        const auto weighted =
            evaluate_at(X, y, loss, penalty, {.bias = bias, .example_weights = weights}, W, b);
        CHECK(difference(plain, oracle::objective(loss, penalty, real(W), real(b), real(X), y,
                                                  bias)) < 1e-14);
        CHECK(difference(weighted, oracle::objective(loss, penalty, real(W), real(b), real(X), y,
                                                     bias, real(weights))) < 1e-14);
      }
    }
  }
}

namespace {

/// What a user writes: the sum over rivals of the notes, in loops.
struct PlainHinge {
  double value(const VectorXd& s, sm::Index y) const {
    double sum = 0;
    for (sm::Index j = 0; j < s.size(); ++j) sum += j == y ? 0 : std::max(0.0, s(j) - s(y) + 1);
    return sum;
  }
  void gradient(const VectorXd& s, sm::Index y, VectorXd& out) const {
    out.setZero();
    for (sm::Index j = 0; j < s.size(); ++j) {
      if (j == y || s(j) - s(y) + 1 <= 0) continue;
      out(j) += 1;
      out(y) -= 1;
    }
  }
};
static_assert(sm::Loss<PlainHinge> && !sm::BlockLoss<PlainHinge>);

}  // namespace

TEST_CASE("a loss that is given one example at a time sums like the library's",
          "[objective][oracle]") {
  Random random(203);
  const MatrixXd X = nibble_matrix(random, 5, 128);
  const sm::Labels y = random.labels(128, 3);
  const MatrixXd W = round_matrix(random, 3, 5);
  const VectorXd b = round_matrix(random, 3, 1);
  const auto plain = evaluate_at(X, y, PlainHinge{}, sm::L2{0.25}, {}, W, b);
  const auto ours = evaluate_at(X, y, AnyLoss{sm::WestonWatkinsHinge{}},
                                AnyRegularization{sm::L2{0.25}}, {}, W, b);
  CHECK(same_bits(plain, ours));
}

TEST_CASE("in long double the objective is right to its last digits", "[objective][oracle]") {
  Random random(204);
  const auto X = random.matrix<long double>(5, 80);
  const sm::Labels y = random.labels(80, 4);
  const auto W = random.matrix<long double>(4, 5);
  const auto b = random.vector<long double>(4);
  sm::RegularizedLoss objective(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{0.125});
  sm::Matrix<long double> dW;
  sm::Vector<long double> db;
  const long double value = objective.value_and_gradient(W, b, dW, db);
  const auto expected = oracle::objective(sm::SoftmaxCrossEntropy{}, sm::L2{0.125}, W, b, X, y);
  CHECK(std::abs(value - expected.value) < 1e-17L * expected.value);
  CHECK(oracle::relative_error(dW, expected.dW) < 1e-17);
  CHECK(oracle::relative_error(db, expected.db) < 1e-17);
}

TEST_CASE("the gradient of an objective is that of its value", "[objective][gradient]") {
  Random random(205);
  const MatrixXd X = random.matrix(4, 30);
  const sm::Labels y = random.labels(30, 3);
  for (const sm::Bias bias : every_bias) {
    sm::RegularizedLoss smooth(
        X, y, AnyLoss{sm::SoftmaxCrossEntropy{}},
        AnyRegularization{sm::ElasticNet{.l1 = 0.1, .l2 = 0.2}},
        {.bias = bias, .scaling = sm::fit_standardization(X), .example_weights = y.cast<double>()});
    const auto check = sm::gradient_check(smooth, random.vector(smooth.num_parameters()));
    CAPTURE(check.message());
    CHECK(check.passed);
  }
}

// ---- Every form of X ----------------------------------------------------------------------------

TEST_CASE("bytes, rows, sparse and own types have the same objective", "[objective][features]") {
  // The products with all other forms: detail/features.cpp.
  Random random(206);
  const MatrixXd X = nibble_matrix(random, 7, 512);
  const sm::Labels y = random.labels(512, 3);
  const MatrixXd W = round_matrix(random, 3, 7);
  const VectorXd b = round_matrix(random, 3, 1);
  const AnyLoss loss{sm::WestonWatkinsHinge{}};
  const AnyRegularization penalty{sm::L2{0.25}};
  const auto expected = evaluate_at(X, y, loss, penalty, {}, W, b);
  CHECK(expected.value > 1);
  const auto check_form = [&](const char* name, const auto& form) {
    CAPTURE(name);
    // Scores, losses and sums are multiples of 1/16 or of 1: exact in float too.
    CHECK(same_bits(evaluate_at(form, y, loss, penalty, {}, W, b), expected));
  };
  check_form("bytes", sm::Matrix<std::uint8_t>(X.cast<std::uint8_t>()));
  check_form("row-major", RowMajorFloat(X.cast<float>()));
  check_form("sparse", Eigen::SparseMatrix<double>(X.sparseView()));
  check_form("block of a matrix", MatrixXd(X.replicate(2, 2)).block(7, 512, 7, 512));
  check_form("own type", PackedNibbles(X));
}

TEST_CASE("evaluating an expression block by block gives the bits of the matrix",
          "[objective][features]") {
  Random random(207);
  const Eigen::MatrixXf X = random.matrix<float>(37, 3000);
  const sm::Labels y = random.labels(3000, 5);
  const MatrixXd W = random.matrix(5, 37);
  const VectorXd b = random.vector(5);
  const AnyLoss loss{sm::SoftmaxCrossEntropy{}};
  const AnyRegularization penalty{sm::L2{1e-3}};
  const auto in_memory = evaluate_at(X, y, loss, penalty, {}, W, b);
  const auto block_wise = evaluate_at(RowMajorFloat(X), y, loss, penalty, {}, W, b);
  CHECK(same_bits(block_wise, in_memory));
}

// ---- The bias -----------------------------------------------------------------------------------

TEST_CASE("a penalised bias is the bias trick, a free one the same without its penalty",
          "[objective][bias]") {
  Random random(208);
  const MatrixXd X = random.matrix(5, 90);
  const sm::Labels y = random.labels(90, 3);
  const MatrixXd W = random.matrix(3, 5);
  const VectorXd b = random.vector(3);
  const double lambda = 0.3;
  const AnyRegularization penalty{sm::L2{lambda}};
  for (const auto& [name, loss] : every_loss()) {
    CAPTURE(name);
    const auto trick = evaluate_at(sm::append_bias_dimension(X), y, loss, penalty,
                                   {.bias = sm::Bias::none}, sm::fold_bias(W, b), VectorXd());
    const auto penalized = evaluate_at(X, y, loss, penalty, {.bias = sm::Bias::penalized}, W, b);
    const auto free = evaluate_at(X, y, loss, penalty, {.bias = sm::Bias::free}, W, b);
    const auto [trick_dW, trick_db] = sm::split_bias(trick.dW);
    CHECK_THAT(penalized.value, WithinRel(trick.value, 1e-14));
    CHECK(oracle::relative_error(penalized.dW, trick_dW) < 1e-14);
    CHECK(oracle::relative_error(penalized.db, trick_db) < 1e-14);
    CHECK_THAT(free.value, WithinRel(trick.value - lambda * b.squaredNorm(), 1e-14));
    CHECK(oracle::relative_error(free.dW, trick_dW) < 1e-14);
    CHECK(oracle::relative_error(free.db, (trick_db - 2 * lambda * b).eval()) < 1e-13);
  }
}

TEST_CASE("without a bias b is ignored and its gradient 0", "[objective][bias]") {
  Random random(209);
  const MatrixXd X = random.matrix(5, 40);
  const sm::Labels y = random.labels(40, 3);
  const MatrixXd W = random.matrix(3, 5);
  sm::RegularizedLoss objective(X, y, AnyLoss{}, AnyRegularization{}, {.bias = sm::Bias::none});
  const auto without = evaluate_at(objective, W, VectorXd());
  const auto ignored = evaluate_at(objective, W, VectorXd::Constant(3, 7));
  CHECK(same_bits(without, ignored));
  CHECK(without.db == VectorXd::Zero(3));
  CHECK(objective.num_parameters() == 15);
}

// ---- Scaling ------------------------------------------------------------------------------------

TEST_CASE("a scaling in the options is a scaled copy of X, value and gradient",
          "[objective][scaling]") {
  Random random(210);
  MatrixXd X = random.matrix(6, 80, 2);
  X.row(1).array() += 50;
  X.row(2) *= 1e-3;
  X.row(3).setConstant(4);
  const sm::Labels y = random.labels(80, 4);
  const MatrixXd W = random.matrix(4, 6);
  const VectorXd b = random.vector(4);
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  const AnyLoss loss{sm::SoftmaxCrossEntropy{}};
  const AnyRegularization penalty{sm::L2{0.1}};
  for (const auto& scaling :
       {sm::fit_centring(X), sm::fit_range_scaling(X), sm::fit_standardization(X)}) {
    for (const sm::Bias bias : every_bias) {
      CAPTURE(static_cast<int>(bias));
      const auto copied = evaluate_at(scaling.apply(X), y, loss, penalty, {.bias = bias}, W, b);
      const sm::ObjectiveOptions options{.bias = bias, .scaling = scaling};
      CHECK(difference(evaluate_at(X, y, loss, penalty, options, W, b), copied) < 1e-12);
      CHECK(difference(evaluate_at(sparse, y, loss, penalty, options, W, b), copied) < 1e-12);
    }
  }
}

TEST_CASE("the mean squared norm is that of what the weights see", "[objective][scaling]") {
  Random random(211);
  const MatrixXd X = random.matrix(4, 50).array() + 3;
  const sm::Labels y = random.labels(50, 2);
  const auto scaling = sm::fit_standardization(X);
  const auto norm = [&](const sm::ObjectiveOptions& options) {
    return sm::RegularizedLoss(X, y, AnyLoss{}, AnyRegularization{}, options).mean_squared_norm();
  };
  const double raw = X.colwise().squaredNorm().mean();
  const double scaled = scaling.apply(X).colwise().squaredNorm().mean();
  CHECK_THAT(norm({.bias = sm::Bias::none}), WithinRel(raw, 1e-13));
  CHECK_THAT(norm({.bias = sm::Bias::free}), WithinRel(raw + 1, 1e-13));
  CHECK_THAT(norm({.bias = sm::Bias::penalized, .scaling = scaling}), WithinRel(scaled + 1, 1e-12));
}

// ---- Example weights ----------------------------------------------------------------------------

TEST_CASE("an example of weight 3 counts as three copies, of weight 0 as none",
          "[objective][weights]") {
  Random random(212);
  const MatrixXd X = random.matrix(5, 60);
  const sm::Labels y = random.labels(60, 3);
  VectorXd weights(60);
  std::vector<sm::Index> copies;
  for (sm::Index i = 0; i < 60; ++i) {
    weights(i) = random.below(4);
    copies.insert(copies.end(), static_cast<std::size_t>(weights(i)), i);
  }
  const MatrixXd repeated = X(Eigen::seqN(0, 5), copies);
  const sm::Labels repeated_y = y(copies);
  const MatrixXd W = random.matrix(3, 5);
  const VectorXd b = random.vector(3);
  const AnyRegularization penalty{sm::L2{0.1}};
  for (const auto& [name, loss] : every_loss()) {
    CAPTURE(name);
    const auto weighted =
        evaluate_at(X, y, loss, penalty, {.num_classes = 3, .example_weights = weights}, W, b);
    const auto counted = evaluate_at(repeated, repeated_y, loss, penalty, {.num_classes = 3}, W, b);
    CHECK(difference(weighted, counted) < 1e-13);
  }
}

TEST_CASE("equal weights, whatever their size, are no weights", "[objective][weights]") {
  Random random(213);
  const MatrixXd X = random.matrix(5, 64);
  const sm::Labels y = random.labels(64, 3);
  const MatrixXd W = random.matrix(3, 5);
  const VectorXd b = random.vector(3);
  const AnyRegularization penalty{sm::L2{0.1}};
  const auto plain = evaluate_at(X, y, AnyLoss{}, penalty, {}, W, b);
  for (const double weight : {1.0, 8.0, 1e-200, 1e200}) {
    const auto weighted = evaluate_at(X, y, AnyLoss{}, penalty,
                                      {.example_weights = VectorXd::Constant(64, weight)}, W, b);
    CHECK(difference(weighted, plain) < 1e-14);
  }
}

// ---- Symmetries ---------------------------------------------------------------------------------

TEST_CASE("neither the order of the examples matters nor the names of the classes", "[objective]") {
  Random random(214);
  const MatrixXd X = random.matrix(5, 300);
  const sm::Labels y = random.labels(300, 4);
  const MatrixXd W = random.matrix(4, 5);
  const VectorXd b = random.vector(4);
  const Eigen::Vector4i new_name(2, 0, 3, 1);
  const Eigen::PermutationMatrix<4> rename(new_name);
  const AnyRegularization penalty{sm::L2{0.1}};
  for (const auto& [name, loss] : every_loss()) {
    CAPTURE(name);
    const auto plain = evaluate_at(X, y, loss, penalty, {}, W, b);
    const auto reordered = evaluate_at(MatrixXd(X.rowwise().reverse()), sm::Labels(y.reverse()),
                                       loss, penalty, {}, W, b);
    CHECK(difference(reordered, plain) < 1e-13);
    const sm::Labels renamed = y.unaryExpr([&](int label) { return new_name(label); });
    auto permuted = evaluate_at(X, renamed, loss, penalty, {}, rename * W, rename * b);
    permuted.dW = (rename.transpose() * permuted.dW).eval();
    permuted.db = (rename.transpose() * permuted.db).eval();
    CHECK(difference(permuted, plain) < 1e-13);
  }
}

TEST_CASE("weights and Delta in other units cost the same in those units", "[objective]") {
  // CS231n notes: doubling W doubles every difference of scores, so Delta alone means nothing.
  Random random(215);
  const MatrixXd X = random.matrix(5, 64);
  const sm::Labels y = random.labels(64, 4);
  const MatrixXd W = random.matrix(4, 5);
  const VectorXd b = random.vector(4);
  const AnyRegularization none;
  sm::RegularizedLoss one(X, y, AnyLoss{sm::WestonWatkinsHinge{.delta = 1}}, none);
  sm::RegularizedLoss two(X, y, AnyLoss{sm::WestonWatkinsHinge{.delta = 2}}, none);
  CHECK(two.value(2 * W, 2 * b) == 2 * one.value(W, b));
}

// ---- Threads ------------------------------------------------------------------------------------

namespace {

template <class Features>
void check_threads(const Features& X, sm::Index num_classes) {
  Random random(216);
  const sm::Labels y = random.labels(X.cols(), num_classes);
  const MatrixXd W = random.matrix(num_classes, X.rows());
  const VectorXd b = random.vector(num_classes);
  const auto with_threads = [&](int threads) {
    sm::RegularizedLoss objective(X, y, AnyLoss{sm::SoftmaxCrossEntropy{}},
                                  AnyRegularization{sm::L2{1e-3}}, {.threads = threads});
    const auto at = evaluate_at(objective, W, b);
    CHECK(same_bits(evaluate_at(objective, W, b), at));  // and again, with the same objective
    CHECK(objective.value(W, b) == at.value);
    return at;
  };
  const auto one = with_threads(1);
  for (const int threads : {2, 3, 7, 0}) {
    CAPTURE(threads);
    CHECK(same_bits(with_threads(threads), one));
  }
}

}  // namespace

TEST_CASE("1, 2, 3, 7 and all threads give the same bits", "[objective][threads]") {
  Random random(217);
  const Eigen::MatrixXf dense = random.matrix<float>(41, 5000);
  const MatrixXd wide = random.matrix(300, 900);
  const sm::Matrix<std::uint8_t> bytes = nibble_matrix(random, 100, 3001).cast<std::uint8_t>();
  const Eigen::SparseMatrix<double> sparse = random.matrix(50, 4000).sparseView(1, 1);
  check_threads(dense, 5);
  check_threads(wide, 3);
  check_threads(bytes, 10);
  check_threads(sparse, 4);
}

// ---- Many examples ------------------------------------------------------------------------------

TEST_CASE("a million examples are right to 1e-6 in float and to 1e-13 in double",
          "[objective][oracle][long]") {
  const sm::Index N = 1000000;
  Random random(218);
  Eigen::MatrixXf X(3, N);
  sm::Labels y(N);
  for (sm::Index i = 0; i < N; ++i) {
    for (sm::Index d = 0; d < 3; ++d) X(d, i) = static_cast<float>(random.uniform());
    y(i) = random.below(2) * random.below(3);
  }
  const Eigen::MatrixXf W = random.matrix<float>(3, 3);
  const Eigen::VectorXf b = random.vector<float>(3);
  const AnyLoss loss{sm::SoftmaxCrossEntropy{}};
  const AnyRegularization penalty{sm::L2{1e-3}};
  const auto expected = oracle::objective(loss, penalty, W.cast<long double>(),
                                          b.cast<long double>(), X.cast<long double>(), y);
  const MatrixXd W_double = W.cast<double>();
  const VectorXd b_double = b.cast<double>();
  CHECK(difference(evaluate_at(X, y, loss, penalty, {}, W_double, b_double), expected) < 1e-6);
  const MatrixXd X_double = X.cast<double>();
  CHECK(difference(evaluate_at(X_double, y, loss, penalty, {}, W_double, b_double), expected) <
        1e-13);

  // What the bound is there for: sums that are held in float alone miss it.
  float naive_sum = 0;
  Eigen::Vector3f naive_db = Eigen::Vector3f::Zero();
  for (sm::Index i = 0; i < N; ++i) {
    const Eigen::Vector3f s = W * X.col(i) + b;
    Eigen::Vector3f p = (s.array() - s.maxCoeff()).exp();
    p /= p.sum();
    naive_sum -= std::log(p(y(i)));
    p(y(i)) -= 1;
    naive_db += p;
  }
  const double naive =
      static_cast<double>(naive_sum) / static_cast<double>(N) + penalty.value(W_double);
  CHECK(std::abs(naive / static_cast<double>(expected.value) - 1) > 1e-6);
  CHECK(oracle::relative_error((naive_db / static_cast<float>(N)).eval(), expected.db) > 1e-6);
}

// ---- Mini-batches -------------------------------------------------------------------------------

TEST_CASE("a batch of all examples has the whole gradient, batches average to it",
          "[objective][sgd]") {
  Random random(219);
  const MatrixXd X = random.matrix(5, 60);
  const sm::Labels y = random.labels(60, 3);
  for (const sm::Bias bias : every_bias) {
    sm::RegularizedLoss objective(X, y, AnyLoss{sm::SoftmaxCrossEntropy{}},
                                  AnyRegularization{sm::L2{0.1}},
                                  {.bias = bias,
                                   .scaling = sm::fit_standardization(X),
                                   .example_weights = VectorXd(random.vector(60).cwiseAbs())});
    const VectorXd at = random.vector(objective.num_parameters());
    VectorXd expected;
    objective.value_and_gradient(at, expected);
    std::vector<sm::Index> all(60);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<sm::Index>(59 - i);
    VectorXd gradient;
    objective.minibatch_gradient(all, at, gradient);
    CHECK(oracle::relative_error(gradient, expected) < 1e-13);
    VectorXd mean = VectorXd::Zero(at.size());
    for (std::ptrdiff_t first = 0; first < 60; first += 12) {
      const std::vector<sm::Index> batch(all.begin() + first, all.begin() + first + 12);
      objective.minibatch_gradient(batch, at, gradient);
      mean += gradient / 5;
    }
    CHECK(oracle::relative_error(mean, expected) < 1e-13);
  }
}

// ---- Parameters ---------------------------------------------------------------------------------

TEST_CASE("flat parameters hold each class's weights and then its bias", "[objective]") {
  const MatrixXd X = MatrixXd::Identity(2, 2);
  const sm::Labels y = Eigen::Vector2i(0, 1);
  sm::RegularizedLoss objective(X, y, AnyLoss{}, AnyRegularization{sm::L2{0.5}});
  const VectorXd flat = objective.pack(MatrixXd{{1, 2}, {4, 5}}, Eigen::Vector2d(3, 6));
  CHECK(flat == VectorXd{{1, 2, 3, 4, 5, 6}});
  MatrixXd W;
  VectorXd b;
  objective.unpack(flat, W, b);
  CHECK(W == MatrixXd{{1, 2}, {4, 5}});
  CHECK(b == Eigen::Vector2d(3, 6));
  CHECK(objective.num_parameters() == 6);
  CHECK(objective.penalty(flat) == 0.5 * (1 + 4 + 16 + 25));
}

TEST_CASE("an objective counts its passes", "[objective]") {
  const MatrixXd X = MatrixXd::Identity(2, 2);
  const sm::Labels y = Eigen::Vector2i(0, 1);
  sm::RegularizedLoss objective(X, y, AnyLoss{}, AnyRegularization{});
  CHECK(objective.num_passes() == 0);
  evaluate_at(objective, X, VectorXd::Zero(2));
  objective.value(X, VectorXd::Zero(2));
  CHECK(objective.num_passes() == 2);
}

// ---- Extremes -----------------------------------------------------------------------------------

TEST_CASE("one example, one feature and scores of 1e30 are no exception", "[objective]") {
  const MatrixXd X = MatrixXd::Constant(1, 1, 1e30);
  const sm::Labels y = sm::Labels::Zero(1);
  for (const auto& [name, loss] : every_loss(1)) {
    CAPTURE(name);
    sm::RegularizedLoss objective(X, y, loss, AnyRegularization{sm::L2{1}}, {.num_classes = 2});
    const auto right = evaluate_at(objective, Eigen::Vector2d(1, -1), Eigen::Vector2d::Zero());
    CHECK(right.value == 2);  // the penalty alone
    const auto wrong = evaluate_at(objective, Eigen::Vector2d(-1, 1), Eigen::Vector2d::Zero());
    CHECK(std::isfinite(wrong.value));
    CHECK(wrong.value > 1e30);
    CHECK(wrong.dW.allFinite());
  }
}

namespace {

/// A loss that throws at an example of class 1 when told to.
struct Moody {
  bool* in_bad_mood;
  float value(const Eigen::VectorXf& s, sm::Index) const { return s.squaredNorm(); }
  void gradient(const Eigen::VectorXf& s, sm::Index y, Eigen::VectorXf& out) const {
    if (*in_bad_mood && y == 1) throw std::domain_error("not today");
    out = 2 * s;
  }
};

}  // namespace

TEST_CASE("a loss that throws leaves nothing behind in the objective", "[objective]") {
  Random random(220);
  const Eigen::MatrixXf X = random.matrix<float>(4, 2000);
  sm::Labels y = sm::Labels::Zero(2000);
  y(1500) = 1;
  bool in_bad_mood = false;
  for (const int threads : {1, 3}) {
    sm::RegularizedLoss objective(X, y, Moody{&in_bad_mood}, sm::L2{}, {.threads = threads});
    const MatrixXd W = random.matrix(2, 4);
    const auto before = evaluate_at(objective, W, VectorXd::Zero(2));
    in_bad_mood = true;
    CHECK_THROWS_AS(evaluate_at(objective, W, VectorXd::Zero(2)), std::domain_error);
    in_bad_mood = false;
    CHECK(same_bits(evaluate_at(objective, W, VectorXd::Zero(2)), before));
  }
}

// ---- Callers' mistakes --------------------------------------------------------------------------

TEST_CASE("an objective names what is wrong, and where", "[objective]") {
  const MatrixXd X = MatrixXd::Ones(3, 4);
  const sm::Labels y = Eigen::Vector4i(0, 1, 2, 1);
  const auto make = [](const MatrixXd& data, const sm::Labels& labels,
                       const sm::ObjectiveOptions& options = {}, const AnyLoss& loss = {},
                       const AnyRegularization& penalty = {}) {
    return thrown<Error>([&] { sm::RegularizedLoss(data, labels, loss, penalty, options); });
  };
  CHECK(make(X, y) == "nothing was thrown");
  CHECK(make(MatrixXd(3, 0), sm::Labels()) ==
        "softmargin: number of examples should be at least 1, got 0");
  CHECK(make(MatrixXd(0, 4), y) == "softmargin: number of features should be at least 1, got 0");
  CHECK(make(X, sm::Labels::Zero(4)) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(make(X, y, {.num_classes = 1}) ==
        "softmargin: number of classes should be at least 2, got 1");
  CHECK(make(X, y, {.num_classes = -3}) ==
        "softmargin: number of classes should be at least 2, got -3");
  CHECK(make(X, y.head(3)) == "softmargin: number of labels should be 4, got 3");
  CHECK(make(X, y, {.num_classes = 2}) == "softmargin: labels(2) should be in [0, 2), got 2");
  CHECK(make(X, Eigen::Vector4i(0, 1, 2, -1)) ==
        "softmargin: labels(3) should be in [0, 3), got -1");
  MatrixXd holes = X;
  holes(2, 1) = std::numeric_limits<double>::quiet_NaN();
  holes(0, 3) = std::numeric_limits<double>::infinity();
  CHECK(make(holes, y) == "softmargin: X(2, 1) should be finite, got nan");
  holes(2, 1) = 0;
  CHECK(make(holes, y) == "softmargin: X(0, 3) should be finite, got inf");
  CHECK(make(X, y, {}, {sm::WestonWatkinsHinge{.delta = -1}}) ==
        "softmargin: delta should be finite and not negative, got -1");
  CHECK(make(X, y, {}, {}, {sm::L2{-1e-3}}) ==
        "softmargin: lambda should be finite and not negative, got -0.001");
  CHECK(make(X, y, {}, {}, {sm::ElasticNet{.l1 = -2}}) ==
        "softmargin: l1 should be finite and not negative, got -2");
  CHECK(make(X, y, {.scaling = sm::fit_centring(MatrixXd::Ones(2, 4))}) ==
        "softmargin: features of the scaling should be 3, got 2");
  CHECK(make(X, y, {.scaling = sm::FeatureScaling{VectorXd::Zero(3), VectorXd::Zero(3)}}) ==
        "softmargin: factor(0) should be finite and positive, got 0");
  CHECK(make(X, y, {.example_weights = VectorXd::Ones(3)}) ==
        "softmargin: number of example weights should be 4, got 3");
  CHECK(make(X, y, {.example_weights = Eigen::Vector4d(1, 1, -1, 1)}) ==
        "softmargin: example_weights(2) should be finite and not negative, got -1");
  CHECK(make(X, y, {.example_weights = VectorXd::Zero(4)}) ==
        "softmargin: sum of example weights should be finite and positive, got 0");
  CHECK(make(X, y, {.threads = -2}) == "softmargin: threads should be at least 0, got -2");
}

TEST_CASE("NaN is found in every form of X", "[objective][features]") {
  const sm::Labels y = Eigen::Vector4i(0, 1, 2, 1);
  MatrixXd X = MatrixXd::Ones(3, 4);
  X(2, 1) = std::numeric_limits<double>::quiet_NaN();
  const std::string message = "softmargin: X(2, 1) should be finite, got nan";
  const auto make = [&](const auto& form) {
    return thrown<Error>([&] { sm::detail::check_features_finite(form); });
  };
  CHECK(make(Eigen::MatrixXf(X.cast<float>())) == message);
  CHECK(make(sm::Matrix<Eigen::half>(X.cast<Eigen::half>())) == message);
  CHECK(make(sm::Matrix<Eigen::bfloat16>(X.cast<Eigen::bfloat16>())) == message);
  CHECK(make(sm::Matrix<long double>(X.cast<long double>())) == message);
  CHECK(make(2 * X) == message);
  CHECK(make(MatrixXd(X.transpose()).transpose()) == message);
  CHECK(make(Eigen::SparseMatrix<double>(X.sparseView())) == message);
}

TEST_CASE("weights of the wrong shape or not finite are named", "[objective]") {
  const MatrixXd X = MatrixXd::Identity(2, 3);
  const sm::Labels y = Eigen::Vector3i(0, 1, 2);
  sm::RegularizedLoss objective(X, y, AnyLoss{}, AnyRegularization{});
  const VectorXd b = VectorXd::Zero(3);
  MatrixXd W = MatrixXd::Zero(3, 2);
  CHECK(thrown<Error>([&] { objective.value(W.transpose(), b); }) ==
        "softmargin: W should be 3 x 2, got 2 x 3");
  CHECK(thrown<Error>([&] { objective.value(W, VectorXd::Zero(2)); }) ==
        "softmargin: size of b should be 3, got 2");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(thrown<Error>([&] { objective.value(W, VectorXd::Constant(3, infinity)); }) ==
        "softmargin: b(0) should be finite, got inf");
  W(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(thrown<Error>([&] { objective.value(W, b); }) ==
        "softmargin: W(1, 0) should be finite, got nan");
}
