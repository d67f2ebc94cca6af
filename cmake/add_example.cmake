# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT

set(softmargin_check_output "${CMAKE_CURRENT_LIST_DIR}/check_output.cmake")

# Links a target of the examples to the library.
function(softmargin_link target)
  target_link_libraries(${target} PRIVATE softmargin::softmargin)
  if(TARGET softmargin_warnings)
    target_link_libraries(${target} PRIVATE softmargin_warnings)
  endif()
  if(COMMAND softmargin_share_kernels)
    softmargin_share_kernels(${target})
  endif()
endfunction()

# Builds NAME.cpp, which finds the data of the repository in SOFTMARGIN_EXAMPLE_DATA.
function(softmargin_build_example name)
  add_executable(${name} ${name}.cpp)
  target_compile_definitions(${name} PRIVATE
    SOFTMARGIN_EXAMPLE_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  softmargin_link(${name})
endfunction()

# softmargin_add_program(NAME)
#
# Builds NAME.cpp, which works on the user's own files; the test example.NAME.usage runs it without.
function(softmargin_add_program name)
  softmargin_build_example(${name})
  add_test(NAME example.${name}.usage COMMAND ${name})
  set_tests_properties(example.${name}.usage PROPERTIES
    PASS_REGULAR_EXPRESSION "usage: " LABELS example)
endfunction()

# softmargin_add_example(NAME [ARGS argument...])
#
# Builds NAME.cpp and registers the test example.NAME: the program, run with the given arguments,
# must succeed and print what expected/NAME.txt asks for (check_output.cmake says how).
# It runs in the folder `results` of the build tree, where it may write files.
function(softmargin_add_example name)
  cmake_parse_arguments(PARSE_ARGV 1 example "" "" "ARGS")
  softmargin_build_example(${name})
  set(results "${CMAKE_CURRENT_BINARY_DIR}/results")
  file(MAKE_DIRECTORY "${results}")
  add_test(NAME example.${name}
    COMMAND "${CMAKE_COMMAND}"
      "-DEXPECTED=${CMAKE_CURRENT_SOURCE_DIR}/expected/${name}.txt"
      -P "${softmargin_check_output}" -- $<TARGET_FILE:${name}> ${example_ARGS}
    WORKING_DIRECTORY "${results}")
  set_tests_properties(example.${name} PROPERTIES LABELS example)
endfunction()
