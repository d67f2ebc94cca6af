// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file mapped_matrix.hpp  A matrix that lies in a file: the X of data larger than memory.
#pragma once

#include <softmargin/detail/mapped_file.hpp>
#include <softmargin/types.hpp>

#include <cstdint>
#include <Eigen/Core>
#include <filesystem>
#include <memory>
#include <utility>

namespace softmargin {

/// A read-only Eigen expression over a mapped file, usable wherever a Matrix<Scalar> is. It keeps
/// the mapping alive; copies share it. The outer stride steps over whatever lies between two
/// examples in the file.
/// @tparam Order  Eigen::ColMajor: one example after the other; Eigen::RowMajor: one feature after
/// the other
template <class Scalar, int Order = Eigen::ColMajor>
class MappedMatrix
    : public Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order>,
                        Eigen::Unaligned, Eigen::OuterStride<>> {
 public:
  using Base = Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Order>,
                          Eigen::Unaligned, Eigen::OuterStride<>>;

  /// @param offset  bytes before the first entry
  /// @param outer_stride  from one column (row-major: row) to the next, in entries
  /// @throws std::runtime_error if the file ends before the matrix does, or if the offset would
  /// place numbers across their natural boundaries
  MappedMatrix(std::shared_ptr<const detail::MappedFile> file, Index offset, Index rows, Index cols,
               Index outer_stride)
      : Base(place(*file, offset, rows, cols, outer_stride), rows, cols,
             Eigen::OuterStride<>(outer_stride)),
        file_(std::move(file)) {}

 private:
  static const Scalar* place(const detail::MappedFile& file, Index offset, Index rows, Index cols,
                             Index outer_stride) {
    const Index outer = Order == Eigen::ColMajor ? cols : rows;
    const Index inner = Order == Eigen::ColMajor ? rows : cols;
    const Index entries = (outer - 1) * outer_stride + inner;
    const auto room =
        (static_cast<Index>(file.size()) - offset) / static_cast<Index>(sizeof(Scalar));
    if (entries > room) {
      detail::fail_input(file.name(), "number of entries", detail::concat("at least ", entries),
                         detail::text(room));
    }
    const std::byte* const first = file.data() + offset;
    if (reinterpret_cast<std::uintptr_t>(first) % alignof(Scalar) != 0) {
      detail::fail_input(file.name(), "offset of the data",
                         detail::concat("a multiple of ", static_cast<Index>(alignof(Scalar)),
                                        " to be mapped (it can be read)"),
                         detail::text(offset));
    }
    return reinterpret_cast<const Scalar*>(first);
  }

  std::shared_ptr<const detail::MappedFile> file_;
};

}  // namespace softmargin
