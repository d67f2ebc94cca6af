// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file serial_pool.hpp  The pool of a build without threads.
#pragma once

#include <softmargin/detail/function_ref.hpp>
#include <softmargin/types.hpp>

namespace softmargin::detail {

/// A task of a pool: task(index, worker).
using PoolTask = FunctionRef<void(Index, int)>;

class Pool {
 public:
  explicit Pool(int = 1) {}

  int num_workers() const { return 1; }

  /// Calls task(index, worker) for each index in [0, num_tasks), in order.
  void run(Index num_tasks, PoolTask task, double = 0) {
    for (Index index = 0; index < num_tasks; ++index) task(index, 0);
  }
};

}  // namespace softmargin::detail
