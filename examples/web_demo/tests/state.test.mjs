// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// What needs no module: the address, undo, lines in the square, source text.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clipLine, contourOf } from '../page/geometry.js';
import { asCpp, asNumPy } from '../page/source_text.js';
import { DEFAULT, UndoStack, copy, fromHash, toHash } from '../page/state.js';
import { problemOf } from './module.mjs';

test('the address holds the whole state', () => {
  assert.equal(toHash(DEFAULT), '');
  assert.deepEqual(fromHash(''), copy(DEFAULT));
  const state = {
    ...copy(DEFAULT), K: 2, W: [[0.1, -3], [2.5e-7, 4]], b: [1, -1], points: [[0.123, -1, 1]],
    loss: 3, delta: 0.5, lambda: 0, bias: 1, step: 5, shade: 2, shadeClass: 1,
  };
  assert.deepEqual(fromHash(`#${toHash(state)}`), state);
});

test('an address from anywhere gives a state that can be shown', () => {
  for (const hash of [
    '#w=NaN,1,2;3,4,5', '#w=1e999,0,0;0,0,0', '#points=', '#points=9,9,99', '#lambda=-3&delta=1e9',
    '#loss=nonsense&step=abc&of=77', '#w=1,2,3', '#points=0,0,-1;0,0,1.5', '#%E0%A4%A', '#bias=none&&&=',
  ]) {
    const problem = problemOf(fromHash(hash));
    assert.ok(Number.isFinite(problem.evaluate()), hash);
  }
});

test('undo gives back what was, redo what came after', () => {
  const undo = new UndoStack({ a: 1 });
  undo.push({ a: 2 });
  undo.push({ a: 2 });
  undo.push({ a: 3 });
  assert.deepEqual(undo.undo(), { a: 2 });
  assert.deepEqual(undo.undo(), { a: 1 });
  assert.deepEqual(undo.undo(), { a: 1 });
  assert.deepEqual(undo.redo(), { a: 2 });
  undo.push({ a: 4 });
  assert.equal(undo.canRedo, false);
});

test('a line is cut at the sides of the square', () => {
  const ends = (line) => line.map((p) => p.join()).sort();
  assert.deepEqual(ends(clipLine(1, 0, -0.5)), ['0.5,-1', '0.5,1']);
  assert.deepEqual(ends(clipLine(0, 2, 1)), ['-1,-0.5', '1,-0.5']);
  assert.deepEqual(ends(clipLine(1, -1, 0)), ['-1,-1', '1,1']);
  assert.equal(clipLine(1, 0, -3), null);
  assert.equal(clipLine(0, 0, 0), null);
  assert.equal(clipLine(0, 0, 1), null);
});

test('a contour runs where a linear function has the level', () => {
  const n = 9;
  const values = Array.from({ length: n * n }, (_, i) => (i % n) / (n - 1) + 0.0 * i);
  const lines = contourOf(values, n, 0.3);
  assert.equal(lines.length, n - 1);
  for (const [x] of lines.flat()) assert.ok(Math.abs(x - (-1 + 2 * 0.3)) < 1e-12);
  assert.deepEqual(contourOf(values, n, 2), []);
});

test('the source text holds W and b as they count', () => {
  const state = { ...copy(DEFAULT), delta: 0.5 };
  assert.equal(asCpp(state), '// softmargin::WestonWatkinsHinge{.delta = 0.5}, softmargin::L2{0.1}, bias free\n' +
    'Eigen::MatrixXd W(3, 2);\nW << 1, 2,\n     2, -4,\n     3, -1;\n' +
    'Eigen::VectorXd b(3);\nb << 0, 0.5, -0.5;\n');
  assert.equal(asNumPy({ ...state, bias: 2 }),
    'W = np.array([[1, 2],\n              [2, -4],\n              [3, -1]])\nb = np.array([0, 0, 0])\n');
});
