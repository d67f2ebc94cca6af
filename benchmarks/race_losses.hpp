// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file race_losses.hpp  The losses of `time_to_optimum` by name, each with the bias that its
/// peers have.
#pragma once

#include <softmargin/loss/crammer_singer.hpp>
#include <softmargin/loss/one_vs_all.hpp>
#include <softmargin/loss/softmax.hpp>
#include <softmargin/loss/weston_watkins.hpp>
#include <softmargin/types.hpp>

#include <stdexcept>
#include <string>

inline constexpr const char* race_losses[] = {
    "softmax", "one_vs_all_squared_hinge", "one_vs_all_hinge", "crammer_singer", "weston_watkins"};

/// scikit-learn's softmax has a free bias; LIBLINEAR's logistic regression (two classes) has none
/// here; LIBLINEAR -B 1, LinearSVC and dlib penalise it; the papers on Weston-Watkins leave it out.
inline softmargin::Bias race_bias(const std::string& loss, softmargin::Index num_classes) {
  if (loss == "softmax" && num_classes > 2) return softmargin::Bias::free;
  if (loss == "softmax" || loss == "weston_watkins") return softmargin::Bias::none;
  return softmargin::Bias::penalized;
}

inline const char* bias_name(softmargin::Bias bias) {
  return bias == softmargin::Bias::free   ? "free"
         : bias == softmargin::Bias::none ? "none"
                                          : "penalized";
}

inline softmargin::Bias bias_named(const std::string& name) {
  return name == "free"   ? softmargin::Bias::free
         : name == "none" ? softmargin::Bias::none
                          : softmargin::Bias::penalized;
}

/// task(loss) with the loss that is named.
template <class Task>
auto with_loss(const std::string& name, Task&& task) {
  if (name == "softmax") return task(softmargin::SoftmaxCrossEntropy{});
  if (name == "one_vs_all_squared_hinge") return task(softmargin::OneVsAllSquaredHinge{});
  if (name == "one_vs_all_hinge") return task(softmargin::OneVsAllHinge{});
  if (name == "crammer_singer") return task(softmargin::CrammerSingerHinge{});
  if (name == "weston_watkins") return task(softmargin::WestonWatkinsHinge{});
  throw std::runtime_error("there is no loss " + name);
}
