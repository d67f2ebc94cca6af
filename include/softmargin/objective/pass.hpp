// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file pass.hpp  The one blocked pass over the data: block of X -> scores -> loss -> gradient.
///
/// The N examples are cut into blocks that stay in the second-level cache and into lanes of
/// consecutive blocks. A lane is summed by one thread in the order of its blocks, lanes are summed
/// in their order. Both cuts depend on the shapes and types alone: results are equal to the last
/// bit for any number of threads. X is read from memory once a pass.
#pragma once

#include <softmargin/detail/block_products.hpp>
#include <softmargin/detail/function_ref.hpp>
#include <softmargin/detail/loss_block.hpp>
#include <softmargin/detail/parallel.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace softmargin::detail {

/// Where the blocks and lanes of a pass begin and end.
struct PassPlan {
  static constexpr Index usual_lanes = 32;  ///< at most

  Index num_examples = 0;
  Index block_size = 0;  ///< examples of a block
  Index lane_size = 0;   ///< examples of a lane, a multiple of block_size
  Index num_lanes = 0;
  Index flush_blocks =
      1;  ///< blocks whose gradients are summed in the compute scalar before widening

  /// @param entry_bytes  bytes of one example's features, as they lie in a block
  /// @param most_lanes  at least 2 are taken all the same
  static PassPlan make(Index num_examples, Index num_features, Index num_columns, Index entry_bytes,
                       Index most_lanes = usual_lanes) {
    // What the lanes sum takes little memory beside the data.
    const Index lane_sum_bytes = std::max(Index(4) << 20, num_examples * entry_bytes / 32);
    PassPlan plan;
    plan.num_examples = num_examples;
    plan.block_size = examples_of_block(entry_bytes, num_features * num_columns);
    const Index num_blocks = (num_examples + plan.block_size - 1) / plan.block_size;
    const Index affordable = lane_sum_bytes / (8 * std::max<Index>(num_features * num_columns, 1));
    const Index wanted = std::clamp<Index>(std::min(affordable, num_blocks / 4), 2, most_lanes);
    const Index lane_blocks = std::max<Index>(1, (num_blocks + wanted - 1) / wanted);
    plan.lane_size = lane_blocks * plan.block_size;
    plan.num_lanes = (num_examples + plan.lane_size - 1) / plan.lane_size;
    plan.flush_blocks = std::max<Index>(1, 2048 / plan.block_size);
    return plan;
  }
};

/// What a pass adds up beside the gradient: up to three numbers, of which a loss uses the first.
template <class Wide>
using PassSums = Eigen::Array<Wide, 3, 1>;

/// What becomes of a block's scores: transform(first, S) gets the block's first example and its
/// scores (B x columns), leaves in S what the gradient is made of and returns sums.
template <class Scalar>
using BlockTransform = FunctionRef<PassSums<Accumulator<Scalar>>(Index, ScoreBlock<Scalar>&)>;

/// What a lane sums.
template <class WideWeights>
struct PassLane {
  using Wide = typename WideWeights::Scalar;

  PassSums<Wide> sums;
  WideWeights dWt;
  Vector<Wide> db;
  bool is_empty = true;  ///< whether dWt has no gradient yet, where they are widened late
};

/// Those of a pass; passes that never run at once may share them.
template <class WideWeights>
using PassLanes = std::vector<PassLane<WideWeights>>;

/// Runs blocked passes over one X. Made once, used many times: a pass allocates nothing.
template <class View, class Scalar>
class Pass {
 public:
  using Wide = Accumulator<Scalar>;
  using Weights = typename View::template Weights<Scalar>;
  using WideWeights = typename View::template Weights<Wide>;
  using Transform = BlockTransform<Scalar>;
  using Lane = PassLane<WideWeights>;
  using Lanes = PassLanes<WideWeights>;

