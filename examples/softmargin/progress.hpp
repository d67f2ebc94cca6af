// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file progress.hpp  How far a fit is: a bar on a terminal, plain lines in a log.
#pragma once

#include <softmargin/solver/report.hpp>

#include <string>

namespace tool {

/// Shows pass, objective, gap and time left on standard error.
class ProgressView {
 public:
  /// @param kind  auto (a bar on a terminal, otherwise a line every few seconds), bar, lines, none
  /// @param tolerance  the relative gap at which the fit ends
  ProgressView(const std::string& kind, double tolerance);
  ~ProgressView();
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  void operator()(const softmargin::Progress& progress);

 private:
  enum class Kind { bar, lines, sparse_lines, none };

  Kind kind_;
  double tolerance_;
  double first_gap_ = 0;      ///< relative, the first that is finite
  double first_seconds_ = 0;  ///< when it was reached
  double shown_seconds_ = -1;
  bool drawn_ = false;
};

}  // namespace tool
