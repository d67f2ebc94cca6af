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
/// A `fit` then compiles in about half the time. Nothing else changes: what is not in the list
/// below is compiled where it is used, as without this header.
#pragma once

#include <softmargin/detail/class_columns.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/feature_subset.hpp>
#include <softmargin/detail/features.hpp>
#include <softmargin/detail/skinny_kernels.hpp>
#include <softmargin/objective/pass.hpp>
#include <softmargin/solver/conjugate_gradients.hpp>
#include <softmargin/solver/gram_preconditioner.hpp>
#include <softmargin/solver/smooth.hpp>

#include <cstdint>
#include <optional>

#ifdef SOFTMARGIN_DEFINE_KERNELS
#define SOFTMARGIN_KERNEL template
#else
#define SOFTMARGIN_KERNEL extern template
#endif

#define SOFTMARGIN_DENSE_KERNELS(Data, Scalar)                                                 \
  SOFTMARGIN_KERNEL void add_scores(const Data*, Index, Index, const PackedTemplates<Scalar>&, \
                                    ReadAhead, Scalar*, Index);                                \
  SOFTMARGIN_KERNEL void add_gradient(const Data*, Index, Index, Index, const Scalar*, Index,  \
                                      Index, ReadAhead, Scalar*, Index);                       \
  SOFTMARGIN_KERNEL class Pass<DenseColumns<Data>, Scalar>;                                    \
  SOFTMARGIN_KERNEL class Pass<FeatureSubset<DenseColumns<Data>>, Scalar>;

#define SOFTMARGIN_SPARSE_KERNELS(Data, Scalar) \
  SOFTMARGIN_KERNEL class Pass<SparseColumns<Data, int>, Scalar>;

#define SOFTMARGIN_EXAMPLE_KERNELS(Data, Scalar)                                              \
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

SOFTMARGIN_EXAMPLE_KERNELS(std::uint8_t, float)
SOFTMARGIN_EXAMPLE_KERNELS(std::uint8_t, double)
SOFTMARGIN_EXAMPLE_KERNELS(float, float)
SOFTMARGIN_EXAMPLE_KERNELS(float, double)
SOFTMARGIN_EXAMPLE_KERNELS(double, float)
SOFTMARGIN_EXAMPLE_KERNELS(double, double)

SOFTMARGIN_SPARSE_KERNELS(float, float)
SOFTMARGIN_SPARSE_KERNELS(float, double)
SOFTMARGIN_SPARSE_KERNELS(double, double)

SOFTMARGIN_KERNEL class GramPreconditioner<float>;
SOFTMARGIN_KERNEL class GramPreconditioner<double>;
SOFTMARGIN_KERNEL Index conjugate_gradients(const Vector<double>&, Vector<double>&, double, Index,
                                            VectorProduct<double>, VectorProduct<double>);
SOFTMARGIN_KERNEL std::optional<SolverStatus> run_lbfgs(FlatObjective<double>, Vector<double>&,
                                                        double, double, double,
                                                        LbfgsVisitor<double>);

}  // namespace softmargin::detail

#undef SOFTMARGIN_EXAMPLE_KERNELS
#undef SOFTMARGIN_SPARSE_KERNELS
#undef SOFTMARGIN_DENSE_KERNELS
#undef SOFTMARGIN_KERNEL