  /// @param num_columns  columns of scores: K, or 2 K for a product with the curvature
  /// @param gradient_columns  columns that are accumulated into the gradient, the last ones
  /// @param lanes  of another pass, to share: this pass has no more of them, but at least 2
  Pass(const View& X, Index num_columns, Index gradient_columns, Pool& pool,
       std::shared_ptr<Lanes> lanes = std::make_shared<Lanes>())
      : X_(X),
        num_columns_(num_columns),
        gradient_columns_(gradient_columns),
        pool_(pool),
        lanes_(std::move(lanes)),
        plan_(PassPlan::make(X.num_examples(), X.num_features(), num_columns,
                             bytes_of_example<Scalar>(X), most_lanes())),
        workers_(static_cast<std::size_t>(pool.num_workers())) {
    const auto count = static_cast<std::size_t>(plan_.num_lanes);
    if (lanes_->size() < count) lanes_->resize(count);
  }

  const PassPlan& plan() const { return plan_; }
  const std::shared_ptr<Lanes>& lanes() const { return lanes_; }

  /// Sums what `transform` returns over all blocks.
  PassSums<Wide> sum(const Weights& Wt, const Vector<Scalar>& b, Transform transform);

  /// The same, and the gradient: `transform` leaves dS in the last columns of S.
  /// @param[out] dWt  D x gradient_columns, overwritten
  /// @param[out] db  gradient_columns, overwritten
  PassSums<Wide> sum_and_gradient(const Weights& Wt, const Vector<Scalar>& b, Transform transform,
                                  WideWeights& dWt, Vector<Wide>& db);

 private:
  struct Worker {
    FeatureScratch<Scalar> scratch;
    Matrix<Scalar> scores;  ///< block_size x num_columns
    Weights dWt;            ///< gradients not yet widened
  };

  Index most_lanes() const {
    return lanes_->empty() ? PassPlan::usual_lanes
                           : std::max<Index>(2, static_cast<Index>(lanes_->size()));
  }

  Lane& lane(Index index) { return (*lanes_)[static_cast<std::size_t>(index)]; }

  template <bool with_gradient>
  PassSums<Wide> run(const Weights& Wt, const Vector<Scalar>& b, Transform transform) {
    weights_.set(Wt);
    pool_.run(plan_.num_lanes,
              [&](Index lane, int worker) { run_lane<with_gradient>(lane, worker, b, transform); });
    PassSums<Wide> total = PassSums<Wide>::Zero();
    for (Index l = 0; l < plan_.num_lanes; ++l) total += lane(l).sums;
    return total;
  }

  template <bool with_gradient>
  void run_lane(Index lane_index, int worker_index, const Vector<Scalar>& b, Transform transform) {
    Lane& lane = this->lane(lane_index);
    Worker& worker = workers_[static_cast<std::size_t>(worker_index)];
    prepare<with_gradient>(lane, worker);
    lane.sums.setZero();
    const Index begin = lane_index * plan_.lane_size;
    const Index end = std::min(begin + plan_.lane_size, plan_.num_examples);
    Index unflushed = 0;
    for (Index first = begin; first < end; first += plan_.block_size) {
      const Index count = std::min(plan_.block_size, end - first);
      const auto block = X_.block(first, count, worker.scratch);
      ScoreBlock<Scalar> S(worker.scores.topRows(count).array());
      block_scores(block, weights_, b, S, with_gradient);
      lane.sums += transform(first, S);
      if constexpr (with_gradient) {
        ScoreBlock<Scalar> dS(S.rightCols(gradient_columns_));
        for (Index k = 0; k < gradient_columns_; ++k)
          lane.db(k) += static_cast<Wide>(dS.col(k).sum());
        if constexpr (widens_late) {
          add_block_gradient(block, dS, worker.dWt);
          if (++unflushed == plan_.flush_blocks || first + count == end) {
            flush(worker, lane);
            unflushed = 0;
          }
        } else {
          add_block_gradient(block, dS, lane.dWt);
        }
      }
    }
  }

