// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file dual_ascent.hpp  Sparse or very wide data: block-coordinate ascent on the dual, exact
/// block by block.
///
///     minimise (1/N) sum_i w_i L_i + lambda |W|^2;   W = -1/(2 lambda N) sum_i w_i u_i x_i^T
///
///     repeat until gap <= tolerance, the examples in a new random order each epoch:
///       s = W x_i;  u_i = argmax of the dual over u_i alone, exactly;  W += what that changes
///       (an example that did not move rests for 1, 3, 7 epochs; the gap is always that of all)
///       where losses have a kink and X is sparse, similar examples are settled as a group
///       (similar_examples.hpp)
///       those that went farther than four times the mean again, until none goes farther than a
///       threshold that falls each time; the last of them as a group (dual_group.hpp)
///
/// Groups and repetition settle similar examples among themselves, which a sweep over all would
/// have to return to: hinges on news20 take a fifth to a twentieth of the passes to 1e-6.
///
/// A free bias b is an equality constraint sum_i w_i u_i = 0, met by the method of multipliers:
/// within an epoch it is a penalised deviation from a centre, which then moves there. Source:
/// Shalev-Shwartz and Zhang, JMLR 2013 (SDCA); Hsieh et al., ICML 2008; the blocks in
/// dual_block.hpp.
#pragma once

#include <softmargin/solver/dual_group.hpp>
#include <softmargin/solver/sgd.hpp>
#include <softmargin/solver/similar_examples.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace softmargin::detail {

template <class Objective>
class DualAscent {
 public:
  using Wide = typename Objective::Wide;

  DualAscent(Objective& objective, Tracker<Objective>& tracker, std::uint64_t seed)
      : objective_(objective),
        tracker_(tracker),
        point_(objective, tracker),
        group_(point_),
        generator_(seed),
        order_(static_cast<std::size_t>(objective.num_examples())),
        rests_(order_.size()),
        lengths_(order_.size()),
        group_size_(largest_group()) {
    std::iota(order_.begin(), order_.end(), Index(0));
    next_ = order_;
  }

  /// @param parameters  the start; zero, or the score gradients there become the dual point
  /// @param[in,out] dual  N x K dual variables of an earlier solution, or empty; those of this one.
  /// The earlier solution itself may be another point, and stands until a better one is found
  /// @param patience  passes that it may take to bring the gap to a tenth
  /// @return whether the fit has ended; if not, it would have taken longer than that
  bool solve(Vector<Wide> parameters, Matrix<double>& dual,
             double patience = std::numeric_limits<double>::infinity()) {
    tracker_.name_solver("dual_ascent");
    bool ended = false;
    if (dual.size() > 0) {
      point_.set_dual(dual, parameters);
      ended = !point_.is_at(parameters) && visit(parameters);
    } else if (!parameters.isZero(0)) {
      point_.start_at(parameters);
    }
    parameters.resize(0);  // may be as large as the data
    ended = ended || point_.evaluate();
    double fall = std::numeric_limits<double>::infinity();  // of log gap, a pass
    while (!ended && !is_slow(fall, patience)) {
      if ((dual.size() > 0 || std::isfinite(fall)) && is_far()) form_groups();
      const double gap = tracker_.gap();
      const double passes = tracker_.passes();
      ascend_until(next_goal());
      ended = point_.evaluate();
      gap_per_motion_ = tracker_.gap() / motion_;
      fall = std::log(gap / tracker_.gap()) / (tracker_.passes() - passes);
    }
    dual = point_.dual_rows();
    return ended;
  }

 private:
  static constexpr bool is_smooth =
      SmoothLoss<std::remove_cvref_t<decltype(std::declval<Objective&>().loss())>,
                 typename Objective::Scalar>;

  /// How long an example rests, and how long it did the last time it did not move.
  struct Rest {
    std::int8_t left = 0;
    std::int8_t length = 0;
  };

