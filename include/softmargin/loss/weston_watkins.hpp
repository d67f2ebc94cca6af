// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file weston_watkins.hpp  The multiclass SVM loss of Weston and Watkins, and its square.
#pragma once

#include <softmargin/detail/margin_loss.hpp>

namespace softmargin {

/// The multiclass SVM loss of the notes:
///
///     L_i = sum_{j != y} max(0, s_j - s_y + Delta)
///
/// dL_i/ds_j = 1[m_j > 0] for j != y, dL_i/ds_y = -sum_{j != y} 1[m_j > 0]; at m_j = 0 the
/// subgradient 0. Source: Weston and Watkins 1999; CS231n notes "Linear Classification".
using WestonWatkinsHinge = detail::MarginLoss<detail::RivalMargins, detail::HingeSum>;

/// The squared form, smooth, which pays violated margins quadratically:
///
///     L_i = sum_{j != y} max(0, s_j - s_y + Delta)^2
///
/// Source: CS231n notes "Linear Classification" (the L2-SVM).
using WestonWatkinsSquaredHinge = detail::MarginLoss<detail::RivalMargins, detail::SquaredHingeSum>;

static_assert(BlockLoss<WestonWatkinsHinge> && !SmoothLoss<WestonWatkinsHinge>);
static_assert(SmoothLoss<WestonWatkinsSquaredHinge>);

}  // namespace softmargin
