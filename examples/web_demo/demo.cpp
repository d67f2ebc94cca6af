// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The library as the page sees it: plain functions over a few problems that the page fills in.
//
// A problem is data X, y, a model W, b and settings. The page gets pointers into it, writes the
// data and the model there, and calls evaluate, step or solve. Every formula is the library's.
// Matrices lie in memory column by column: X(d, i) is at d + D i, W(k, d) at k + K d.
#include "problem.hpp"

#include <softmargin/fit.hpp>
#include <softmargin/objective/certificate.hpp>
#include <softmargin/objective/gradient_check.hpp>
#include <softmargin/version.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

namespace demo {

Problem& problem(int p) {
  static std::array<Problem, 9> problems;
  return problems.at(static_cast<std::size_t>(p));
}

namespace {

using Objective = decltype(Problem().objective());
static_assert(sm::detail::HingeLoss<AnyLoss, double>, "the exact solver must accept AnyLoss");

/// No weight or bias leaves [-limit, limit]: beyond lie overflow and nothing to learn.
constexpr double limit = 100;

bool within_limit(const Matrix& W, const Vector& b) {
  return W.allFinite() && b.allFinite() && W.cwiseAbs().maxCoeff() <= limit &&
         b.cwiseAbs().maxCoeff() <= limit;
}

/// max(0, rival - own + Delta): the loss of two classes.
double hinge(double own, double rival, double delta) {
  return sm::WestonWatkinsHinge{.delta = delta}.value(Eigen::Vector2d(own, rival), 0);
}

/// What class k adds to the loss of example i: of softmax its probability, of a hinge one max.
double term(const Problem& p, Index k, Index i) {
  const Index own = p.y(i);
  if (p.kind == LossKind::softmax) return p.probabilities(k, i);
  if (p.kind == LossKind::one_vs_all) {
    return k == own ? hinge(p.scores(k, i), 0, p.delta) : hinge(0, p.scores(k, i), p.delta);
  }
  return k == own ? 0 : hinge(p.scores(own, i), p.scores(k, i), p.delta);
}

void evaluate_examples(Problem& p) {
  p.scores = sm::scores(p.W, p.effective_bias(), p.X);
  p.probabilities = sm::softmax(p.scores);
  losses_of(p.loss(), p.scores, p.y, p.losses, p.pulls);
  p.terms.resizeLike(p.scores);
  for (Index i = 0; i < p.X.cols(); ++i) {
    for (Index k = 0; k < p.W.rows(); ++k) p.terms(k, i) = term(p, k, i);
  }
  const sm::Labels predicted = sm::argmax(p.scores);
  p.numbers.accuracy = (predicted.array() == p.y.array()).cast<double>().mean();
}

/// An objective in units of a value of it, so that the digits that a difference of two large values
/// loses are not held against a small derivative.
struct Scaled {
  Objective& objective;
  double unit;

  Index num_parameters() const { return objective.num_parameters(); }
  double value_and_gradient(const Vector& parameters, Vector& gradient) {
    const double value = objective.value_and_gradient(parameters, gradient);
    gradient /= unit;
    return value / unit;
  }
};

/// At a kink there is no derivative to compare with: then the check is made a little beside it.
void check_gradient(Objective& objective, Vector parameters, Numbers& numbers) {
  constexpr double tolerance = 1e-6;
  constexpr int most_tries = 16;
  const Vector here = parameters;
  std::mt19937 generator(1);
  for (int attempt = 0; attempt <= most_tries; ++attempt) {
    Scaled scaled{objective, std::max(1.0, objective.value(parameters))};
    const double error = sm::gradient_check(scaled, parameters, tolerance).relative_error;
    numbers.gradient_error = error;
    numbers.kink = attempt > 0 ? 1 : 0;
    if (error <= tolerance) return;
    for (Index j = 0; j < here.size(); ++j) {
      parameters(j) = here(j) + 0.05 * (static_cast<double>(generator()) / 4294967296.0 - 0.5);
    }
  }
}

}  // namespace
}  // namespace demo