  /// A point that is not that of the dual variables. @return true to end
  bool visit(const Vector<Wide>& parameters) {
    Vector<Wide> gradient;
    const Wide value = objective_.value_and_gradient(parameters, gradient);
    return tracker_.visit(parameters, value, gradient);
  }

  /// The gap that ends the ascent.
  double enough() const { return tracker_.tolerance() * tracker_.best_value(); }

  /// From the gap to what would be small enough, in the logarithm; 0 if that is not known.
  double way_to_go() const { return enough() > 0 ? std::log(tracker_.gap() / enough()) : 0; }

  /// Whether the way is so long that groups pay.
  bool is_far() const { return !(tracker_.gap() <= 10 * enough()); }

  /// A measurement costs half a pass: the next one comes where the gap should be small enough, or
  /// where it should have fallen far.
  double next_goal() const { return std::max(enough(), tracker_.gap() / 30); }

  /// Epochs until the gap should be that small. It follows how far the examples still move, with
  /// its square where the loss is smooth; before that has been seen, it falls as is usual at first.
  void ascend_until(double goal) {
    constexpr int max_epochs = 6;
    const double passes = tracker_.passes();
    const double gap = tracker_.gap();
    double expected = gap;
    for (int epoch = 0; epoch < max_epochs && !(expected <= goal); ++epoch) {
      if (epoch > 0 && !(tracker_.passes_left() > 0)) return;
      point_.move_centre();
      ascend();
      expected = gap_per_motion_ > 0 ? gap_per_motion_ * motion_
                                     : gap * std::exp(passes - tracker_.passes());
    }
  }

  /// Whether both a tenth of the gap and the rest of the way would take more passes than
  /// `patience`.
  bool is_slow(double fall, double patience) const {
    if (!std::isfinite(patience)) return false;
    return fall * patience < std::log(10.0) && fall * patience < way_to_go();
  }

  /// One epoch.
  void ascend() {
    double total = 0;
    double squares = 0;
    const auto add = [&](double length) {
      total += length;
      squares += length * length;
    };
    sweep(order_, [&](Index i) { next_of(i) == i ? add(step_or_rest(i)) : settle_group(i, add); });
    if (total == 0) std::fill(rests_.begin(), rests_.end(), Rest{});
    motion_ = is_smooth ? squares : total;
    mean_length_ = total / static_cast<double>(lengths_.size());
    repeat_longest(mean_length_);
    tracker_.count_work(std::exchange(work_, 0));
    if (++epochs_ % 20 == 0) point_.rebuild();
  }

  /// Steps of the examples that went farther than four times the mean, until none of them goes
  /// farther than a threshold that falls: the few that are hardest to settle are repeated most, the
  /// last of them as a group.
  void repeat_longest(double mean) {
    constexpr int max_rounds = 40;
    double length = 4 * mean;
    const auto is_short = [&](Index i) { return !(length_of(i) > length); };
    longest_.resize(lengths_.size());
    std::iota(longest_.begin(), longest_.end(), Index(0));
    std::erase_if(longest_, is_short);
    for (int round = 0; round < max_rounds && longest_.size() > group_size_; ++round) {
      sweep(longest_, [this](Index i) { step(i); });
      length *= 0.87;
      std::erase_if(longest_, is_short);
    }
    if (longest_.size() <= group_size_) work_ += group_.settle(longest_, length / 30);
  }

  /// visit(i) for each of the examples, in a new random order.
  template <class Visit>
  void sweep(std::vector<Index>& examples, Visit&& visit) {
    shuffle(examples, generator_);
    for (std::size_t at = 0; at < examples.size(); ++at) {
      if (at + 1 < examples.size()) fetch(examples[at + 1]);
      visit(examples[at]);
    }
  }

  /// @return how far example i went, 0 if it rests
  double step_or_rest(Index i) {
    if (rests(i)) return 0;
    const double length = step(i);
    note(i, length);
    return length;
  }

