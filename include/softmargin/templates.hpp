// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file templates.hpp  The rows of W as images: what each class looks for.
#pragma once

#include <softmargin/linear_model.hpp>

#include <cmath>
#include <cstdint>

namespace softmargin {

/// What the brightest and the darkest byte of a template stand for.
enum class TemplateScale {
  per_class,   ///< the class's own largest |weight|: every template uses the whole range
  all_classes  ///< the largest |weight| of all classes: templates can be compared
};

/// Row k of W as an image, the bias left out.
///
/// A weight w becomes the byte 128 + 127 w / m, rounded, where m is the largest |weight|: 128 is
/// zero, brighter speaks for the class, darker against it.
/// @param model  weights K x D, D = channels * rows * cols; feature order as in CIFAR: channel by
///   channel, each row by row
/// @param rows, cols  of an image, in pixels
/// @param channels  1 for grey, 3 for red, green, blue
/// @return D x K bytes: column k is the image of class k, row by row, the channels of a pixel side
///   by side (for red, green, blue: RGBRGB...), as image files want them
/// @throws std::invalid_argument if D is not channels * rows * cols or a weight is not finite
template <class Scalar>
Matrix<std::uint8_t> template_images(const LinearModel<Scalar>& model, Index rows, Index cols,
                                     Index channels = 1,
                                     TemplateScale scale = TemplateScale::per_class) {
  const auto& W = model.weights;
  detail::check_at_least("rows of an image", rows, 1);
  detail::check_at_least("columns of an image", cols, 1);
  detail::check_at_least("channels of an image", channels, 1);
  detail::check_equal("channels * rows * cols", channels * rows * cols, W.cols());
  detail::check_finite("weights", W);
  const Index num_pixels = rows * cols;
  Matrix<std::uint8_t> images(W.cols(), W.rows());
  for (Index k = 0; k < W.rows(); ++k) {
    const Scalar largest = scale == TemplateScale::per_class ? W.row(k).cwiseAbs().maxCoeff()
                                                             : W.cwiseAbs().maxCoeff();
    for (Index d = 0; d < W.cols(); ++d) {
      const Index interleaved = (d % num_pixels) * channels + d / num_pixels;
      const Scalar share = largest > Scalar(0) ? W(k, d) / largest : Scalar(0);
      images(interleaved, k) =
          static_cast<std::uint8_t>(128 + std::lround(static_cast<double>(share) * 127));
    }
  }
  return images;
}

}  // namespace softmargin
