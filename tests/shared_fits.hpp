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
#include <softmargin/regularization/l2.hpp>

#include <cstdint>

namespace softmargin::detail {

/// The objective of L2 and a loss on dense data.
template <class Data, class L, class Scalar>
using SharedObjective = RegularizedLoss<DenseColumns<Data>, L, L2, Scalar>;

/// What the trainings of one fit on that data hand on to each other.
template <class Data>
using SharedState = SolverState<ComputeScalar<Data>>;

#ifdef SOFTMARGIN_TESTS_SHARE_FITS
extern template void train(SharedObjective<double, WestonWatkinsHinge, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<double>&, FitReport&);
extern template void train(SharedObjective<double, WestonWatkinsSquaredHinge, double>&,
                           Vector<double>&, const FitOptions&, double, SharedState<double>&,
                           FitReport&);
extern template void train(SharedObjective<double, CrammerSingerHinge, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<double>&, FitReport&);
extern template void train(SharedObjective<double, OneVsAllHinge, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<double>&, FitReport&);
extern template void train(SharedObjective<double, OneVsAllSquaredHinge, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<double>&, FitReport&);
extern template void train(SharedObjective<double, SoftmaxCrossEntropy, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<double>&, FitReport&);
extern template void train(SharedObjective<float, SoftmaxCrossEntropy, float>&, Vector<double>&,
                           const FitOptions&, double, SharedState<float>&, FitReport&);
extern template void train(SharedObjective<float, SoftmaxCrossEntropy, double>&, Vector<double>&,
                           const FitOptions&, double, SharedState<float>&, FitReport&);
extern template void train(SharedObjective<std::uint8_t, SoftmaxCrossEntropy, float>&,
                           Vector<double>&, const FitOptions&, double, SharedState<std::uint8_t>&,
                           FitReport&);
extern template void train(SharedObjective<std::uint8_t, SoftmaxCrossEntropy, double>&,
                           Vector<double>&, const FitOptions&, double, SharedState<std::uint8_t>&,
                           FitReport&);
#endif

}  // namespace softmargin::detail
