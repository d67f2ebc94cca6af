// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// W and b as source text.

import { BIASES, SOFTMAX } from './engine.js';

const TYPES = ['WestonWatkinsHinge', 'OneVsAllHinge', 'CrammerSingerHinge', 'SoftmaxCrossEntropy'];

/** The rows of W and the entries of b that count. */
function numbersOf({ W, b, bias }) {
  const text = (value) => Number(value.toPrecision(9));
  return {
    rows: W.map((row) => row.map(text).join(', ')),
    entries: b.map((value) => (BIASES[bias] === 'none' ? 0 : text(value))).join(', '),
  };
}

/** @param state  as in state.js */
export function asCpp(state) {
  const { rows, entries } = numbersOf(state);
  const margin = state.loss === SOFTMAX ? '{}' : `{.delta = ${state.delta}}`;
  return [
    `// softmargin::${TYPES[state.loss]}${margin}, softmargin::L2{${state.lambda}}, bias ${
      BIASES[state.bias]}`,
    `Eigen::MatrixXd W(${state.K}, 2);`,
    `W << ${rows.join(',\n     ')};`,
    `Eigen::VectorXd b(${state.K});`,
    `b << ${entries};`,
    '',
  ].join('\n');
}

/** @param state  as in state.js */
export function asNumPy(state) {
  const { rows, entries } = numbersOf(state);
  return [
    `W = np.array([${rows.map((row) => `[${row}]`).join(',\n              ')}])`,
    `b = np.array([${entries}])`,
    '',
  ].join('\n');
}
