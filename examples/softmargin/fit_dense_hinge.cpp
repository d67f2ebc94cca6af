// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
#include "fit_kinds.hpp"

namespace tool {

Answer run_fit(const DenseExamples& X, const Hinge& loss, const sm::L2& penalty, const Job& job) {
  return run_kind(X, loss, penalty, job);
}

}  // namespace tool
