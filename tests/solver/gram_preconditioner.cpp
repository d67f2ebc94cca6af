// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The change of variables against the matrix that it stands for, whole and diagonal.

#include <softmargin/loss/softmax.hpp>
#include <softmargin/regularization/l2.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>

#include "catch.hpp"
#include "random.hpp"

using namespace softmargin;
using Sparse = Eigen::SparseMatrix<double>;

namespace {

constexpr Index D = 5;
constexpr Index K = 3;
constexpr Index N = 40;
constexpr double curvature = 0.3;
constexpr double ridge = 0.02;

struct Data {
  Data() : X(D, N), y(N), scaling{Vector<double>(D), Vector<double>(D)} {
    Random random(8);
    X = random.matrix(D, N);
    for (double& x : X.reshaped()) x = x > 0.3 ? x : 0;
    y = random.labels(static_cast<int>(N), static_cast<int>(K));
    for (Index d = 0; d < D; ++d) {
      scaling.shift(d) = random.uniform(-1, 1);
      scaling.factor(d) = random.uniform(0.2, 3);
    }
  }
  Matrix<double> X;
  Labels y;
  FeatureScaling scaling;
};

template <class Features>
auto make_objective(const Features& X, const Labels& y, Bias bias,
                    const std::optional<FeatureScaling>& scaling) {
  return RegularizedLoss<detail::FeaturesOf<Features>, SoftmaxCrossEntropy, L2, double>(
      X, y, {}, L2{ridge / 2}, {.bias = bias, .threads = 1, .num_classes = K, .scaling = scaling});
}

/// T T^T g is the solution of the system that the preconditioner stands for: with a bias the one in
/// centred features.
template <class Features>
void check_system(const Features& X, bool whole) {
  const Data data;
  for (const Bias bias : {Bias::free, Bias::none}) {
    auto objective = make_objective(X, data.y, bias, data.scaling);
    const bool centred = bias == Bias::free;
    detail::FeatureMoments<double> moments(objective, N, centred);
    const Matrix<double> scaled = data.scaling.apply(data.X);
    const Vector<double> mean =
        centred ? Vector<double>(scaled.rowwise().mean()) : Vector<double>::Zero(D);
    const Matrix<double> about = scaled.colwise() - mean;
    Matrix<double> G = about * about.transpose() / static_cast<double>(N);
    if (!whole) G = Matrix<double>(G.diagonal().asDiagonal());
    CHECK(std::abs(moments.trace() - G.trace()) < 1e-12);

    detail::GramPreconditioner<double> preconditioner(std::move(moments), objective);
    preconditioner.factor(2 * curvature, 3 * ridge);
    preconditioner.factor(curvature, ridge);  // the second factor leaves nothing of the first
    const Index rows = objective.num_rows();
    Matrix<double> H = Matrix<double>::Zero(rows, rows);
    H.topLeftCorner(D, D) = curvature * G + ridge * Matrix<double>::Identity(D, D);
    if (centred) {
      // In the variables of centred features the bias is beta = b + mean . w, of curvature c.
      Matrix<double> shift = Matrix<double>::Identity(rows, rows);
      shift.row(D).head(D) = mean.transpose();
      H(D, D) = curvature;
      H = shift.transpose() * H * shift;
    }
    const Vector<double> diagonal =
        preconditioner.diagonal_product(Vector<double>::Ones(rows * K)).head(rows);
    CHECK((diagonal - H.diagonal()).cwiseAbs().maxCoeff() < 1e-10);
    Random random(3);
    const Vector<double> g = random.vector(rows * K);
    Vector<double> v, x;
    preconditioner.to_variables(g, v, objective.pool());
    preconditioner.to_parameters(v, x, objective.pool());
    if (centred) {
      CHECK((preconditioner.mean() - mean).norm() < 1e-12);
      const Vector<double> shift = random.vector(K);
      Vector<double> moved = v;
      Vector<double> there;
      preconditioner.shift_bias(moved, shift);
      preconditioner.to_parameters(moved, there, objective.pool());
      for (Index k = 0; k < K; ++k) there(k * rows + D) -= shift(k);
      CHECK((there - x).norm() < 1e-12 * x.norm());
    }
    const Eigen::Map<const Matrix<double>> solved(x.data(), rows, K);
    const Eigen::Map<const Matrix<double>> wanted(g.data(), rows, K);
    CHECK((H * solved - wanted).cwiseAbs().maxCoeff() < 1e-10);
    CHECK((preconditioner.from_parameters(x) - v).cwiseAbs().maxCoeff() < 1e-10);
  }
}

}  // namespace

TEST_CASE("The variables of dense data solve the system of the whole moments", "[preconditioner]") {
  check_system(Data().X, true);
}

TEST_CASE("The variables of wide sparse data solve the system of the diagonal",
          "[preconditioner]") {
  const Sparse X = Data().X.sparseView();
  REQUIRE(!detail::gram_pays(detail::features_of(X)));
  check_system(X, false);
}
