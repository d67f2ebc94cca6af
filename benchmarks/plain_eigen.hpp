// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file plain_eigen.hpp  Loss and gradient as one writes them with Eigen at first: the peer.
#pragma once

#include <softmargin/types.hpp>

/// Mean softmax loss plus lambda |W|^2, and its gradient.
/// @param X  D x N
/// @param W  K x D
float plain_loss_and_gradient(const Eigen::MatrixXf& X, const softmargin::Labels& y,
                              const Eigen::MatrixXf& W, const Eigen::VectorXf& b, float lambda,
                              Eigen::MatrixXf& dW, Eigen::VectorXf& db);
