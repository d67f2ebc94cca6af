// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file problem.cpp  From words to types: which of the compiled fits runs.
#include "errors.hpp"
#include "fit_kinds.hpp"

#include <softmargin/objective/mean_loss.hpp>

#include <algorithm>

namespace tool {

namespace {

bool is_elastic(const Problem& problem) {
  return problem.regularization == "l1" || problem.regularization == "elastic-net";
}

sm::Solver parse_solver(const std::string& solver) {
  if (solver == "gram-lbfgs") return sm::Solver::gram_lbfgs;
  if (solver == "hinge-newton") return sm::Solver::hinge_newton;
  if (solver == "dual-ascent") return sm::Solver::dual_ascent;
  if (solver == "proximal-newton") return sm::Solver::proximal_newton;
  if (solver == "lbfgs") return sm::Solver::lbfgs;
  if (solver == "sgd") return sm::Solver::sgd;
  return sm::Solver::automatic;
}

using AnyLoss =
    sm::OneOf<sm::SoftmaxCrossEntropy, sm::WestonWatkinsHinge, sm::WestonWatkinsSquaredHinge,
              sm::CrammerSingerHinge, sm::OneVsAllHinge, sm::OneVsAllSquaredHinge>;

std::optional<AnyLoss> find_loss(const Problem& problem) {
  const double delta = problem.delta;
  if (problem.loss == "softmax") return sm::SoftmaxCrossEntropy{};
  if (problem.loss == "weston-watkins") return sm::WestonWatkinsHinge{delta};
  if (problem.loss == "weston-watkins-squared") return sm::WestonWatkinsSquaredHinge{delta};
  if (problem.loss == "crammer-singer") return sm::CrammerSingerHinge{delta};
  if (problem.loss == "one-vs-all") return sm::OneVsAllHinge{delta};
  if (problem.loss == "one-vs-all-squared") return sm::OneVsAllSquaredHinge{delta};
  return std::nullopt;
}

Answer run(const Examples& examples, const Problem& problem, const Job& job) {
  const Penalty penalty =
      make_penalty(problem, total_weight(job.options.example_weights, examples));
  const sm::L2 l2{penalty.l2};
  const sm::ElasticNet elastic{penalty.l1, penalty.l2};
  const auto run_loss = [&](const auto& X, const auto& loss) {
    return is_elastic(problem) ? run_fit(X, loss, elastic, job) : run_fit(X, loss, l2, job);
  };
  const auto run_data = [&](const auto& X) {
    const auto hinge = make_hinge(problem);
    return hinge ? run_loss(X, *hinge) : run_loss(X, make_smooth(problem));
  };
  if (const auto* X = std::get_if<Sparse>(&examples.X)) return run_data(*X);
  return run_data(std::get<DenseExamples>(examples.X));
}

sm::FitOptions fit_options(const Problem& problem, const Training& training) {
  sm::FitOptions options;
  options.tolerance = training.tolerance;
  options.max_passes = training.max_passes;
  options.bias = parse_bias(problem.bias);
  options.threads = training.threads;
  options.on_progress = training.on_progress;
  options.solver = parse_solver(training.solver);
  options.seed = training.seed;
  options.class_names = training.class_names;
  options.scaling = training.scaling;
  options.example_weights = training.example_weights;
  return options;
}

}  // namespace

std::optional<Hinge> make_hinge(const Problem& problem) {
  if (problem.loss == "weston-watkins") return sm::WestonWatkinsHinge{problem.delta};
  if (problem.loss == "crammer-singer") return sm::CrammerSingerHinge{problem.delta};
  if (problem.loss == "one-vs-all") return sm::OneVsAllHinge{problem.delta};
  return std::nullopt;
}

Smooth make_smooth(const Problem& problem) {
  if (problem.loss == "weston-watkins-squared") return sm::WestonWatkinsSquaredHinge{problem.delta};
  if (problem.loss == "one-vs-all-squared") return sm::OneVsAllSquaredHinge{problem.delta};
  if (problem.loss == "softmax") return sm::SoftmaxCrossEntropy{};
  throw UsageError("the loss \"" + problem.loss + "\" is not one of softmargin's");
}

double total_weight(const sm::Vector<double>& example_weights, const Examples& examples) {
  return example_weights.size() > 0 ? example_weights.sum()
                                    : static_cast<double>(examples.num_examples());
}

double lambda_of(const Problem& problem, double total_weight) {
  if (problem.regularization == "none") return 0;
  if (problem.lambda) return *problem.lambda;
  const double C = problem.C.value_or(1);
  // |w|_1 has no 1/2 in LIBLINEAR's objective, |w|^2 / 2 has.
  const double factor = problem.regularization == "l1" ? 2 : 1;
  return factor * sm::lambda_from_C(C * total_weight, 1);
}

Penalty make_penalty(const Problem& problem, double total_weight) {
  const double lambda = lambda_of(problem, total_weight);
  if (problem.regularization == "l1") return {lambda, 0};
  if (problem.regularization == "elastic-net") {
    return {lambda * problem.l1_ratio, lambda * (1 - problem.l1_ratio)};
  }
  return {0, lambda};
}

sm::Vector<double> make_example_weights(const Problem& problem, const Examples& examples) {
  if (problem.class_weights.empty()) return {};
  const auto K = static_cast<sm::Index>(examples.class_names.size());
  sm::Vector<double> of_class = sm::Vector<double>::Ones(K);
  for (const auto& [name, weight] : problem.class_weights) {
    const auto& names = examples.class_names;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw UsageError("no class of the data is called \"" + name + "\"");
    of_class(found - names.begin()) = weight;
  }
  sm::Vector<double> weights(examples.y.size());
  for (sm::Index i = 0; i < weights.size(); ++i) weights(i) = of_class(examples.y(i));
  return weights;
}

sm::Bias parse_bias(const std::string& bias) {
  if (bias == "none") return sm::Bias::none;
  return bias == "penalized" ? sm::Bias::penalized : sm::Bias::free;
}

Trained fit_any(const Examples& examples, const Problem& problem, const Training& training) {
  return run(examples, problem, {examples.y, fit_options(problem, training)}).trained;
}

sm::Certificate certify_any(const Examples& examples, const Problem& problem,
                            const Training& training, const sm::LinearModel<double>& model) {
  return run(examples, problem, {examples.y, fit_options(problem, training), &model}).certificate;
}

std::optional<double> mean_loss_any(const Problem& problem, const sm::Matrix<double>& scores,
                                    const sm::Labels& y) {
  const auto loss = find_loss(problem);
  if (!loss) return std::nullopt;
  return sm::mean_loss(*loss, scores, y);
}

}  // namespace tool
