// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "plain_eigen.hpp"

float plain_loss_and_gradient(const Eigen::MatrixXf& X, const softmargin::Labels& y,
                              const Eigen::MatrixXf& W, const Eigen::VectorXf& b, float lambda,
                              Eigen::MatrixXf& dW, Eigen::VectorXf& db) {
  Eigen::MatrixXf S = W * X;
  S.colwise() += b;
  const Eigen::RowVectorXf largest = S.colwise().maxCoeff();
  S.rowwise() -= largest;
  double loss = 0;
  for (Eigen::Index i = 0; i < S.cols(); ++i) loss -= S(y(i), i);
  S = S.array().exp();
  const Eigen::RowVectorXf sums = S.colwise().sum();
  loss += sums.array().log().cast<double>().sum();
  S.array().rowwise() /= sums.array();
  for (Eigen::Index i = 0; i < S.cols(); ++i) S(y(i), i) -= 1;
  const auto N = static_cast<float>(X.cols());
  dW.noalias() = S * X.transpose() / N;
  dW += 2 * lambda * W;
  db = S.rowwise().sum() / N;
  return static_cast<float>(loss) / N + lambda * W.squaredNorm();
}
