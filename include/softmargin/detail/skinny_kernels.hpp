// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file skinny_kernels.hpp  The two matrix products of a pass, scores and gradient, for a block of
/// examples.
#pragma once

#include <softmargin/detail/packed_templates.hpp>
#include <softmargin/detail/packet.hpp>
#include <softmargin/detail/packet_sums.hpp>
#include <softmargin/detail/read_ahead.hpp>
#include <softmargin/detail/widen.hpp>
#include <softmargin/types.hpp>

#include <algorithm>
#include <type_traits>

// A general matrix product first copies both factors into another order, which pays when each
// copied number is used hundreds of times. Here each number of X meets only K classes, and the
// templates are the same for all blocks: they are packed once a pass, X is read where it lies, and
// a small tile of the result stays in registers:
//   scores    examples x classes, each register summing a dot product along the features;
//   gradient  features x classes, each register summing over the examples of the block.
// The order of every sum depends on the shapes, the types and the target alone.

namespace softmargin::detail {

inline constexpr Index score_features = 800;     ///< features whose templates stay in the L1 cache
inline constexpr Index score_examples = 256;     ///< examples that meet them at once, at most
inline constexpr Index gradient_examples = 256;  ///< examples of one sum in registers, at most

/// Packets of data that lie in a line of the cache, at least one.
template <class T, class Scalar>
inline constexpr int packets_of_line = [] {
  constexpr int bytes = packet_size<Scalar> * static_cast<int>(sizeof(T));
  return bytes < 64 ? 64 / bytes : 1;
}();

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

/// Sums of a tile of the scores, in whole packets.
template <int Examples, int Classes, class Scalar>
inline constexpr int tile_sums = [] {
  constexpr int size = packet_size<Scalar>;
  return (Examples * Classes + size - 1) / size * size;
}();

/// sums(c, e) += dot(x(:, e), w(:, c)) for a tile and some packets of features.
/// @param x  the tile's first example, from its first feature on
/// @param[in,out] sums  Examples x Classes, column by column
template <int Examples, int Classes, class T, class Scalar>
EIGEN_ALWAYS_INLINE void score_tile(const T* x, Index ldx, const Scalar* w, Index packets,
                                    ReadAhead& ahead, Scalar* sums) {
  constexpr Index size = packet_size<Scalar>;
  Packet<Scalar> sum[Classes][Examples];
#pragma GCC unroll 16
  for (int c = 0; c < Classes; ++c)
#pragma GCC unroll 16
    for (int e = 0; e < Examples; ++e) sum[c][e] = broadcast(Scalar(0));
  for (Index packet = 0; packet < packets; ++packet, x += size, w += Classes * size) {
    if (packet % packets_of_line<T, Scalar> == 0) {
#pragma GCC unroll 16
      for (int e = 0; e < Examples; ++e) ahead.step();
    }
    score_step<Examples, Classes>(x, ldx, w, sum);
  }
  add_packet_sums<Scalar, Examples * Classes>(
      [&](int i) { return sum[i / Examples][i % Examples]; }, sums);
}

/// Adds the scores of at most score_examples examples of D >= packet_size features.
/// @param w  the packed templates of the classes
/// @param[in,out] S  B x Classes, classes lds apart
template <int Classes, class T, class Scalar>
void add_score_group(const T* x, Index ldx, Index D, Index B, const Scalar* w, ReadAhead ahead,
                     Scalar* S, Index lds) {
  constexpr Index size = packet_size<Scalar>;
  constexpr int examples = many_registers && Classes <= 6 ? 4 : 2;
  constexpr int tile = tile_sums<examples, Classes, Scalar>;
  alignas(64) Scalar sums[(score_examples / examples + examples - 1) * tile];
  const Index whole_tiles = B / examples;
  const Index tiles = whole_tiles + B % examples;  // examples that are left over have their own
  std::fill_n(sums, tiles * tile, Scalar(0));
  const auto add = [&](const T* from, Index first, Index packets) {
    const Scalar* templates = w + first * Classes * size;
    for (Index t = 0; t < tiles; ++t) {
      const Index b = t < whole_tiles ? t * examples : t - whole_tiles + whole_tiles * examples;
      score_tile<examples, Classes>(from + b * ldx, t < whole_tiles ? ldx : 0, templates, packets,
                                    ahead, sums + t * tile);
    }
  };
  const Index whole = D / size;  // packets
  const Index pieces = (D + score_features - 1) / score_features;
  const Index lines = (whole + packets_of_line<T, Scalar> - 1) / packets_of_line<T, Scalar>;
  ahead.spread(tiles * examples * lines);
  for (Index piece = 0; piece < pieces; ++piece) {
    const Index first = piece * whole / pieces;
    add(x + first * size, first, (piece + 1) * whole / pieces - first);
  }
  if (whole * size != D) add(x + D - size, whole, 1);
  for (int c = 0; c < Classes; ++c) {
    const Scalar* from = sums + c * examples;
    Scalar* to = S + c * lds;
    for (Index t = 0; t < whole_tiles; ++t, from += tile, to += examples)
      for (int e = 0; e < examples; ++e) to[e] += from[e];
    for (Index t = whole_tiles; t < tiles; ++t, from += tile, ++to) *to += *from;
  }
}

/// out(v, c) += sum_l a(v, l) b(c, l) for a tile of rows (in packets) and columns.
template <int Packets, int Columns, class T, class Scalar>
EIGEN_ALWAYS_INLINE void product_tile(const T* a, Index lda, Index L, const Scalar* b,
                                      ReadAhead& ahead, Scalar* out, Index ldo) {
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
      if (v % packets_of_line<T, Scalar> == 0) ahead.step();
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
void add_product_group(const T* a, Index lda, Index M, Index L, const Scalar* b, ReadAhead ahead,
                       Scalar* out, Index ldo) {
  constexpr int size = packet_size<Scalar>;
  constexpr int packets = 2 * Columns <= gradient_classes ? 4 : 2;
  constexpr Index lines = (packets + packets_of_line<T, Scalar> - 1) / packets_of_line<T, Scalar>;
  const Index wide_tiles = M / (packets * size);
  ahead.spread((wide_tiles * lines + M % (packets * size) / size) * L);
  Index m = 0;
  for (; m + packets * size <= M; m += packets * size)
    product_tile<packets, Columns>(a + m, lda, L, b, ahead, out + m, ldo);
  for (; m + size <= M; m += size) product_tile<1, Columns>(a + m, lda, L, b, ahead, out + m, ldo);
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
  product_tile<1, Columns>(a + M - size, lda, L, b, ahead, last, size);
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
void add_scores_of_short_columns(const T* X, Index ldx, Index B,
                                 const PackedTemplates<Scalar>& templates, Scalar* S, Index lds) {
  constexpr int size = packet_size<Scalar>;
  constexpr Index capacity = 2048;
  const Index D = templates.num_features();
  Scalar xt[capacity];
  const Index most = capacity / D / size * size;
  for (Index b = 0; b < B; b += most) {
    const Index n = std::min(most, B - b);
    for (Index e = 0; e < n; ++e)
      for (Index d = 0; d < D; ++d) xt[d * n + e] = static_cast<Scalar>(X[(b + e) * ldx + d]);
    for_groups<gradient_classes>(
        templates.num_classes(), [&]<int Classes>(Index k, std::integral_constant<int, Classes>) {
          add_product_group<Classes>(xt, n, n, D, templates.group(k), {}, S + b + k * lds, lds);
        });
  }
}

/// Scores of a block: S (B x K) += X^T Wt.
///
/// @param X  D x B  examples as columns, ldx apart; read in place, other types widened on the way
/// @param templates  D x K
/// @param ahead  what is fetched along the way
/// @param[out] S  B x K  examples contiguous, classes lds apart; accumulated
template <class T, class Scalar>
void add_scores(const T* X, Index ldx, Index B, const PackedTemplates<Scalar>& templates,
                ReadAhead ahead, Scalar* S, Index lds) {
  if (templates.is_short()) {
    add_scores_of_short_columns(X, ldx, B, templates, S, lds);
    return;
  }
  const Index K = templates.num_classes();
  for (Index b = 0; b < B; b += score_examples) {
    const Index count = std::min(score_examples, B - b);
    for_groups<score_classes>(K, [&]<int Classes>(Index k, std::integral_constant<int, Classes>) {
      add_score_group<Classes>(X + b * ldx, ldx, templates.num_features(), count,
                               templates.group(k), ahead.part(b, count, B).part(k, Classes, K),
                               S + b + k * lds, lds);
    });
  }
}

/// dWt (D x Classes) += X dS for at most gradient_examples examples.
template <int Classes, class T, class Scalar>
void add_gradient_group(const T* X, Index ldx, Index D, Index B, const Scalar* dS, Index lds,
                        ReadAhead ahead, Scalar* dWt, Index ldw) {
  Scalar rows[gradient_examples * Classes];
  pack_rows<Classes>(dS, lds, B, rows);
  add_product_group<Classes>(X, ldx, D, B, rows, ahead, dWt, ldw);
}

/// Gradient of a block: dWt (D x K) += X dS.
///
/// @param X    D x B  examples as columns, ldx apart; read in place, other types widened on the way
/// @param dS   B x K  derivatives by the scores, examples contiguous, classes lds apart
/// @param ahead  what is fetched along the way
/// @param[out] dWt  D x K  classes ldw apart, fastest if 64-byte aligned; accumulated
template <class T, class Scalar>
void add_gradient(const T* X, Index ldx, Index D, Index B, const Scalar* dS, Index lds, Index K,
                  ReadAhead ahead, Scalar* dWt, Index ldw) {
  for (Index b = 0; b < B; b += gradient_examples) {
    const Index count = std::min(gradient_examples, B - b);
    for_groups<gradient_classes>(K, [&]<int Classes>(Index k,
                                                     std::integral_constant<int, Classes>) {
      add_gradient_group<Classes>(X + b * ldx, ldx, D, count, dS + b + k * lds, lds,
                                  ahead.part(b, count, B).part(k, Classes, K), dWt + k * ldw, ldw);
    });
  }
}

}  // namespace softmargin::detail
