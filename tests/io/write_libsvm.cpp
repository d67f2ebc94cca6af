// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/write_libsvm.hpp"

#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "softmargin/io/libsvm.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("dense and sparse examples are written alike, without zeros", "[io][libsvm]") {
  const TemporaryDirectory directory;
  Eigen::MatrixXd X(3, 2);
  X << 0.5, 0, 0, -1e-300, 3, 0.1;
  const Eigen::Vector2i y(1, 0);
  sm::write_libsvm(directory / "dense", X, y);
  CHECK(contents(directory / "dense") == "1 1:0.5 3:3\n0 2:-1e-300 3:0.1\n");
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  sm::write_libsvm(directory / "sparse", sparse, y, {"cat", "dog"});
  CHECK(contents(directory / "sparse") == "dog 1:0.5 3:3\ncat 2:-1e-300 3:0.1\n");
  sm::write_libsvm(directory / "bytes", X.cwiseAbs().cast<std::uint8_t>(), y);
  CHECK(contents(directory / "bytes") == "1 3:3\n0\n");
}

TEMPLATE_TEST_CASE("what is written in LIBSVM's format reads back to the last bit", "[io][libsvm]",
                   float, double) {
  const TemporaryDirectory directory;
  Random random(3);
  sm::Matrix<TestType> X = random.matrix<TestType>(20, 50);
  for (sm::Index i = 0; i < X.size(); ++i) X.data()[i] *= static_cast<TestType>(random.below(3));
  X(19, 0) = std::numeric_limits<TestType>::max();
  X(18, 0) = std::numeric_limits<TestType>::denorm_min();
  const sm::Labels y = random.labels(50, 4);
  sm::write_libsvm(directory / "a", X, y, {"-1", "0.25", "7", "10"});
  const auto data = sm::read_libsvm<TestType>(directory / "a");
  CHECK(sm::Matrix<TestType>(data.X) == X);
  CHECK(data.y == y);
  CHECK(data.class_names == std::vector<std::string>{"-1", "0.25", "7", "10"});
}

TEST_CASE("what would not read back is not written in LIBSVM's format", "[io][libsvm]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("old", "old");
  Eigen::MatrixXd X = Eigen::MatrixXd::Ones(2, 2);
  const Eigen::Vector2i y(0, 1);
  const auto error = [&](const sm::Labels& labels, const std::vector<std::string>& names) {
    return thrown<std::invalid_argument>([&] { sm::write_libsvm(path, X, labels, names); });
  };
  CHECK_THAT(error(Eigen::Vector3i(0, 1, 1), {}),
             ContainsSubstring("number of labels should be 2"));
  CHECK_THAT(error(y, {"a"}), ContainsSubstring("labels(1) should be in [0, 1), got 1"));
  for (const std::string name : {"", "a b", "a:b", "a,b", "#a", "a\n"}) {
    CHECK_THAT(error(y, {"x", name}), ContainsSubstring("class name should be"));
  }
  X(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THAT(error(y, {}), ContainsSubstring("X(1, 0) should be finite, got nan"));
  const Eigen::SparseMatrix<double> sparse = X.sparseView();
  CHECK_THAT(thrown<std::invalid_argument>([&] { sm::write_libsvm(path, sparse, y); }),
             ContainsSubstring("X(1, 0) should be finite, got nan"));
  CHECK(contents(path) == "old");
}
