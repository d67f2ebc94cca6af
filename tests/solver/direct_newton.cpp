// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The direction solves the system that products of the Hessian by a vector make up.
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/augmented_hinge.hpp>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Bias;
using sm::Index;
using V = sm::Vector<double>;
using AnyHinge = sm::OneOf<sm::WestonWatkinsHinge, sm::CrammerSingerHinge, sm::OneVsAllHinge>;

namespace {

constexpr Index D = 5;
constexpr Index N = 300;  // more than two chunks of examples
constexpr Index K = 4;

template <class Features>
void check_direction(const Features& X, const AnyHinge& loss, Bias bias,
                     const std::optional<sm::FeatureScaling>& scaling) {
  Random random(3);
  const sm::Labels y = random.labels(N, K);
  sm::RegularizedLoss objective(X, y, loss, sm::L2{0.1},
                                {.bias = bias,
                                 .threads = 2,
                                 .num_classes = K,
                                 .scaling = scaling,
                                 .example_weights = random.matrix(N, 1).cwiseAbs()});
  sm::detail::AugmentedHinge hinge(objective);
  hinge.set_smoothing(5);
  const V x = 0.3 * random.matrix(objective.num_parameters(), 1);
  V gradient;
  hinge.evaluate(x, gradient);
  hinge.collect_active();
  const auto curvatures = hinge.curvatures(1000000);
  REQUIRE(curvatures);
  const V damping = V::Constant(x.size(), 1e-3);
  V direction;
  sm::detail::DirectNewton newton(objective);
  REQUIRE(newton.find_direction(*curvatures, 0.2, damping, gradient, direction));
  V product;
  hinge.hessian_product(direction, 0.2, product);
  product += damping.cwiseProduct(direction);
  CAPTURE(static_cast<int>(bias), scaling.has_value());
  CHECK(gradient.norm() > 0.01);
  CHECK((product + gradient).norm() <= 1e-8 * gradient.norm());
}

}  // namespace

TEST_CASE("the direct step solves the Newton system of every hinge, bias, scaling and kind of X",
          "[direct_newton]") {
  Random random(4);
  const sm::Matrix<double> X = random.matrix(D, N);
  sm::Matrix<double> thin = X;
  for (Index i = 0; i < N; ++i) thin(i % D, i) = 0;
  const Eigen::SparseMatrix<double> sparse = thin.sparseView();
  sm::FeatureScaling scaling{random.matrix(D, 1), random.matrix(D, 1).cwiseAbs()};
  for (const AnyHinge& loss : {AnyHinge(sm::WestonWatkinsHinge{}),
                               AnyHinge(sm::CrammerSingerHinge{}), AnyHinge(sm::OneVsAllHinge{})}) {
    for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
      check_direction(X, loss, bias, {});
      check_direction(X, loss, bias, scaling);
      check_direction(sparse, loss, bias, {});
      check_direction(sparse, loss, bias, scaling);
    }
  }
}

TEST_CASE("a Hessian that is too large is not formed", "[direct_newton]") {
  const sm::Matrix<double> X = Random(4).matrix(400, 6);
  const sm::Labels y = Random(5).labels(6, 3);
  sm::RegularizedLoss objective(X, y, sm::OneVsAllHinge{}, sm::L2{0.1}, {.num_classes = 3});
  CHECK(sm::detail::DirectNewton(objective).most_entries(1e30) == 0);
  sm::RegularizedLoss small(X.topRows(4).eval(), y, sm::OneVsAllHinge{}, sm::L2{0.1},
                            {.num_classes = 3});
  const sm::detail::DirectNewton newton(small);
  CHECK(newton.most_entries(1e30) > 1000000);
  CHECK(newton.most_entries(0) == 0);
}
