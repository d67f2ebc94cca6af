// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file liblinear.cpp  LIBLINEAR's types are losses and penalties here; its C is 1 / (2 lambda N).
#include "liblinear.hpp"

#include "errors.hpp"

#include <softmargin/detail/check.hpp>

#include <array>
#include <cstdio>

namespace tool {

namespace {

struct Type {
  const char* loss;
  const char* regularization;
  const char* remark;
};

constexpr const char* logistic =
    "; LIBLINEAR's is one-vs-all logistic regression, the same for two classes alone";
constexpr std::array<Type, 8> types = {{
    {"softmax", "l2", logistic},
    {"one-vs-all-squared", "l2", ""},
    {"one-vs-all-squared", "l2", ""},
    {"one-vs-all", "l2", ""},
    {"crammer-singer", "l2", ""},
    {"one-vs-all-squared", "l1", ""},
    {"softmax", "l1", logistic},
    {"softmax", "l2", logistic},
}};

std::string note(const std::string& option, const std::string& meaning) {
  return option + ": " + meaning;
}

}  // namespace

std::vector<std::string> rewrite_class_weights(const std::vector<std::string>& arguments,
                                               std::vector<std::string>& map) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.size() > 2 && argument.starts_with("-w")) {
      if (i + 1 == arguments.size()) throw UsageError(argument + " needs a weight");
      const std::string meaning = argument.substr(2) + "=" + arguments[++i];
      map.push_back(note(argument + " " + arguments[i], "--class-weight " + meaning));
      out.push_back("--class-weight");
      out.push_back(meaning);
    } else {
      out.push_back(argument);
    }
  }
  return out;
}

void print_map(const Common& common, const std::vector<std::string>& map) {
  if (common.quiet) return;
  for (const std::string& line : map) std::fprintf(stderr, "%s\n", line.c_str());
}

void apply_liblinear(const LiblinearOptions& options, bool has_loss, bool has_bias,
                     TrainCommand& command) {
  if (!options.any() && command.map.empty()) return;
  Problem& problem = command.problem;
  if (has_loss && options.type) throw UsageError("-s and --loss exclude each other");
  if (has_bias && options.bias) throw UsageError("-B and --bias exclude each other");
  if (!has_loss) {
    const long type = options.type.value_or(1);
    if (type < 0 || type >= static_cast<long>(types.size())) {
      throw UsageError("-s should be in [0, 7], a classifier of LIBLINEAR, got " +
                       std::to_string(type));
    }
    const Type& meaning = types[static_cast<std::size_t>(type)];
    problem.loss = meaning.loss;
    problem.regularization = meaning.regularization;
    command.map.push_back(note(options.type ? "-s " + std::to_string(type) : "without -s, as -s 1",
                               std::string("--loss ") + meaning.loss + " --regularization " +
                                   meaning.regularization + meaning.remark));
  }
  using sm::detail::text;
  if (options.C) {
    problem.C = options.C;
    problem.lambda.reset();
    command.map.push_back(note("-c " + text(*options.C), "--C " + text(*options.C)));
  }
  if (options.tolerance) {
    command.training.tolerance = *options.tolerance;
    command.map.push_back(note("-e " + text(*options.tolerance),
                               "--tolerance " + text(*options.tolerance) +
                                   ", a relative gap; LIBLINEAR ends by another rule"));
  }
  if (!has_bias) {
    const double bias = options.bias.value_or(-1);
    if (bias >= 0 && bias != 1) {
      throw UsageError("-B should be 1 or negative, got " + text(bias));
    }
    problem.bias = bias == 1 ? "penalized" : "none";
    command.map.push_back(
        note(options.bias ? "-B " + text(bias) : "without -B", "--bias " + problem.bias));
  }
  if (options.folds) {
    command.folds = *options.folds;
    command.map.push_back(note("-v " + std::to_string(*options.folds),
                               "cross-validate --folds " + std::to_string(*options.folds)));
  }
}

}  // namespace tool
