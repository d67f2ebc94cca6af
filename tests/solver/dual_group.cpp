// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The steps of a group on its Gram matrix against the same steps on the data.

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/solver/dual_group.hpp>

#include <vector>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;

namespace {

/// Twenty examples in three classes; examples 4 and 8 are nearly the same, their labels not.
struct Data {
  Data() : y(20) {
    Random random(31);
    X = random.matrix(7, 20);
    for (Index i = 0; i < 20; ++i) y(i) = static_cast<int>(i % 3);
    X.col(8) = X.col(4);
    X(0, 8) += 0.02;
  }
  Matrix<double> X;
  Labels y;
};

template <class Features, class L>
struct Problem {
  using Objective = RegularizedLoss<detail::FeaturesOf<Features>, L, L2>;

  Problem(const Features& X, const Labels& y, const ObjectiveOptions& options)
      : objective(X, y, L{}, L2{0.01}, options),
        tracker(objective, 0, 1000, callback),
        point(objective, tracker),
        group(point) {}

  ProgressCallback callback;
  Objective objective;
  detail::Tracker<Objective> tracker;
  detail::DualPoint<Objective> point;
  detail::DualGroup<Objective> group;
};

const std::vector<Index> members = {8, 2, 4, 11, 17};

template <class L, class Features>
void check_same_steps(const Features& X, const Labels& y, const ObjectiveOptions& options) {
  Problem<Features, L> one(X, y, options);
  Problem<Features, L> other(X, y, options);
  for (Index i = 0; i < 20; ++i) {
    one.point.step(i);
    other.point.step(i);
  }
  const Matrix<double> before = one.point.dual_rows();
  for (int round = 0; round < 100; ++round) {
    for (const Index i : members) one.point.step(i);
  }
  CHECK((one.point.dual_rows() - before).norm() > 0.01);
  CHECK(other.group.settle(members, 0) > 0);
  CHECK((one.point.dual_rows() - other.point.dual_rows()).norm() < 1e-10);
  const auto& sums = one.point.weights();
  CHECK((sums.columns() - other.point.weights().columns()).norm() < 1e-10);
  CHECK((sums.sum() - other.point.weights().sum()).matrix().norm() < 1e-10);
  detail::ClassSums<double>::Values scores;
  detail::ClassSums<double>::Values others;
  one.point.read_scores(5, scores);
  other.point.read_scores(5, others);
  CHECK((scores - others).matrix().norm() < 1e-10);
}

template <class L>
void check_every_view() {
  const Data data;
  const Eigen::SparseMatrix<double> sparse = data.X.sparseView();
  const FeatureScaling scaling = fit_standardization(data.X);
  for (const Bias bias : {Bias::free, Bias::penalized, Bias::none}) {
    check_same_steps<L>(data.X, data.y, {.bias = bias, .threads = 1});
    check_same_steps<L>(sparse, data.y, {.bias = bias, .threads = 1, .scaling = scaling});
  }
}

}  // namespace

TEST_CASE("A group steps as its examples would on the data", "[dual_group]") {
  check_every_view<WestonWatkinsHinge>();
  check_every_view<CrammerSingerHinge>();
  check_every_view<SoftmaxCrossEntropy>();
}

TEST_CASE("A group that has settled has no step longer than asked", "[dual_group]") {
  const Data data;
  Problem<Matrix<double>, WestonWatkinsSquaredHinge> problem(data.X, data.y, {.threads = 1});
  const std::vector<Index> unlike = {8, 2, 11, 17};
  const double first = problem.group.settle(unlike, 1e-6);
  for (const Index i : unlike) CHECK(problem.point.step(i) < 2e-6);
  CHECK(problem.group.settle(unlike, 1e-4) < first);
}

TEST_CASE("No group and a group of one are groups", "[dual_group]") {
  const Data data;
  Problem<Matrix<double>, WestonWatkinsHinge> problem(data.X, data.y, {.threads = 1});
  CHECK(problem.group.settle({}, 1e-3) == 0);
  problem.group.settle({3}, 1e-9);
  CHECK(problem.point.step(3) < 1e-9);
}