  /// The group of the example: those of it that do not rest, until they are settled well within the
  /// usual step.
  /// @param add  called with how far each went at first
  template <class Add>
  void settle_group(Index first, const Add& add) {
    members_.clear();
    Index i = first;
    do {
      if (!rests(i)) members_.push_back(i);
      i = next_of(i);
    } while (i != first);
    work_ += group_.settle(members_, 0.3 * mean_length_);
    for (std::size_t a = 0; a < members_.size(); ++a) {
      const double length = group_.first_lengths()[a];
      add(length_of(members_[a]) = length);
      note(members_[a], length);
    }
  }

  /// Whether example i rests, one epoch less after that.
  bool rests(Index i) {
    Rest& rest = rests_[static_cast<std::size_t>(i)];
    if (rest.left == 0) return false;
    --rest.left;
    length_of(i) = 0;
    return true;
  }

  /// Lets example i rest if it did not move.
  void note(Index i, double length) {
    Rest& rest = rests_[static_cast<std::size_t>(i)];
    rest.length =
        length > 0 ? std::int8_t(0) : static_cast<std::int8_t>(std::min(7, 2 * rest.length + 1));
    rest.left = rest.length;
  }

  double step(Index i) {
    const double length = point_.step(i);
    work_ += (length > 0 ? 1.0 : 0.5) * point_.share(i);
    return length_of(i) = length;
  }

  /// At most N / 10 pairs, so that their products cost far less than a pass, and of examples that
  /// have more entries than the group has members: others are read as fast on the data.
  std::size_t largest_group() {
    return static_cast<std::size_t>(
        std::min(std::sqrt(static_cast<double>(lengths_.size()) / 5), mean_entries()));
  }

  double mean_entries() {
    return static_cast<double>(point_.examples().num_entries()) /
           static_cast<double>(lengths_.size());
  }

  /// Groups of similar examples; an epoch visits each by its first one. Smooth losses settle as
  /// soon without, and short examples are read as fast on the data.
  void form_groups() {
    using View = std::remove_cvref_t<decltype(objective_.features())>;
    if constexpr (View::is_sparse && !is_smooth) {
      constexpr double least_entries = 32;
      if (std::exchange(has_groups_, true) || mean_entries() < least_entries) return;
      next_ = group_similar(point_.examples(), point_.num_examples(), point_.num_features());
      std::erase_if(order_, [this](Index i) {
        for (Index other = next_of(i); other != i; other = next_of(other)) {
          if (other < i) return true;
        }
        return false;
      });
      tracker_.count_work(1 / static_cast<double>(point_.weights().rows()));
    }
  }

  Index next_of(Index i) const { return next_[static_cast<std::size_t>(i)]; }
  double& length_of(Index i) { return lengths_[static_cast<std::size_t>(i)]; }

  /// Asks for the weights of the next example while this one is worked on.
  void fetch(Index i) {
    if (rests_[static_cast<std::size_t>(i)].left == 0) {
      point_.weights().prefetch(point_.examples(), i);
    }
  }

  Objective& objective_;
  Tracker<Objective>& tracker_;
  DualPoint<Objective> point_;
  DualGroup<Objective> group_;
  std::mt19937_64 generator_;
  std::vector<Index> order_;  ///< one example of each group
  std::vector<Rest> rests_;
  std::vector<double> lengths_;  ///< N, of the last steps
  std::vector<Index> next_;      ///< N, the next example of the same group, in a ring
  std::vector<Index> members_;   ///< of the group at hand
  bool has_groups_ = false;      ///< whether groups were formed, where they pay
  std::vector<Index> longest_;   ///< examples whose step is repeated
  std::size_t group_size_;       ///< so few of them are a group
  double mean_length_ =
      std::numeric_limits<double>::infinity();  ///< of the last epoch's steps; none yet
  double work_ = 0;                             ///< of this epoch, in passes
  double motion_ = 0;                           ///< of the last epoch, what the gap follows
  double gap_per_motion_ = 0;                   ///< when it was last measured; 0: not yet
  int epochs_ = 0;
};

}  // namespace softmargin::detail
