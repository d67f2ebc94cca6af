// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file idx.cpp  SVM and softmax on square grey images in IDX files, plain or gzip: MNIST,
/// Fashion-MNIST and their relatives.
///
/// As in cifar10.cpp the bytes are used as they are, and lambda is 255^2 times what it would be on
/// pixels of 0 .. 1.
#include "common/study.hpp"

#include <cmath>
#include <cstdio>
#include <exception>

namespace sm = softmargin;

int main(int argc, char** argv) {
  if (argc != 3 && argc != 5) {
    std::fprintf(stderr, "usage: %s TRAIN_IMAGES TRAIN_LABELS [TEST_IMAGES TEST_LABELS]\n",
                 argv[0]);
    return 2;
  }
  try {
    Study study = {sm::read_idx(argv[1], argv[2]), {}, {}};
    if (argc == 5) study.test = sm::read_idx(argv[3], argv[4]);
    const auto edge = std::lround(std::sqrt(static_cast<double>(study.train.X.rows())));
    study.shape = {edge, edge, 1};
    std::printf("%d images to train on, %d to test on\n\n", static_cast<int>(study.train.y.size()),
                study.test ? static_cast<int>(study.test->y.size()) : 0);
    run_study(study, {1e-3 * 255 * 255, 1e-4 * 255 * 255}, {}, "idx_templates.png", 3);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
