// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/detail/packed_templates.hpp"

#include <algorithm>

#include "catch.hpp"
#include "random.hpp"

namespace sm = softmargin;
using sm::Index;
using sm::detail::PackedTemplates;

namespace {

/// Where entry d of class c of a group should lie, or -1 for one that is not packed again.
template <class Scalar>
Scalar packed_entry(const PackedTemplates<Scalar>& packed, const Scalar* group, Index classes,
                    Index d, Index c) {
  constexpr Index size = sm::detail::packet_size<Scalar>;
  if (packed.is_short()) return group[d * classes + c];
  const Index D = packed.num_features();
  const Index step = d / size;
  const bool rest = step == D / size;
  return group[(step * classes + c) * size + (rest ? d - (D - size) : d % size)];
}

}  // namespace

TEMPLATE_TEST_CASE("packed templates hold each weight once, the classes of a tile together",
                   "[detail][packed_templates]", float, double) {
  Random random(41);
  PackedTemplates<TestType> packed;
  for (const Index D : {1, 5, 63, 64, 65, 79, 200}) {
    for (const Index K : {1, 2, 10, 11, 23}) {
      const sm::Matrix<TestType> Wt = random.matrix<TestType>(D + 3, K);
      packed.pack(Wt.data(), D + 3, D, K);
      CHECK(packed.num_features() == D);
      CHECK(packed.num_classes() == K);
      Index wrong = 0;
      const auto look = [&](Index first, auto count) {
        for (Index c = 0; c < count; ++c)
          for (Index d = 0; d < D; ++d)
            wrong += packed_entry(packed, packed.group(first), count, d, c) != Wt(d, first + c);
      };
      packed.is_short() ? sm::detail::for_groups<sm::detail::gradient_classes>(K, look)
                        : sm::detail::for_groups<sm::detail::score_classes>(K, look);
      CAPTURE(D, K);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("the last packet of a column counts no weight twice", "[detail][packed_templates]") {
  constexpr Index size = sm::detail::packet_size<float>;
  const Index D = 5 * size + (size > 1 ? 1 : 0) + 64 / size * size;
  const sm::Matrix<float> Wt = sm::Matrix<float>::Ones(D, 3);
  PackedTemplates<float> packed;
  packed.pack(Wt.data(), D, D, 3);
  const Index padded = (D + size - 1) / size * size;
  CHECK(std::count(packed.group(0), packed.group(0) + 3 * padded, 1.0F) == 3 * D);
}

TEST_CASE("for_groups covers each number once in nearly equal groups", "[detail][skinny_kernels]") {
  for (Index n = 0; n <= 40; ++n) {
    Index next = 0;
    Index least = 6;
    Index most = 0;
    sm::detail::for_groups<6>(n, [&](Index first, auto count) {
      CHECK(first == next);
      next += count;
      least = std::min<Index>(least, count);
      most = std::max<Index>(most, count);
    });
    CHECK(next == n);
    if (n > 0) CHECK(most - least <= 1);
  }
}