extern "C" {

using namespace demo;

const char* demo_version() {
  return sm::version.data();
}

/// Makes room for N examples of D features in K classes; labels and model become 0.
void demo_resize(int p, int num_features, int num_examples, int num_classes) {
  Problem& it = problem(p);
  it.X.setZero(num_features, num_examples);
  it.y.setZero(num_examples);
  it.W.setZero(num_classes, num_features);
  it.b.setZero(num_classes);
}

double* demo_features(int p) {
  return problem(p).X.data();
}
int* demo_labels(int p) {
  return problem(p).y.data();
}
double* demo_weights(int p) {
  return problem(p).W.data();
}
double* demo_bias(int p) {
  return problem(p).b.data();
}
const double* demo_weight_gradient(int p) {
  return problem(p).dW.data();
}
const double* demo_bias_gradient(int p) {
  return problem(p).db.data();
}
const double* demo_scores(int p) {
  return problem(p).scores.data();
}
const double* demo_probabilities(int p) {
  return problem(p).probabilities.data();
}
const double* demo_pulls(int p) {
  return problem(p).pulls.data();
}
const double* demo_terms(int p) {
  return problem(p).terms.data();
}
const double* demo_losses(int p) {
  return problem(p).losses.data();
}
const double* demo_numbers(int p) {
  return &problem(p).numbers.total;
}
const char* demo_solver(int p) {
  return problem(p).solver.c_str();
}

/// @param loss  0 Weston-Watkins, 1 one-vs-all, 2 Crammer-Singer, 3 softmax
/// @param bias  0 free, 1 penalised (the bias trick), 2 none
void demo_configure(int p, int loss, double delta, double lambda, int bias) {
  Problem& it = problem(p);
  it.kind = static_cast<LossKind>(loss);
  it.delta = delta;
  it.regularization.lambda = lambda;
  it.bias = bias == 0 ? sm::Bias::free : bias == 1 ? sm::Bias::penalized : sm::Bias::none;
}

/// Losses and gradients of the problem as it stands, example by example and in total.
/// @return the total
double demo_evaluate(int p) {
  Problem& it = problem(p);
  evaluate_examples(it);
  Objective objective = it.objective();
  Numbers& numbers = it.numbers;
  const Vector parameters = objective.pack(it.W, it.b);
  Vector gradient;
  numbers.total = objective.value_and_gradient(parameters, gradient);
  numbers.regularization = objective.penalty(parameters);
  numbers.data = numbers.total - numbers.regularization;
  objective.unpack(gradient, it.dW, it.db);
  const sm::Certificate certificate =
      sm::certify(it.X, it.y, it.loss(), it.regularization, it.W, it.b, objective.options());
  numbers.lower_bound = certificate.lower_bound;
  numbers.gap = certificate.gap;
  return it.numbers.total;
}

/// @return the largest relative difference between the gradient and central differences
double demo_check_gradient(int p) {
  Problem& it = problem(p);
  Objective objective = it.objective();
  check_gradient(objective, objective.pack(it.W, it.b), it.numbers);
  return it.numbers.gradient_error;
}

/// Updates of all parameters against the gradient.
/// @return how many were made: fewer than asked for if the next would leave the limits
int demo_step(int p, double step_size, int count) {
  Problem& it = problem(p);
  Objective objective = it.objective();
  Matrix dW;
  Vector db;
  for (int done = 0; done < count; ++done) {
    objective.value_and_gradient(it.W, it.effective_bias(), dW, db);
    const Matrix W = it.W - step_size * dW;
    const Vector b = it.b - step_size * db;
    if (!within_limit(W, b)) return done;
    it.W = W;
    it.b = b;
  }
  return count;
}

/// Trains with the library's `fit`, from where the model stands.
/// @param solver  0 automatic, 1 L-BFGS, 2 stochastic gradient descent
/// @return 1, or 0 if the model left the limits and was not taken
int demo_solve(int p, int solver, double tolerance, int max_passes) {
  Problem& it = problem(p);
  const sm::Solver automatic =
      it.kind == LossKind::softmax ? sm::Solver::gram_lbfgs : sm::Solver::automatic;
  const sm::Solver solvers[] = {automatic, sm::Solver::lbfgs, sm::Solver::sgd};
  const auto [model, report] = sm::fit(it.X, it.y, it.loss(), it.regularization,
                                       {.tolerance = tolerance,
                                        .max_passes = max_passes,
                                        .bias = it.bias,
                                        .solver = solvers[std::clamp(solver, 0, 2)],
                                        .num_classes = it.W.rows(),
                                        .initial_weights = it.W,
                                        .initial_bias = it.effective_bias(),
                                        .sgd = {.batch_size = 4}});
  it.numbers.status = static_cast<double>(report.status);
  it.numbers.passes = report.passes;
  it.solver = std::string(report.solver);
  it.history = report.history;
  if (!within_limit(model.weights, model.bias)) return 0;
  it.W = model.weights;
  if (it.bias != sm::Bias::none) it.b = model.bias;
  return 1;
}

/// Number of lines of the last solve's history.
int demo_history_size(int p) {
  return static_cast<int>(problem(p).history.size());
}

/// Line `index` of it: passes, objective, gap, seconds.
const double* demo_history_line(int p, int index) {
  return &problem(p).history.at(static_cast<std::size_t>(index)).passes;
}

/// Room for `size` doubles that the page may write to.
double* demo_scratch(int size) {
  static std::vector<double> scratch;
  scratch.resize(static_cast<std::size_t>(size));
  return scratch.data();
}

}  // extern "C"
