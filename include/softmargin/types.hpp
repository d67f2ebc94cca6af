// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file types.hpp  The vocabulary: shapes, scalars and the few names that every other header uses.
///
/// | symbol | shape    | meaning                                                       |
/// |--------|----------|---------------------------------------------------------------|
/// | X      | D x N    | N examples as columns, D features each                        |
/// | y      | N        | labels, 0 .. K-1                                              |
/// | W      | K x D    | weights; row k is the template of class k                     |
/// | b      | K        | bias                                                          |
/// | s, S   | K, K x N | scores W x + b of one example, of N examples                  |
/// | L_i, L |          | loss of one example; objective (1/N) sum_i L_i + lambda R(W)  |
/// | Delta  |          | margin, in units of the scores                                |
///
/// A row-major N x D array (NumPy, CSV) is the same memory as a column-major D x N matrix: map it,
/// do not copy it.
#pragma once

#include <Eigen/Core>
#include <string>
#include <type_traits>
#include <vector>

namespace softmargin {

using Index = Eigen::Index;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// Labels y: N class numbers in [0, K).
using Labels = Eigen::VectorXi;

/// What becomes of the bias b.
enum class Bias {
  free,       ///< trained and not penalised (the default)
  penalized,  ///< trained and penalised like a weight: the bias trick of the notes
  none        ///< left out, b = 0
};

/// N examples with their labels and the outside names of the classes, as the readers return them.
template <class T, class Features = Matrix<T>>
struct Dataset {
  Features X;                            ///< D x N
  Labels y;                              ///< N
  std::vector<std::string> class_names;  ///< K
};

namespace detail {

template <class T>
struct ComputeScalarOf {
  using type = T;
};
template <class T>
requires std::is_integral_v<T>
struct ComputeScalarOf<T> {
  using type = float;
};
template <>
struct ComputeScalarOf<Eigen::half> {
  using type = float;
};
template <>
struct ComputeScalarOf<Eigen::bfloat16> {
  using type = float;
};

}  // namespace detail

/// The scalar that scores and gradients are computed in: float for integer, half and float data,
/// the data's own type otherwise.
template <class Data>
using ComputeScalar = typename detail::ComputeScalarOf<std::remove_cv_t<Data>>::type;

/// The scalar that sums over many examples and the state of the solvers are held in: never less
/// than double, so that N = 1e6 floats do not drift.
template <class Scalar>
using Accumulator = std::conditional_t<std::is_same_v<Scalar, float>, double, Scalar>;

}  // namespace softmargin
