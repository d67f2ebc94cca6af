// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file convert.cpp  softmargin convert FROM TO: a model or data in another form.
#include "commands.hpp"
#include "model.hpp"

#include <softmargin/io/write_onnx.hpp>

namespace tool {

void convert(const ConvertCommand& command) {
  if (!is_model(command.data.path)) {
    return write_examples(read_examples(command.data, Precision::double_), command.output);
  }
  const SavedModel saved = load_model(command.data.path);
  const bool onnx =
      command.form == "onnx" || (command.form == "auto" && command.output.ends_with(".onnx"));
  if (onnx) {
    const auto output = command.outputs == "scores"          ? sm::OnnxOutput::scores
                        : command.outputs == "probabilities" ? sm::OnnxOutput::probabilities
                                                             : sm::OnnxOutput::automatic;
    return sm::write_onnx(command.output, saved.model, saved.info, output);
  }
  save_model(saved.model, command.output, command.form, saved.info);
}

}  // namespace tool
