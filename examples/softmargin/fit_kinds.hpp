// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file fit_kinds.hpp  Data x loss x penalty: eight kinds of fits, in files that are compiled side
/// by side, each fit once. What is chosen while the program runs inside one of them is a `OneOf`.
#pragma once

#include "problem.hpp"

#include <softmargin/fit.hpp>
#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_of.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/regularization/elastic_net.hpp>
#include <softmargin/regularization/l2.hpp>

namespace tool {

using Hinge = sm::OneOf<sm::WestonWatkinsHinge, sm::CrammerSingerHinge, sm::OneVsAllHinge>;
using Smooth =
    sm::OneOf<sm::SoftmaxCrossEntropy, sm::WestonWatkinsSquaredHinge, sm::OneVsAllSquaredHinge>;

/// @return nothing if the loss is another
std::optional<Hinge> make_hinge(const Problem& problem);
Smooth make_smooth(const Problem& problem);

/// What is asked of a kind: a fit, or with a model its certificate.
struct Job {
  const sm::Labels& y;
  sm::FitOptions options;
  const sm::LinearModel<double>* model = nullptr;
};
struct Answer {
  Trained trained;
  sm::Certificate certificate;
};

Answer run_fit(const DenseExamples& X, const Hinge& loss, const sm::L2& penalty, const Job& job);
Answer run_fit(const DenseExamples& X, const Smooth& loss, const sm::L2& penalty, const Job& job);
Answer run_fit(const DenseExamples& X, const Hinge& loss, const sm::ElasticNet& penalty,
               const Job& job);
Answer run_fit(const DenseExamples& X, const Smooth& loss, const sm::ElasticNet& penalty,
               const Job& job);
Answer run_fit(const Sparse& X, const Hinge& loss, const sm::L2& penalty, const Job& job);
Answer run_fit(const Sparse& X, const Smooth& loss, const sm::L2& penalty, const Job& job);
Answer run_fit(const Sparse& X, const Hinge& loss, const sm::ElasticNet& penalty, const Job& job);
Answer run_fit(const Sparse& X, const Smooth& loss, const sm::ElasticNet& penalty, const Job& job);

template <class Scalar, class Features, class L, class R>
Trained fit_in(const Features& X, const L& loss, const R& penalty, const Job& job) {
  auto [model, report] = sm::fit<Scalar>(X, job.y, loss, penalty, job.options);
  if constexpr (std::is_same_v<Scalar, double>) {
    return {std::move(model), std::move(report)};
  } else {
    return {{model.weights.template cast<double>(), model.bias.template cast<double>(),
             std::move(model.class_names)},
            std::move(report)};
  }
}

/// The body of all eight. With L2 the scores of dense bytes and floats are computed in float, twice
/// as fast; those of sparse data wait for the memory in either.
template <class Features, class L, class R>
Answer run_kind(const Features& X, const L& loss, const R& penalty, const Job& job) {
  Answer answer;
  if (job.model != nullptr) {
    sm::Matrix<double> W = job.model->weights;
    sm::Vector<double> b = job.model->bias;
    if (job.options.scaling) sm::unfold_from(*job.options.scaling, W, b);
    answer.certificate = sm::certify(X, job.y, loss, penalty, W, b,
                                     {.bias = job.options.bias,
                                      .threads = job.options.threads,
                                      .scaling = job.options.scaling,
                                      .example_weights = job.options.example_weights});
  } else {
    if constexpr (std::is_same_v<R, sm::L2> && requires { X.is_double(); }) {
      if (!X.is_double()) {
        answer.trained = fit_in<float>(X, loss, penalty, job);
        return answer;
      }
    }
    answer.trained = fit_in<double>(X, loss, penalty, job);
  }
  return answer;
}

}  // namespace tool
