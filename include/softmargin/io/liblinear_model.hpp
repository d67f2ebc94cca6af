// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file liblinear_model.hpp  The model files of LIBLINEAR, read and written.
///
///     solver_type MCSVM_CS
///     nr_class 3
///     label 2 1 3               the classes in the order of the scores
///     nr_feature 4
///     bias 1                    value of a further feature behind the last; below 0: there is none
///     w
///     w_11 .. w_K1              a line a feature
///
/// Two classes have one column of weights w, for the first label where w x > 0, except with
/// MCSVM_CS. Source: R.-E. Fan et al., "LIBLINEAR", JMLR 2008, and the README of its version 2.
#pragma once

#include <softmargin/detail/model_head.hpp>
#include <softmargin/detail/model_text.hpp>
#include <softmargin/detail/output_file.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace softmargin {

namespace detail {

struct LiblinearSolver {
  std::string_view type, loss, regularization;
};

/// Its classifiers, with what they minimise in our words.
inline constexpr std::array<LiblinearSolver, 8> liblinear_solvers = {{
    {"L2R_LR", "one-vs-all-logistic", "l2"},
    {"L2R_L2LOSS_SVC_DUAL", "one-vs-all-squared", "l2"},
    {"L2R_L2LOSS_SVC", "one-vs-all-squared", "l2"},
    {"L2R_L1LOSS_SVC_DUAL", "one-vs-all", "l2"},
    {"MCSVM_CS", "crammer-singer", "l2"},
    {"L1R_L2LOSS_SVC", "one-vs-all-squared", "l1"},
    {"L1R_LR", "one-vs-all-logistic", "l1"},
    {"L2R_LR_DUAL", "one-vs-all-logistic", "l2"},
}};

inline constexpr std::string_view liblinear_first_key = "solver_type";

template <class Scalar>
class LiblinearModelParser {
 public:
  explicit LiblinearModelParser(const std::filesystem::path& path) : lines_(path) {}

  SavedModel<Scalar> read() {
    read_head();
    const Index num_columns = has_one_column() ? 1 : num_classes_;
    const Index num_rows = num_features_ + (bias_ >= 0 ? 1 : 0);
    check_model_size(lines_.name(), lines_.max_size(), num_rows, num_columns, 2);
    Matrix<Scalar> W(num_columns, num_rows);
    read_weight_lines(lines_, W);
    while (lines_.next()) {
      if (!lines_.is_empty()) {
        lines_.fail(lines_.begin(), "file", "at its end", in_quotes(lines_.line()));
      }
    }
    SavedModel<Scalar> saved;
    saved.info.loss = solver_.loss;
    saved.info.regularization = solver_.regularization;
    saved.info.bias = bias_ >= 0 ? "penalized" : "none";
    saved.model = make_model(W);
    return saved;
  }

 private:
  bool has_one_column() const { return num_classes_ == 2 && solver_.type != "MCSVM_CS"; }

  void read_head() {
    while (true) {
      expect_line(lines_, "line \"w\"");
      const std::string_view line = lines_.line();
      const std::string_view key = line.substr(0, line.find(' '));
      value_ = std::min(lines_.begin() + key.size() + 1, lines_.end());
      if (key == "w") break;
      if (key == liblinear_first_key) {
        read_solver();
      } else if (key == "nr_class") {
        num_classes_ = read_number<Index>(2, "nr_class");
      } else if (key == "nr_feature") {
        num_features_ = read_number<Index>(1, "nr_feature");
      } else if (key == "bias") {
        bias_ = read_number<double>(std::numeric_limits<double>::lowest(), "bias");
      } else if (key == "label") {
        read_labels();
      } else {
        lines_.fail(lines_.begin(), "key", "one of a LIBLINEAR classifier", in_quotes(key));
      }
    }
    if (num_classes_ == 0 || num_features_ == 0 || labels_.empty() || solver_.type.empty()) {
      lines_.fail(lines_.begin(), "line \"w\"", "after solver_type, nr_class, label and nr_feature",
                  "one without all of them");
    }
  }

  void read_solver() {
    const std::string_view name(value_, static_cast<std::size_t>(lines_.end() - value_));
    const auto found = std::find_if(liblinear_solvers.begin(), liblinear_solvers.end(),
                                    [&](const LiblinearSolver& s) { return s.type == name; });
    if (found == liblinear_solvers.end()) {
      lines_.fail(value_, "solver_type", "a classifier of LIBLINEAR (not regression or one-class)",
                  in_quotes(name));
    }
    solver_ = *found;
  }

