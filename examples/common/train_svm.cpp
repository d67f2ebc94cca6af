// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "study.hpp"

softmargin::FitResult<float> train_svm(const softmargin::Dataset<std::uint8_t>& images,
                                       double lambda, const softmargin::FitOptions& options) {
  return softmargin::fit(images.X, images.y, softmargin::WestonWatkinsHinge{},
                         softmargin::L2{lambda}, options);
}
