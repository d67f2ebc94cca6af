// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/write_onnx.hpp"

#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "io/temporary_directory.hpp"
#include "thrown.hpp"

namespace sm = softmargin;
using Catch::Matchers::ContainsSubstring;

namespace {

sm::LinearModel<float> two_classes() {
  return {(Eigen::MatrixXf(2, 3) << 1, 2, 3, 4, 5, 6).finished(),
          Eigen::Vector2f(7, 8),
          {"cat", "dog"}};
}

std::string written(const sm::LinearModel<float>& model, const sm::ModelInfo& info = {},
                    sm::OnnxOutput output = sm::OnnxOutput::automatic) {
  const TemporaryDirectory directory;
  sm::write_onnx(directory / "m.onnx", model, info, output);
  return contents(directory / "m.onnx");
}

std::string floats(std::initializer_list<float> numbers) {
  std::string bytes;
  for (const float number : numbers) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  }
  return bytes;
}

/// A field of type bytes with a short value.
std::string field(char key, const std::string& value) {
  return std::string{key, static_cast<char>(value.size())} + value;
}

}  // namespace

TEST_CASE("an ONNX model holds one LinearClassifier, weights class by class", "[io][write_onnx]") {
  const std::string bytes = written(two_classes());
  CHECK_THAT(bytes, ContainsSubstring(field('\x22', "LinearClassifier")));
  CHECK_THAT(bytes, ContainsSubstring(field('\x3a', "ai.onnx.ml")));
  // AttributeProto: name, type FLOATS, floats.
  CHECK_THAT(bytes, ContainsSubstring(field('\x0a', "coefficients") + "\xa0\x01\x06" +
                                      field('\x3a', floats({1, 2, 3, 4, 5, 6}))));
  CHECK_THAT(bytes, ContainsSubstring(field('\x0a', "intercepts") + "\xa0\x01\x06" +
                                      field('\x3a', floats({7, 8}))));
}

TEST_CASE("class names become strings, numbers integers", "[io][write_onnx]") {
  CHECK_THAT(written(two_classes()),
             ContainsSubstring(field('\x0a', "classlabels_strings") + "\xa0\x01\x08" +
                               field('\x4a', "cat") + field('\x4a', "dog")));
  const std::string numbers = field('\x0a', "classlabels_ints") + "\xa0\x01\x07";
  auto model = two_classes();
  model.class_names = {"5", "17"};
  CHECK_THAT(written(model), ContainsSubstring(numbers + "\x40\x05\x40\x11"));
  model.class_names.clear();
  CHECK_THAT(written(model), ContainsSubstring(numbers + std::string("\x40\x00\x40\x01", 4)));
}

TEST_CASE("probabilities are the softmax of the runtime, where the loss or the caller says so",
          "[io][write_onnx]") {
  const auto ends_in = [](const std::string& bytes, const std::string& transform,
                          const std::string& output) {
    CHECK_THAT(bytes, ContainsSubstring(field('\x0a', "post_transform") + "\xa0\x01\x03" +
                                        field('\x22', transform)));
    CHECK_THAT(bytes, ContainsSubstring(field('\x12', output)));
  };
  ends_in(written(two_classes()), "NONE", "scores");
  ends_in(written(two_classes(), {.loss = "softmax"}), "SOFTMAX", "probabilities");
  ends_in(written(two_classes(), {.loss = "softmax"}, sm::OnnxOutput::scores), "NONE", "scores");
  ends_in(written(two_classes(), {}, sm::OnnxOutput::probabilities), "SOFTMAX", "probabilities");
}

TEST_CASE("a model that is not sound is not written to ONNX", "[io][write_onnx]") {
  auto model = two_classes();
  model.class_names = {"cat"};
  CHECK_THAT(thrown<std::invalid_argument>([&] { written(model); }),
             ContainsSubstring("number of class names should be 2, got 1"));
}
