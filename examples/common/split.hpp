// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file split.hpp  Cuts a data set into a part to train on and a part to test on.
#pragma once

#include <softmargin/types.hpp>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

/// {train, test}: numbers of examples. Each class gives the same share to the test, in a random
/// order that depends on the seed alone.
inline std::pair<std::vector<softmargin::Index>, std::vector<softmargin::Index>> stratified_split(
    const softmargin::Labels& y, double test_share, std::uint64_t seed) {
  std::vector<std::vector<softmargin::Index>> members(static_cast<std::size_t>(y.maxCoeff()) + 1);
  for (softmargin::Index i = 0; i < y.size(); ++i) {
    members[static_cast<std::size_t>(y(i))].push_back(i);
  }
  std::mt19937_64 generator(seed);
  std::pair<std::vector<softmargin::Index>, std::vector<softmargin::Index>> parts;
  for (auto& of_class : members) {
    // Written out, because std::shuffle may differ from one standard library to the next.
    for (std::size_t left = of_class.size(); left > 1; --left) {
      std::swap(of_class[left - 1], of_class[generator() % left]);
    }
    const auto num_test =
        static_cast<std::size_t>(test_share * static_cast<double>(of_class.size()));
    for (std::size_t j = 0; j < of_class.size(); ++j) {
      (j < num_test ? parts.second : parts.first).push_back(of_class[j]);
    }
  }
  return parts;
}
