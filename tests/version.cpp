// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/version.hpp"

#include <string>

#include "catch.hpp"

namespace sm = softmargin;

TEST_CASE("the version string is made of the three version numbers", "[version]") {
  CHECK(std::string(sm::version) == std::to_string(sm::version_major) + "." +
                                        std::to_string(sm::version_minor) + "." +
                                        std::to_string(sm::version_patch));
}

TEST_CASE("the CMake package carries the version of the header", "[version]") {
  CHECK(std::string(sm::version) == SOFTMARGIN_PACKAGE_VERSION);
}
