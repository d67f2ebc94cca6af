// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file online_classifier.hpp  Training on a stream of chunks that never fit in memory together.
#pragma once

#include <softmargin/linear_model.hpp>
#include <softmargin/objective/pass.hpp>

#include <cmath>

namespace softmargin {

struct OnlineOptions {
  double lambda = 1e-4;   ///< of the squared L2 penalty, not negative
  double step_size = 0;   ///< of the first step; 0: from the size of the first chunk's examples
  Index batch_size = 32;  ///< at most max_block_examples
};

/// Averaged stochastic gradient descent over chunks; classes may appear as the stream goes on.
///
///     each batch B:  step_t = step_0 / (1 + 2 lambda step_0 t)^(3/4);  W -= step_t grad L_B(W)
///     the model is the mean of the W_t
///
/// No certificate: the data are gone. Measure on held-out data, or `certify` on what you kept.
/// Source: Polyak and Juditsky 1992; Bottou 2012 for the step sizes.
template <class L, class Scalar = float>
class OnlineClassifier {
 public:
  /// @throws std::invalid_argument for bad options or a bad loss
  explicit OnlineClassifier(L loss, OnlineOptions options = {}) : loss_(loss), options_(options) {
    detail::check_parameters(loss_);
    detail::check_non_negative("lambda", options_.lambda);
    detail::check_non_negative("step_size", options_.step_size);
    detail::check_at_least("batch_size", options_.batch_size, 1);
    if (options_.batch_size > max_block_examples) {
      detail::fail_argument("batch_size", detail::concat("at most ", max_block_examples),
                            detail::text(options_.batch_size));
    }
  }

  /// Takes one chunk, in the order given.
  /// @param X  D x N of any type, D that of the first chunk
  /// @param y  N labels, not negative; a label not seen before adds classes up to it
  /// @throws std::invalid_argument for shapes that do not fit, negative labels, NaN or infinity in
  /// X; the
  ///         classifier is then unchanged
  template <class Features>
  void partial_fit(const Features& X, const Labels& y) {
    using View = detail::FeaturesOf<Features>;
    const View view = detail::features_of(X);
    if (num_examples_ > 0) detail::check_equal("features of X", view.num_features(), Wt_.rows());
    detail::check_at_least("number of features", view.num_features(), 1);
    if (view.num_examples() == 0) return;
    const Index declared = static_cast<Index>(y.size() > 0 ? y.maxCoeff() : 0) + 1;
    detail::check_labels(y, view.num_examples(), declared);
    detail::check_features_finite(X);
    grow(view.num_features(), std::max<Index>(2, declared));
    if (step_ == 0) choose_step(view);
    detail::FeatureScratch<Scalar> scratch;
    for (Index first = 0; first < view.num_examples(); first += options_.batch_size) {
      const Index count = std::min(options_.batch_size, view.num_examples() - first);
      step<View>(view.block(first, count, scratch), y.segment(first, count));
    }
    num_examples_ += view.num_examples();
  }

  Index num_examples() const { return num_examples_; }
  Index num_classes() const { return Wt_.cols(); }

  /// The averaged weights so far.
  LinearModel<Scalar> model() const {
    return {mean_Wt_.transpose().template cast<Scalar>(), mean_b_.template cast<Scalar>(), {}};
  }

 private:
  void grow(Index num_features, Index num_classes) {
    const Index before = Wt_.cols();
    if (num_classes <= before) return;
    for (auto* W : {&Wt_, &mean_Wt_}) {
      W->conservativeResize(num_features, num_classes);
      W->rightCols(num_classes - before).setZero();
    }
    for (auto* b : {&b_, &mean_b_}) {
      b->conservativeResize(num_classes);
      b->tail(num_classes - before).setZero();
    }
  }

  template <class View>
  void choose_step(const View& view) {
    if (options_.step_size > 0) {
      step_ = options_.step_size;
      return;
    }
    double squared = 1;
    const Index count = std::min<Index>(view.num_examples(), 1000);
    for (Index i = 0; i < count; ++i) {
      squared += view.column(i).template cast<double>().squaredNorm() / static_cast<double>(count);
    }
    step_ = 1 / squared;
  }

  template <class View, class Block>
  void step(const Block& block, const Labels& y) {
    const Index count = y.size();
    using Weights = typename View::template Weights<Scalar>;
    const Weights W = Wt_.template cast<Scalar>();
    Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> scores(count, Wt_.cols());
    ScoreBlock<Scalar> S(scores);
    detail::block_scores(block, detail::ScoreWeights(W), Vector<Scalar>(b_.template cast<Scalar>()),
                         S, true);
    detail::ExampleArray<Scalar> losses;
    detail::evaluate_block(loss_, S, LabelBlock(y), losses);
    Weights dW = Weights::Zero(W.rows(), W.cols());
    detail::add_block_gradient(block, S, dW);
    const double now =
        step_ / std::pow(1 + 2 * options_.lambda * step_ * static_cast<double>(steps_), 0.75);
    const double share = now / static_cast<double>(count);
    Wt_ *= 1 - 2 * options_.lambda * now;
    Wt_ -= share * dW.template cast<double>();
    b_ -= share * S.matrix().colwise().sum().transpose().template cast<double>();
    ++steps_;
    mean_Wt_ += (Wt_ - mean_Wt_) / static_cast<double>(steps_);
    mean_b_ += (b_ - mean_b_) / static_cast<double>(steps_);
  }

  L loss_;
  OnlineOptions options_;
  Matrix<double> Wt_;       ///< D x K
  Matrix<double> mean_Wt_;  ///< D x K
  Vector<double> b_;
  Vector<double> mean_b_;
  double step_ = 0;
  Index steps_ = 0;
  Index num_examples_ = 0;
};

}  // namespace softmargin
