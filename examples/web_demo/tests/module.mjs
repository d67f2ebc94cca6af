// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The module in Node, and problems in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Problem, startEngine } from '../page/engine.js';

export const out = fileURLToPath(new URL('../../../build/web_demo/', import.meta.url));
export const bytes = readFileSync(`${out}demo.wasm`);
export const engine = await startEngine(bytes);
globalThis.ImageData = class {
  constructor(data, width) {
    Object.assign(this, { data, width });
  }
};

/** @param state  as in state.js */
export function problemOf(state, index = 0) {
  const problem = new Problem(engine, index);
  problem.setData(state.points.map(([x, y]) => [x, y]), state.points.map(([, , k]) => k), state.K);
  problem.setModel(state.W, state.b);
  problem.configure(state);
  return problem;
}

export const near = (got, wanted, tolerance, what = '') =>
  assert.ok(Math.abs(got - wanted) <= tolerance, `${what} should be ${wanted} within ${tolerance}, got ${got}`);
