// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/model_file.hpp"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "random.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

sm::ModelInfo all_facts() {
  return {.loss = "crammer-singer",
          .delta = 0.5,
          .regularization = "elastic net, of one's own",
          .bias = "free",
          .lambda = 1e-5,
          .l1_ratio = 0.1,
          .scale = "standardize",
          .objective = 1.0 / 3,
          .gap = 5e-324,
          .seed = 18446744073709551615u};
}

/// Numbers of every size, with those that rounding or a sloppy printer would lose.
template <class Scalar>
sm::LinearModel<Scalar> awkward_model() {
  using Limits = std::numeric_limits<Scalar>;
  Random random(7);
  sm::LinearModel<Scalar> model{random.matrix<Scalar>(3, 40), random.vector<Scalar>(3), {}};
  for (sm::Index i = 0; i < model.weights.size(); ++i) {
    model.weights(i) *= std::pow(Scalar(10), static_cast<Scalar>(random.uniform(-30, 30)));
  }
  model.weights.col(4) << Limits::max(), Limits::lowest(), Limits::denorm_min();
  model.weights.col(9) << Scalar(-0.0), Limits::min(), Limits::epsilon();
  model.bias(1) = Scalar(0.1);
  model.class_names = {"Iris setosa", " blanks kept ", "\xC3\xBC: \"#\""};
  return model;
}

template <class A, class B>
bool same_bits(const A& a, const B& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(),
                     static_cast<std::size_t>(a.size()) * sizeof(typename A::Scalar)) == 0;
}

std::string text_of(const sm::LinearModel<float>& model, const sm::SaveOptions& options = {}) {
  const TemporaryDirectory directory;
  sm::save(model, directory / "m", options);
  return contents(directory / "m");
}

const sm::LinearModel<float> small{
    (Eigen::MatrixXf(2, 3) << 1, -0.5f, 0, 0.1f, 2e-8f, 3).finished(),
    Eigen::Vector2f(0.25f, -1),
    {"cat", "big dog"}};
const std::string small_text =
    "softmargin model 1\n"
    "scalar float\n"
    "loss softmax\n"
    "lambda 1e-05\n"
    "seed 3\n"
    "features 3\n"
    "classes 2\n"
    "class cat\n"
    "class big dog\n"
    "bias 0.25 -1\n"
    "weights\n"
    "1 0.1\n"
    "-0.5 2e-08\n"
    "0 3\n"
    "end\n";
const sm::ModelInfo small_info{.loss = "softmax", .lambda = 1e-5, .seed = 3};

