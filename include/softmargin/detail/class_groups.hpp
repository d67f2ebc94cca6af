// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file class_groups.hpp  Classes cut into groups whose sums fit in registers, each of a size that
/// the compiler knows.
#pragma once

#include <softmargin/types.hpp>

#include <type_traits>

namespace softmargin::detail {

/// Calls task(std::integral_constant<int, P>, first) for groups of P classes.
template <class Task>
void for_class_groups(Index num_classes, Task&& task) {
  Index first = 0;
  for (; num_classes - first >= 32; first += 32) task(std::integral_constant<int, 32>{}, first);
  if (num_classes - first == 24) return task(std::integral_constant<int, 24>{}, first);
  const auto one_of = [&]<int P>(std::integral_constant<int, P> size) {
    if (((num_classes - first) & P) == 0) return;
    task(size, first);
    first += P;
  };
  one_of(std::integral_constant<int, 16>{});
  one_of(std::integral_constant<int, 8>{});
  one_of(std::integral_constant<int, 4>{});
  one_of(std::integral_constant<int, 2>{});
  one_of(std::integral_constant<int, 1>{});
}

}  // namespace softmargin::detail
