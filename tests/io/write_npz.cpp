// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/write_npz.hpp"

#include <softmargin/io/npz.hpp>

#include <stdexcept>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

TEMPLATE_TEST_CASE("a model in an NPZ archive reads back to the last bit, its checksums right",
                   "[io][npz]", float, double) {
  const TemporaryDirectory directory;
  Random random(3);
  const sm::LinearModel<TestType> model{random.matrix<TestType>(3, 5),
                                        random.vector<TestType>(3),
                                        {"cat", "\xC3\xBC\xE2\x82\xAC", "9"}};
  sm::write_npz(directory / "m.npz", model);
  // Read as examples: the K rows of W are D features each, labelled by their class.
  const auto read =
      sm::read_npz<TestType>(directory / "m.npz", {.features = "W", .labels = "class_names"});
  CHECK(read.X.transpose() == model.weights);
  REQUIRE(read.class_names.size() == 3);
  for (sm::Index k = 0; k < 3; ++k) {
    CHECK(read.class_names[static_cast<std::size_t>(read.y(k))] == model.class_name(k));
  }
  const auto bias = sm::read_npz<TestType>(directory / "m.npz", {.features = "b", .labels = ""});
  CHECK(bias.X.transpose() == model.bias);
}

TEST_CASE("a model without class names has the numbers for names in its archive", "[io][npz]") {
  const TemporaryDirectory directory;
  sm::write_npz(
      directory / "m.npz",
      sm::LinearModel<float>{Eigen::MatrixXf::Ones(12, 2), Eigen::VectorXf::Zero(12), {}});
  const auto read =
      sm::read_npz<float>(directory / "m.npz", {.features = "W", .labels = "class_names"});
  CHECK(read.class_names.size() == 12);
  CHECK(read.class_names.back() == "11");
}

TEST_CASE("a model that is not sound is not written to NPZ", "[io][npz]") {
  const TemporaryDirectory directory;
  sm::LinearModel<float> model{Eigen::MatrixXf::Ones(2, 2), Eigen::Vector2f(0, 0), {}};
  for (const std::string name : {"\xC3", "\xC3(", "\xFF", "\x80", "\xF8\x80\x80\x80\x80"}) {
    model.class_names = {"a", name};
    CHECK_THAT(thrown<std::invalid_argument>([&] { sm::write_npz(directory / "m.npz", model); }),
               ContainsSubstring("class name in an NPZ file should be text in UTF-8"));
  }
  model.class_names = {};
  model.bias(0) = std::numeric_limits<float>::infinity();
  CHECK_THROWS_AS(sm::write_npz(directory / "m.npz", model), std::invalid_argument);
  CHECK(!std::filesystem::exists(directory / "m.npz"));
}
