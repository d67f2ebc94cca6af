// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
/// @file crammer_singer.hpp  The structured SVM loss of Crammer and Singer.
#pragma once

#include <softmargin/detail/margin_loss.hpp>

namespace softmargin {

/// Only the strongest rival pays:
///
///     L_i = max(0, max_{j != y} s_j - s_y + Delta)
///
/// At a tie the subgradient of the first largest rival, at 0 the subgradient 0.
/// Source: Crammer and Singer, JMLR 2001; CS231n notes "Linear Classification" (the structured
/// SVM).
using CrammerSingerHinge = detail::MarginLoss<detail::RivalMargins, detail::LargestHinge>;

static_assert(BlockLoss<CrammerSingerHinge> && !SmoothLoss<CrammerSingerHinge>);

}  // namespace softmargin
