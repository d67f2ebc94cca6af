// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file main.cpp  softmargin: train, judge and convert linear classifiers from the command line.
///
/// The command line becomes one of the structs of commands.hpp. Ends with 0, with 1 if data or
/// files are at fault, with 2 if the command line is.
#include "commands.hpp"
#include "errors.hpp"
#include "liblinear.hpp"

#include <softmargin/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace {

using namespace tool;

/// A number in [least, infinity), or above least.
CLI::Validator number_from(double least, bool or_equal) {
  const std::string should = std::string("should be a finite number ") +
                             (or_equal ? "of at least " : "above ") + sm::detail::text(least);
  return {[=](std::string& text) {
            double value = 0;
            const bool is_number = CLI::detail::lexical_cast(text, value);
            const bool fits = or_equal ? value >= least : value > least;
            return is_number && fits && std::isfinite(value) ? std::string()
                                                             : should + ", got " + text;
          },
          "NUMBER"};
}

void add_data(CLI::App& app, DataOptions& data) {
  const char* group = "How the data are read";
  app.add_option("--format", data.format, "Format of the data; auto: by the name of the file")
      ->check(CLI::IsMember(
          {"auto", "libsvm", "csv", "npy", "npz", "idx", "cifar10", "cifar100", "cifar100-coarse"}))
      ->group(group);
  app.add_option("--labels", data.labels, "IDX, NPY: file of the labels")->group(group);
  app.add_option("--label-column", data.label_column,
                 "CSV: number of the label column from 0, from -1 backwards, its name, or none")
      ->capture_default_str()
      ->group(group);
  app.add_option("--header", data.header, "CSV: whether the first line names the columns")
      ->check(CLI::IsMember({"auto", "yes", "no"}))
      ->group(group);
  app.add_option("--separator", data.separator, "CSV: a character, or tab")->group(group);
  app.add_option("--index-base", data.index_base, "LIBSVM: number of the first feature")
      ->check(CLI::IsMember({"auto", "0", "1"}))
      ->group(group);
  app.add_option("--features-array", data.features_array, "NPZ: name of the features")
      ->capture_default_str()
      ->group(group);
  app.add_option("--labels-array", data.labels_array, "NPZ: name of the labels, or none")
      ->capture_default_str()
      ->group(group);
}

void add_common(CLI::App& app, Common& common) {
  add_data(app, common.data);
  app.add_flag("--json", common.json, "Report as one JSON object");
  app.add_option("--threads", common.threads, "Threads, 0: all; results do not depend on them")
      ->check(CLI::Range(0, 4096));
}

/// @param class_weights  for `parse_class_weights`
void add_problem(CLI::App& app, Problem& problem, std::vector<std::string>& class_weights) {
  const char* group = "What is minimised";
  app.add_option("--loss", problem.loss, "Loss")
      ->check(CLI::IsMember({"softmax", "weston-watkins", "weston-watkins-squared",
                             "crammer-singer", "one-vs-all", "one-vs-all-squared"}))
      ->capture_default_str()
      ->group(group);
  app.add_option("--delta", problem.delta, "Margin of the hinges")
      ->check(number_from(0, true))
      ->group(group);
  app.add_option("--regularization", problem.regularization, "Penalty on the weights")
      ->check(CLI::IsMember({"l2", "l1", "elastic-net", "none"}))
      ->capture_default_str()
      ->group(group);
  auto* lambda = app.add_option("--lambda", problem.lambda, "Factor of the penalty")
                     ->check(number_from(0, true))
                     ->group(group);
  app.add_option("--C", problem.C, "Instead of --lambda: 1 / (2 C N), as in LIBLINEAR [1]")
      ->check(number_from(0, false))
      ->excludes(lambda)
      ->group(group);
  app.add_option("--l1-ratio", problem.l1_ratio, "Elastic net: the part of lambda that is L1's")
      ->check(CLI::Range(0.0, 1.0))
      ->group(group);
  app.add_option("--bias", problem.bias, "free: not penalised; penalized: the bias trick; none")
      ->check(CLI::IsMember({"free", "penalized", "none"}))
      ->capture_default_str()
      ->group(group);
  app.add_option("--scale", problem.scale,
                 "Scale the features; folded into the model, which takes raw ones")
      ->check(CLI::IsMember({"none", "centre", "range", "standardize"}))
      ->group(group);
  app.add_option("--class-weight", class_weights, "NAME=WEIGHT of the examples of a class")
      ->allow_extra_args(false)
      ->group(group);
}

