# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# Installs the library into the build tree, then configures, builds and runs the program next to
# this file with the library taken in each of the three ways.

set(binary "${CMAKE_CURRENT_BINARY_DIR}/install_consume")
set(prefix "${binary}/prefix")

add_test(NAME install_consume.install
  COMMAND "${CMAKE_COMMAND}" --install "${PROJECT_BINARY_DIR}" --prefix "${prefix}")
set_tests_properties(install_consume.install PROPERTIES
  FIXTURES_SETUP softmargin_installed
  LABELS package)

function(add_consumer take)
  add_test(NAME install_consume.${take}
    COMMAND "${CMAKE_CTEST_COMMAND}"
      --build-and-test "${CMAKE_CURRENT_FUNCTION_LIST_DIR}" "${binary}/${take}"
      --build-generator "${CMAKE_GENERATOR}"
      --build-noclean
      --build-options
        "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}"
        "-DEigen3_DIR=${Eigen3_DIR}"
        "-DTAKE=${take}"
        ${ARGN}
      --test-command consumer)
  set_tests_properties(install_consume.${take} PROPERTIES LABELS package)
endfunction()

add_consumer(find_package "-DCMAKE_PREFIX_PATH=${prefix}" "-DEXPECTED_VERSION=${softmargin_VERSION}")
add_consumer(add_subdirectory "-DSOFTMARGIN_SOURCE=${PROJECT_SOURCE_DIR}")
add_consumer(FetchContent "-DSOFTMARGIN_SOURCE=${PROJECT_SOURCE_DIR}")
set_tests_properties(install_consume.find_package PROPERTIES FIXTURES_REQUIRED softmargin_installed)
