// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The trainings that several tests run.
#include "shared_fits.hpp"

namespace softmargin::detail {

template void train(SharedObjective<double, WestonWatkinsHinge, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<double, WestonWatkinsSquaredHinge, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<double, CrammerSingerHinge, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<double, OneVsAllHinge, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<double, OneVsAllSquaredHinge, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<double, SoftmaxCrossEntropy, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<double>&, FitReport&);
template void train(SharedObjective<float, SoftmaxCrossEntropy, float>&, Vector<double>&,
                    const FitOptions&, double, SharedState<float>&, FitReport&);
template void train(SharedObjective<float, SoftmaxCrossEntropy, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<float>&, FitReport&);
template void train(SharedObjective<std::uint8_t, SoftmaxCrossEntropy, float>&, Vector<double>&,
                    const FitOptions&, double, SharedState<std::uint8_t>&, FitReport&);
template void train(SharedObjective<std::uint8_t, SoftmaxCrossEntropy, double>&, Vector<double>&,
                    const FitOptions&, double, SharedState<std::uint8_t>&, FitReport&);

}  // namespace softmargin::detail