void parse_class_weights(const std::vector<std::string>& class_weights, Problem& problem) {
  for (const std::string& entry : class_weights) {
    const std::size_t sign = entry.rfind('=');
    double weight = -1;
    if (sign == std::string::npos || !CLI::detail::lexical_cast(entry.substr(sign + 1), weight) ||
        !(weight >= 0) || !std::isfinite(weight)) {
      throw UsageError("--class-weight should be NAME=WEIGHT with a weight of at least 0, got " +
                       entry);
    }
    problem.class_weights[entry.substr(0, sign)] = weight;
  }
}

/// What train and cross-validate share.
struct TrainParser {
  TrainCommand command;
  LiblinearOptions liblinear;
  std::vector<std::string> class_weights;
  CLI::App* app = nullptr;

  void add(CLI::App& sub) {
    app = &sub;
    sub.add_option("data", command.common.data.path, "Training data")->required();
    add_common(sub, command.common);
    sub.add_flag("-q,--quiet", command.common.quiet, "No progress, no report");
    add_problem(sub, command.problem, class_weights);
    const char* group = "How it is minimised";
    Training& training = command.training;
    sub.add_option("--tolerance", training.tolerance, "Relative gap at which the fit ends")
        ->check(number_from(0, true))
        ->capture_default_str()
        ->group(group);
    sub.add_option("--max-passes", training.max_passes, "Passes over the data at most")
        ->check(CLI::Range(1L, 1000000000L))
        ->capture_default_str()
        ->group(group);
    sub.add_option("--solver", training.solver, "Solver; auto: what suits loss and data")
        ->check(CLI::IsMember({"auto", "gram-lbfgs", "hinge-newton", "dual-ascent",
                               "proximal-newton", "lbfgs", "sgd"}))
        ->group(group);
    sub.add_option("--seed", training.seed, "Of whatever is random")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(group);
    sub.add_option("--progress", command.common.progress,
                   "auto: a bar on a terminal, otherwise a line every few seconds")
        ->check(CLI::IsMember({"auto", "bar", "lines", "none"}))
        ->group(group);
    add_liblinear(sub);
  }

  void add_liblinear(CLI::App& sub) {
    const char* group = "As in LIBLINEAR (what they stand for is printed)";
    sub.add_option("-s", liblinear.type, "Type of solver, 0 to 7")->group(group);
    sub.add_option("-c", liblinear.C, "C")->check(number_from(0, false))->group(group);
    sub.add_option("-e", liblinear.tolerance, "Tolerance")
        ->check(number_from(0, true))
        ->group(group);
    sub.add_option("-B", liblinear.bias, "1: a penalised bias; negative: none")->group(group);
    sub.add_option("-v", liblinear.folds, "Cross-validation in so many folds")
        ->check(CLI::Range(2L, 1000000L))
        ->group(group);
    sub.footer(
        "  -wNAME WEIGHT               Weight of a class: --class-weight NAME=WEIGHT\n\n"
        "Examples:\n"
        "  softmargin train train.svm --loss softmax --lambda 1e-5 --output news.model\n"
        "  softmargin train digits.csv --label-column -1 --scale standardize --C 0.1\n"
        "  softmargin train data_batch_1.bin --loss weston-watkins --lambda 650 --json\n"
        "  softmargin train -s 4 -c 0.5 -w3 2 train.svm");
  }

