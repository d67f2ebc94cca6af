// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file commands.hpp  The sub-commands, each in a .cpp of its name, and what the command line
/// tells them.
#pragma once

#include "problem.hpp"

#include <set>
#include <string>
#include <vector>

namespace tool {

/// What several sub-commands share.
struct Common {
  DataOptions data;
  bool json = false;
  bool quiet = false;
  int threads = 0;
  std::string progress = "auto";  ///< auto bar lines none
};

struct TrainCommand {
  Common common;
  Problem problem;
  Training training;
  std::string output;            ///< empty: the name of the data and ".model", here
  std::string form = "auto";     ///< of the model: auto text binary liblinear onnx
  long folds = 0;                ///< cross-validation instead, if at least 2
  std::vector<std::string> map;  ///< LIBLINEAR's options in our words
};

struct PredictCommand {
  Common common;
  std::string model;
  std::string output;  ///< empty: standard output
  bool probabilities = false;
  bool scores = false;
  std::vector<std::string> map;
};

struct EvaluateCommand {
  Common common;
  std::string model;
  bool confusion = false;
};

struct CertifyCommand {
  Common common;
  std::string model;
  Problem problem;
  std::set<std::string> given;  ///< options on the command line; the model file tells the others
};

struct InspectCommand {
  std::string model;
  bool json = false;
};

struct ConvertCommand {
  DataOptions data;
  std::string output;
  std::string form = "auto";
  std::string outputs = "auto";  ///< of an ONNX model: auto scores probabilities
};

/// What LIBLINEAR's options stand for, on standard error.
void print_map(const Common& common, const std::vector<std::string>& map);

void train(TrainCommand command);
void cross_validate(const TrainCommand& command);
void predict(PredictCommand command);
void evaluate(const EvaluateCommand& command);
void certify(const CertifyCommand& command);
void inspect(const InspectCommand& command);
void convert(const ConvertCommand& command);

}  // namespace tool
