# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# cmake -DTESTS=PROGRAMS -DBUILD=DIR -P check_lists.cmake
#
# Files are named by hand in the CMake lists, and the test cases are read from the test programs by
# Catch2. This check fails where one was forgotten on the way: a header that would not be installed,
# a test or an example that would not run.

cmake_minimum_required(VERSION 3.25)
get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(forgotten "")

# Headers and tests stand in their list by path, a line each.
file(READ "${root}/CMakeLists.txt" list)
file(GLOB_RECURSE headers RELATIVE "${root}" "${root}/include/*.hpp")
foreach(header IN LISTS headers)
  if(NOT list MATCHES "\n +${header}\n")
    string(APPEND forgotten "\n  ${header} in CMakeLists.txt")
  endif()
endforeach()

file(READ "${root}/tests/CMakeLists.txt" list)
file(GLOB_RECURSE tests RELATIVE "${root}/tests" "${root}/tests/*.cpp")
list(FILTER tests EXCLUDE REGEX "^(catch2_main.cpp|fuzz/.*|install_consume/.*)$")
foreach(test IN LISTS tests)
  if(NOT list MATCHES "\n +${test}\n")
    string(APPEND forgotten "\n  tests/${test} in tests/CMakeLists.txt")
  endif()
endforeach()

file(READ "${root}/examples/CMakeLists.txt" list)
file(GLOB examples RELATIVE "${root}/examples" "${root}/examples/*.cpp")
foreach(example IN LISTS examples)
  string(REPLACE ".cpp" "" name "${example}")
  if(NOT list MATCHES "\nsoftmargin_add_(example|program)\\(${name}[ \n)]")
    string(APPEND forgotten "\n  examples/${example} in examples/CMakeLists.txt")
  endif()
endforeach()

if(forgotten)
  message(FATAL_ERROR "not listed:${forgotten}")
endif()

# Every test case of the programs is a test of CTest, labelled `unit`.
set(num_cases 0)
foreach(program IN LISTS TESTS)
  execute_process(COMMAND "${program}" --list-tests OUTPUT_VARIABLE listing)
  if(NOT listing MATCHES "\n([0-9]+) test cases?\n")
    message(FATAL_ERROR "${program} lists no test case:\n${listing}")
  endif()
  math(EXPR num_cases "${num_cases} + ${CMAKE_MATCH_1}")
endforeach()
execute_process(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${BUILD}" -N -L unit
  OUTPUT_VARIABLE registered)
if(NOT registered MATCHES "\nTotal Tests: ([0-9]+)\n")
  message(FATAL_ERROR "ctest lists no test:\n${registered}")
endif()
set(num_registered ${CMAKE_MATCH_1})
if(num_cases EQUAL 0 OR NOT num_cases EQUAL num_registered)
  message(FATAL_ERROR "the test programs hold ${num_cases} test cases, ctest knows ${num_registered}; "
    "does the name of one hold a semicolon, or a square bracket without its partner?")
endif()
