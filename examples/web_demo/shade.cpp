// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Colours the plane by what the model says there. Apart from demo.cpp because it is compiled for
// speed, the rest for size; in float, four at a time, which has more digits than a colour.
// clang-format off: before the headers that take exponentials
#include "fast_exp.hpp"
// clang-format on
#include "problem.hpp"

#include <algorithm>
#include <limits>

namespace demo {
namespace {

using Block = sm::ScoreBlock<float>;
using Pixels = sm::detail::ExampleArray<float>;

enum class Shade { winner, probability, margin, loss };

/// Scores in; out, of the class with the largest, how strong it shows: more beyond the margin than
/// within it, or 0.3 everywhere.
void keep_largest(Block& block, bool by_margin, float delta) {
  for (Index i = 0; i < block.rows(); ++i) {
    Index best = 0;
    float ahead = std::numeric_limits<float>::infinity();
    for (Index k = 1; k < block.cols(); ++k) {
      const float difference = block(i, k) - block(i, best);
      ahead = difference > 0 ? difference : std::min(ahead, -difference);
      if (difference > 0) best = k;
    }
    const float strength = ahead < delta ? 0.06f + 0.2f * ahead / delta : 0.42f;
    for (Index k = 0; k < block.cols(); ++k) block(i, k) = 0;
    block(i, best) = by_margin ? strength : 0.3f;
  }
}

/// Scores in, out how much of its class's colour each pixel takes, in [0, 1].
void color_shares(Block& block, Shade shade, const AnyLoss& loss, const sm::Labels& labels) {
  if (shade == Shade::probability) {
    sm::detail::softmax_in_place(block);
    block *= 0.75f;
  } else if (shade == Shade::loss) {
    Pixels losses(block.rows());
    loss.value_and_gradient(block, labels.head(block.rows()), sm::ExampleValues<float>(losses));
    block.setZero();
    block.col(labels(0)) = 0.9f * losses / (losses + 1.5f);
  } else {
    keep_largest(block, shade == Shade::margin, static_cast<float>(loss.delta));
  }
}

/// The colours of pixels: the paper, and what their shares of the classes add to it.
/// @param colors  red, green, blue of the paper, then of each class
void paint(const Block& shares, const double* colors, std::uint32_t* pixels) {
  std::fill_n(pixels, shares.rows(), 0xff000000);
  for (int c = 0; c < 3; ++c) {
    Pixels sum = Pixels::Constant(shares.rows(), static_cast<float>(255 * colors[c] + 0.5));
    for (Index k = 0; k < shares.cols(); ++k) {
      sum += shares.col(k) * static_cast<float>(255 * (colors[3 * (k + 1) + c] - colors[c]));
    }
    for (Index i = 0; i < sum.size(); ++i) pixels[i] |= static_cast<std::uint32_t>(sum(i)) << 8 * c;
  }
}

}  // namespace
}  // namespace demo

extern "C" {

using namespace demo;

/// Colours the square [-1, 1] x [-1, 1], second axis up.
/// @param shade  0 class, 1 probability, 2 margin, 3 loss that a point of class `label` would have
/// @param colors  red, green, blue in [0, 1] of the paper, then of each class
/// @return size x size pixels of 4 bytes, the first row on top
const std::uint32_t* demo_shade(int p, int shade, int label, int size, const double* colors) {
  Problem& it = problem(p);
  const AnyLoss loss = it.loss();
  const Vector b = it.effective_bias();
  const sm::Labels labels = sm::Labels::Constant(sm::max_block_examples, label);
  it.pixels.resize(static_cast<std::size_t>(size * size));
  std::uint32_t* pixels = it.pixels.data();
  const auto middle = [&](Index i) {
    return static_cast<float>(2 * i + 1 - size) / static_cast<float>(size);
  };
  Eigen::ArrayXXf scores;
  for (Index row = 0; row < size; ++row) {
    for (Index first = 0; first < size; first += sm::max_block_examples) {
      const Index count = std::min(sm::max_block_examples, size - first);
      scores.resize(count, it.W.rows());
      for (Index k = 0; k < scores.cols(); ++k) {
        const auto slope = static_cast<float>(it.W(k, 0));
        const auto offset = static_cast<float>(b(k) - it.W(k, 1) * middle(row));
        for (Index i = 0; i < count; ++i) scores(i, k) = slope * middle(first + i) + offset;
      }
      Block block(scores);
      color_shares(block, static_cast<Shade>(shade), loss, labels);
      paint(block, colors, pixels);
      pixels += count;
    }
  }
  return it.pixels.data();
}

}  // extern "C"
