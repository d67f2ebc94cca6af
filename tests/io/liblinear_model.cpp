// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "softmargin/io/liblinear_model.hpp"

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

sm::SavedModel<double> read(const std::string& text) {
  const TemporaryDirectory directory;
  return sm::read_liblinear_model<double>(directory.write("l.model", text));
}

std::string read_error(const std::string& text) {
  return thrown<std::runtime_error>([&] { read(text); });
}

std::string written(const sm::LinearModel<double>& model, const sm::ModelInfo& info = {}) {
  const TemporaryDirectory directory;
  sm::write_liblinear_model(directory / "l.model", model, info);
  return contents(directory / "l.model");
}

const std::string three_classes =
    "solver_type MCSVM_CS\nnr_class 3\nlabel 2 -1 30\nnr_feature 2\nbias -1\nw\n"
    "0.5 -1 0 \n0.25 0 1e-3 \n";
const std::string two_classes =
    "solver_type L2R_LR\nnr_class 2\nlabel +1 -1\nnr_feature 2\nbias 2\nw\n0.5 \n-0.25 \n3 \n";

}  // namespace

TEST_CASE("three classes keep LIBLINEAR's order and columns", "[io][liblinear_model]") {
  const auto [model, info] = read(three_classes);
  CHECK(model.class_names == std::vector<std::string>{"2", "-1", "30"});
  CHECK(model.weights == (Eigen::MatrixXd(3, 2) << 0.5, 0.25, -1, 0, 0, 1e-3).finished());
  CHECK(model.bias.isZero(0));
  CHECK(info.loss == "crammer-singer");
  CHECK(info.bias == "none");
}

TEST_CASE("two classes decide as LIBLINEAR: the first label only where w x is positive",
          "[io][liblinear_model]") {
  const auto [model, info] = read(two_classes);
  CHECK(info.loss == "one-vs-all-logistic");
  CHECK(info.bias == "penalized");
  const auto label = [&](double x0, double x1) {
    return model.class_name(model.predict(Eigen::MatrixXd(Eigen::Vector2d(x0, x1)))(0));
  };
  CHECK(label(0, 0) == "1");     // w x = 6, from the bias feature of value 2
  CHECK(label(-12, 0) == "-1");  // w x = 0
  CHECK(label(-12, -1) == "1");
  // The probability of logistic regression: 1 / (1 + exp(-6)).
  CHECK_THAT(model.probabilities(Eigen::VectorXd(Eigen::Vector2d(0, 0)))(1),
             Catch::Matchers::WithinAbs(0.99752737684336534, 1e-15));
}

TEST_CASE("a LIBLINEAR model of two classes and MCSVM_CS has two columns",
          "[io][liblinear_model]") {
  const auto [model, info] =
      read("solver_type MCSVM_CS\nnr_class 2\nlabel 1 2\nnr_feature 1\nbias -1\nw\n0.5 -0.5 \n");
  CHECK(model.weights == Eigen::Vector2d(0.5, -0.5));
  CHECK(model.class_names == std::vector<std::string>{"1", "2"});
}

TEST_CASE("every classifier of LIBLINEAR is read, regression is not", "[io][liblinear_model]") {
  const auto with = [](const std::string& type) {
    return "solver_type " + type + three_classes.substr(three_classes.find('\n'));
  };
  for (const char* type : {"L2R_LR", "L2R_L2LOSS_SVC_DUAL", "L2R_L2LOSS_SVC", "L2R_L1LOSS_SVC_DUAL",
                           "MCSVM_CS", "L1R_L2LOSS_SVC", "L1R_LR", "L2R_LR_DUAL"}) {
    CHECK(read(with(type)).model.weights(1, 0) == -1);
  }
  CHECK_THAT(read_error(with("L2R_L2LOSS_SVR")),
             ContainsSubstring("line 1, column 13: solver_type should be a classifier"));
}

TEST_CASE("what was read is written back in the same words", "[io][liblinear_model]") {
  const auto three = read(three_classes);
  CHECK(written(three.model, three.info) ==
        "solver_type MCSVM_CS\nnr_class 3\nlabel 2 -1 30\nnr_feature 2\nbias -1\nw\n"
        "0.5 -1 0\n0.25 0 0.001\n");
  const auto two = read(two_classes);
  CHECK(written(two.model, two.info) ==
        "solver_type L2R_LR_DUAL\nnr_class 2\nlabel 1 -1\nnr_feature 2\nbias 1\nw\n"
        "0.5\n-0.25\n6\n");
}

TEST_CASE("any model comes back from LIBLINEAR's form to the last bit", "[io][liblinear_model]") {
  for (const int K : {2, 5}) {
    std::vector<std::string> names;
    for (int k = 0; k < K; ++k) names.push_back(std::to_string(10 - 3 * k));
    const sm::LinearModel<double> model{Random(1).matrix(K, 7), Random(2).vector(K), names};
    const auto back = read(written(model)).model;
    CHECK(back.weights == model.weights);
    CHECK(back.bias == model.bias);
    CHECK(back.class_names == names);
  }
}

TEST_CASE("a class name that is no number has no place in LIBLINEAR's form",
          "[io][liblinear_model]") {
  const sm::LinearModel<double> model{
      Eigen::MatrixXd::Ones(2, 1), Eigen::Vector2d(0, 1), {"cat", "dog"}};
  CHECK_THAT(thrown<std::invalid_argument>([&] { written(model); }),
             ContainsSubstring("class name in a LIBLINEAR model should be a whole number, "
                               "got \"cat\""));
}

TEST_CASE("a damaged LIBLINEAR model is refused with its place", "[io][liblinear_model]") {
  // The form has no end mark: a cut within the last number can leave another number.
  const std::size_t last_number = three_classes.rfind("1e-3");
  for (std::size_t size = 0; size <= last_number; ++size) {
    CAPTURE(size);
    CHECK_THAT(read_error(three_classes.substr(0, size)), ContainsSubstring("l.model"));
  }
  CHECK_THAT(read_error(three_classes + "1 2 3\n"), ContainsSubstring("line 9, column 1: file"));
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = three_classes;
    return read_error(text.replace(text.find(from), from.size(), to));
  };
  CHECK_THAT(with("nr_class 3", "nr_class 1"),
             ContainsSubstring("line 2, column 10: nr_class should be at least 2, got 1"));
  CHECK_THAT(with("nr_class 3", "nr_class 2000000000"), ContainsSubstring("size of the file"));
  CHECK_THAT(with("nr_feature 2", "nr_feature 9000000000000000000"),
             ContainsSubstring("size of the file should be enough for 9000000000000000000 x 3"));
  CHECK_THAT(with("label 2 -1 30", "label 2 -1"), ContainsSubstring("label, number 3 of 3"));
  CHECK_THAT(with("label 2 -1 30\n", ""), ContainsSubstring("one without all of them"));
  CHECK_THAT(with("bias -1", "rho 1"), ContainsSubstring("key should be one of"));
  CHECK_THAT(with("0.5 -1 0", "0.5 inf 0"), ContainsSubstring("line 7, column 5: weights"));
}
