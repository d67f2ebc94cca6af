# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# The target softmargin_headers_alone compiles every header by itself. <Eigen/Core>, with which each
# of them would take twice as long, is read once for all: types.hpp brings it to whoever needs it.

get_target_property(headers softmargin HEADER_SET)
set(sources "")
foreach(header IN LISTS headers)
  cmake_path(RELATIVE_PATH header BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/include")
  file(CONFIGURE OUTPUT "headers_alone/${header}.cpp" CONTENT "#include <@header@>\n" @ONLY)
  list(APPEND sources "${CMAKE_CURRENT_BINARY_DIR}/headers_alone/${header}.cpp")
endforeach()
add_library(softmargin_headers_alone OBJECT EXCLUDE_FROM_ALL ${sources})
target_link_libraries(softmargin_headers_alone PRIVATE softmargin::softmargin softmargin_warnings)
target_precompile_headers(softmargin_headers_alone PRIVATE <Eigen/Core>)
