# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# softmargin_warnings: linked by our own tests, examples and benchmarks, never by a user's target.
# The presets turn warnings into errors (CMAKE_COMPILE_WARNING_AS_ERROR).

add_library(softmargin_warnings INTERFACE)
target_compile_options(softmargin_warnings INTERFACE
  $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:
    -Wall
    -Wcast-qual
    -Wconversion
    -Wextra
    -Wnon-virtual-dtor
    -Wold-style-cast
    -Wpedantic
    -Wshadow
    -Wundef
    -Wunused
  >
  # g++ 12 warns of its own AVX-512 intrinsics (-Wmaybe-uninitialized in avx512fintrin.h) and of its
  # own std::string (-Wrestrict in char_traits.h, GCC bug 105651), and takes Eigen's aligned free for
  # a use after it (-Wuse-after-free in Memory.h).
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond;-Wlogical-op;-Wno-maybe-uninitialized;-Wno-restrict;-Wno-use-after-free>
  $<$<CXX_COMPILER_ID:MSVC>:/W4>
)
