// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Situations from the notes, one click each: a state, and what to see in it.

import { SOFTMAX } from './engine.js';
import { PRESETS, randomNumbers } from './state.js';

export const SCENARIOS = [
  {
    name: 'Satisfied or not',
    story: 'Three points of class 0 with the scores [10, −2, 3], [10, 9, 9] and [10, −100, −100]. ' +
      'The Weston–Watkins loss is 0 for all of them: beyond the margin it does not care. ' +
      'Choose softmax: it is never satisfied, and the second point pays most.',
    state: () => ({
      points: [[-0.5, 0, 0], [0.5, 0, 0], [-1, -1, 0]],
      W: [[0, 0], [11, 92.5], [6, 100]], b: [10, 3.5, 6], lambda: 0,
    }),
  },
  {
    name: 'The masked class',
    story: 'Three classes in a row, solved for one vs. all. No line has the middle class alone on one ' +
      'side, so its score is never the largest and the class is masked. Choose Weston–Watkins and ' +
      'solve again: the pairwise margins have no such trouble.',
    state: () => ({
      points: PRESETS.line.make(3, randomNumbers(1)), loss: 1, lambda: 0.03,
      W: [[0, 0], [0, 0], [0, 0]], b: [0, 0, 0],
    }),
    solve: true,
  },
  {
    name: 'A huge λ',
    story: 'With λ = 30 any weight costs more than it earns: the weights shrink to almost nothing and ' +
      'softmax says one third everywhere. Move λ to the left, solve again, and it becomes sure.',
    state: () => ({ loss: SOFTMAX, lambda: 30, shade: 1 }),
    solve: true,
  },
  {
    name: 'Without a bias',
    story: 'The bias is left out, so every line of score zero passes through the origin; the cloud in ' +
      'the middle cannot be cut off. Give the bias back and solve again.',
    state: () => ({
      points: [[0.1, 0.1, 0], [-0.1, 0, 0], [0, -0.15, 0], [0.7, 0.6, 1], [0.5, 0.8, 1],
        [0.8, 0.8, 1], [0.6, -0.7, 2], [0.8, -0.5, 2], [0.7, -0.8, 2]],
      bias: 2, lambda: 0.003, W: [[0, 0], [0, 0], [0, 0]], b: [0, 0, 0],
    }),
    solve: true,
  },
  {
    name: 'Δ against λ',
    story: 'Ten times the margin and a tenth of λ: W becomes ten times as large and every line ' +
      'stays where it was. Only the two together mean something, so Δ may stay at 1.',
    state: () => ({ delta: 10, lambda: 0.01 }),
    solve: true,
  },
];
