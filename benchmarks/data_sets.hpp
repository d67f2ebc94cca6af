// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file data_sets.hpp  The published data sets that the benchmarks read from a folder of the
/// user's.
///
///     mnist/train-images-idx3-ubyte ..           fashion_mnist/ the same, or Debian's package
///     cifar10/data_batch_1.bin ..                news20/train.svm, a9a/a9a (or binary/a9a)
///     letter/train.csv, shuttle/train.csv ..     label first
///
/// Features are float, scaled as is usual for the set: pixels / 255 (CIFAR-10 centred as well),
/// letter / 15, the others of the CSV files standardised, text and a9a as they are.
#pragma once

#include <softmargin/io/cifar.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/io/idx.hpp>
#include <softmargin/io/libsvm.hpp>
#include <softmargin/preprocessing.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

/// D x N features, dense or sparse, and their labels.
struct BenchmarkData {
  std::string name;
  bool is_sparse = false;
  softmargin::Matrix<float> dense;
  Eigen::SparseMatrix<float> sparse;
  softmargin::Labels y;
  std::vector<double> lambdas;  ///< three, from strong to weak

  /// task(X), whichever X is.
  template <class Task>
  void visit(Task&& task) const {
    if (is_sparse) {
      task(sparse);
    } else {
      task(dense);
    }
  }
  softmargin::Index num_classes() const { return y.maxCoeff() + 1; }
};

namespace benchmark_detail {

/// The first of the files that exists.
inline std::filesystem::path existing(const std::vector<std::filesystem::path>& candidates) {
  for (const auto& path : candidates) {
    if (std::filesystem::exists(path)) return path;
  }
  throw std::runtime_error("there is no " + candidates.front().string());
}

/// Images and labels of one part ("train" or "t10k") as IDX, plain or gzip.
inline softmargin::Dataset<std::uint8_t> read_images(
    const std::vector<std::filesystem::path>& folders, const std::string& part) {
  std::vector<std::filesystem::path> images, labels;
  for (const auto& folder : folders) {
    for (const char* ending : {"", ".gz"}) {
      images.push_back(folder / (part + "-images-idx3-ubyte" + ending));
      labels.push_back(folder / (part + "-labels-idx1-ubyte" + ending));
    }
  }
  return softmargin::read_idx(existing(images), existing(labels));
}

inline softmargin::Dataset<std::uint8_t> read_images(const std::filesystem::path& folder,
                                                     const std::string& name,
                                                     const std::string& part) {
  if (name == "mnist") return read_images({folder / "mnist"}, part);
  return read_images({folder / "fashion_mnist", "/usr/share/datasets/fashion-mnist"}, part);
}

}  // namespace benchmark_detail

/// CIFAR-10's first images as pixels / 255 without the mean image.
inline softmargin::Dataset<float> read_centred_cifar10(const std::filesystem::path& folder,
                                                       softmargin::Index num_examples) {
  const auto bytes = softmargin::read_cifar10(folder / "cifar10");
  const auto used = bytes.X.leftCols(num_examples);
  auto centring = softmargin::fit_centring(used);
  centring.factor.setConstant(1.0 / 255);
  return {centring.apply(used), bytes.y.head(num_examples), bytes.class_names};
}

/// @param name  mnist, fashion_mnist, cifar10_10k, cifar10_50k, letter, shuttle, news20 or a9a
/// @throws std::runtime_error if a file is missing or the name unknown
inline BenchmarkData read_benchmark_data(const std::string& name,
                                         const std::filesystem::path& folder) {
  using namespace benchmark_detail;
  BenchmarkData data;
  data.name = name;
  data.lambdas = {1e-3, 1e-4, 1e-5};
  if (name == "mnist" || name == "fashion_mnist") {
    auto images = read_images(folder, name, "train");
    data.dense = images.X.cast<float>() / 255;
    data.y = images.y;
  } else if (name == "cifar10_10k" || name == "cifar10_50k") {
    auto images = read_centred_cifar10(folder, name == "cifar10_10k" ? 10000 : 50000);
    data.dense = std::move(images.X);
    data.y = images.y;
    data.lambdas = {1e-2, 1e-3, 1e-4};
  } else if (name == "news20" || name == "a9a") {
    auto text = softmargin::read_libsvm<float>(
        name == "news20" ? folder / "news20" / "train.svm"
                         : existing({folder / "a9a" / "a9a", folder / "binary" / "a9a"}));
    data.is_sparse = true;
    data.sparse = std::move(text.X);
    data.y = text.y;
    if (name == "news20") data.lambdas = {1e-4, 1e-5, 1e-6};
  } else {
    auto table = softmargin::read_csv<double>(folder / name / "train.csv");
    const auto scaling =
        name == "letter"
            ? softmargin::FeatureScaling{softmargin::Vector<double>::Zero(16),
                                         softmargin::Vector<double>::Constant(16, 1.0 / 15)}
            : softmargin::fit_standardization(table.X);
    data.dense = scaling.apply(table.X).cast<float>();
    data.y = table.y;
  }
  return data;
}