  template <class Number>
  Number read_number(Number least, const char* what) {
    Vector<Number> number(1);
    read_numbers(lines_, value_, what, number);
    if (number(0) < least) {
      lines_.fail(value_, what, concat("at least ", least), text(number(0)));
    }
    return number(0);
  }

  void read_labels() {
    if (num_classes_ == 0) lines_.fail(lines_.begin(), "label", "after nr_class", "before");
    check_model_size(lines_.name(), lines_.max_size(), 1, num_classes_, 2);
    Vector<int> labels(num_classes_);
    read_numbers(lines_, value_, "label", labels);
    labels_.assign(labels.begin(), labels.end());
  }

  LinearModel<Scalar> make_model(const Matrix<Scalar>& W) const {
    LinearModel<Scalar> model;
    for (const int label : labels_) model.class_names.push_back(std::to_string(label));
    const Index K = num_classes_;
    model.bias = Vector<Scalar>::Zero(K);
    model.weights = Matrix<Scalar>::Zero(K, num_features_);
    if (has_one_column()) {
      // Scores 0 and w x, the second label first: it wins where w x = 0, as in LIBLINEAR, and the
      // softmax of the scores is the probability of logistic regression.
      std::swap(model.class_names[0], model.class_names[1]);
      model.weights.row(1) = W.row(0).head(num_features_);
    } else {
      model.weights = W.leftCols(num_features_);
    }
    if (bias_ >= 0) {
      model.bias.tail(W.rows()) = W.col(num_features_) * static_cast<Scalar>(bias_);
    }
    return model;
  }

  LineReader lines_;
  LiblinearSolver solver_;
  const char* value_ = nullptr;
  Index num_classes_ = 0;
  Index num_features_ = 0;
  double bias_ = -1;
  std::vector<int> labels_;
};

/// @throws std::invalid_argument if a class name is not a number that LIBLINEAR can hold
inline std::string liblinear_label(const std::string& name) {
  int label = 0;
  const char* const end = name.data() + name.size();
  const NumberEnd result = parse_number(name.data(), end, label);
  if (result.error != NumberError::none || result.end != end) {
    fail_argument("class name in a LIBLINEAR model", "a whole number", in_quotes(name));
  }
  return std::to_string(label);
}

}  // namespace detail

/// Reads a LIBLINEAR model of any of its classifiers.
/// @return the classes in the order of the file, so that equal scores are decided as in LIBLINEAR;
/// the value of the bias feature is folded into b
/// @throws std::runtime_error with file, line and column if it is no such model
template <class Scalar>
SavedModel<Scalar> read_liblinear_model(const std::filesystem::path& path) {
  return detail::LiblinearModelParser<Scalar>(path).read();
}

/// Writes a model that `liblinear-predict` reads and that decides there as here.
///
/// The type is MCSVM_CS, which decides by the largest score of K, whatever the loss was; only a
/// model of two classes whose first scores are all 0, as `read_liblinear_model` makes them, is
/// written with one column and the type of its loss.
/// @throws std::invalid_argument if the model is not sound or a class name is not a whole number
/// @throws std::runtime_error if the file cannot be written
template <class Scalar>
void write_liblinear_model(const std::filesystem::path& path, const LinearModel<Scalar>& model,
                           const ModelInfo& info = {}) {
  detail::check_model(model);
  std::string_view type = "MCSVM_CS";
  const bool one_column =
      model.num_classes() == 2 && model.weights.row(0).isZero(0) && model.bias(0) == Scalar(0);
  if (one_column) {
    type = "L2R_LR";
    for (const auto& solver : detail::liblinear_solvers) {
      if (solver.loss == info.loss && solver.type != "MCSVM_CS") type = solver.type;
    }
  }
  const bool has_bias = !model.bias.isZero(0);
  detail::OutputFile file(path);
  file << detail::liblinear_first_key << ' ' << type << "\nnr_class " << model.num_classes()
       << "\nlabel";
  for (Index k = 0; k < model.num_classes(); ++k) {
    const Index shown = one_column ? 1 - k : k;
    file << ' ' << detail::liblinear_label(model.class_name(shown));
  }
  file << "\nnr_feature " << model.num_features() << "\nbias " << (has_bias ? "1" : "-1")
       << "\nw\n";
  const Index columns = one_column ? 1 : model.num_classes();
  for (Index d = 0; d < model.num_features(); ++d) {
    detail::write_numbers(file, model.weights.col(d).tail(columns));
  }
  if (has_bias) detail::write_numbers(file, model.bias.tail(columns));
  file.commit();
}

}  // namespace softmargin