  void finish() {
    parse_class_weights(class_weights, command.problem);
    apply_liblinear(liblinear, app->count("--loss") > 0, app->count("--bias") > 0, command);
  }
};

/// "help train" becomes "train --help"; what is no command says so before options are looked at.
void check_command(const CLI::App& app, std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments[0] == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  if (!arguments.empty() && arguments[0].starts_with("-")) return;
  std::string commands;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    if (!arguments.empty() && arguments[0] == command->get_name()) return;
    commands += (commands.empty() ? "" : ", ") + command->get_name();
  }
  throw UsageError(
      (arguments.empty() ? "a command is needed" : "there is no command \"" + arguments[0] + "\"") +
      ", the commands are " + commands + "; softmargin --help tells more");
}

int run(int argc, char** argv) {
  CLI::App app(
      "Linear classifiers, softmax and maximum margin, each with a proof of how far from "
      "the optimum it is.",
      "softmargin");
  app.require_subcommand(1);
  app.set_version_flag("--version", "softmargin " + std::string(sm::version));
  app.footer(
      "softmargin COMMAND --help tells more. Ends with 0, with 1 if data or files are at "
      "fault, with 2 if the command line is.");

  TrainParser training;
  auto* train_app = app.add_subcommand("train", "Train a model");
  training.add(*train_app);
  train_app->add_option("model,-o,--output", training.command.output,
                        "Model file [name of the data + .model]");
  train_app->add_option("--form", training.command.form, "Form of the model; auto: by its name")
      ->check(CLI::IsMember({"auto", "text", "binary", "liblinear", "onnx", "npz"}));

  TrainParser validation;
  auto* validate_app = app.add_subcommand("cross-validate", "Accuracy by k-fold cross-validation");
  validation.add(*validate_app);
  validation.command.folds = 5;
  validate_app->add_option("--folds", validation.command.folds, "Number of folds")
      ->check(CLI::Range(2L, 1000000L))
      ->capture_default_str();
  validate_app->footer("Examples:\n  softmargin cross-validate train.svm --folds 10 --C 4");

  PredictCommand prediction;
  long liblinear_probabilities = 0;
  auto* predict_app = app.add_subcommand("predict", "Predict classes, a line an example");
  predict_app->add_option("model", prediction.model, "Model file")->required();
  predict_app->add_option("data", prediction.common.data.path, "Data; labels are not needed")
      ->required();
  predict_app->add_option("output,-o,--output", prediction.output,
                          "File for the predictions [standard output]");
  auto* probabilities = predict_app->add_flag("--probabilities", prediction.probabilities,
                                              "Add the softmax of the scores of all classes");
  predict_app->add_flag("--scores", prediction.scores, "Add the scores of all classes")
      ->excludes(probabilities);
  predict_app->add_flag("-q,--quiet", prediction.common.quiet, "No accuracy beside a file");
  predict_app->add_option("-b", liblinear_probabilities, "As in LIBLINEAR: 1 for --probabilities")
      ->check(CLI::Range(0L, 1L));
  add_data(*predict_app, prediction.common.data);
  predict_app->footer(
      "Examples:\n"
      "  softmargin predict news.model test.svm\n"
      "  softmargin predict news.model test.svm --probabilities --output p.txt\n"
      "  softmargin predict -b 1 test.svm news.model p.txt");

  EvaluateCommand evaluation;
  auto* evaluate_app = app.add_subcommand("evaluate", "Accuracy and mean loss on labelled data");
  evaluate_app->add_option("model", evaluation.model, "Model file")->required();
  evaluate_app->add_option("data", evaluation.common.data.path, "Data")->required();
  evaluate_app->add_flag("--confusion", evaluation.confusion, "Print the confusion matrix");
  add_common(*evaluate_app, evaluation.common);
  evaluate_app->footer("Examples:\n  softmargin evaluate news.model test.svm");

  CertifyCommand certification;
  auto* certify_app = app.add_subcommand(
      "certify", "How far a model, from any program, is from the optimum on its training data");
  certify_app->add_option("model", certification.model, "Model file")->required();
  certify_app->add_option("data", certification.common.data.path, "Training data")->required();
  add_common(*certify_app, certification.common);
  std::vector<std::string> certified_weights;
  add_problem(*certify_app, certification.problem, certified_weights);
  certify_app->footer(
      "Loss, penalty, lambda, bias and scaling are those that the model file tells, unless "
      "given; weights of classes it does not tell.\n\nExamples:\n"
      "  softmargin certify news.model train.svm\n"
      "  softmargin certify liblinear.model train.svm --C 1");

  InspectCommand inspection;
  auto* inspect_app = app.add_subcommand("inspect", "What a model file holds");
  inspect_app->add_option("model", inspection.model, "Model file")->required();
  inspect_app->add_flag("--json", inspection.json, "Report as one JSON object");

  ConvertCommand conversion;
  auto* convert_app = app.add_subcommand("convert", "A model or data in another form");
  convert_app->add_option("from", conversion.data.path, "Model file or data")->required();
  convert_app->add_option("to", conversion.output, "File to write")->required();
  convert_app->add_option("--form", conversion.form, "Form of a model; auto: by the name")
      ->check(CLI::IsMember({"auto", "text", "binary", "liblinear", "onnx", "npz"}));
  convert_app->add_option("--onnx-output", conversion.outputs, "What an ONNX model gives")
      ->check(CLI::IsMember({"auto", "scores", "probabilities"}));
  add_data(*convert_app, conversion.data);
  convert_app->footer(
      "Examples:\n"
      "  softmargin convert news.model news.bin\n"
      "  softmargin convert news.model news.onnx\n"
      "  softmargin convert news.model news.liblinear\n"
      "  softmargin convert digits.csv digits.svm --label-column -1");

  try {
    std::vector<std::string> map;
    std::vector<std::string> arguments = rewrite_class_weights({argv + 1, argv + argc}, map);
    check_command(app, arguments);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(arguments);
    if (train_app->parsed() || validate_app->parsed()) {
      TrainParser& parser = train_app->parsed() ? training : validation;
      parser.command.map = map;
      parser.finish();
      train_app->parsed() ? train(parser.command) : cross_validate(parser.command);
    } else if (!map.empty()) {
      throw UsageError("-w belongs to train and cross-validate");
    } else if (predict_app->parsed()) {
      if (predict_app->count("-b") > 0) {
        prediction.probabilities = liblinear_probabilities == 1;
        prediction.map = {liblinear_probabilities == 1 ? "-b 1: --probabilities"
                                                       : "-b 0: classes alone"};
      }
      predict(prediction);
    } else if (evaluate_app->parsed()) {
      evaluate(evaluation);
    } else if (certify_app->parsed()) {
      for (const char* option :
           {"--loss", "--delta", "--regularization", "--l1-ratio", "--bias", "--scale"}) {
        if (certify_app->count(option) > 0) certification.given.insert(option);
      }
      parse_class_weights(certified_weights, certification.problem);
      certify(certification);
    } else if (inspect_app->parsed()) {
      inspect(inspection);
    } else {
      convert(conversion);
    }
    return 0;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    std::string command;
    for (const CLI::App* parsed : app.get_subcommands()) command += " " + parsed->get_name();
    throw UsageError(std::string(error.what()) + "; softmargin" + command + " --help tells more");
  }
}

/// One line, whatever the text.
void print_error(const char* text) {
  std::string line = text;
  if (!line.starts_with("softmargin: ")) line = "softmargin: " + line;
  for (char& c : line) c = c == '\n' ? ' ' : c;
  std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
#if defined(SIGXFSZ)
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error as a full disk is
#endif
  try {
    return run(argc, argv);
  } catch (const UsageError& error) {
    print_error(error.what());
    return 2;
  } catch (const std::bad_alloc&) {
    print_error("there is not enough memory");
    return 1;
  } catch (const std::exception& error) {
    print_error(error.what());
    return 1;
  }
}
