// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The colours of the plane.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LIMIT, LOSSES, SOFTMAX } from '../page/engine.js';
import { DEFAULT, PRESETS, copy, fitModelTo, randomNumbers } from '../page/state.js';
import { problemOf } from './module.mjs';

const SHADES = ['class', 'probability', 'margin', 'loss'];

test('shading shows the class with the largest score where it is', () => {
  const state = { ...DEFAULT, W: [[1, 0], [-1, 0], [0, 0]], b: [0, 0, -9] };
  const palette = [[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const { data } = problemOf(state).shade(0, 0, 4, palette);
  const pixel = (x, y) => [...data.subarray(4 * (4 * y + x), 4 * (4 * y + x) + 4)];
  assert.deepEqual(pixel(3, 0), [255, 179, 179, 255]);
  assert.deepEqual(pixel(0, 3), [179, 255, 179, 255]);
  const up = problemOf({ ...state, W: [[0, 1], [0, -1], [0, 0]] }).shade(0, 0, 4, palette).data;
  assert.deepEqual([...up.subarray(0, 3)], [255, 179, 179], 'the second axis points up');
});

test('each shading says of a pixel what the model says of its middle', () => {
  const random = randomNumbers(11);
  const size = 8;
  for (let i = 0; i < 60; ++i) {
    const K = 2 + (i % 5);
    const palette = Array.from({ length: K + 1 }, () => [random(), random(), random()]);
    const label = i % K;
    const middles = Array.from({ length: size * size }, (_, j) =>
      [(2 * (j % size) + 1) / size - 1, 1 - (2 * Math.floor(j / size) + 1) / size]);
    const state = {
      ...copy(DEFAULT), K, loss: i % 4, delta: i % 3 === 0 ? 0 : 1,
      points: middles.map(([x, y]) => [x, y, label]),
      W: Array.from({ length: K }, () => [8 * random() - 4, 8 * random() - 4]),
      b: Array.from({ length: K }, () => 2 * random() - 1),
    };
    const problem = problemOf(state);
    problem.evaluate();
    const [scores, probabilities, losses] =
      [problem.columns('scores'), problem.columns('probabilities'), problem.losses];
    SHADES.forEach((name, shade) => {
      const { data } = problem.shade(shade, label, size, palette);
      middles.forEach((_, j) => {
        const order = scores[j].map((s, k) => [s, k]).sort((a, b) => b[0] - a[0]);
        const ahead = order[0][0] - order[1][0];
        if (Math.min(ahead, Math.abs(ahead - state.delta)) < 1e-4) return;
        const shares = {
          class: () => [[order[0][1], 0.3]],
          probability: () => probabilities[j].map((p, k) => [k, 0.75 * p]),
          margin: () => [[order[0][1], ahead < state.delta ? 0.06 + (0.2 * ahead) / state.delta : 0.42]],
          loss: () => [[label, (0.9 * losses[j]) / (losses[j] + 1.5)]],
        }[name]();
        for (let c = 0; c < 3; ++c) {
          const wanted = shares.reduce((sum, [k, share]) =>
            sum + share * (palette[k + 1][c] - palette[0][c]), palette[0][c]);
          const got = data[4 * j + c];
          assert.ok(Math.abs(got - 255 * wanted) <= 0.51, `${name}, pixel ${j}: ${got}, not ${255 * wanted}`);
        }
        assert.equal(data[4 * j + 3], 255);
      });
    });
  }
});

test('the largest weights colour the plane too', () => {
  const palette = [[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const W = [[LIMIT, LIMIT], [-LIMIT, LIMIT], [LIMIT, -LIMIT]];
  for (const loss of [0, 1, 2, SOFTMAX]) {
    for (let shade = 0; shade < 4; ++shade) {
      const { data } = problemOf({ ...DEFAULT, loss, delta: 10, W, b: [LIMIT, -LIMIT, 0] }).shade(shade, 0, 64, palette);
      // White paper and one primary colour a class: what one channel loses, no other gains.
      for (let j = 0; j < data.length; j += 4) assert.equal(Math.max(data[j], data[j + 1], data[j + 2]) >= 60, true);
    }
  }
});

/** The median of what 40 runs take in ms of processor time, after some to warm up. */
function timeOf(run) {
  const times = [];
  for (let i = 0; i < 60; ++i) {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    if (i >= 20) times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[20];
}

/** What six exponentials a pixel take in a plain loop: how fast this machine is. */
function timeOfExponentials() {
  const numbers = Float64Array.from({ length: 6 * 400 * 400 }, (_, i) => -(i % 1000) / 100);
  const out = new Float64Array(numbers.length);
  return timeOf(() => {
    for (let i = 0; i < numbers.length; ++i) out[i] = Math.exp(numbers[i]);
  });
}

const limit = Math.max(8, 0.45 * timeOfExponentials()); // more than 8 ms on a slow machine alone
for (const K of [3, 6]) {
  for (const [shade, loss] of [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1], [3, 2], [3, SOFTMAX]]) {
    test(`400 x 400 pixels take at most ${limit.toFixed(1)} ms: ${K} classes, by ${SHADES[shade]}, ${LOSSES[loss].name}`, () => {
      const state = { ...copy(DEFAULT), loss };
      fitModelTo(state, K);
      state.points = PRESETS.blobs.make(K, randomNumbers(1));
      state.W = state.W.map((_, k) => [3 * Math.cos(k), 3 * Math.sin(k)]);
      const problem = problemOf(state);
      const palette = Array.from({ length: K + 1 }, (_, k) => [1 - k / 8, k / 8, 0.5]);
      const time = timeOf(() => problem.shade(shade, 0, 400, palette));
      assert.ok(time <= limit, `${time} ms of processor time, not ${limit}`);
    });
  }
}
