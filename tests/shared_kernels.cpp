// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The kernels that the tests share.
#include "shared_kernels.hpp"

namespace softmargin::detail {

template struct DenseAlgebra<float>;
template struct DenseAlgebra<double>;
#define SOFTMARGIN_TESTS_DEFINE(T, Scalar) SOFTMARGIN_TESTS_KERNELS(, T, Scalar)
SOFTMARGIN_TESTS_SHARED_SCALARS(SOFTMARGIN_TESTS_DEFINE)

}  // namespace softmargin::detail
