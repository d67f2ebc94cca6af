// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Colours the plane by what the model says there. Apart from demo.cpp because it is compiled for
// speed, the rest for size.
#include "problem.hpp"

#include <cmath>
#include <limits>

namespace demo {
namespace {

using Color = Eigen::Array3f;

enum class Shade { winner, probability, margin, loss };

/// Mixes the paper with the colours of the classes.
struct Palette {
  Eigen::Array3Xf difference;  ///< column k: colour of class k, minus the paper
  Color paper;

  Color mix(Index k, double strength) const {
    return paper + static_cast<float>(strength) * difference.col(k);
  }
};

/// The colour of one pixel.
/// @param s  K scores  @param p  K probabilities, for Shade::probability  @param loss  for
/// Shade::loss, that of the class `label`
Color color_of(Shade shade, const Palette& palette, const Eigen::Ref<const Vector>& s,
               const Eigen::Ref<const Vector>& p, double loss, Index label, double delta) {
  if (shade == Shade::loss) return palette.mix(label, 0.9 * loss / (loss + 1.5));
  if (shade == Shade::probability) {
    Color color = palette.paper;
    for (Index k = 0; k < p.size(); ++k) {
      color += static_cast<float>(0.75 * p(k)) * palette.difference.col(k);
    }
    return color;
  }
  Index best = 0;
  for (Index k = 1; k < s.size(); ++k) best = s(k) > s(best) ? k : best;
  if (shade == Shade::winner) return palette.mix(best, 0.3);
  double second = -std::numeric_limits<double>::infinity();
  for (Index k = 0; k < s.size(); ++k) second = k != best && s(k) > second ? s(k) : second;
  const double margin = s(best) - second;
  return palette.mix(best, margin < delta ? 0.06 + 0.2 * margin / delta : 0.42);
}

}  // namespace
}  // namespace demo

extern "C" {

using namespace demo;

/// Colours the square [-1, 1] x [-1, 1], second axis up.
/// @param shade  0 class, 1 probability, 2 margin, 3 loss that a point of class `label` would have
/// @param colors  red, green, blue in [0, 1] of the paper, then of each class
/// @return size x size pixels of 4 bytes, the first row on top
const std::uint8_t* demo_shade(int p, int shade, int label, int size, const double* colors) {
  Problem& it = problem(p);
  const auto mode = static_cast<Shade>(shade);
  const Index K = it.W.rows();
  Palette palette;
  palette.paper = Eigen::Map<const Eigen::Array3d>(colors).cast<float>();
  palette.difference =
      Eigen::Map<const Eigen::Array3Xd>(colors + 3, 3, K).cast<float>().colwise() - palette.paper;
  const Vector across = Vector::LinSpaced(size, -1 + 1.0 / size, 1 - 1.0 / size);
  const Vector b = it.effective_bias();
  const AnyLoss loss = it.loss();
  constexpr int strip = 8;  // rows at a time: few calls, and their scores stay in the cache
  const sm::Labels labels = sm::Labels::Constant(strip * size, label);
  Matrix x(2, strip * size);
  Matrix probabilities = Matrix::Zero(K, strip * size);
  Matrix gradients;
  Vector losses = Vector::Zero(strip * size);
  it.pixels.resize(static_cast<std::size_t>(4 * size * size));
  std::uint8_t* pixel = it.pixels.data();
  for (int first = 0; first < size; first += strip) {
    const int rows = std::min(strip, size - first);
    for (int row = 0; row < rows; ++row) {
      x.middleCols(row * size, size).row(0) = across.transpose();
      x.middleCols(row * size, size).row(1).setConstant(-across(first + row));
    }
    const Matrix scores = sm::scores(it.W, b, x);
    if (mode == Shade::probability) probabilities = sm::softmax(scores);
    if (mode == Shade::loss) losses_of(loss, scores, labels, losses, gradients);
    for (Index i = 0; i < rows * size; ++i, pixel += 4) {
      const Color color =
          color_of(mode, palette, scores.col(i), probabilities.col(i), losses(i), label, it.delta);
      for (Index c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(255 * color(c) + 0.5f);
      pixel[3] = 255;
    }
  }
  return it.pixels.data();
}

}  // extern "C"
