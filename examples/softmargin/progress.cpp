// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file progress.cpp  The logarithm of the gap falls about evenly: that gives the time left.
#include "progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace tool {

ProgressView::ProgressView(const std::string& kind, double tolerance)
    : kind_(Kind::none), tolerance_(std::max(tolerance, 1e-16)) {
  if (kind == "bar") kind_ = Kind::bar;
  if (kind == "lines") kind_ = Kind::lines;
  if (kind == "auto") kind_ = isatty(STDERR_FILENO) != 0 ? Kind::bar : Kind::sparse_lines;
}

ProgressView::~ProgressView() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void ProgressView::operator()(const softmargin::Progress& progress) {
  if (kind_ == Kind::none) return;
  const double gap = progress.objective > 0 ? progress.gap / progress.objective
                                            : std::numeric_limits<double>::infinity();
  if (first_gap_ == 0 && std::isfinite(gap)) {
    first_gap_ = std::max(gap, tolerance_);
    first_seconds_ = progress.seconds;
  }
  const double interval = kind_ == Kind::bar ? 0.1 : kind_ == Kind::lines ? 0 : 5;
  const bool is_first = shown_seconds_ < 0;
  const double since = is_first ? progress.seconds : progress.seconds - shown_seconds_;
  if (since < interval && !(is_first && kind_ == Kind::bar)) return;
  shown_seconds_ = progress.seconds;

  double done = 0;
  if (first_gap_ > tolerance_ && gap < first_gap_) {
    done = std::min(1.0, std::log(first_gap_ / gap) / std::log(first_gap_ / tolerance_));
  }
  char left[32] = "";
  if (done > 0 && done < 1) {
    const double seconds = (progress.seconds - first_seconds_) * (1 - done) / done;
    std::snprintf(left, sizeof left, ", about %.0f s left", std::ceil(seconds));
  }
  if (kind_ == Kind::bar) {
    constexpr int width = 24;
    char bar[width + 1];
    for (int i = 0; i < width; ++i) bar[i] = i < done * width ? '#' : '.';
    bar[width] = '\0';
    std::fprintf(stderr, "\r\x1b[K[%s] pass %.0f, objective %.6g, relative gap %.1e%s", bar,
                 progress.passes, progress.objective, gap, left);
    drawn_ = true;
  } else {
    std::fprintf(stderr, "pass %.0f, objective %.6g, relative gap %.1e, %.1f s%s\n",
                 progress.passes, progress.objective, gap, progress.seconds, left);
  }
  std::fflush(stderr);
}

}  // namespace tool
