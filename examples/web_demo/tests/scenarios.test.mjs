// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// What the stories of the scenarios say is so.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { STATUSES, SOFTMAX } from '../page/engine.js';
import { SCENARIOS } from '../page/scenarios.js';
import { DEFAULT, copy } from '../page/state.js';
import { workedSum } from '../page/worked_sum.js';
import { near, problemOf } from './module.mjs';

/** The problem of a scenario, as the page begins it; solved if the page does so. */
function play(name, changes = {}, index = 0) {
  const { state, solve } = SCENARIOS.find((scenario) => scenario.name === name);
  const all = { ...copy(DEFAULT), ...state(), ...changes };
  const problem = problemOf(all, index);
  if (solve) {
    assert.equal(problem.solve(0, 1e-5, 1000), 1);
    assert.equal(STATUSES[problem.numbers.status], 'converged', name);
  }
  problem.evaluate();
  return { problem, state: all };
}

const largest = (values) => values.indexOf(Math.max(...values));

test('the SVM is satisfied with [10, -2, 3], [10, 9, 9] and [10, -100, -100]; softmax is not', () => {
  const { problem } = play('Satisfied or not');
  [[10, -2, 3], [10, 9, 9], [10, -100, -100]].forEach((wanted, i) =>
    wanted.forEach((score, k) => near(problem.columns('scores')[i][k], score, 1e-12)));
  assert.equal(problem.numbers.total, 0);
  const { losses } = play('Satisfied or not', { loss: SOFTMAX }).problem;
  assert.ok(losses.every((loss) => loss >= 0) && losses[0] > 0);
  assert.equal(largest(losses), 1);
});

test('one vs. all masks the middle class, Weston-Watkins does not', () => {
  const masked = play('The masked class');
  const answers = masked.problem.columns('scores').map(largest);
  assert.ok(!answers.includes(1));
  assert.ok(masked.state.points.some(([, , k]) => k === 1));
  assert.equal(play('The masked class', { loss: 0 }).problem.numbers.accuracy, 1);
});

test('a huge lambda makes softmax say one third everywhere, a small one makes it sure', () => {
  for (const p of play('A huge λ').problem.columns('probabilities').flat()) near(p, 1 / 3, 0.02);
  const sure = play('A huge λ', { lambda: 1e-4 }).problem;
  assert.ok(sure.columns('probabilities').every((p) => Math.max(...p) > 0.9));
});

test('without a bias the cloud in the middle is not cut off, with one it is', () => {
  assert.ok(play('Without a bias').problem.numbers.accuracy < 1);
  assert.equal(play('Without a bias', { bias: 0 }).problem.numbers.accuracy, 1);
});

test('ten times the margin and a tenth of lambda make W ten times as large', () => {
  const wide = play('Δ against λ').problem;
  const narrow = play('Δ against λ', { delta: 1, lambda: 0.1 }, 1).problem;
  near(wide.numbers.total, 10 * narrow.numbers.total, 1e-3);
  wide.weights.flat().forEach((w, i) => near(w, 10 * narrow.weights.flat()[i], 0.1));
});

test('the worked sum of a point is its loss, term by term', () => {
  const state = copy(DEFAULT);
  const sum = (loss, i) => {
    const problem = problemOf({ ...state, loss });
    problem.evaluate();
    return workedSum(problem, { ...state, loss }, i);
  };
  assert.equal(sum(0, 0),
    'Point 1: L = max(0, −0.10 − 1.30 + 1.00) + max(0, 0.60 − 1.30 + 1.00) = 0.000 + 0.300 = 0.300');
  assert.equal(sum(1, 0),
    'Point 1: L = max(0, 1.00 − 1.30) + max(0, 1.00 + (−0.10)) + max(0, 1.00 + 0.60) = 0.000 + 0.900 + 1.600 = 2.500');
  assert.equal(sum(2, 1),
    'Point 2: L = the largest of max(0, 0.90 − 1.40 + 1.00), max(0, 1.60 − 1.40 + 1.00) = the largest of 0.500, 1.200 = 1.200');
  assert.equal(sum(3, 0), 'Point 1: L = −log p₀ = −log 0.574 = 0.556');
});
