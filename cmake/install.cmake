# SPDX-FileCopyrightText: 2026 the softmargin authors
# SPDX-License-Identifier: MIT
#
# Install rules: the headers and a CMake package for find_package(softmargin).

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/softmargin")

install(TARGETS softmargin EXPORT softmargin-targets FILE_SET HEADERS)
install(EXPORT softmargin-targets NAMESPACE softmargin:: DESTINATION "${package_dir}")

get_target_property(definitions softmargin INTERFACE_COMPILE_DEFINITIONS)
set(softmargin_needs_zlib OFF)
if("SOFTMARGIN_HAS_ZLIB" IN_LIST definitions)
  set(softmargin_needs_zlib ON)
endif()
configure_package_config_file(cmake/softmargin-config.cmake.in softmargin-config.cmake
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(softmargin-config-version.cmake
  COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)

install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/softmargin-config.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/softmargin-config-version.cmake"
  DESTINATION "${package_dir}")
