// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file The trainings that several tests run.
#define SOFTMARGIN_TESTS_DEFINE_FITS
#include "shared_fits.hpp"
