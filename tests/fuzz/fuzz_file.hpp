// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file What all fuzzers of readers share: bytes as a file, and what must hold of anything read.
#pragma once

#include <softmargin/types.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <Eigen/SparseCore>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

/// A file in memory, overwritten at every use.
class FuzzFile {
 public:
  FuzzFile() : file_(memfd_create("fuzz", 0)) {
    if (file_ < 0) std::abort();
  }

  std::filesystem::path write(const std::uint8_t* data, std::size_t size) const {
    if (ftruncate(file_, 0) != 0 || pwrite(file_, data, size, 0) != static_cast<ssize_t>(size)) {
      std::abort();
    }
    return "/proc/self/fd/" + std::to_string(file_);
  }

 private:
  int file_;
};

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// Whatever a reader lets through can be trained on.
template <class Data>
void require_sound(const Data& data) {
  const auto num_classes = static_cast<int>(data.class_names.size());
  require(data.X.rows() > 0 && data.X.cols() > 0);
  require(data.y.size() == data.X.cols());
  require(data.y.minCoeff() >= 0 && data.y.maxCoeff() < num_classes);
}

template <class Derived>
void require_finite(const Eigen::DenseBase<Derived>& X) {
  for (Eigen::Index i = 0; i < X.cols(); ++i) {
    for (Eigen::Index j = 0; j < X.rows(); ++j) {
      require(std::isfinite(static_cast<double>(X.coeff(j, i))));
    }
  }
}

/// Runs a reader on bytes that it may refuse, but only by std::runtime_error.
template <class Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const std::invalid_argument&) {
    std::abort();  // nobody gave an argument
  } catch (const std::runtime_error&) {
  }
}