  /// Moves the worker's gradient to the lane.
  static void flush(Worker& worker, Lane& lane) {
    const auto wide = worker.dWt.template cast<Wide>();
    if (lane.is_empty) {
      lane.dWt = wide;
    } else {
      lane.dWt += wide;
    }
    lane.is_empty = false;
    worker.dWt.setZero();
  }

  static constexpr bool widens_late = !View::sums_wide && !std::is_same_v<Scalar, Wide>;

  template <bool with_gradient>
  void prepare(Lane& lane, Worker& worker) const {
    if (worker.scores.size() == 0) worker.scores.resize(plan_.block_size, num_columns_);
    if constexpr (with_gradient) {
      lane.db.setZero(gradient_columns_);
      if constexpr (widens_late) {
        lane.is_empty = true;
        worker.dWt.setZero(X_.num_features(), gradient_columns_);
      } else {
        lane.dWt.setZero(X_.num_features(), gradient_columns_);
      }
    }
  }

  /// Adds the lanes in their order, each entry by one thread.
  void reduce_lanes(WideWeights& dWt, Vector<Wide>& db) {
    dWt.resize(X_.num_features(), gradient_columns_);
    db = Vector<Wide>::Zero(gradient_columns_);
    for (Index l = 0; l < plan_.num_lanes; ++l) db += lane(l).db;
    constexpr Index tile = Index(1) << 14;
    const Index size = dWt.size();
    const auto add_tile = [&](Index index, int) {
      const Index begin = index * tile;
      const Index count = std::min(tile, size - begin);
      Eigen::Map<Vector<Wide>> sum(dWt.data() + begin, count);
      sum = Eigen::Map<const Vector<Wide>>(lane(0).dWt.data() + begin, count);
      for (Index l = 1; l < plan_.num_lanes; ++l)
        sum += Eigen::Map<const Vector<Wide>>(lane(l).dWt.data() + begin, count);
    };
    pool_.run((size + tile - 1) / tile, add_tile,
              static_cast<double>(size) * static_cast<double>(plan_.num_lanes));
  }

  View X_;
  Index num_columns_;
  Index gradient_columns_;
  Pool& pool_;
  std::shared_ptr<Lanes> lanes_;
  PassPlan plan_;
  ScoreWeights<Weights> weights_;
  std::vector<Worker> workers_;
};

template <class View, class Scalar>
auto Pass<View, Scalar>::sum(const Weights& Wt, const Vector<Scalar>& b, Transform transform)
    -> PassSums<Wide> {
  return run<false>(Wt, b, transform);
}

template <class View, class Scalar>
auto Pass<View, Scalar>::sum_and_gradient(const Weights& Wt, const Vector<Scalar>& b,
                                          Transform transform, WideWeights& dWt, Vector<Wide>& db)
    -> PassSums<Wide> {
  const PassSums<Wide> total = run<true>(Wt, b, transform);
  reduce_lanes(dWt, db);
  return total;
}

/// Loss and score gradient of a block, by the block formula where the loss has one.
template <class L, class Scalar>
void evaluate_block(const L& loss, ScoreBlock<Scalar>& S, const LabelBlock& y,
                    ExampleArray<Scalar>& losses) {
  losses.resize(S.rows());
  if constexpr (BlockLoss<L, Scalar>) {
    loss.value_and_gradient(S, y, losses);
  } else {
    Vector<Scalar> scores(S.cols());
    Vector<Scalar> gradient(S.cols());
    for (Index i = 0; i < S.rows(); ++i) {
      scores = S.row(i).matrix().transpose();
      losses(i) = loss.value(scores, y(i));
      loss.gradient(scores, y(i), gradient);
      S.row(i) = gradient.transpose().array();
    }
  }
}

/// Checks a loss's or regularization's own parameters, where it has a check.
template <class Component>
void check_parameters(const Component& component) {
  if constexpr (requires { component.check(); }) component.check();
}

}  // namespace softmargin::detail
