// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file one_vs_all.hpp  One binary SVM a class, class k against the rest.
#pragma once

#include <softmargin/detail/margin_loss.hpp>

namespace softmargin {

/// K binary hinge losses on the same scores:
///
///     L_i = max(0, Delta - s_y) + sum_{j != y} max(0, Delta + s_j)
///
/// Unlike the other losses it is changed by a constant added to all scores.
/// Source: Rifkin and Klautau, JMLR 2004; CS231n notes "Linear Classification".
using OneVsAllHinge = detail::MarginLoss<detail::OneVsAllMargins, detail::HingeSum>;

/// K squared binary hinge losses: L_i = max(0, Delta - s_y)^2 + sum_{j != y} max(0, Delta + s_j)^2.
using OneVsAllSquaredHinge = detail::MarginLoss<detail::OneVsAllMargins, detail::SquaredHingeSum>;

static_assert(BlockLoss<OneVsAllHinge> && !SmoothLoss<OneVsAllHinge>);
static_assert(SmoothLoss<OneVsAllSquaredHinge>);

}  // namespace softmargin
