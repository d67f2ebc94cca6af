// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file training.hpp  What the sub-commands that train or judge a training share.
#pragma once

#include "commands.hpp"
#include "json.hpp"

namespace tool {

/// Labelled examples for `purpose`, which begins the error otherwise.
Examples read_labelled(const DataOptions& options, const char* purpose);

/// What the command line and the data say of how to train: threads, names, weights.
Training make_training(const Common& common, const Problem& problem, const Training& training,
                       const Examples& examples);

/// Trains and shows how it goes.
Trained fit_visibly(const Common& common, const Problem& problem, Training training,
                    const Examples& examples);

/// What was minimised.
void add_problem(Report& report, const Problem& problem, double lambda);

/// How far an objective is from the optimum.
template <class Proof>
void add_gap(Report& report, const Proof& proof) {
  report.add("gap", proof.gap).add("relative_gap", proof.relative_gap);
}

}  // namespace tool
