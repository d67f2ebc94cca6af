// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file model_info.hpp  What a model file tells beside the model: how it was trained, how well.
#pragma once

#include <softmargin/linear_model.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace softmargin {

/// How a model was trained. Whatever is not known is left empty and not written.
struct ModelInfo {
  std::string loss = {};                   ///< "softmax", "crammer-singer" ...
  std::optional<double> delta = {};        ///< margin of a hinge
  std::string regularization = {};         ///< "l2" ...
  std::string bias = {};                   ///< "free", "penalized" or "none"
  std::optional<double> lambda = {};       ///< factor of the regularization
  std::optional<double> l1_ratio = {};     ///< elastic net: the part of lambda that is L1's
  std::string scale = {};                  ///< the scaling of features that is folded in
  std::optional<double> objective = {};    ///< on the training data
  std::optional<double> gap = {};          ///< objective - optimum <= gap
  std::optional<std::uint64_t> seed = {};  ///< of the solver
  friend bool operator==(const ModelInfo&, const ModelInfo&) = default;
};

/// The forms of a model file; docs/formats.md describes them.
enum class ModelFormat {
  automatic,  ///< by the extension: .bin binary, .liblinear, .onnx, .npz, otherwise text
  text,       ///< lines, for people and for `diff`; exact
  binary,     ///< the smallest and fastest; exact, with a checksum
  liblinear,  ///< the text form of LIBLINEAR: no scalar type, names or facts
  onnx,       ///< for ONNX runtimes, in float; written only
  npz         ///< for NumPy: W, b and class_names; written only
};

struct SaveOptions {
  ModelFormat format = ModelFormat::automatic;
  ModelInfo info = {};
};

/// A model with what its file told beside it.
template <class Scalar>
struct SavedModel {
  LinearModel<Scalar> model;
  ModelInfo info;
};

}  // namespace softmargin
