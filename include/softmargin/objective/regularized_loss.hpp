// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file regularized_loss.hpp  The objective L = (1/N) sum_i L_i + lambda R(W) of the notes.
#pragma once

#include <softmargin/objective/pass.hpp>
#include <softmargin/preprocessing.hpp>

#include <optional>
#include <utility>

namespace softmargin {

struct ObjectiveOptions {
  Bias bias = Bias::free;
  int threads = 0;        ///< 0: as many as the machine has; results do not depend on it
  Index num_classes = 0;  ///< 0: one more than the largest label
  std::optional<FeatureScaling> scaling =
      {};  ///< what the weights see instead of X; X is not copied
  Vector<double> example_weights =
      {};  ///< N, not negative; empty: all 1. Weight 2 equals two copies
};

/// L(W, b) = (1/N) sum_i L_i(W x_i + b, y_i) + lambda R(W), value and gradient in one pass over X.
///
/// X and y must outlive the objective; X is used in place. The bias is penalised only by
/// `Bias::penalized`. With example weights w_i the mean is sum_i w_i L_i / sum_i w_i.
///
/// Solvers see it through one flat vector of parameters: [W b]^T, (D + 1) x K column by column, or
/// W^T alone where there is no bias.
template <detail::FeatureView View, class L, class R,
          class Scalar_ = ComputeScalar<typename View::Data>>
class RegularizedLoss {
 public:
  using Scalar = Scalar_;
  using Wide = Accumulator<Scalar>;
  using Sums = detail::PassSums<Wide>;
  using ParameterMap = Eigen::Map<const Matrix<Wide>>;

  static_assert(Loss<L, Scalar>,
                "a loss needs value(scores, label) and gradient(scores, label, out): concepts.hpp");
  static_assert(Regularizer<R, Wide>,
                "a regularization needs value(W) and add_gradient(W, dW): concepts.hpp");

  /// @param X  D x N features (any Eigen matrix or expression, dense or sparse)
  /// @param y  N labels in [0, K)
  /// @throws std::invalid_argument for N = 0, K < 2, wrong shapes or labels, NaN or infinity in X,
  /// bad
  ///         parameters of loss, regularization or options
  template <class Features>
  RegularizedLoss(const Features& X, const Labels& y, L loss, R regularization,
                  ObjectiveOptions options = {})
      : X_(detail::features_of(X)),
        y_(y),
        loss_(std::move(loss)),
        regularization_(std::move(regularization)),
        options_(std::move(options)),
        num_classes_(count_classes()),
        pool_(std::make_unique<detail::Pool>(options_.threads)) {
    check(X);
    pass_ = std::make_unique<detail::Pass<View, Scalar>>(X_, num_classes_, num_classes_, *pool_);
  }

  Index num_classes() const { return num_classes_; }
  Index num_features() const { return X_.num_features(); }
  Index num_examples() const { return X_.num_examples(); }
  Bias bias() const { return options_.bias; }
  bool has_bias() const { return options_.bias != Bias::none; }
  /// D, and one more with a bias: the rows of the parameter matrix.
  Index num_rows() const { return num_features() + (has_bias() ? 1 : 0); }
  /// Rows of the parameter matrix that the regularization sees.
  Index num_penalized_rows() const {
    return num_features() + (options_.bias == Bias::penalized ? 1 : 0);
  }
  Index num_parameters() const { return num_rows() * num_classes_; }
  /// Passes over the data so far.
  Index num_passes() const { return num_passes_; }

  const View& features() const { return X_; }
  const Labels& labels() const { return y_; }
  const L& loss() const { return loss_; }
  const R& regularization() const { return regularization_; }
  const ObjectiveOptions& options() const { return options_; }
  detail::Pool& pool() { return *pool_; }
  /// The weight of example i, scaled to mean 1.
  Wide example_weight(Index i) const {
    return weights_.size() == 0 ? Wide(1) : static_cast<Wide>(weights_(i));
  }
  /// Example i as the weights see it, D.
  Vector<Scalar> scaled_example(Index i) const {
    Vector<Scalar> x = features().column(i).template cast<Scalar>();
    if (const auto& scaling = options_.scaling) {
      x = ((x.template cast<double>() - scaling->shift).cwiseProduct(scaling->factor))
              .template cast<Scalar>();
    }
    return x;
  }

