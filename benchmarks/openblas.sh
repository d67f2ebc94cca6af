# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# To be sourced: tells OpenBLAS, on which the peers stand, which kernels this processor has. One that
# it does not know it takes for one without AVX, and is four times slower.
if [[ -z ${OPENBLAS_CORETYPE:-} ]]; then
  if grep --quiet avx512dq /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SkylakeX
  elif grep --quiet avx2 /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=Haswell
  fi
fi
