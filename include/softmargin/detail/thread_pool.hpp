// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file thread_pool.hpp  The pool of a build with threads.
#pragma once

#include <softmargin/detail/function_ref.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace softmargin::detail {

/// A task of a pool: task(index, worker).
using PoolTask = FunctionRef<void(Index, int)>;

/// `threads` - 1 sleeping helpers and the caller. The helpers start with the first task that has
/// work for two, so a pool that is never used costs nothing.
class Pool {
 public:
  static constexpr double shared_work = 1e7;  ///< multiply-adds from which on a helper saves time

  /// @param threads  how many work at once; 0: as many as the machine has, for work that is worth
  /// it
  explicit Pool(int threads = 1)
      : num_workers_(threads > 0
                         ? threads
                         : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))),
        least_work_(threads > 0 ? 0 : shared_work) {}

  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& helper : helpers_) helper.join();
  }

  int num_workers() const { return num_workers_; }

  /// Calls task(index, worker) once for each index in [0, num_tasks), worker in [0, num_workers()).
  /// Tasks of one call may run at the same time, those of the same worker never do. An exception of
  /// a task is thrown here, after all others have ended.
  /// @param operations  multiply-adds of all tasks: where the number of threads was left to the
  ///                    pool, the caller does small work alone, in less time than a helper wakes
  void run(Index num_tasks, PoolTask task, double operations = shared_work) {
    if (num_workers_ == 1 || num_tasks < 2 || operations < least_work_) {
      for (Index index = 0; index < num_tasks; ++index) task(index, 0);
      return;
    }
    start_helpers();
    {
      const std::lock_guard lock(mutex_);
      task_ = &task;
      num_tasks_ = num_tasks;
      next_ = 0;
      busy_ = static_cast<int>(helpers_.size());
      error_ = nullptr;
      ++generation_;
    }
    wake_.notify_all();
    work(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return busy_ == 0; });
    task_ = nullptr;
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void start_helpers() {
    while (static_cast<int>(helpers_.size()) < num_workers_ - 1) {
      const int worker = static_cast<int>(helpers_.size()) + 1;
      helpers_.emplace_back([this, worker, seen = generation_] { serve(worker, seen); });
    }
  }

  void serve(int worker, std::uint64_t seen) {
    while (true) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || generation_ != seen; });
        if (stopping_) return;
        seen = generation_;
      }
      work(worker);
      const std::lock_guard lock(mutex_);
      if (--busy_ == 0) done_.notify_one();
    }
  }

  void work(int worker) {
    for (Index index = next_++; index < num_tasks_; index = next_++) {
      try {
        (*task_)(index, worker);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        next_ = num_tasks_;
      }
    }
  }

  const int num_workers_;
  const double least_work_;
  std::vector<std::thread> helpers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const PoolTask* task_ = nullptr;
  Index num_tasks_ = 0;
  std::atomic<Index> next_ = 0;
  int busy_ = 0;
  std::uint64_t generation_ = 0;
  bool stopping_ = false;
  std::exception_ptr error_;
};

}  // namespace softmargin::detail
