// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/skinny_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Index;
using sm::detail::ReadAhead;

namespace {

template <class T, class S>
struct Types {
  using Data = T;
  using Scalar = S;
};

/// Numbers that every type of data can hold.
template <class T>
std::vector<T> some_data(Random& random, Index size) {
  std::vector<T> data(static_cast<std::size_t>(size));
  for (T& number : data) {
    const double low = std::is_unsigned_v<T> ? 0 : -128;
    number = static_cast<T>(static_cast<float>(std::floor(random.uniform(low, low + 256))));
  }
  return data;
}

template <class Scalar>
std::vector<Scalar> some_scalars(Random& random, Index size) {
  std::vector<Scalar> numbers(static_cast<std::size_t>(size));
  for (Scalar& number : numbers) number = static_cast<Scalar>(random.normal());
  return numbers;
}

/// start + sum of products, and the size of what was added, by which rounding is judged.
struct Sum {
  explicit Sum(long double start) : value(start), size(std::abs(start)) {}
  void add(long double product) {
    value += product;
    size += std::abs(product);
  }
  template <class Scalar>
  bool is(Scalar got) const {
    return std::abs(value - static_cast<long double>(got)) <=
           16 * static_cast<long double>(std::numeric_limits<Scalar>::epsilon()) * size;
  }
  long double value;
  long double size;
};

/// One shape with room between the columns, X without a number more than it needs.
template <class T, class Scalar>
struct Problem {
  Problem(Index features, Index examples, Index classes)
      : D(features), B(examples), K(classes), random(17), ldx(D + 3), ldw(D + 5), lds(B + 2) {
    X = some_data<T>(random, ldx * (B - 1) + D);
    W = some_scalars<Scalar>(random, ldw * (K - 1) + D);
    S = some_scalars<Scalar>(random, lds * K);
    dW = some_scalars<Scalar>(random, ldw * K);
  }

  long double x(Index d, Index b) const {
    return static_cast<long double>(static_cast<Scalar>(X[static_cast<std::size_t>(b * ldx + d)]));
  }
  static Scalar at(const std::vector<Scalar>& numbers, Index i) {
    return numbers[static_cast<std::size_t>(i)];
  }

  std::vector<Scalar> scores(ReadAhead ahead = {}) const {
    std::vector<Scalar> got = S;
    sm::detail::PackedTemplates<Scalar> templates;
    templates.pack(W.data(), ldw, D, K);
    sm::detail::add_scores(X.data(), ldx, B, templates, ahead, got.data(), lds);
    return got;
  }
  std::vector<Scalar> gradient(ReadAhead ahead = {}) const {
    std::vector<Scalar> got = dW;
    sm::detail::add_gradient(X.data(), ldx, D, B, S.data(), lds, K, ahead, got.data(), ldw);
    return got;
  }

  /// Entries that differ from the sums in long double; those between the columns should not change.
  Index wrong_scores() const {
    const std::vector<Scalar> got = scores();
    Index wrong = 0;
    for (Index i = 0; i < lds * K; ++i) {
      const Index b = i % lds;
      Sum expected(at(S, i));
      for (Index d = 0; b < B && d < D; ++d) expected.add(x(d, b) * at(W, i / lds * ldw + d));
      wrong += b < B ? !expected.is(at(got, i)) : at(got, i) != at(S, i);
    }
    return wrong;
  }
  Index wrong_gradients() const {
    const std::vector<Scalar> got = gradient();
    Index wrong = 0;
    for (Index i = 0; i < ldw * K; ++i) {
      const Index d = i % ldw;
      Sum expected(at(dW, i));
      for (Index b = 0; d < D && b < B; ++b) expected.add(x(d, b) * at(S, i / ldw * lds + b));
      wrong += d < D ? !expected.is(at(got, i)) : at(got, i) != at(dW, i);
    }
    return wrong;
  }

  Index D, B, K;
  Random random;
  Index ldx, ldw, lds;
  std::vector<T> X;
  std::vector<Scalar> W, S, dW;
};

/// Below, at and above the widths of registers, tiles and pieces.
constexpr Index feature_counts[] = {1,  3,   15,  16,  17,  40,  63,  64,
                                    65, 300, 799, 800, 801, 817, 1613};
constexpr Index example_counts[] = {1, 2, 5, 33, 129, 259};
constexpr Index class_counts[] = {1, 2, 5, 6, 7, 10, 13, 26, 64, 131};

}  // namespace

