// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The version of the library; CMakeLists.txt reads it from here.
#pragma once

#include <string_view>

namespace softmargin {

inline constexpr int version_major = 0;
inline constexpr int version_minor = 1;
inline constexpr int version_patch = 0;

/// "major.minor.patch"
inline constexpr std::string_view version = "0.1.0";

}  // namespace softmargin
