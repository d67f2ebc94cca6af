// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/packet_sums.hpp"

#include "catch.hpp"

namespace detail = softmargin::detail;

namespace {

/// Sums of `Count` registers of whole numbers that differ from plain ones.
template <class Scalar, int Count>
int wrong_sums() {
  constexpr int size = detail::packet_size<Scalar>;
  Scalar numbers[Count * size];
  for (int i = 0; i < Count * size; ++i) numbers[i] = static_cast<Scalar>((i * i * 7 + 3) % 101);
  Scalar sums[Count + size];
  for (int i = 0; i < Count + size; ++i) sums[i] = static_cast<Scalar>(i);
  detail::add_packet_sums<Scalar, Count>([&](int i) { return detail::load(numbers + i * size); },
                                         sums);
  int wrong = 0;
  for (int i = 0; i < Count; ++i) {
    auto expected = static_cast<Scalar>(i);
    for (int j = 0; j < size; ++j) expected += numbers[i * size + j];
    wrong += sums[i] != expected;
  }
  return wrong;
}

template <class Scalar, int... Counts>
int wrong_sums_of(std::integer_sequence<int, Counts...>) {
  return (wrong_sums<Scalar, Counts + 1>() + ...);
}

}  // namespace

TEMPLATE_TEST_CASE("the sums of any number of registers are those of their entries",
                   "[detail][packet_sums]", float, double, long double) {
  CHECK(wrong_sums_of<TestType>(std::make_integer_sequence<int, 24>{}) == 0);
}