  /// @param W  K x D
  /// @param b  K (of size 0, or anything, where there is no bias)
  /// @return the objective
  template <class Weights, class B>
  Wide value(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b) {
    return value(pack(W, b));
  }

  /// @param[out] dW  K x D, overwritten
  /// @param[out] db  K, overwritten (zero without a bias)
  template <class Weights, class B, class WeightGradient, class BiasGradient>
  Wide value_and_gradient(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b,
                          Eigen::PlainObjectBase<WeightGradient>& dW,
                          Eigen::PlainObjectBase<BiasGradient>& db) {
    Vector<Wide> gradient;
    const Wide objective = value_and_gradient(pack(W, b), gradient);
    unpack(gradient, dW, db);
    return objective;
  }

  /// The objective of flat parameters.
  Wide value(const Vector<Wide>& parameters) {
    const Sums loss = transformed_mean(
        parameters, [this](Index first, ScoreBlock<Scalar>& S) { return evaluate(first, S); });
    return loss(0) + penalty(parameters);
  }

  /// The objective and its gradient in flat parameters.
  /// @param[out] gradient  as long as the parameters, overwritten
  Wide value_and_gradient(const Vector<Wide>& parameters, Vector<Wide>& gradient) {
    const Sums loss = transformed_mean_and_gradient(
        parameters, gradient,
        [this](Index first, ScoreBlock<Scalar>& S) { return evaluate(first, S); });
    add_penalty_gradient(parameters, gradient);
    return loss(0) + penalty(parameters);
  }

  /// One pass with any transform of the scores in place of the loss: the mean of what it returns.
  Sums transformed_mean(const Vector<Wide>& parameters, detail::BlockTransform<Scalar> transform) {
    set_weights(parameters);
    const Sums sums = pass_->sum(Wt_, b_, transform);
    ++num_passes_;
    return sums / count();
  }

  /// One pass for the scores of all examples.
  /// @return N x K
  Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> scores(const Vector<Wide>& parameters) {
    Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic> all(num_examples(), num_classes_);
    transformed_mean(parameters, [&](Index first, ScoreBlock<Scalar>& S) {
      all.middleRows(first, S.rows()) = S;
      return Sums(0, 0, 0);
    });
    return all;
  }

  /// `transformed_mean`, and the gradient in flat parameters of what it leaves in S. The penalty is
  /// not added.
  Sums transformed_mean_and_gradient(const Vector<Wide>& parameters, Vector<Wide>& gradient,
                                     detail::BlockTransform<Scalar> transform) {
    set_weights(parameters);
    const Sums sums = pass_->sum_and_gradient(Wt_, b_, transform, dWt_, db_);
    ++num_passes_;
    chain(gradient);
    return sums / count();
  }

  /// The objective's gradient estimated from some examples.
  /// @param indices  examples, each in [0, N)
  /// @param[out] gradient  as long as the parameters, overwritten
  void minibatch_gradient(const std::vector<Index>& indices, const Vector<Wide>& parameters,
                          Vector<Wide>& gradient) {
    set_weights(parameters);
    const auto batch = static_cast<Index>(indices.size());
    Matrix<Scalar> scores(1, num_classes_);
    detail::FeatureScratch<Scalar> scratch;
    const detail::ScoreWeights<typename detail::Pass<View, Scalar>::Weights> weights(Wt_);
    dWt_.setZero(num_features(), num_classes_);
    db_.setZero(num_classes_);
    typename detail::Pass<View, Scalar>::Weights sum = Wt_;
    sum.setZero();
    for (const Index i : indices) {
      ScoreBlock<Scalar> S(scores.array());
      const auto block = X_.block(i, 1, scratch);
      detail::block_scores(block, weights, b_, S, true);
      evaluate(i, S);
      db_ += S.matrix().transpose().template cast<Wide>();
      detail::add_block_gradient(block, S, sum);
    }
    dWt_ = sum.template cast<Wide>();
    chain(gradient);
    gradient *= count() / static_cast<Wide>(batch);
    add_penalty_gradient(parameters, gradient);
  }

