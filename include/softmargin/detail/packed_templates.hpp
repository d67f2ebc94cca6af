// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file packed_templates.hpp  The templates in the order in which the score kernels read them.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/types.hpp>

#include <type_traits>

namespace softmargin::detail {

inline constexpr int score_classes = many_registers ? 10 : 5;     ///< classes of a tile, at most
inline constexpr int gradient_classes = many_registers ? 12 : 6;  ///< classes of it, at most
inline constexpr Index short_column = 64;  ///< fewer features than that: see add_scores

/// Calls f(first, std::integral_constant<int, count>) for nearly equal groups of at most Max of n.
template <int Max, class F>
void for_groups(Index n, const F& f) {
  const auto call = [&]<int Count>(const auto& self, Index first, Index count,
                                   std::integral_constant<int, Count> constant) -> void {
    if (count == Count) {
      f(first, constant);
    } else if constexpr (Count > 1) {
      self(self, first, count, std::integral_constant<int, Count - 1>{});
    }
  };
  const Index groups = (n + Max - 1) / Max;
  for (Index g = 0; g < groups; ++g) {
    const Index first = g * n / groups;
    call(call, first, (g + 1) * n / groups - first, std::integral_constant<int, Max>{});
  }
}

/// D x K templates, packed once and read for every block of a pass. The classes of a tile lie
/// together, k D' behind the begin, with D' the features in whole packets:
///   long columns   for each packet of features those of all its classes. The last packet of a
///                  column that is no multiple of a packet ends with the column, and has zeros
///                  where the packet before has been;
///   short columns  for each feature those of all its classes.
template <class Scalar>
class PackedTemplates {
 public:
  /// @param Wt  D x K, classes ldw apart
  void pack(const Scalar* Wt, Index ldw, Index num_features, Index num_classes) {
    num_features_ = num_features;
    num_classes_ = num_classes;
    packed_.resize(padded_features() * num_classes);
    const int most = is_short() ? gradient_classes : score_classes;
    const Index groups = (num_classes + most - 1) / most;
    for (Index g = 0; g < groups; ++g) {
      const Index k = g * num_classes / groups;
      const Index classes = (g + 1) * num_classes / groups - k;
      is_short() ? pack_features(Wt + k * ldw, ldw, classes, packed_.data() + k * padded_features())
                 : pack_packets(Wt + k * ldw, ldw, classes, packed_.data() + k * padded_features());
    }
  }

  Index num_features() const { return num_features_; }
  Index num_classes() const { return num_classes_; }
  bool is_short() const { return num_features_ < short_column; }
  /// The classes of the tile that begins with class k.
  const Scalar* group(Index k) const { return packed_.data() + k * padded_features(); }

 private:
  static constexpr Index size = packet_size<Scalar>;

  Index padded_features() const { return (num_features_ + size - 1) / size * size; }

  void pack_packets(const Scalar* Wt, Index ldw, Index classes, Scalar* to) const {
    const Index whole = num_features_ / size * size;
    for (Index d = 0; d < whole; d += size)
      for (Index c = 0; c < classes; ++c, to += size) store(to, load(Wt + c * ldw + d));
    if (whole == num_features_) return;
    const Index last = num_features_ - size;  // where the last packet begins
    for (Index c = 0; c < classes; ++c, to += size)
      for (Index i = 0; i < size; ++i)
        to[i] = last + i < whole ? Scalar(0) : Wt[c * ldw + last + i];
  }

  void pack_features(const Scalar* Wt, Index ldw, Index classes, Scalar* to) const {
    for (Index d = 0; d < num_features_; ++d)
      for (Index c = 0; c < classes; ++c) to[d * classes + c] = Wt[c * ldw + d];
  }

  Index num_features_ = 0;
  Index num_classes_ = 0;
  Vector<Scalar> packed_;
};

}  // namespace softmargin::detail
