// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file errors.hpp  Mistakes in the command line, which end the program with 2 instead of 1.
#pragma once

#include <stdexcept>

namespace tool {

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace tool
