// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file npz.hpp  Archives of NumPy arrays: .npz files of `numpy.savez` and `savez_compressed`.
#pragma once

#include <softmargin/detail/zip.hpp>
#include <softmargin/io/npy.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace softmargin {

struct NpzOptions {
  std::string features = "X";  ///< the name of the array of shape (N, D)
  std::string labels = "y";    ///< the name of the array of shape (N); empty: a file without labels
  std::vector<std::string> class_names = {};  ///< number the labels by these
};

/// Reads features and labels from one archive, stored or compressed.
/// @tparam Scalar  of X, as for `read_npy`
/// @return X D x N; y and class names empty without labels
/// @throws std::runtime_error as `read_npy`, and if the archive is damaged or lacks an array
template <class Scalar>
Dataset<Scalar> read_npz(const std::filesystem::path& path, const NpzOptions& options = {}) {
  Dataset<Scalar> data;
  detail::InputFile features = detail::open_zip_member(path, options.features + ".npy");
  data.X = detail::read_npy_features<Scalar>(features);
  if (!options.labels.empty()) {
    detail::InputFile labels = detail::open_zip_member(path, options.labels + ".npy");
    data.class_names = detail::read_npy_labels(labels, data.X.cols(), options.class_names, data.y);
  }
  return data;
}

}  // namespace softmargin
