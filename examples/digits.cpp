// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file digits.cpp  The main example: 1,797 handwritten digits of 8 x 8 pixels.
///
/// Trains a Weston-Watkins SVM and softmax on three quarters of the digits, a class at a time, and
/// tests on the rest. Both minimise (1/N) sum_i L_i(W x_i + b, y_i) + lambda sum W^2 until the
/// objective is proved to be within a thousandth of its optimum (the relative gap).
#include "common/split.hpp"
#include "common/study.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>

namespace sm = softmargin;

int main(int argc, char** argv) {
  if (argc > 1) {
    std::fprintf(stderr, "usage: %s\n", argv[0]);
    return 2;
  }
  try {
    const auto digits = sm::read_csv<std::uint8_t>(
        std::filesystem::path(SOFTMARGIN_EXAMPLE_DATA) / "digits.csv.gz", {.label_column = -1});
    const auto [train, test] = stratified_split(digits.y, 0.25, 1);
    const auto part = [&](const std::vector<sm::Index>& examples) {
      return sm::Dataset<std::uint8_t>{digits.X(Eigen::seqN(0, 64), examples), digits.y(examples),
                                       digits.class_names};
    };
    std::printf("%d digits to train on, %d to test on\n\n", static_cast<int>(train.size()),
                static_cast<int>(test.size()));
    // Pixels are 0 .. 16, so lambda = 1 here is what 1 / 16^2 would be on pixels of 0 .. 1. Softmax
    // wants less of it: its loss goes on paying for examples that the hinge no longer sees.
    run_study({part(train), part(test), {8, 8, 1}}, {1.0, 0.1}, {}, "digits_templates.png", 8);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
