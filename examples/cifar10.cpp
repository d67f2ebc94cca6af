// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file cifar10.cpp  SVM and softmax on the raw pixels of CIFAR-10.
///
/// Reads data_batch_1.bin .. data_batch_5.bin and test_batch.bin of the binary version
/// (https://www.cs.toronto.edu/~kriz/cifar.html). The bytes are used as they are.
///
/// lambda has units: with pixels p = x / 255 in place of bytes x, the same scores need weights 255
/// times larger, so lambda on pixels p equals 255^2 lambda on bytes.
///
/// The templates that classify best are noise to the eye: they set single pixels against their
/// neighbours. The picture is of models with 300 times the lambda, which cannot afford that: a blue
/// ship, a frog in the grass, a horse with two heads, for horses look to either side.
#include "common/study.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>

namespace sm = softmargin;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s DIRECTORY   with data_batch_1.bin .. 5 and test_batch.bin\n",
                 argv[0]);
    return 2;
  }
  try {
    const std::filesystem::path directory = argv[1];
    const Study study = {
        sm::read_cifar10(directory), sm::read_cifar10(directory / "test_batch.bin"), {32, 32, 3}};
    std::printf("%d images to train on, %d to test on\n\n", static_cast<int>(study.train.y.size()),
                static_cast<int>(study.test->y.size()));
    run_study(study, {1e-2 * 255 * 255, 1e-3 * 255 * 255, 300}, {}, "cifar10_templates.png", 3);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
