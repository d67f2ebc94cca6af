// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file skinny_kernels.hpp  The two matrix products of a pass, scores and gradient, for a block of
/// examples and few classes.
#pragma once

#include <softmargin/detail/packet.hpp>
#include <softmargin/detail/widen.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <type_traits>

// A general matrix product first copies both factors into another order, which pays when each
// copied number is used hundreds of times. Here each number of X meets only K classes, so the
// kernels read X where it lies and keep a small tile of the result in registers:
//   scores    examples x classes, each register summing a dot product along the features;
//   gradient  features x classes, each register summing over the examples of the block.
// The order of every sum depends on the shapes, the types and the target alone.

namespace softmargin::detail {

inline constexpr int score_classes = many_registers ? 10 : 5;     ///< classes of a tile, at most
inline constexpr int gradient_classes = many_registers ? 12 : 6;  ///< classes of it, at most
inline constexpr Index short_column = 64;       ///< fewer features than that: see add_scores
inline constexpr Index score_features = 640;    ///< features of a piece of packed templates
inline constexpr Index gradient_examples = 64;  ///< examples of one sum in registers, at most

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

/// sum(c, e) += x(:, e) * w(:, c), entry by entry, for one packet of features.
/// @param w  the packets of the classes, one after the other
template <int Examples, int Classes, class T, class Scalar>
EIGEN_ALWAYS_INLINE void score_step(const T* x, Index ldx, const Scalar* w,
                                    Packet<Scalar> (&sum)[Classes][Examples]) {
  Packet<Scalar> xs[Examples];
#pragma GCC unroll 16
  for (int e = 0; e < Examples; ++e) xs[e] = load_widened<Scalar>(x + e * ldx);
#pragma GCC unroll 16
  for (int c = 0; c < Classes; ++c) {
    Packet<Scalar> wc = load(w + c * packet_size<Scalar>);
    keep_in_register<Scalar>(wc);
#pragma GCC unroll 16
    for (int e = 0; e < Examples; ++e) sum[c][e] = Eigen::internal::pmadd(wc, xs[e], sum[c][e]);
  }
}

/// A piece of the templates of some classes, packed as the tiles read it: for each packet of
/// features those of all classes. The last packet of a column that is no multiple of a packet ends
/// with the column, and has zeros where the packet before has been.
template <int Classes, class Scalar>
struct TemplatePiece {
  static constexpr Index size = packet_size<Scalar>;

  TemplatePiece(const Scalar* Wt, Index ldw, Index D, Index first_feature, Index count)
      : first(first_feature),
        steps(std::min(count, D - first) / size),
        rest(D - first < count ? D - first - steps * size : 0) {
    for (Index step = 0; step < steps; ++step)
      for (int c = 0; c < Classes; ++c)
        store(packed + (step * Classes + c) * size, load(Wt + c * ldw + first + step * size));
    for (int c = 0; rest != 0 && c < Classes; ++c)
      for (Index i = 0; i < size; ++i)
        packed[(steps * Classes + c) * size + i] =
            i < size - rest ? Scalar(0) : Wt[c * ldw + D - size + i];
  }