  /// The mean of |x_i|^2 as the weights see it (scaled, with the constant feature of a bias).
  double mean_squared_norm() const {
    const Index D = num_features();
    Vector<double> squared_factor = Vector<double>::Ones(D);
    Vector<double> linear = Vector<double>::Zero(D);
    double constant = has_bias() ? 1 : 0;
    if (options_.scaling) {
      const auto& [shift, factor] = *options_.scaling;
      squared_factor = factor.cwiseAbs2();
      linear = 2 * squared_factor.cwiseProduct(shift);
      constant += squared_factor.dot(shift.cwiseAbs2());
    }
    double sum = 0;
    for (Index i = 0; i < num_examples(); ++i) {
      const auto x = X_.column(i).template cast<double>().eval();
      sum += x.cwiseAbs2().dot(squared_factor) - x.dot(linear) + constant;
    }
    return sum / static_cast<double>(num_examples());
  }

  /// A scale for the largest curvature of the objective, from which SGD takes its first step size.
  double curvature_bound() const {
    return static_cast<double>(num_classes_) / 2 * mean_squared_norm();
  }

  /// lambda R of the penalised parameters.
  Wide penalty(const Vector<Wide>& parameters) const {
    return regularization_.value(as_matrix(parameters).topRows(num_penalized_rows()));
  }

  void add_penalty_gradient(const Vector<Wide>& parameters, Vector<Wide>& gradient) const {
    Eigen::Map<Matrix<Wide>> rows(gradient.data(), num_rows(), num_classes_);
    auto penalized = rows.topRows(num_penalized_rows());
    regularization_.add_gradient(as_matrix(parameters).topRows(num_penalized_rows()), penalized);
  }

  /// The parameter matrix [W b]^T, (D + 1) x K, or W^T.
  ParameterMap as_matrix(const Vector<Wide>& parameters) const {
    return ParameterMap(parameters.data(), num_rows(), num_classes_);
  }

  /// {W, b} as flat parameters.
  /// @throws std::invalid_argument if the shapes do not fit or an entry is not finite
  template <class Weights, class B>
  Vector<Wide> pack(const Eigen::MatrixBase<Weights>& W, const Eigen::MatrixBase<B>& b) const {
    detail::check_shape("W", W, num_classes_, num_features());
    detail::check_finite("W", W);
    Vector<Wide> parameters(num_parameters());
    Eigen::Map<Matrix<Wide>> rows(parameters.data(), num_rows(), num_classes_);
    rows.topRows(num_features()) = W.transpose().template cast<Wide>();
    if (has_bias()) {
      detail::check_equal("size of b", b.size(), num_classes_);
      detail::check_finite("b", b);
      rows.row(num_features()) = b.transpose().template cast<Wide>();
    }
    return parameters;
  }

  /// Flat parameters as {W, b}.
  template <class Weights, class B>
  void unpack(const Vector<Wide>& parameters, Eigen::PlainObjectBase<Weights>& W,
              Eigen::PlainObjectBase<B>& b) const {
    const auto rows = as_matrix(parameters);
    W = rows.topRows(num_features()).transpose().template cast<typename Weights::Scalar>();
    if (has_bias()) {
      b = rows.row(num_features()).transpose().template cast<typename B::Scalar>();
    } else {
      b.setZero(num_classes_);
    }
  }

  /// Loss of a block: S becomes the weighted score gradients.
  /// @param first  the block's first example
  /// @return {sum_i w_i L_i over the block, 0, 0}
  Sums evaluate(Index first, ScoreBlock<Scalar>& S) const {
    detail::ExampleArray<Scalar> losses;
    detail::evaluate_block(loss_, S, LabelBlock(y_.segment(first, S.rows())), losses);
    weigh(first, S, losses);
    return Sums(static_cast<Wide>(losses.sum()), Wide(0), Wide(0));
  }

  /// Multiplies each example's row of S and its values by its weight.
  template <class... Values>
  void weigh(Index first, ScoreBlock<Scalar>& S, Values&... values) const {
    if (weights_.size() == 0) return;
    const detail::ExampleArray<Scalar> w =
        weights_.segment(first, S.rows()).template cast<Scalar>().array();
    for (Index k = 0; k < S.cols(); ++k) S.col(k) *= w;
    ((values *= w), ...);
  }

  /// Of the pass over all examples, for a pass over some of them.
  const auto& lanes() const { return pass_->lanes(); }

