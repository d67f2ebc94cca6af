// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The kernels that know nothing of losses: where CMake builds the tests they are compiled
/// once, in shared_kernels.cpp, and every test has seen these declarations.
#pragma once

#include <softmargin/detail/class_columns.hpp>
#include <softmargin/detail/dense_algebra.hpp>
#include <softmargin/detail/skinny_kernels.hpp>

#ifdef SOFTMARGIN_TESTS_SHARE_FITS
namespace softmargin::detail {

extern template struct DenseAlgebra<float>;
extern template struct DenseAlgebra<double>;
extern template void add_example_scores(const ExampleEntries<double, int>&, const Matrix<double>&,
                                        double*);
extern template void add_example_product(const ExampleEntries<double, int>&, const double*,
                                         const double*, Matrix<double>&);
extern template void add_scores(const double*, Index, Index, const PackedTemplates<double>&,
                                ReadAhead, double*, Index);
extern template void add_gradient(const double*, Index, Index, Index, const double*, Index, Index,
                                  ReadAhead, double*, Index);
extern template void add_example_scores(const ExampleEntries<float, int>&, const Matrix<float>&,
                                        double*);
extern template void add_example_product(const ExampleEntries<float, int>&, const double*,
                                         const double*, Matrix<float>&);
extern template void add_scores(const float*, Index, Index, const PackedTemplates<float>&,
                                ReadAhead, float*, Index);
extern template void add_gradient(const float*, Index, Index, Index, const float*, Index, Index,
                                  ReadAhead, float*, Index);
extern template void add_example_scores(const ExampleEntries<float, int>&, const Matrix<double>&,
                                        double*);
extern template void add_example_product(const ExampleEntries<float, int>&, const double*,
                                         const double*, Matrix<double>&);
extern template void add_scores(const float*, Index, Index, const PackedTemplates<double>&,
                                ReadAhead, double*, Index);
extern template void add_gradient(const float*, Index, Index, Index, const double*, Index, Index,
                                  ReadAhead, double*, Index);

}  // namespace softmargin::detail
#endif