  Index first;  ///< feature
  Index steps;  ///< whole packets
  Index rest;   ///< features behind them, less than a packet
  alignas(64) Scalar packed[(score_features + size) * Classes];
};

/// S(e, c) += dot(x(:, e), w(:, c)) for a tile and a piece of the features.
/// @param x  the tile's first example, from its first feature on
template <int Examples, int Classes, class T, class Scalar>
EIGEN_ALWAYS_INLINE void score_tile(const T* x, Index ldx, Index D,
                                    const TemplatePiece<Classes, Scalar>& piece, Index fetch,
                                    Scalar* S, Index lds) {
  constexpr Index size = packet_size<Scalar>;
  constexpr Index line = std::max<Index>(1, 64 / (size * Index(sizeof(T))));  // packets of it
  Packet<Scalar> sum[Classes][Examples];
#pragma GCC unroll 16
  for (int c = 0; c < Classes; ++c)
#pragma GCC unroll 16
    for (int e = 0; e < Examples; ++e) sum[c][e] = broadcast(Scalar(0));
  const T* from = x + piece.first;
  const Scalar* w = piece.packed;
  for (Index step = 0; step < piece.steps; ++step, from += size, w += Classes * size) {
    if (fetch != 0 && step % line == 0) {
#pragma GCC unroll 16
      for (int e = 0; e < Examples; ++e) prefetch(from + e * ldx + fetch);
    }
    score_step<Examples, Classes>(from, ldx, w, sum);
  }
  if (piece.rest != 0) score_step<Examples, Classes>(x + D - size, ldx, w, sum);
#pragma GCC unroll 16
  for (int c = 0; c < Classes; ++c)
#pragma GCC unroll 16
    for (int e = 0; e < Examples; ++e) S[c * lds + e] += Eigen::internal::predux(sum[c][e]);
}

/// S (B x Classes) += x^T w for D >= packet_size features.
template <int Classes, class T, class Scalar>
void add_score_group(const T* x, Index ldx, Index D, Index B, const Scalar* Wt, Index ldw,
                     Index fetch, Scalar* S, Index lds) {
  constexpr Index size = packet_size<Scalar>;
  constexpr int examples = many_registers && Classes <= 6 ? 4 : 2;
  const Index pieces = (D + score_features - 1) / score_features;
  const Index features = (D + pieces * size - 1) / (pieces * size) * size;
  for (Index d = 0; d < D; d += features) {
    const TemplatePiece<Classes, Scalar> piece(Wt, ldw, D, d, features);
    Index b = 0;
    for (; b + examples <= B; b += examples)
      score_tile<examples>(x + b * ldx, ldx, D, piece, fetch, S + b, lds);
    for (; b < B; ++b) score_tile<1>(x + b * ldx, ldx, D, piece, fetch, S + b, lds);
  }
}

/// out(v, c) += sum_l a(v, l) b(c, l) for a tile of rows (in packets) and columns.
template <int Packets, int Columns, bool Fetch, class T, class Scalar>
EIGEN_ALWAYS_INLINE void product_tile(const T* a, Index lda, Index L, const Scalar* b,
                                      [[maybe_unused]] Index fetch, Scalar* out, Index ldo) {
  constexpr int size = packet_size<Scalar>;
  Packet<Scalar> sum[Columns][Packets];
#pragma GCC unroll 16
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 16
    for (int v = 0; v < Packets; ++v) sum[c][v] = load(out + c * ldo + v * size);
  for (Index l = 0; l < L; ++l) {
    Packet<Scalar> as[Packets];
#pragma GCC unroll 16
    for (int v = 0; v < Packets; ++v) {
      as[v] = load_widened<Scalar>(a + l * lda + v * size);
      if constexpr (Fetch) {
        if (v * size * Index(sizeof(T)) % 64 == 0) prefetch(a + l * lda + v * size + fetch);
      }
    }
#pragma GCC unroll 16
    for (int c = 0; c < Columns; ++c) {
      const Packet<Scalar> bc = broadcast(b[l * Columns + c]);
#pragma GCC unroll 16
      for (int v = 0; v < Packets; ++v) sum[c][v] = Eigen::internal::pmadd(bc, as[v], sum[c][v]);
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < Columns; ++c)
#pragma GCC unroll 16
    for (int v = 0; v < Packets; ++v) store(out + c * ldo + v * size, sum[c][v]);
}

/// out (M x Columns) += a (M x L) b (L x Columns), b with its rows contiguous.
template <int Columns, class T, class Scalar>
void add_product_group(const T* a, Index lda, Index M, Index L, const Scalar* b, Index fetch,
                       Scalar* out, Index ldo) {
  constexpr int size = packet_size<Scalar>;
  constexpr int packets = 2 * Columns <= gradient_classes ? 4 : 2;
  Index m = 0;
  if (fetch != 0) {
    for (; m + packets * size <= M; m += packets * size)
      product_tile<packets, Columns, true>(a + m, lda, L, b, fetch, out + m, ldo);
  }
  for (; m + packets * size <= M; m += packets * size)
    product_tile<packets, Columns, false>(a + m, lda, L, b, 0, out + m, ldo);
  for (; m + size <= M; m += size)
    product_tile<1, Columns, false>(a + m, lda, L, b, 0, out + m, ldo);
  if (m == M) return;
  if (M < size) {
    for (int c = 0; c < Columns; ++c)
      for (Index l = 0; l < L; ++l)
        for (Index i = 0; i < M; ++i)
          out[c * ldo + i] += static_cast<Scalar>(a[l * lda + i]) * b[l * Columns + c];
    return;
  }
  Scalar last[Columns * size] =
      {};  // the last full packet, of which only the entries from m are new
  product_tile<1, Columns, false>(a + M - size, lda, L, b, 0, last, size);
  for (int c = 0; c < Columns; ++c)
    for (Index i = m; i < M; ++i) out[c * ldo + i] += last[c * size + i - (M - size)];
}

/// rows (L x Columns, row by row) = b (L x Columns, column by column).
template <int Columns, class Scalar>
void pack_rows(const Scalar* b, Index ldb, Index L, Scalar* rows) {
  for (Index l = 0; l < L; ++l)
    for (int c = 0; c < Columns; ++c) rows[l * Columns + c] = b[c * ldb + l];
}

/// Scores of examples of few features, where the sums along a register would cost more than the
/// products: examples are transposed, registers run along the examples.
template <class T, class Scalar>
void add_scores_of_short_columns(const T* X, Index ldx, Index D, Index B, const Scalar* Wt,
                                 Index ldw, Index K, Scalar* S, Index lds) {
  constexpr int size = packet_size<Scalar>;
  constexpr Index capacity = 2048;
  Scalar xt[capacity];
  const Index most = capacity / D / size * size;
  for (Index b = 0; b < B; b += most) {
    const Index n = std::min(most, B - b);
    for (Index e = 0; e < n; ++e)
      for (Index d = 0; d < D; ++d) xt[d * n + e] = static_cast<Scalar>(X[(b + e) * ldx + d]);
    for_groups<gradient_classes>(
        K, [&]<int Classes>(Index k, std::integral_constant<int, Classes>) {
          Scalar rows[short_column * Classes];
          pack_rows<Classes>(Wt + k * ldw, ldw, D, rows);
          add_product_group<Classes>(xt, n, n, D, rows, 0, S + b + k * lds, lds);
        });
  }
}

/// Scores of a block: S (B x K) += X^T Wt.
///
/// @param X    D x B  examples as columns, ldx apart; read in place, other types widened on the way
/// @param Wt   D x K  templates as columns, ldw apart; fastest if 64-byte aligned
/// @param fetch  X + fetch is prefetched along the way (the next block), nothing if 0
/// @param[out] S  B x K  examples contiguous, classes lds apart; accumulated
template <class T, class Scalar>
void add_scores(const T* X, Index ldx, Index D, Index B, const Scalar* Wt, Index ldw, Index K,
                Index fetch, Scalar* S, Index lds) {
  if (D < short_column) {
    add_scores_of_short_columns(X, ldx, D, B, Wt, ldw, K, S, lds);
    return;
  }
  for_groups<score_classes>(K, [&]<int Classes>(Index k, std::integral_constant<int, Classes>) {
    add_score_group<Classes>(X, ldx, D, B, Wt + k * ldw, ldw, k == 0 ? fetch : 0, S + k * lds, lds);
  });
}

/// dWt (D x Classes) += X dS for at most gradient_examples examples.
template <int Classes, class T, class Scalar>
void add_gradient_group(const T* X, Index ldx, Index D, Index B, const Scalar* dS, Index lds,
                        Index fetch, Scalar* dWt, Index ldw) {
  Scalar rows[gradient_examples * Classes];
  pack_rows<Classes>(dS, lds, B, rows);
  add_product_group<Classes>(X, ldx, D, B, rows, fetch, dWt, ldw);
}

/// Gradient of a block: dWt (D x K) += X dS.
///
/// @param X    D x B  examples as columns, ldx apart; read in place, other types widened on the way
/// @param dS   B x K  derivatives by the scores, examples contiguous, classes lds apart
/// @param fetch  X + fetch is prefetched along the way (the next block), nothing if 0
/// @param[out] dWt  D x K  classes ldw apart, fastest if 64-byte aligned; accumulated
template <class T, class Scalar>
void add_gradient(const T* X, Index ldx, Index D, Index B, const Scalar* dS, Index lds, Index K,
                  Index fetch, Scalar* dWt, Index ldw) {
  for (Index b = 0; b < B; b += gradient_examples) {
    const Index count = std::min(gradient_examples, B - b);
    for_groups<gradient_classes>(
        K, [&]<int Classes>(Index k, std::integral_constant<int, Classes>) {
          add_gradient_group<Classes>(X + b * ldx, ldx, D, count, dS + b + k * lds, lds,
                                      k == 0 ? fetch : 0, dWt + k * ldw, ldw);
        });
  }
}

}  // namespace softmargin::detail
