// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model.hpp  Model files as the sub-commands use them.
#pragma once

#include "problem.hpp"

#include <softmargin/io/model_info.hpp>

#include <string>

namespace tool {

using SavedModel = sm::SavedModel<double>;

SavedModel load_model(const std::string& path);

/// @param form  auto text binary liblinear onnx
void save_model(const sm::LinearModel<double>& model, const std::string& path,
                const std::string& form, const sm::ModelInfo& info);

/// Whether there is a file that begins like a model.
bool is_model(const std::string& path);

/// Examples for a model: as many features as it has. What a file has beyond is cut off with a note,
/// as in LIBLINEAR; fewer features of dense data are an error.
Examples read_for_model(const DataOptions& options, const sm::LinearModel<double>& model,
                        Precision precision);

/// K x N, whatever X is.
sm::Matrix<double> scores_of(const sm::LinearModel<double>& model, const Examples& examples);

/// The file's labels in the numbers of the model; -1 for a class that it does not have.
sm::Labels labels_for_model(const Examples& examples, const sm::LinearModel<double>& model);

}  // namespace tool
