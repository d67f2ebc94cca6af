// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file serial_pool.hpp  The pool of a build without threads.
#pragma once

#include <softmargin/types.hpp>

namespace softmargin::detail {

class Pool {
 public:
  explicit Pool(int = 1) {}

  int num_workers() const { return 1; }

  /// Calls task(index, worker) for each index in [0, num_tasks), in order.
  template <class Task>
  void run(Index num_tasks, Task&& task, double = 0) {
    for (Index index = 0; index < num_tasks; ++index) task(index, 0);
  }
};

}  // namespace softmargin::detail