  /// One pass over some examples only: (1/N) sum_i x_i R_i^T with R what `transform` leaves in the
  /// scores of the parameters. `transform` gets the block's place in the list of examples.
  template <class Subset>
  void subset_product(Subset& pass, const Vector<Wide>& parameters,
                      detail::BlockTransform<Scalar> transform, Vector<Wide>& product) {
    set_weights(parameters);
    pass.sum_and_gradient(Wt_, b_, transform, dWt_, db_);
    chain(product);
  }

 private:
  Wide count() const { return static_cast<Wide>(num_examples()); }

  /// The checks that what is built next relies on come first.
  Index count_classes() const {
    detail::check_at_least("number of examples", num_examples(), 1);
    detail::check_at_least("number of features", num_features(), 1);
    detail::check_at_least("threads", options_.threads, 0);
    return detail::count_classes(y_, options_.num_classes);
  }

  template <class Features>
  void check(const Features& X) {
    detail::check_labels(y_, num_examples(), num_classes_);
    detail::check_features_finite(X);
    detail::check_parameters(loss_);
    detail::check_parameters(regularization_);
    if (options_.scaling) {
      options_.scaling->check();
      detail::check_equal("features of the scaling", options_.scaling->num_features(),
                          num_features());
    }
    weights_ = options_.example_weights;
    if (weights_.size() > 0) {
      detail::check_equal("number of example weights", weights_.size(), num_examples());
      for (Index i = 0; i < weights_.size(); ++i) {
        detail::check_non_negative(detail::concat("example_weights(", i, ")"), weights_(i));
      }
      detail::check_positive("sum of example weights", weights_.sum());
      weights_ *= static_cast<double>(num_examples()) / weights_.sum();
    }
  }

  /// The weights that the raw X meets: a scaling is algebra on W and b, never a copy of X.
  void set_weights(const Vector<Wide>& parameters) {
    const auto rows = as_matrix(parameters);
    const auto W = rows.topRows(num_features());
    Vector<Wide>& b = wide_b_;
    b.setZero(num_classes_);
    if (has_bias()) b = rows.row(num_features()).transpose();
    if (options_.scaling) {
      const Vector<Wide> factor = options_.scaling->factor.template cast<Wide>();
      const Vector<Wide> moved = options_.scaling->shift.template cast<Wide>().cwiseProduct(factor);
      Wt_.resize(num_features(), num_classes_);
      for (Index k = 0; k < num_classes_; ++k) {
        Wt_.col(k) = W.col(k).cwiseProduct(factor).template cast<Scalar>();
        b(k) -= W.col(k).dot(moved);
      }
    } else {
      Wt_ = W.template cast<Scalar>();
    }
    b_ = b.template cast<Scalar>();
  }

  /// Raw sums over the data become the gradient of the mean in the parameters.
  void chain(Vector<Wide>& gradient) {
    gradient.resize(num_parameters());
    Eigen::Map<Matrix<Wide>> rows(gradient.data(), num_rows(), num_classes_);
    auto dW = rows.topRows(num_features());
    if (options_.scaling) {
      const Vector<Wide> shift = options_.scaling->shift.template cast<Wide>();
      const Vector<Wide> factor = options_.scaling->factor.template cast<Wide>();
      for (Index k = 0; k < num_classes_; ++k) {
        dW.col(k) = (dWt_.col(k) - db_(k) * shift).cwiseProduct(factor);
      }
    } else {
      dW = dWt_;
    }
    if (has_bias()) rows.row(num_features()) = db_.transpose();
    gradient /= count();
  }

  View X_;
  Labels y_;
  L loss_;
  R regularization_;
  ObjectiveOptions options_;
  Index num_classes_;
  Vector<double> weights_;
  std::unique_ptr<detail::Pool> pool_;
  std::unique_ptr<detail::Pass<View, Scalar>> pass_;
  Index num_passes_ = 0;
  typename detail::Pass<View, Scalar>::Weights Wt_;
  Vector<Scalar> b_;
  Vector<Wide> wide_b_;
  typename detail::Pass<View, Scalar>::WideWeights dWt_;
  Vector<Wide> db_;
};

template <class Features, class L, class R>
RegularizedLoss(const Features&, const Labels&, L, R)
    -> RegularizedLoss<detail::FeaturesOf<Features>, L, R>;
template <class Features, class L, class R>
RegularizedLoss(const Features&, const Labels&, L, R, ObjectiveOptions)
    -> RegularizedLoss<detail::FeaturesOf<Features>, L, R>;

}  // namespace softmargin
