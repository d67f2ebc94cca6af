# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# softmargin_share_kernels(TARGET): the target takes the kernels of softmargin/extern_kernels.hpp from
# a library that is built once, and the headers precompiled. For our own programs; no user's target
# depends on it.

file(CONFIGURE OUTPUT shared_kernels.cpp CONTENT [[
#define SOFTMARGIN_DEFINE_KERNELS
#include <softmargin/extern_kernels.hpp>
]])
add_library(softmargin_kernels STATIC EXCLUDE_FROM_ALL shared_kernels.cpp)
target_link_libraries(softmargin_kernels PRIVATE softmargin::softmargin)

file(CONFIGURE OUTPUT precompiled.cpp CONTENT "// Its target owns the precompiled headers.\n")
add_library(softmargin_precompiled OBJECT EXCLUDE_FROM_ALL precompiled.cpp)
target_link_libraries(softmargin_precompiled PRIVATE softmargin::softmargin softmargin_warnings)
target_precompile_headers(softmargin_precompiled PRIVATE
  <softmargin/extern_kernels.hpp> <softmargin/softmargin.hpp>)

function(softmargin_share_kernels target)
  target_link_libraries(${target} PRIVATE softmargin_kernels)
  target_precompile_headers(${target} REUSE_FROM softmargin_precompiled)
endfunction()
