// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The loss of one point as a sum written out; each term comes from the library.

import { SOFTMAX } from './engine.js';
import { show } from './ui.js';

const inBrackets = (value) => (value < 0 ? `(${show(value)})` : show(value));

/** @param problem  evaluated  @param state  as in state.js  @return {string} */
export function workedSum(problem, state, i) {
  const own = state.points[i][2];
  const scores = problem.columns('scores')[i];
  const terms = problem.columns('terms')[i];
  const loss = show(problem.losses[i], 3);
  const name = `Point ${i + 1}: L = `;
  if (state.loss === SOFTMAX) {
    const p = terms[own];
    const text = p < 0.001 ? p.toExponential(2).replace('-', '−') : show(p, 3);
    return `${name}−log p${'₀₁₂₃₄₅'[own]} = −log ${text} = ${loss}`;
  }
  const oneVsAll = state.loss === 1;
  const delta = show(state.delta);
  const sums = scores.map((s, k) =>
    (oneVsAll
      ? `max(0, ${delta} ${k === own ? '−' : '+'} ${inBrackets(s)})`
      : `max(0, ${show(s)} − ${inBrackets(scores[own])} + ${delta})`))
    .filter((_, k) => oneVsAll || k !== own);
  const values = terms.filter((_, k) => oneVsAll || k !== own).map((t) => show(t, 3));
  return state.loss === 2
    ? `${name}the largest of ${sums.join(', ')} = the largest of ${values.join(', ')} = ${loss}`
    : `${name}${sums.join(' + ')} = ${values.join(' + ')} = ${loss}`;
}