std::string load_error(const std::string& bytes) {
  const TemporaryDirectory directory;
  const auto path = directory.write("bad.model", bytes);
  return thrown<std::runtime_error>([&] { sm::load<float>(path); });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEMPLATE_TEST_CASE("both forms give back every bit, name and fact", "[io][model_file]", float,
                   double) {
  const TemporaryDirectory directory;
  const auto model = awkward_model<TestType>();
  for (const char* name : {"m.model", "m.bin"}) {
    sm::save(model, directory / name, {.info = all_facts()});
    const auto saved = sm::load_with_info<TestType>(directory / name);
    CHECK(same_bits(saved.model.weights, model.weights));
    CHECK(same_bits(saved.model.bias, model.bias));
    CHECK(saved.model.class_names == model.class_names);
    CHECK(saved.info == all_facts());
  }
  CHECK(contents(directory / "m.bin").substr(0, 8) == "\x8DSMBIN\r\n");
  CHECK(contents(directory / "m.model").substr(0, 18) == "softmargin model 1");
}

TEST_CASE("the text form is what the documentation shows", "[io][model_file]") {
  CHECK(text_of(small, {.info = small_info}) == small_text);
}

TEST_CASE("a model without names or facts has none after loading", "[io][model_file]") {
  const TemporaryDirectory directory;
  const sm::LinearModel<float> bare{small.weights, small.bias, {}};
  for (const auto format : {sm::ModelFormat::text, sm::ModelFormat::binary}) {
    sm::save(bare, directory / "m", {.format = format});
    const auto saved = sm::load_with_info<float>(directory / "m");
    CHECK(saved.model.class_names.empty());
    CHECK(saved.info == sm::ModelInfo{});
  }
}

TEST_CASE("a double model loads as float and the reverse, the same from both forms",
          "[io][model_file]") {
  const TemporaryDirectory directory;
  const sm::LinearModel<double> model{Random(3).matrix(4, 50), Random(4).vector(4), {}};
  sm::save(model, directory / "m.model");
  sm::save(model, directory / "m.bin");
  const auto from_text = sm::load<float>(directory / "m.model");
  CHECK(same_bits(from_text.weights, model.weights.cast<float>().eval()));
  CHECK(same_bits(from_text.weights, sm::load(directory / "m.bin").weights));
  sm::save(from_text, directory / "f.model");
  CHECK(same_bits(sm::load<double>(directory / "f.model").weights,
                  from_text.weights.cast<double>().eval()));
  sm::save(awkward_model<double>(), directory / "large.bin");
  CHECK_THAT(thrown<std::runtime_error>([&] { sm::load<float>(directory / "large.bin"); }),
             ContainsSubstring("weights and bias should be a finite number of at most 3.40"));
}

TEST_CASE("a text model that was cut off at any byte is refused", "[io][model_file]") {
  // Only the last line feed may be missing: nothing else is lost with it.
  for (std::size_t size = 0; size + 1 < small_text.size(); ++size) {
    CAPTURE(size);
    CHECK_THAT(load_error(small_text.substr(0, size)), ContainsSubstring("bad.model"));
  }
  const TemporaryDirectory directory;
  CHECK(sm::load(directory.write("m", small_text.substr(0, small_text.size() - 1))).weights ==
        small.weights);
}

TEST_CASE("a binary model that was cut off or changed in any bit is refused", "[io][model_file]") {
  const std::string bytes = text_of(small, {.format = sm::ModelFormat::binary, .info = small_info});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_THAT(load_error(bytes.substr(0, size)), ContainsSubstring("bad.model"));
  }
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    CAPTURE(bit);
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    CHECK_THAT(load_error(damaged), ContainsSubstring("bad.model"));
  }
  CHECK_THAT(load_error(bytes + "x"), ContainsSubstring("file should be at its end"));
}

TEST_CASE("an error in a model names line, column and what was expected", "[io][model_file]") {
  const auto with = [](const std::string& from, const std::string& to) {
    return load_error(replaced(small_text, from, to));
  };
  CHECK_THAT(with("-0.5 2e-08", "-0.5 nan"),
             ContainsSubstring("bad.model, line 13, column 6: weights, number 2 of 2 should be a "
                               "finite number of at most 3.4028234663852886e+38, got \"nan\""));
  CHECK_THAT(with("-0.5 2e-08", "-0.5"), ContainsSubstring("number 2 of 2"));
  CHECK_THAT(with("-0.5 2e-08", "-0.5 2 3"),
             ContainsSubstring("weights should be at its end after 2 numbers, got \"3\""));
  CHECK_THAT(with("0 3\n", ""), ContainsSubstring("line 14, column 1: weights, number 1 of 2"));
  CHECK_THAT(with("model 1", "model 2"),
             ContainsSubstring("first line should be \"softmargin model 1\""));
  CHECK_THAT(with("scalar float", "scalar half"),
             ContainsSubstring("line 2, column 1: scalar should be float or double"));
  CHECK_THAT(with("scalar float\n", ""), ContainsSubstring("line \"scalar\" should be there"));
  CHECK_THAT(with("classes 2", "classes -2"),
             ContainsSubstring("classes should be a whole number, at least 1"));
  CHECK_THAT(with("class cat\n", ""), ContainsSubstring("class names should be one a class"));
  CHECK_THAT(with("lambda 1e-05", "lambda inf"),
             ContainsSubstring("lambda should be a finite number, got \"lambda inf\""));
  CHECK_THAT(with("seed 3", "sed 3"), ContainsSubstring("one of a model's head"));
  CHECK_THAT(with("end\n", "end\nmore\n"), ContainsSubstring("file should be at its end"));
  CHECK_THAT(load_error("1 2:3\n"), ContainsSubstring("a model of softmargin or LIBLINEAR"));
  CHECK_THAT(load_error(""), ContainsSubstring("a model of softmargin or LIBLINEAR"));
  CHECK_THAT(thrown<std::runtime_error>([] { sm::load("absent.model"); }),
             ContainsSubstring("absent.model: file should be there"));
}

