// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file main() for Catch2 version 2; version 3 links its own.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
