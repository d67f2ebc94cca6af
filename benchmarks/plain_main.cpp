// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file plain_main.cpp  plain_blas SHAPE: times the plain code on OpenBLAS; its threads are those
/// of OPENBLAS_NUM_THREADS.
#include "plain_eigen.hpp"
#include "shape.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const Shape& shape = shape_named(argv[1]);
  const char* threads = std::getenv("OPENBLAS_NUM_THREADS");
  const auto X = make_features<float>(shape);
  const auto y = make_labels(shape);
  const Eigen::MatrixXf W = Eigen::MatrixXf::Random(shape.K, shape.D) * 0.01F;
  const Eigen::VectorXf b = Eigen::VectorXf::Zero(shape.K);
  Eigen::MatrixXf dW;
  Eigen::VectorXf db;
  print_result(shape.name, "eigen+openblas", threads ? std::atoi(threads) : 1,
               median_milliseconds([&] { plain_loss_and_gradient(X, y, W, b, 1e-4F, dW, db); }));
}
