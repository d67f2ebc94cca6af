// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file data.hpp  What the tool reads: a file of any format that the library knows becomes
/// examples, labels and class names.
#pragma once

#include "dense_examples.hpp"

#include <softmargin/preprocessing.hpp>

#include <Eigen/SparseCore>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tool {

/// Where data are and how they are to be read.
struct DataOptions {
  std::string path;
  std::string format = "auto";       ///< libsvm csv npy npz idx cifar10 cifar100 cifar100-coarse
  std::string labels;                ///< file of the labels of an IDX or NPY file
  std::string label_column = "0";    ///< CSV: number, -1 for the last, name, or none
  std::string header = "auto";       ///< CSV: auto yes no
  std::string separator;             ///< CSV: one character; empty: guessed
  std::string index_base = "auto";   ///< LIBSVM: auto 0 1
  std::string features_array = "X";  ///< NPZ
  std::string labels_array = "y";    ///< NPZ
};

/// For training and certificates: 8 bytes an entry.
using Sparse = Eigen::SparseMatrix<float>;
/// For scores, which are to be those of other programs to the last bit.
using ExactSparse = Eigen::SparseMatrix<double>;

struct Examples {
  std::variant<Sparse, ExactSparse, DenseExamples> X;
  sm::Labels y;                          ///< N, or empty: a file without labels
  std::vector<std::string> class_names;  ///< K, in their order, whatever that of the rows

  sm::Index num_features() const;
  sm::Index num_examples() const;
};

/// What sparse values are rounded to.
enum class Precision { single_, double_ };

/// @param num_features  X gets as many at least (sparse data); 0: what the file names
/// @throws std::runtime_error for what is wrong with the file, UsageError with the options
Examples read_examples(const DataOptions& options, Precision precision, sm::Index num_features = 0);

/// The format by name or, for "auto", by the name of the file.
std::string data_format(const DataOptions& options);

/// Writes examples by the extension of the name: .csv, .npy, otherwise LIBSVM.
void write_examples(const Examples& examples, const std::string& path);

/// none, centre, range or standardize, made from all examples or, given weights (N), from those
/// whose weight is not 0.
std::optional<sm::FeatureScaling> make_scaling(const Examples& examples, const std::string& kind,
                                               const sm::Vector<double>& weights = {});

}  // namespace tool
