// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file time_to_optimum.cpp  benchmark_time_to_optimum SET FOLDER OUT SECONDS THREADS [quick]:
/// what softmargin needs for each loss and lambda of a data set, and the optimum that all are held
/// to.
///
/// Writes the data to the folder OUT for the peers, and prints lines
/// set,loss,bias,lambda,who,seconds,objective,lower_bound: one for each point that the fit reports,
/// from its call on, and one of `reference`, the tightest bracket of the optimum that is known.
#include "data_sets.hpp"
#include "race_losses.hpp"

#include <softmargin/fit.hpp>
#include <softmargin/io/write_npy.hpp>
#include <softmargin/regularization/l2.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace sm = softmargin;

namespace {

struct Race {
  std::string set;
  double limit;  ///< seconds a fit
  int threads;
};

/// What the peers load.
void write_data(const BenchmarkData& data, const std::filesystem::path& out) {
  if (data.is_sparse) {
    const auto& X = data.sparse;
    sm::write_npy(out / "values.npy",
                  Eigen::Map<const Eigen::VectorXf>(X.valuePtr(), X.nonZeros()));
    sm::write_npy(out / "indices.npy",
                  Eigen::Map<const Eigen::VectorXi>(X.innerIndexPtr(), X.nonZeros()));
    sm::write_npy(out / "starts.npy",
                  Eigen::Map<const Eigen::VectorXi>(X.outerIndexPtr(), X.cols() + 1));
    sm::write_npy(out / "shape.npy",
                  Eigen::Vector2i(static_cast<int>(X.rows()), static_cast<int>(X.cols())));
  } else {
    sm::write_npy(out / "X.npy", data.dense);
  }
  sm::write_npy(out / "y.npy", data.y);
}

/// Fits and reports; then brackets the optimum far more tightly.
template <class Features, class L>
void race(const Race& options, const Features& X, const sm::Labels& y, const char* name,
          const L& loss, double lambda) {
  const sm::Index K = y.maxCoeff() + 1;
  const sm::Bias bias = race_bias(name, K);
  const auto print = [&](const char* who, double seconds, double objective, double lower_bound) {
    std::printf("%s,%s,%s,%g,%s,%.6f,%.12g,%.12g\n", options.set.c_str(), name, bias_name(bias),
                lambda, who, seconds, objective, lower_bound);
  };
  std::vector<sm::Progress> history;
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  sm::FitOptions fit_options = {
      .tolerance = 1e-6, .max_passes = 1000000, .bias = bias, .threads = options.threads};
  fit_options.on_progress = [&](const sm::Progress& progress) {
    history.push_back(progress);
    history.back().seconds = elapsed();
    return history.back().seconds < options.limit;
  };
  const auto [model, report] = sm::fit(X, y, loss, sm::L2{lambda}, fit_options);
  const double seconds = elapsed();
  for (const sm::Progress& point : history) {
    print("softmargin", point.seconds, point.objective, point.objective - point.gap);
  }
  print("softmargin", seconds, report.objective, report.objective - report.gap);

  // The reference: from there on in double, to a gap that no level of the comparison can notice.
  sm::FitOptions exact_options = fit_options;
  exact_options.tolerance = 1e-8;
  exact_options.threads = 0;
  exact_options.initial_weights = model.weights.template cast<double>();
  exact_options.initial_bias = model.bias.template cast<double>();
  const double allowed = 2 * options.limit + elapsed();
  exact_options.on_progress = [&](const sm::Progress&) { return elapsed() < allowed; };
  const auto exact = sm::fit<double>(X, y, loss, sm::L2{lambda}, exact_options);
  print("reference", 0, std::min(exact.report.objective, report.objective),
        std::max(exact.report.objective - exact.report.gap, report.objective - report.gap));
  std::fflush(stdout);
  std::fprintf(stderr, "%s %s lambda %g: %s, %s after %.2f s, relative gap %.1e; reference %.1e\n",
               options.set.c_str(), name, lambda, std::string(report.solver).c_str(),
               std::string(sm::to_string(report.status)).c_str(), seconds, report.relative_gap,
               exact.report.relative_gap);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fprintf(stderr, "usage: %s SET FOLDER OUT SECONDS THREADS LAMBDAS [LOSS]\n", argv[0]);
    return 2;
  }
  try {
    BenchmarkData data = read_benchmark_data(argv[1], argv[2]);
    write_data(data, argv[3]);
    const Race options{data.name, std::atof(argv[4]), std::atoi(argv[5])};
    if (std::atoi(argv[6]) == 1) data.lambdas = {data.lambdas[1]};
    for (const char* name : race_losses) {
      if (argc > 7 && std::strcmp(argv[7], name) != 0) continue;
      for (const double lambda : data.lambdas) {
        data.visit([&](const auto& X) {
          with_loss(name, [&](const auto& loss) { race(options, X, data.y, name, loss, lambda); });
        });
      }
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
