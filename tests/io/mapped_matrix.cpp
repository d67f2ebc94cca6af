// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/mapped_matrix.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "shared_fits.hpp"
#include "softmargin/fit.hpp"
#include "softmargin/io/npy.hpp"
#include "softmargin/io/write_npy.hpp"
#include "softmargin/loss/softmax.hpp"
#include "softmargin/regularization/l2.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a mapped matrix is an Eigen expression over the file", "[io][mapped]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a", "xAabyBcdz");
  const auto file = std::make_shared<const sm::detail::MappedFile>(path);
  const sm::MappedMatrix<char> X(file, 1, 3, 2, 4);
  CHECK(X(0, 0) == 'A');
  CHECK(X(2, 0) == 'b');
  CHECK(X(0, 1) == 'B');
  CHECK(X(2, 1) == 'd');
  CHECK(X.cast<int>().sum() == 'A' + 'a' + 'b' + 'B' + 'c' + 'd');
  const sm::MappedMatrix<char, Eigen::RowMajor> R(file, 1, 2, 3, 4);
  CHECK(R == X.transpose());
}

TEST_CASE("the mapping lives as long as any copy of the matrix", "[io][mapped]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("a", "abcd");
  std::optional<sm::MappedMatrix<char>> first(
      std::in_place, std::make_shared<const sm::detail::MappedFile>(path), 0, 2, 2, 2);
  const sm::MappedMatrix<char> copy = *first;
  first.reset();
  std::filesystem::remove(path);  // the mapping holds the file
  CHECK(copy(1, 1) == 'd');
}

TEST_CASE("a mapped matrix lies inside its file, on natural boundaries", "[io][mapped]") {
  const TemporaryDirectory directory;
  const auto file =
      std::make_shared<const sm::detail::MappedFile>(directory.write("a", std::string(24, 'x')));
  const auto error = [&](sm::Index offset, sm::Index rows, sm::Index cols, sm::Index stride) {
    return thrown<std::runtime_error>(
        [&] { sm::MappedMatrix<float>(file, offset, rows, cols, stride); });
  };
  CHECK(error(0, 2, 3, 2) == "nothing was thrown");
  CHECK(error(4, 2, 2, 3) == "nothing was thrown");
  CHECK_THAT(error(4, 2, 3, 2), ContainsSubstring("number of entries should be at least 6, got 5"));
  CHECK_THAT(error(0, 2, 2, 5), ContainsSubstring("number of entries should be at least 7, got 6"));
  CHECK_THAT(error(2, 1, 1, 1), ContainsSubstring("offset of the data should be a multiple of 4"));
}

TEST_CASE("a file that cannot be mapped is an error", "[io][mapped]") {
  const TemporaryDirectory directory;
  const auto error = [](const std::filesystem::path& path) {
    return thrown<std::runtime_error>([&] { sm::detail::MappedFile file(path); });
  };
  CHECK_THAT(
      error(directory / "absent"),
      ContainsSubstring("file should be one that can be mapped into memory, got No such file"));
  CHECK_THAT(error(directory.write("empty", "")), ContainsSubstring("got Invalid argument"));
  CHECK_THAT(error(directory / ""), ContainsSubstring("mapped into memory"));
}

TEST_CASE("training on mapped bytes gives the bits of training in memory", "[io][mapped][fit]") {
  const TemporaryDirectory directory;
  Random random(6);
  std::string bytes;
  sm::Labels y(60);
  for (int i = 0; i < 60; ++i) {
    y(i) = i % 3;
    bytes += static_cast<char>(y(i));  // the label, stepped over
    for (int j = 0; j < 40; ++j) bytes += static_cast<char>(random.below(256));
  }
  const sm::MappedMatrix<std::uint8_t> mapped(
      std::make_shared<const sm::detail::MappedFile>(directory.write("a", bytes)), 1, 40, 60, 41);
  const sm::Matrix<std::uint8_t> read = mapped;
  const auto train = [&](const auto& X) {
    return sm::fit(X, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-1}, {.max_passes = 5});
  };
  const auto a = train(mapped);
  const auto b = train(read);
  CHECK(a.model.weights == b.model.weights);
  CHECK(a.model.bias == b.model.bias);
  CHECK(a.report.objective == b.report.objective);
}

TEST_CASE("a NaN in a mapped file is found when it is trained on", "[io][mapped][fit]") {
  const TemporaryDirectory directory;
  Eigen::MatrixXf X = Random(7).matrix<float>(3, 8);
  X(2, 5) = std::numeric_limits<float>::quiet_NaN();
  sm::write_npy(directory / "a.npy", X);
  const auto mapped = sm::map_npy<float>(directory / "a.npy");
  const sm::Labels y = Random(8).labels(8, 2);
  CHECK_THAT(thrown<std::invalid_argument>(
                 [&] { sm::fit(mapped, y, sm::SoftmaxCrossEntropy{}, sm::L2{1e-1}); }),
             ContainsSubstring("X(2, 5) should be finite, got nan"));
}
