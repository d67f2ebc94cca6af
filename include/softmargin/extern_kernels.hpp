// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file extern_kernels.hpp  For programs of several translation units that train: the kernels that
/// know nothing of losses, compiled once instead of in each of them.
///
/// Every translation unit includes this header, best in a precompiled one; exactly one defines the
/// kernels:
///
///     #define SOFTMARGIN_DEFINE_KERNELS
///     #include <softmargin/extern_kernels.hpp>
///
/// A `fit` then compiles in about 60 % of the time. Nothing else changes: what is not in the list
/// below is compiled where it is used, as without this header.
#pragma once

#include <softmargin/detail/class_columns.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/skinny_kernels.hpp>

#include <cstdint>

#ifdef SOFTMARGIN_DEFINE_KERNELS
#define SOFTMARGIN_KERNEL template
#else
#define SOFTMARGIN_KERNEL extern template
#endif

#define SOFTMARGIN_DENSE_KERNELS(Data, Scalar)                                                 \
  SOFTMARGIN_KERNEL void add_scores(const Data*, Index, Index, const PackedTemplates<Scalar>&, \
                                    ReadAhead, Scalar*, Index);                                \
  SOFTMARGIN_KERNEL void add_gradient(const Data*, Index, Index, Index, const Scalar*, Index,  \
                                      Index, ReadAhead, Scalar*, Index);

#define SOFTMARGIN_SPARSE_KERNELS(Data, Scalar)                                               \
  SOFTMARGIN_KERNEL void add_example_scores(const ExampleEntries<Data, int>&,                 \
                                            const Matrix<Scalar>&, double*);                  \
  SOFTMARGIN_KERNEL void add_example_product(const ExampleEntries<Data, int>&, const double*, \
                                             const double*, Matrix<Scalar>&);

namespace softmargin::detail {

SOFTMARGIN_KERNEL struct DenseAlgebra<float>;
SOFTMARGIN_KERNEL struct DenseAlgebra<double>;

SOFTMARGIN_DENSE_KERNELS(std::uint8_t, float)
SOFTMARGIN_DENSE_KERNELS(std::uint8_t, double)
SOFTMARGIN_DENSE_KERNELS(float, float)
SOFTMARGIN_DENSE_KERNELS(float, double)
SOFTMARGIN_DENSE_KERNELS(double, double)

SOFTMARGIN_SPARSE_KERNELS(float, float)
SOFTMARGIN_SPARSE_KERNELS(float, double)
SOFTMARGIN_SPARSE_KERNELS(double, double)

}  // namespace softmargin::detail

#undef SOFTMARGIN_SPARSE_KERNELS
#undef SOFTMARGIN_DENSE_KERNELS
#undef SOFTMARGIN_KERNEL
