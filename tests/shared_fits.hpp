// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The trainings that several tests run: compiled once, in shared_fits.cpp, where CMake
/// builds the tests. Without SOFTMARGIN_TESTS_SHARE_FITS a test compiles and links by itself.
#pragma once

#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdint>

#ifdef SOFTMARGIN_TESTS_SHARE_FITS
#ifdef SOFTMARGIN_TESTS_DEFINE_FITS
#define SOFTMARGIN_TESTS_FIT template
#else
#define SOFTMARGIN_TESTS_FIT extern template
#endif

/// A loss and a regularization on a view of the data; the scores are computed in Scalar.
#define SOFTMARGIN_TESTS_TRAIN(View, L, R, Scalar)                                       \
  SOFTMARGIN_TESTS_FIT void train(RegularizedLoss<View, L, R, Scalar>&, Vector<double>&, \
                                  const FitOptions&, double,                             \
                                  SolverState<ComputeScalar<View::Data>>&, FitReport&);

namespace softmargin::detail {

using SharedSparse = SparseColumns<double, int>;

SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, WestonWatkinsHinge, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, WestonWatkinsSquaredHinge, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, CrammerSingerHinge, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, OneVsAllHinge, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, OneVsAllSquaredHinge, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, SoftmaxCrossEntropy, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<double>, SoftmaxCrossEntropy, L1, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<float>, SoftmaxCrossEntropy, L2, float)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<float>, SoftmaxCrossEntropy, L2, double)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<std::uint8_t>, SoftmaxCrossEntropy, L2, float)
SOFTMARGIN_TESTS_TRAIN(DenseColumns<std::uint8_t>, SoftmaxCrossEntropy, L2, double)
SOFTMARGIN_TESTS_TRAIN(SharedSparse, SoftmaxCrossEntropy, L2, double)

}  // namespace softmargin::detail

#undef SOFTMARGIN_TESTS_TRAIN
#undef SOFTMARGIN_TESTS_FIT
#endif
