// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file certified_predictions.cpp  benchmark_certified_predictions FOLDER DIGITS: how many test
/// predictions, and zeros of L1, are proved to be those of the exact optimum, and how many of the
/// proved ones differ from a solution to 1e-10 (none may).
///
/// FOLDER holds letter/train.csv, letter/test.csv .. ; DIGITS is examples/data/digits.csv.gz.
#include <softmargin/evaluation/certified_predictions.hpp>
#include <softmargin/evaluation/certified_zeros.hpp>
#include <softmargin/fit.hpp>
#include <softmargin/io/csv.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/l1.hpp>
#include <softmargin/solver/lambda_max.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

namespace sm = softmargin;

namespace {

struct Parts {
  Eigen::MatrixXd X, test_X;
  sm::Labels y;
};

/// Standardised by the training part.
Parts read_parts(const std::string& name, const std::filesystem::path& folder,
                 const std::filesystem::path& digits) {
  Parts parts;
  if (name == "digits") {
    const auto all = sm::read_csv<double>(digits, {.label_column = -1});
    parts = {all.X.leftCols(1300), all.X.rightCols(497), all.y.head(1300)};
  } else {
    const auto train = sm::read_csv<double>(folder / name / "train.csv");
    parts = {train.X, sm::read_csv<double>(folder / name / "test.csv").X, train.y};
  }
  const auto scaling = sm::fit_standardization(parts.X);
  parts.X = scaling.apply(parts.X);
  parts.test_X = scaling.apply(parts.test_X);
  return parts;
}

template <class L>
void measure(const std::string& name, const char* loss_name, const Parts& parts, const L& loss,
             sm::Bias bias) {
  const sm::L2 l2{1e-3};
  const auto solve = [&](double tolerance) {
    return sm::fit(parts.X, parts.y, loss, l2,
                   {.tolerance = tolerance, .max_passes = 20000, .bias = bias});
  };
  const auto exact = solve(1e-10);
  const sm::Labels truth = exact.model.predict(parts.test_X);
  std::printf("| %s | %s, %s |", name.c_str(), loss_name,
              bias == sm::Bias::free ? "free bias" : "no bias");
  long violations = 0;
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6}) {
    const auto [model, report] = solve(tolerance);
    std::vector<bool> certified;
    if constexpr (sm::SmoothLoss<L>) {
      certified = sm::certified_predictions(model, parts.X, parts.y, loss, l2, parts.test_X,
                                            {.bias = bias});
    } else {
      certified =
          sm::certified_predictions(model, sm::certificate_of(report, l2, bias), parts.test_X);
    }
    const sm::Labels guess = model.predict(parts.test_X);
    for (std::size_t i = 0; i < certified.size(); ++i) {
      const auto j = static_cast<sm::Index>(i);
      violations += certified[i] && guess(j) != truth(j);
    }
    const auto count = std::count(certified.begin(), certified.end(), true);
    std::printf(" %.1f %% |",
                100 * static_cast<double>(count) / static_cast<double>(certified.size()));
  }
  std::printf(" %ld | %.0e |\n", violations, exact.report.relative_gap);
  std::fflush(stdout);
}

/// Softmax with L1 and a free bias.
/// @param part  lambda, in shares of lambda_max
void measure_zeros(const std::string& name, const Parts& parts, double part) {
  const sm::SoftmaxCrossEntropy loss;
  const sm::L1 l1{part * sm::lambda_max(parts.X, parts.y, loss)};
  const auto solve = [&](double tolerance) {
    return sm::fit(parts.X, parts.y, loss, l1, {.tolerance = tolerance, .max_passes = 20000});
  };
  const auto exact = solve(1e-10);
  const auto truth = (exact.model.weights.array() == 0).eval();
  std::printf("| %s | %g | %.1f %% |", name.c_str(), part,
              100 * static_cast<double>(truth.count()) / static_cast<double>(truth.size()));
  long violations = 0;
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6}) {
    const auto model = solve(tolerance).model;
    const auto zeros =
        sm::certified_zeros(parts.X, parts.y, loss, l1, model.weights, model.bias).eval();
    violations += (zeros && !truth).count();
    std::printf(" %.1f %% |",
                100 * static_cast<double>(zeros.count()) / static_cast<double>(truth.count()));
  }
  std::printf(" %ld | %.0e |\n", violations, exact.report.relative_gap);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s FOLDER examples/data/digits.csv.gz\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> names{"digits",    "letter", "satimage", "pendigits",
                                       "optdigits", "vowel",  "segment"};
  std::printf("| set | loss | gap 1e-3 | 1e-4 | 1e-5 | 1e-6 | violations | reference's gap |\n");
  std::printf("|---|---|---|---|---|---|---|---|\n");
  try {
    for (const auto& name : names) {
      const Parts parts = read_parts(name, argv[1], argv[2]);
      measure(name, "softmax", parts, sm::SoftmaxCrossEntropy{}, sm::Bias::none);
      measure(name, "softmax", parts, sm::SoftmaxCrossEntropy{}, sm::Bias::free);
      measure(name, "Weston-Watkins squared", parts, sm::WestonWatkinsSquaredHinge{},
              sm::Bias::free);
      measure(name, "Weston-Watkins", parts, sm::WestonWatkinsHinge{}, sm::Bias::none);
    }
    std::printf("\n| set | lambda / lambda_max | zeros | proved at gap 1e-3 | 1e-4 | 1e-5 | 1e-6 ");
    std::printf("| violations | reference's gap |\n|---|---|---|---|---|---|---|---|---|\n");
    for (const auto& name : names) {
      const Parts parts = read_parts(name, argv[1], argv[2]);
      for (const double part : {0.1, 0.01}) measure_zeros(name, parts, part);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