TEST_CASE("a head that claims more numbers than the file has bytes gets no memory",
          "[io][model_file]") {
  for (const char* count : {"1000000000000", "4611686018427387904", "9223372036854775807"}) {
    CHECK_THAT(load_error(replaced(small_text, "features 3", std::string("features ") + count)),
               ContainsSubstring("size of the file should be enough for"));
  }
  std::string bytes = text_of(small, {.format = sm::ModelFormat::binary});
  bytes = replaced(bytes, "features 3", "features 9");
  CHECK_THAT(
      load_error(bytes),
      ContainsSubstring("weights should be 72 bytes long, got the end of the file after 28"));
  bytes.replace(8, 8, std::string(8, '\x7f'));
  CHECK_THAT(load_error(bytes), ContainsSubstring("size of the head should be at most"));
}

TEST_CASE("what a file could not give back is not saved", "[io][model_file]") {
  const TemporaryDirectory directory;
  const auto path = directory.write("m", "as it was");
  const auto error = [&](const sm::LinearModel<float>& model, const sm::SaveOptions& options = {}) {
    return thrown<std::invalid_argument>([&] { sm::save(model, path, options); });
  };
  auto model = small;
  model.weights(1, 2) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(error(model), ContainsSubstring("weights(1, 2) should be finite, got nan"));
  model = small;
  model.bias.resize(3);
  CHECK_THAT(error(model), ContainsSubstring("size of bias should be 2, got 3"));
  model = small;
  model.class_names = {"a", "b\nc"};
  CHECK_THAT(error(model), ContainsSubstring("class name should be without line breaks"));
  model.class_names = {"a", "a"};
  CHECK_THAT(error(model), ContainsSubstring("class names should be distinct"));
  model.class_names = {"a"};
  CHECK_THAT(error(model), ContainsSubstring("number of class names should be 2, got 1"));
  CHECK_THAT(error(small, {.info = {.loss = "soft\nmax"}}),
             ContainsSubstring("loss should be without line breaks"));
  CHECK(contents(path) == "as it was");
  CHECK(std::distance(std::filesystem::directory_iterator(directory / ""), {}) == 1);
}

TEST_CASE("the extension chooses the form, an option overrules it", "[io][model_file]") {
  const TemporaryDirectory directory;
  const sm::LinearModel<float> numbered{small.weights, small.bias, {"1", "2"}};
  const auto start = [&](const char* name, sm::ModelFormat format) {
    sm::save(numbered, directory / name, {.format = format});
    return contents(directory / name).substr(0, 11);
  };
  using enum sm::ModelFormat;
  CHECK(start("a.model", automatic) == "softmargin ");
  CHECK(start("a", automatic) == "softmargin ");
  CHECK(start("a.bin", automatic).substr(1, 5) == "SMBIN");
  CHECK(start("a.liblinear", automatic) == "solver_type");
  CHECK(start("a.onnx", automatic).substr(2, 9) == std::string("\x12\x0asoftmar"));
  CHECK(start("a.bin", text) == "softmargin ");
  CHECK(sm::is_model_file(directory / "a.bin"));
  CHECK(sm::is_model_file(directory / "a.liblinear"));
  CHECK_FALSE(sm::is_model_file(directory / "a.onnx"));
  CHECK(sm::load(directory / "a.liblinear").weights == small.weights);
}
