// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file What every test includes and nobody here writes, compiled once. Never include it by name.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>
#include <Eigen/SparseCore>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
