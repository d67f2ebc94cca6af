// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The kernels that know nothing of losses: where CMake builds the tests they are compiled
/// once, in shared_kernels.cpp.
#pragma once

#include <softmargin/detail/class_columns.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/skinny_kernels.hpp>

#include <cstdint>

/// Calls KERNELS(T, Scalar) for the scalars of data and computation that the tests use most.
#define SOFTMARGIN_TESTS_SHARED_SCALARS(KERNELS) \
  KERNELS(double, double)                        \
  KERNELS(float, float)                          \
  KERNELS(float, double)                         \
  KERNELS(std::uint8_t, float)                   \
  KERNELS(std::uint8_t, double)

#define SOFTMARGIN_TESTS_KERNELS(EXTERN, T, Scalar)                                             \
  EXTERN template void add_example_scores(const ExampleEntries<T, int>&, const Matrix<Scalar>&, \
                                          double*);                                             \
  EXTERN template void add_example_product(const ExampleEntries<T, int>&, const double*,        \
                                           const double*, Matrix<Scalar>&);                     \
  EXTERN template void add_scores(const T*, Index, Index, const PackedTemplates<Scalar>&,       \
                                  ReadAhead, Scalar*, Index);                                   \
  EXTERN template void add_gradient(const T*, Index, Index, Index, const Scalar*, Index, Index, \
                                    ReadAhead, Scalar*, Index);

#ifdef SOFTMARGIN_TESTS_SHARE_FITS
namespace softmargin::detail {

extern template struct DenseAlgebra<float>;
extern template struct DenseAlgebra<double>;
#define SOFTMARGIN_TESTS_DECLARE(T, Scalar) SOFTMARGIN_TESTS_KERNELS(extern, T, Scalar)
SOFTMARGIN_TESTS_SHARED_SCALARS(SOFTMARGIN_TESTS_DECLARE)

}  // namespace softmargin::detail
#endif
