// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The kernels that the tests share.
#include "shared_kernels.hpp"

namespace softmargin::detail {

template struct DenseAlgebra<float>;
template struct DenseAlgebra<double>;
template void add_example_scores(const ExampleEntries<double, int>&, const Matrix<double>&,
                                 double*);
template void add_example_product(const ExampleEntries<double, int>&, const double*, const double*,
                                  Matrix<double>&);
template void add_scores(const double*, Index, Index, const PackedTemplates<double>&, ReadAhead,
                         double*, Index);
template void add_gradient(const double*, Index, Index, Index, const double*, Index, Index,
                           ReadAhead, double*, Index);
template void add_example_scores(const ExampleEntries<float, int>&, const Matrix<float>&, double*);
template void add_example_product(const ExampleEntries<float, int>&, const double*, const double*,
                                  Matrix<float>&);
template void add_scores(const float*, Index, Index, const PackedTemplates<float>&, ReadAhead,
                         float*, Index);
template void add_gradient(const float*, Index, Index, Index, const float*, Index, Index, ReadAhead,
                           float*, Index);
template void add_example_scores(const ExampleEntries<float, int>&, const Matrix<double>&, double*);
template void add_example_product(const ExampleEntries<float, int>&, const double*, const double*,
                                  Matrix<double>&);
template void add_scores(const float*, Index, Index, const PackedTemplates<double>&, ReadAhead,
                         double*, Index);
template void add_gradient(const float*, Index, Index, Index, const double*, Index, Index,
                           ReadAhead, double*, Index);

}  // namespace softmargin::detail
