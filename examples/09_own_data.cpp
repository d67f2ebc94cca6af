// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file 09_own_data.cpp  Train on your own data type: anything that Eigen can see as a matrix.
///
/// Here each 8 x 8 digit, in black and white, is packed into the 64 bits of one word. An Eigen
/// expression unpacks single pixels; `fit` evaluates it a block of examples at a time, so the
/// 64 x N matrix never exists.
#include <softmargin/evaluation/metrics.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/regularization/l2.hpp>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <vector>

namespace sm = softmargin;

/// 64 pixels a word, bit d being feature d.
class BitImages {
 public:
  explicit BitImages(const sm::Matrix<std::uint8_t>& X) {
    for (sm::Index i = 0; i < X.cols(); ++i) {
      std::uint64_t word = 0;
      for (sm::Index d = 0; d < 64; ++d) word |= std::uint64_t{X(d, i) > 8} << d;
      words_.push_back(word);
    }
  }

  std::size_t bytes() const { return words_.size() * sizeof(words_[0]); }

  /// The examples as features: 64 x N, computed where they are read.
  auto features() const {
    const std::uint64_t* words = words_.data();
    const auto pixel = [words](sm::Index d, sm::Index i) {
      return static_cast<double>(words[i] >> d & 1);
    };
    return Eigen::MatrixXd::NullaryExpr(64, static_cast<sm::Index>(words_.size()), pixel);
  }

 private:
  std::vector<std::uint64_t> words_;
};

int main() {
  const auto digits = sm::read_csv<std::uint8_t>(
      std::filesystem::path(SOFTMARGIN_EXAMPLE_DATA) / "digits.csv.gz", {.label_column = -1});
  const BitImages images(digits.X);
  std::printf("%d digits in %d bytes\n", static_cast<int>(digits.y.size()),
              static_cast<int>(images.bytes()));

  const auto X = images.features();
  const Eigen::VectorXi y_train = digits.y.head(1200);
  const auto [model, report] =
      sm::fit(X.leftCols(1200), y_train, sm::SoftmaxCrossEntropy{}, sm::L2{1e-3});
  const Eigen::VectorXi y_test = digits.y.tail(597);
  std::printf("test accuracy from one bit a pixel: %.3f\n",
              sm::accuracy(model.predict(X.rightCols(597)), y_test));
}
