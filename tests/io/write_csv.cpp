// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/write_csv.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "softmargin/io/csv.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a line is the label and the features, quoted where needed", "[io][csv]") {
  const TemporaryDirectory directory;
  Eigen::MatrixXd X(2, 3);
  X << 0.1, -2, 0, 1e300, 4, 5;
  const Eigen::Vector3i y(1, 0, 2);
  sm::write_csv(directory / "a", X, y);
  CHECK(contents(directory / "a") == "1,0.1,1e+300\n0,-2,4\n2,0,5\n");
  sm::write_csv(directory / "b", X, y, {"x,y", "a \"b\"", " c"},
                {.column_names = {"kind", "one", "two, three"}});
  CHECK(contents(directory / "b") ==
        "kind,one,\"two, three\"\n\"a \"\"b\"\"\",0.1,1e+300\n\"x,y\",-2,4\n\" c\",0,5\n");
  sm::write_csv(directory / "c", X.cwiseAbs().cast<std::uint8_t>().topRows(1), y, {},
                {.separator = '\t'});
  CHECK(contents(directory / "c") == "1\t0\n0\t2\n2\t0\n");
}

TEMPLATE_TEST_CASE("what is written as CSV reads back to the last bit", "[io][csv]", float,
                   double) {
  const TemporaryDirectory directory;
  Random random(4);
  sm::Matrix<TestType> X = random.matrix<TestType>(7, 40);
  X(0, 0) = std::numeric_limits<TestType>::max();
  X(1, 0) = -std::numeric_limits<TestType>::denorm_min();
  const sm::Labels y = random.labels(40, 3);
  const std::vector<std::string> names{" ", "a,\"b\"", "c;d"};
  for (const char separator : {',', '\t', ';'}) {
    sm::write_csv(directory / "a", X, y, names, {.separator = separator});
    const auto data = sm::read_csv<TestType>(directory / "a", {.separator = separator});
    CHECK(data.X == X);
    CHECK(data.y == y);
    CHECK(data.class_names == names);
  }
}

TEST_CASE("what would not read back is not written as CSV", "[io][csv]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("old", "old");
  Eigen::MatrixXd X = Eigen::MatrixXd::Ones(2, 2);
  const Eigen::Vector2i y(0, 1);
  const auto error = [&](const sm::Labels& labels, const std::vector<std::string>& names,
                         const sm::CsvWriteOptions& options = {}) {
    return thrown<std::invalid_argument>([&] { sm::write_csv(path, X, labels, names, options); });
  };
  CHECK_THAT(error(Eigen::Vector3i(0, 1, 1), {}),
             ContainsSubstring("number of labels should be 2"));
  CHECK_THAT(error(y, {"a"}), ContainsSubstring("labels(1) should be in [0, 1), got 1"));
  CHECK_THAT(error(y, {"a", ""}), ContainsSubstring("class name should be"));
  CHECK_THAT(error(y, {"a", "b\n"}), ContainsSubstring("class name should be"));
  CHECK_THAT(error(y, {}, {.column_names = {"a"}}),
             ContainsSubstring("number of column names should be 3, got 1"));
  CHECK_THAT(error(y, {}, {.column_names = {"a", "", "b"}}),
             ContainsSubstring("column name should be not empty"));
  X(0, 1) = std::numeric_limits<double>::infinity();
  CHECK_THAT(error(y, {}), ContainsSubstring("X(0, 1) should be finite, got inf"));
  CHECK(contents(path) == "old");
}
