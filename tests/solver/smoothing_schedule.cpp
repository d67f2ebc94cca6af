// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file smoothing_schedule.cpp  When eps falls, stays and grows.
#include <softmargin/solver/smoothing_schedule.hpp>

#include "catch.hpp"

using softmargin::detail::SmoothingSchedule;

namespace {

/// A subproblem that was solved at eps = 0.5, the usual size, and left a complementarity.
SmoothingSchedule::Subproblem solved(double complementarity, double passes) {
  return {.smoothing = 0.5,
          .complementarity = complementarity,
          .residual = 0.01,
          .passes = passes,
          .solved = true,
          .holds_gap_up = true};
}

}  // namespace

TEST_CASE("eps falls by quarters to its usual size, not below", "[smoothing_schedule]") {
  SmoothingSchedule schedule(0.5, 3);
  CHECK(schedule.first() == 8);
  auto last = solved(1, 20);
  last.smoothing = schedule.first();
  CHECK(schedule.next(last) == 2);
  last.smoothing = 2;
  CHECK(schedule.next(last) == 0.5);
  last.smoothing = 1;  // it grew on the way
  CHECK(schedule.next(last) == 0.5);
}

TEST_CASE("at its usual size eps falls where complementarity does not", "[smoothing_schedule]") {
  SmoothingSchedule schedule(0.5, 3);
  schedule.next(solved(1, 20));
  CHECK(schedule.next(solved(0.7, 20)) == 0.5);      // falls by itself
  CHECK(schedule.next(solved(0.6, 20)) == 0.5 / 3);  // too slowly
  CHECK(schedule.next(solved(0.44, 20)) == 0.5);     // against the last one, not the first
  CHECK(schedule.next(solved(0.3, 3)) == 0.5 / 3);   // cheap: half is asked for
  CHECK(schedule.next(solved(0.14, 3)) == 0.5);
  auto small = solved(0.14, 20);
  small.holds_gap_up = false;
  CHECK(schedule.next(small) == 0.5);
}

TEST_CASE("eps grows where the subproblem was too hard", "[smoothing_schedule]") {
  SmoothingSchedule schedule(0.5, 3);
  auto last = solved(1, 20);
  last.solved = false;
  CHECK(schedule.next(last) == 0.5);  // the residual is not what is missing
  last.residual = 2;
  CHECK(schedule.next(last) == 1.5);
}