TEST_CASE("the kernels add the scores and the gradient of the example of the notes",
          "[detail][skinny_kernels]") {
  const float x[] = {56, 231, 24, 2};
  const float Wt[] = {0.2F, -0.5F, 0.1F, 2.0F, 1.5F, 1.3F, 2.1F, 0.0F, 0.0F, 0.25F, 0.2F, -0.3F};
  float S[] = {1.1F, 3.2F, -1.2F};  // the bias
  sm::detail::PackedTemplates<float> templates;
  templates.pack(Wt, 4, 4, 3);
  sm::detail::add_scores(x, 4, 1, templates, {}, S, 1);
  CHECK_THAT(S[0], Catch::Matchers::WithinAbs(-96.8, 1e-4));
  CHECK_THAT(S[1], Catch::Matchers::WithinAbs(437.9, 1e-4));
  CHECK_THAT(S[2], Catch::Matchers::WithinAbs(60.75, 1e-4));

  const float dS[] = {1, 0, -2};
  float dWt[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  sm::detail::add_gradient(x, 4, 4, 1, dS, 1, 3, {}, dWt, 4);
  const float expected[12] = {57, 232, 25, 3, 1, 1, 1, 1, -111, -461, -47, -3};
  for (int i = 0; i < 12; ++i) CHECK(dWt[i] == expected[i]);
}

TEMPLATE_TEST_CASE("the kernels equal plain sums in long double for every shape",
                   "[detail][skinny_kernels]", (Types<float, float>), (Types<double, double>),
                   (Types<std::uint8_t, float>), (Types<std::int8_t, float>),
                   (Types<Eigen::half, float>), (Types<Eigen::bfloat16, float>),
                   (Types<float, double>), (Types<long double, long double>)) {
  for (const Index D : feature_counts) {
    for (const Index B : example_counts) {
      for (const Index K : class_counts) {
        if (D * B * K > 30000 && (B > 5 || K > 13)) continue;  // the rest would only take longer
        const Problem<typename TestType::Data, typename TestType::Scalar> problem(D, B, K);
        CAPTURE(D, B, K);
        CHECK(problem.wrong_scores() == 0);
        CHECK(problem.wrong_gradients() == 0);
      }
    }
  }
}

TEMPLATE_TEST_CASE("reading ahead changes no bit", "[detail][skinny_kernels]", float,
                   std::uint8_t) {
  const Problem<TestType, float> problem(1000, 21, 10);
  const ReadAhead ahead(problem.X.data(), static_cast<Index>(problem.X.size() * sizeof(TestType)));
  CHECK(problem.scores(ahead) == problem.scores());
  CHECK(problem.gradient(ahead) == problem.gradient());
}

TEST_CASE("the scores of an example do not depend on its place in the block",
          "[detail][skinny_kernels]") {
  for (const Index K : {3, 10}) {
    Problem<float, float> problem(700, 7, K);
    std::fill(problem.S.begin(), problem.S.end(), 0.0F);
    const std::vector<float> together = problem.scores();
    problem.B = 1;
    const std::vector<float> X = problem.X;
    for (Index b = 0; b < 7; ++b) {
      problem.X.assign(X.begin() + b * problem.ldx, X.end());
      const std::vector<float> alone = problem.scores();
      for (Index k = 0; k < K; ++k) {
        const auto first = static_cast<std::size_t>(k * problem.lds);
        CHECK(alone[first] == together[first + static_cast<std::size_t>(b)]);
      }
    }
  }
}

TEST_CASE("an infinite weight spoils the scores of its own class only",
          "[detail][skinny_kernels]") {
  Problem<float, float> problem(70, 5, 7);
  const std::vector<float> finite = problem.scores();
  problem.W[static_cast<std::size_t>(2 * problem.ldw + 69)] =
      std::numeric_limits<float>::infinity();
  const std::vector<float> got = problem.scores();
  for (Index i = 0; i < problem.lds * problem.K; ++i) {
    const bool spoiled = i / problem.lds == 2 && i % problem.lds < problem.B;
    CHECK(std::isfinite(got[static_cast<std::size_t>(i)]) == !spoiled);
    if (!spoiled) CHECK(got[static_cast<std::size_t>(i)] == finite[static_cast<std::size_t>(i)]);
  }
}
