// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file write_onnx.hpp  A model for ONNX runtimes: one LinearClassifier of the domain ai.onnx.ml.
///
/// Source: the operator's page, https://onnx.ai/onnx/operators/onnx_aionnxml_LinearClassifier.html,
/// and the field numbers of onnx.proto (IR version 7).
#pragma once

#include <softmargin/detail/model_head.hpp>
#include <softmargin/detail/output_file.hpp>
#include <softmargin/detail/protobuf.hpp>
#include <softmargin/version.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin {

/// What the ONNX model makes of the scores.
enum class OnnxOutput {
  automatic,  ///< probabilities for a model of the softmax loss, otherwise scores
  scores,
  probabilities  ///< the softmax of the scores
};

namespace detail {

// Numbers of fields and values in onnx.proto.
inline constexpr std::int64_t onnx_float = 1, onnx_int64 = 7, onnx_string = 8;

/// AttributeProto: name = 1, its value in a field of its type, that type = 20.
inline ProtobufMessage onnx_attribute(std::string_view name, std::int64_t type) {
  ProtobufMessage attribute;
  return attribute.bytes(1, name).number(20, type);
}
inline ProtobufMessage onnx_attribute(std::string_view name, std::string_view value) {
  return onnx_attribute(name, 3).bytes(4, value);
}
template <class Value>
ProtobufMessage onnx_attribute(std::string_view name, Index count, const Value& value) {
  return onnx_attribute(name, 6).floats(7, count, value);
}

/// ValueInfoProto: a tensor of shape (N, columns), or (N) for 0 columns.
inline ProtobufMessage onnx_tensor(std::string_view name, std::int64_t type, Index columns) {
  ProtobufMessage shape;
  shape.message(1, ProtobufMessage().bytes(2, "N"));
  if (columns > 0) shape.message(1, ProtobufMessage().number(1, columns));
  const auto tensor = ProtobufMessage().number(1, type).message(2, shape);
  return ProtobufMessage().bytes(1, name).message(2, ProtobufMessage().message(1, tensor));
}

/// The class names as numbers, if all are.
inline std::optional<std::vector<std::int64_t>> numeric_names(
    const std::vector<std::string>& names) {
  std::vector<std::int64_t> numbers;
  for (const std::string& name : names) {
    std::int64_t number = 0;
    const char* const end = name.data() + name.size();
    const NumberEnd result = parse_number(name.data(), end, number);
    if (result.error != NumberError::none || result.end != end) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

/// NodeProto of the classifier; class names that are whole numbers become integer labels.
template <class Scalar>
ProtobufMessage onnx_classifier(const LinearModel<Scalar>& model, bool with_softmax) {
  const Index K = model.num_classes();
  const Index D = model.num_features();
  std::vector<std::string> names;
  for (Index k = 0; k < K; ++k) names.push_back(model.class_name(k));
  ProtobufMessage labels;
  if (const auto numbers = numeric_names(names)) {
    labels = onnx_attribute("classlabels_ints", 7);
    for (const std::int64_t number : *numbers) labels.number(8, number);
  } else {
    labels = onnx_attribute("classlabels_strings", 8);
    for (const std::string& name : names) labels.bytes(9, name);
  }
  const auto weight = [&](Index i) { return model.weights(i / D, i % D); };  // class by class
  const auto bias = [&](Index k) { return model.bias(k); };
  ProtobufMessage node;
  return node.bytes(1, "X")
      .bytes(2, "label")
      .bytes(2, with_softmax ? "probabilities" : "scores")
      .bytes(3, "classifier")
      .bytes(4, "LinearClassifier")
      .message(5, onnx_attribute("coefficients", K * D, weight))
      .message(5, onnx_attribute("intercepts", K, bias))
      .message(5, labels)
      .message(5, onnx_attribute("post_transform", with_softmax ? "SOFTMAX" : "NONE"))
      .bytes(7, "ai.onnx.ml");
}

}  // namespace detail

/// Writes an ONNX model: input X (N, D) in float, outputs `label` (N) and `scores` or
/// `probabilities` (N, K). Weights are rounded to float.
/// @throws std::invalid_argument if the model is not sound
/// @throws std::runtime_error if the file cannot be written
template <class Scalar>
void write_onnx(const std::filesystem::path& path, const LinearModel<Scalar>& model,
                const ModelInfo& info = {}, OnnxOutput output = OnnxOutput::automatic) {
  using detail::ProtobufMessage;
  detail::check_model(model);
  const bool with_softmax = output == OnnxOutput::probabilities ||
                            (output == OnnxOutput::automatic && info.loss == "softmax");
  std::vector<std::string> names = model.class_names;
  const bool has_numbers = detail::numeric_names(names).has_value();
  ProtobufMessage graph;
  graph.message(1, detail::onnx_classifier(model, with_softmax))
      .bytes(2, "softmargin")
      .message(11, detail::onnx_tensor("X", detail::onnx_float, model.num_features()))
      .message(12, detail::onnx_tensor("label",
                                       has_numbers ? detail::onnx_int64 : detail::onnx_string, 0))
      .message(12, detail::onnx_tensor(with_softmax ? "probabilities" : "scores",
                                       detail::onnx_float, model.num_classes()));
  ProtobufMessage file_message;
  file_message.number(1, 7)
      .bytes(2, "softmargin")
      .bytes(3, version)
      .message(7, graph)
      .message(8, ProtobufMessage().bytes(1, "").number(2, 13))
      .message(8, ProtobufMessage().bytes(1, "ai.onnx.ml").number(2, 1));
  detail::OutputFile file(path);
  file << file_message.encoded();
  file.commit();
}

}  // namespace softmargin
