// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file similar_examples.hpp  Sparse examples in small groups of the most similar ones.
///
///     c_ij = x_i . x_j / (|x_i| |x_j|), of the product only what features of few examples add
///     each example is joined to the earlier one of its largest c_ij, the most similar pairs first,
///     as long as the group stays small
///
/// Messages of one thread share words that hardly any other has: they tell who is similar, and are
/// quickly read. Dual ascent settles such a group as a whole (dual_group.hpp).
#pragma once

#include <softmargin/detail/class_columns.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace softmargin::detail {

/// The entries of those features that at least two and at most 30 examples have, feature by
/// feature.
class RareEntries {
 public:
  struct Entry {
    int example;
    float value;
  };

  template <class View>
  RareEntries(ScaledExamples<View>& X, Index num_examples, Index num_features)
      : counts_(at(num_features), 0), filled_(counts_), begins_(counts_.size() + 1, 0) {
    for (Index i = 0; i < num_examples; ++i) {
      const auto x = X.entries(i);
      for (Index e = 0; e < x.size; ++e) {
        std::uint8_t& count = counts_[at(x.index(e))];
        if (count <= most) ++count;
      }
    }
    for (std::size_t d = 0; d < counts_.size(); ++d) {
      begins_[d + 1] = begins_[d] + (is_rare(d) ? counts_[d] : 0);
    }
    entries_.resize(begins_.back());
  }

  bool is_rare(Index d) const { return is_rare(at(d)); }
  /// What was added of feature d.
  std::span<const Entry> of(Index d) const { return {&entries_[begins_[at(d)]], filled_[at(d)]}; }
  void add(Index d, Entry entry) { entries_[begins_[at(d)] + filled_[at(d)]++] = entry; }

 private:
  static constexpr std::uint8_t most = 30;

  static std::size_t at(Index d) { return static_cast<std::size_t>(d); }
  bool is_rare(std::size_t d) const { return counts_[d] >= 2 && counts_[d] <= most; }

  std::vector<std::uint8_t> counts_;  ///< D, at most one more than the most
  std::vector<std::uint8_t> filled_;  ///< D
  std::vector<std::size_t> begins_;   ///< D + 1
  std::vector<Entry> entries_;
};

struct SimilarPair {
  double similarity;
  Index one;
  Index other;
};

/// Of each example the most similar earlier one, if there is one; the most similar pairs first.
template <class View>
std::vector<SimilarPair> find_similar(ScaledExamples<View>& X, Index num_examples,
                                      Index num_features) {
  constexpr double least_similarity = 0.1;
  RareEntries rare(X, num_examples, num_features);
  const double* squared_factor = X.squared_factor();
  std::vector<SimilarPair> pairs;
  std::vector<double> products(static_cast<std::size_t>(num_examples), 0);
  std::vector<int> sharers;
  for (Index i = 0; i < num_examples; ++i) {
    const auto x = X.entries(i);
    sharers.clear();
    for (Index e = 0; e < x.size; ++e) {
      const Index d = x.index(e);
      if (!rare.is_rare(d)) continue;
      const double value = x.value(e) * (squared_factor ? squared_factor[d] : 1);
      for (const auto& other : rare.of(d)) {
        double& product = products[static_cast<std::size_t>(other.example)];
        if (product == 0) sharers.push_back(other.example);
        product += value * static_cast<double>(other.value);
      }
      rare.add(d, {static_cast<int>(i), static_cast<float>(x.value(e))});
    }
    SimilarPair best{least_similarity, i, i};
    for (const int j : sharers) {
      const double product = std::exchange(products[static_cast<std::size_t>(j)], 0);
      const double similarity = product / std::sqrt(X.squared_norm(i) * X.squared_norm(j));
      if (similarity > best.similarity) best = {similarity, i, j};
    }
    if (best.other != i) pairs.push_back(best);
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const SimilarPair& a, const SimilarPair& b) {
    return a.similarity > b.similarity;
  });
  return pairs;
}

/// @return N, of each example the next one of its group, in a ring: itself where it is alone
template <class View>
std::vector<Index> group_similar(ScaledExamples<View>& X, Index num_examples, Index num_features) {
  constexpr Index most_members = 8;
  std::vector<Index> next(static_cast<std::size_t>(num_examples));
  std::iota(next.begin(), next.end(), Index(0));
  std::vector<Index> group = next;  // the name of each example's group, one of its members
  std::vector<Index> size(next.size(), 1);
  const auto at = [](Index i) { return static_cast<std::size_t>(i); };
  for (const auto& pair : find_similar(X, num_examples, num_features)) {
    const Index to = group[at(pair.one)];
    const Index from = group[at(pair.other)];
    const Index joined = size[at(to)] + size[at(from)];
    if (to == from || joined > most_members) continue;
    for (Index i = pair.other; group[at(i)] != to; i = next[at(i)]) group[at(i)] = to;
    std::swap(next[at(pair.one)], next[at(pair.other)]);  // two rings become one
    size[at(to)] = joined;
  }
  return next;
}

}  // namespace softmargin::detail
