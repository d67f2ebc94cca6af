// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "thrown.hpp"

using softmargin::Index;
using softmargin::detail::Pool;

TEST_CASE("every task runs exactly once, however many threads there are", "[detail][parallel]") {
  for (const int threads : {1, 2, 3, 7}) {
    Pool pool(threads);
    CHECK(pool.num_workers() == threads);
    for (const Index num_tasks : {0, 1, 2, 6, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(num_tasks));
      pool.run(num_tasks, [&](Index index, int) { ++runs[static_cast<std::size_t>(index)]; });
      CAPTURE(threads, num_tasks);
      CHECK(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
    }
  }
}

TEST_CASE("a worker has a number of its own and one task at a time", "[detail][parallel]") {
  Pool pool(4);
  std::vector<std::atomic<int>> busy(4);
  std::atomic<bool> fine = true;
  pool.run(400, [&](Index, int worker) {
    if (worker < 0 || worker >= 4) {
      fine = false;
      return;
    }
    auto& mine = busy[static_cast<std::size_t>(worker)];
    if (++mine != 1) fine = false;
    std::this_thread::yield();
    --mine;
  });
  CHECK(fine);
}

TEST_CASE("the work is shared where there is work for two", "[detail][parallel]") {
  // Two tasks that wait for each other end only if two threads run them.
  Pool pool(2);
  std::atomic<int> arrived = 0;
  pool.run(2, [&](Index, int) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("small work stays with the caller, unless threads are asked for by number",
          "[detail][parallel]") {
  const double small = Pool::shared_work / 2;
  std::atomic<bool> helped = false;
  const auto note_helper = [&](Index, int worker) { helped = helped || worker > 0; };
  Pool any(0);
  any.run(1000, note_helper, small);
  CHECK(!helped);

  Pool two(2);
  std::atomic<int> arrived = 0;
  const auto meet = [&](Index, int) {  // ends only if two threads run it
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  };
  two.run(2, meet, small);
  CHECK(arrived == 2);
}

TEST_CASE("0 threads mean all of the machine", "[detail][parallel]") {
  const auto machine = static_cast<int>(std::thread::hardware_concurrency());
  CHECK(Pool(0).num_workers() == std::max(1, machine));
  CHECK(Pool().num_workers() == 1);
}

TEST_CASE("an exception of a task reaches the caller, and the pool works on",
          "[detail][parallel]") {
  for (const int threads : {1, 3}) {
    Pool pool(threads);
    for (int round = 0; round < 20; ++round) {
      CHECK(thrown<std::runtime_error>([&] {
              pool.run(50, [](Index index, int) {
                if (index == 30) throw std::runtime_error("task 30");
              });
            }) == "task 30");
      std::atomic<Index> sum = 0;
      pool.run(50, [&](Index index, int) { sum += index; });
      CHECK(sum == 49 * 50 / 2);
    }
  }
}

TEST_CASE("a pool may be asked again and again", "[detail][parallel]") {
  Pool pool(3);
  std::vector<Index> squares(16);
  for (Index round = 0; round < 2000; ++round) {
    pool.run(16, [&](Index index, int) {
      squares[static_cast<std::size_t>(index)] = round + index * index;
    });
    REQUIRE(squares[15] == round + 225);
    REQUIRE(std::accumulate(squares.begin(), squares.end(), Index(0)) == 16 * round + 1240);
  }
}
