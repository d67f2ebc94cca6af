# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# cmake -DEXPECTED=FILE -P check_output.cmake -- PROGRAM [ARGUMENT...]
#
# Runs the program and fails if it fails, or if its output lacks a line of FILE. The lines of FILE
# must appear whole and in this order; the output may hold others between them. In a line of FILE,
# `...` stands for any text, so that times need not be told.

cmake_minimum_required(VERSION 3.25)

# The command line behind "--".
set(command "")
set(seen_separator OFF)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(seen_separator)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(seen_separator ON)
  endif()
endforeach()

execute_process(COMMAND ${command} OUTPUT_VARIABLE output RESULT_VARIABLE result)
message("${output}")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the program ended with: ${result}")
endif()

# Lines are cut off by hand: a CMake list would stumble over brackets and semicolons.
file(READ "${EXPECTED}" expected)
if(expected MATCHES "^[ \n]*$")
  message(FATAL_ERROR "${EXPECTED} expects nothing")
endif()
string(APPEND expected "\n")
set(rest "\n${output}\n")
while(NOT expected STREQUAL "")
  string(FIND "${expected}" "\n" end)
  string(SUBSTRING "${expected}" 0 ${end} line)
  math(EXPR next "${end} + 1")
  string(SUBSTRING "${expected}" ${next} -1 expected)
  string(STRIP "${line}" stripped)
  if(stripped STREQUAL "")
    continue()
  endif()

  string(REGEX REPLACE "([][.*+?()^$|\\\\])" "\\\\\\1" pattern "${line}")
  string(REPLACE "\\.\\.\\." "[^\n]*" pattern "${pattern}")
  string(REGEX MATCH "\n${pattern}\n" found "${rest}")
  if(found STREQUAL "")
    message(FATAL_ERROR "missing from the output, or out of order:\n  ${line}")
  endif()
  string(FIND "${rest}" "${found}" begin)
  string(LENGTH "${found}" length)
  math(EXPR next "${begin} + ${length} - 1") # the newline may begin the next line's match
  string(SUBSTRING "${rest}" ${next} -1 rest)
endwhile()
