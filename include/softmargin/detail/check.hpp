// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file check.hpp  The one place that throws for a caller's mistake: what, should be, got, where.
#pragma once

#include <softmargin/types.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace softmargin::detail {

/// Shortest text that reads back to the same number.
inline std::string text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}
inline std::string text(Index value) {
  return std::to_string(value);
}
inline std::string text(int value) {
  return std::to_string(value);
}
inline std::string text(std::string_view value) {
  return std::string(value);
}
inline std::string text(const char* value) {
  return value;
}

template <class... Parts>
std::string concat(const Parts&... parts) {
  return (text(parts) + ...);
}

/// Throws "WHAT should be EXPECTED, got GOT".
/// @throws std::invalid_argument always
[[noreturn]] inline void fail_argument(const std::string& what, const std::string& expected,
                                       const std::string& got) {
  throw std::invalid_argument("softmargin: " + what + " should be " + expected + ", got " + got);
}

/// Throws "PLACE: WHAT should be EXPECTED, got GOT" for something outside the program, such as a
/// file.
/// @throws std::runtime_error always
[[noreturn]] inline void fail_input(const std::string& place, const std::string& what,
                                    const std::string& expected, const std::string& got) {
  throw std::runtime_error("softmargin: " + place + ": " + what + " should be " + expected +
                           ", got " + got);
}

inline void check_equal(std::string_view what, Index got, Index expected) {
  if (got != expected) fail_argument(text(what), text(expected), text(got));
}

inline void check_at_least(std::string_view what, Index got, Index least) {
  if (got < least) fail_argument(text(what), concat("at least ", least), text(got));
}

inline void check_non_negative(std::string_view what, double value) {
  if (!(value >= 0) || std::isinf(value)) {
    fail_argument(text(what), "finite and not negative", text(value));
  }
}

inline void check_positive(std::string_view what, double value) {
  if (!(value > 0) || std::isinf(value))
    fail_argument(text(what), "finite and positive", text(value));
}

/// Rows and columns of a matrix, in one message.
template <class Derived>
void check_shape(std::string_view what, const Eigen::EigenBase<Derived>& matrix, Index rows,
                 Index cols) {
  if (matrix.rows() != rows || matrix.cols() != cols) {
    fail_argument(text(what), concat(rows, " x ", cols),
                  concat(matrix.rows(), " x ", matrix.cols()));
  }
}

/// One label, in [0, K).
/// @param name  the parts of what it is called, joined only on failure
template <class... Name>
void check_label(Index label, Index num_classes, const Name&... name) {
  if (label < 0 || label >= num_classes) {
    fail_argument(concat(name...), concat("in [0, ", num_classes, ")"), text(label));
  }
}

/// N labels, each in [0, K).
template <class Derived>
void check_labels(const Eigen::DenseBase<Derived>& y, Index num_examples, Index num_classes) {
  check_equal("number of labels", y.size(), num_examples);
  for (Index i = 0; i < y.size(); ++i) {
    check_label(static_cast<Index>(y(i)), num_classes, "labels(", i, ")");
  }
}

/// The number of classes K: `declared`, or if that is 0 the largest label + 1.
/// @throws std::invalid_argument if K < 2
template <class Derived>
Index count_classes(const Eigen::DenseBase<Derived>& y, Index declared = 0) {
  const Index present = y.size() == 0 ? 0 : static_cast<Index>(y.maxCoeff()) + 1;
  const Index num_classes = declared != 0 ? declared : present;
  check_at_least("number of classes", num_classes, 2);
  return num_classes;
}

/// The place of an entry.
struct EntryPlace {
  Index row, column;
};

/// Whether a scalar is a number that can be NaN or infinite: no integer, and nothing that carries
/// more than a number, as the scalars of automatic differentiation do.
template <class Scalar>
inline constexpr bool may_be_not_finite =
    !std::is_integral_v<Scalar> && std::is_convertible_v<Scalar, double>;

/// The first entry, column by column, that is NaN or infinite.
template <class Derived>
std::optional<EntryPlace> first_not_finite(const Eigen::DenseBase<Derived>& matrix) {
  using Scalar = typename Derived::Scalar;
  if constexpr (may_be_not_finite<Scalar>) {
    using std::isfinite;
    for (Index column = 0; column < matrix.cols(); ++column) {
      // x - x is 0 for finite x and NaN otherwise: one sum decides a column without a branch an
      // entry.
      const auto entries = matrix.col(column).template cast<ComputeScalar<Scalar>>();
      if (isfinite((entries.array() - entries.array()).sum())) continue;
      for (Index row = 0; row < matrix.rows(); ++row) {
        if (!isfinite(static_cast<ComputeScalar<Scalar>>(matrix(row, column)))) {
          return EntryPlace{row, column};
        }
      }
    }
  }
  return std::nullopt;
}

/// Every entry finite; otherwise the first bad one, column by column, is named by its indices.
template <class Derived>
void check_finite(std::string_view what, const Eigen::DenseBase<Derived>& matrix) {
  if constexpr (may_be_not_finite<typename Derived::Scalar>) {
    const auto bad = first_not_finite(matrix);
    if (!bad) return;
    const std::string place = Derived::IsVectorAtCompileTime ? text(bad->row + bad->column)
                                                             : concat(bad->row, ", ", bad->column);
    fail_argument(concat(what, "(", place, ")"), "finite",
                  text(static_cast<double>(matrix(bad->row, bad->column))));
  }
}

/// Every stored entry finite; otherwise the first bad one is named by row and column.
template <class Sparse>
void check_sparse_finite(std::string_view what, const Sparse& matrix) {
  for (Index column = 0; column < matrix.outerSize(); ++column) {
    for (typename Sparse::InnerIterator entry(matrix, column); entry; ++entry) {
      const auto value = static_cast<double>(entry.value());
      if (!std::isfinite(value)) {
        fail_argument(concat(what, "(", static_cast<Index>(entry.row()), ", ",
                             static_cast<Index>(entry.col()), ")"),
                      "finite", text(value));
      }
    }
  }
}

}  // namespace softmargin::detail
