// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file liblinear.hpp  The short options of liblinear-train in our words.
#pragma once

#include "commands.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tool {

struct LiblinearOptions {
  std::optional<long> type;         ///< -s
  std::optional<double> C;          ///< -c
  std::optional<double> tolerance;  ///< -e
  std::optional<double> bias;       ///< -B
  std::optional<long> folds;        ///< -v

  bool any() const { return type || C || tolerance || bias || folds; }
};

/// -w1 5 becomes --class-weight 1=5, which no parser of options would guess; noted in `map`.
std::vector<std::string> rewrite_class_weights(const std::vector<std::string>& arguments,
                                               std::vector<std::string>& map);

/// Sets what LIBLINEAR would do, and notes in `command.map` what each option stands for.
/// @param has_loss  --loss was given: then -s must not be
/// @throws UsageError for what softmargin does not have
void apply_liblinear(const LiblinearOptions& options, bool has_loss, bool has_bias,
                     TrainCommand& command);

}  // namespace tool
