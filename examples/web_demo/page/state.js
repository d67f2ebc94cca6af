// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// What the page is about at a moment: data, model and settings. Presets, the address, undo.

import { BIASES, LIMIT, LOSSES } from './engine.js';

export const MAX_CLASSES = 6;
export const MAX_POINTS = 120;
export const RANGES = {
  delta: [0, 10],
  lambda: [0, 100],
  step: [0.0005, 5],
};

/** The start of the CS231n course's demo. */
export const DEFAULT = Object.freeze({
  K: 3,
  points: [
    [0.5, 0.4, 0], [0.8, 0.3, 0], [0.3, 0.8, 0],
    [-0.4, 0.3, 1], [-0.3, 0.7, 1], [-0.7, 0.2, 1],
    [0.7, -0.4, 2], [0.5, -0.6, 2], [-0.4, -0.5, 2],
  ],
  W: [[1, 2], [2, -4], [3, -1]],
  b: [0, 0.5, -0.5],
  loss: 0,
  delta: 1,
  lambda: 0.1,
  bias: 0,
  step: 0.1,
  shade: 0,
  shadeClass: 0,
});

export const copy = (value) => JSON.parse(JSON.stringify(value));
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const limited = (value) => clamp(value, -LIMIT, LIMIT);

/** The same numbers for the same seed. @return {function(): number} in [0, 1) */
export function randomNumbers(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const inside = (value) => Math.round(clamp(value, -1, 1) * 1000) / 1000;

/** A bell-shaped number about 0, of standard deviation 1. */
const bell = (random) => (random() + random() + random() + random() - 2) * Math.sqrt(3);

function around(centres, each, spread, random) {
  return centres.flatMap(([x, y], k) =>
    Array.from({ length: each }, () =>
      [inside(x + spread * bell(random)), inside(y + spread * bell(random)), k]));
}

const onCircle = (K, radius, turn = 0) =>
  Array.from({ length: K }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / K;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

/** Data sets: (K, seed) -> points. */
export const PRESETS = {
  notes: { name: 'The nine points of the course', make: () => copy(DEFAULT.points), K: 3 },
  blobs: {
    name: 'Clouds, well apart',
    make: (K, random) => around(onCircle(K, 0.62, 0.4), 8, 0.1, random),
  },
  overlap: {
    name: 'Clouds that overlap',
    make: (K, random) => around(onCircle(K, 0.4, 0.4), 12, 0.24, random),
  },
  line: {
    name: 'Three in a row',
    K: 3,
    make: (_, random) => around([[-0.65, 0], [0, 0], [0.65, 0]], 8, 0.09, random),
  },
  rings: {
    name: 'A ring around a cloud',
    K: 2,
    make: (_, random) => [
      ...around([[0, 0]], 12, 0.14, random),
      ...onCircle(16, 0.75, 0.2).map(([x, y]) =>
        [inside(x + 0.05 * bell(random)), inside(y + 0.05 * bell(random)), 1]),
    ],
  },
  spiral: {
    name: 'Spirals',
    make: (K, random) =>
      Array.from({ length: K }, (_, k) =>
        Array.from({ length: 14 }, (_, i) => {
          const radius = 0.12 + (0.8 * i) / 14;
          const angle = (2 * Math.PI * k) / K + (3.2 * i) / 14 + 0.12 * bell(random);
          return [inside(radius * Math.cos(angle)), inside(radius * Math.sin(angle)), k];
        })).flat(),
  },
};

/** A model for K classes: the old rows where there are such, zeros elsewhere. */
export function fitModelTo(state, K) {
  state.K = K;
  state.W = Array.from({ length: K }, (_, k) => state.W[k] ?? [0, 0]);
  state.b = Array.from({ length: K }, (_, k) => state.b[k] ?? 0);
  state.points = state.points.filter(([, , k]) => k < K);
  if (state.points.length === 0) state.points.push([0, 0, 0]);
  state.shadeClass = Math.min(state.shadeClass, K - 1);
}

export function randomModel(state, random) {
  state.W = state.W.map((row) => row.map(() => random() - 0.5));
  state.b = state.b.map(() => random() - 0.5);
}

// ---- The address -------------------------------------------------------------------------------

const SHADES = ['class', 'probability', 'margin', 'loss'];
const digits = (value) => String(Number(value.toPrecision(12)));

/** The state as the part of an address after '#'; empty for the default. */
export function toHash(state) {
  const parts = [];
  const add = (name, value, usual) => {
    if (value !== usual) parts.push(`${name}=${value}`);
  };
  add('loss', LOSSES[state.loss].key, LOSSES[DEFAULT.loss].key);
  add('delta', digits(state.delta), digits(DEFAULT.delta));
  add('lambda', digits(state.lambda), digits(DEFAULT.lambda));
  add('bias', BIASES[state.bias], BIASES[DEFAULT.bias]);
  add('step', digits(state.step), digits(DEFAULT.step));
  add('shade', SHADES[state.shade], SHADES[DEFAULT.shade]);
  add('of', String(state.shadeClass), String(DEFAULT.shadeClass));
  const lists = (s) => ({
    w: s.W.map((row, k) => [...row, s.b[k]].map(digits).join(',')).join(';'),
    points: s.points.map((p) => p.map(digits).join(',')).join(';'),
  });
  const now = lists(state);
  const usual = lists(DEFAULT);
  add('w', now.w, usual.w);
  add('points', now.points, usual.points);
  return parts.join('&');
}

/** The state that an address asks for. What does not make sense in it is left as usual. */
export function fromHash(hash) {
  const state = copy(DEFAULT);
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const choice = (name, keys, key) => {
    const found = keys.indexOf(fields.get(name));
    if (found >= 0) state[key] = found;
  };
  const number = (name, [low, high], key = name) => {
    const value = Number.parseFloat(fields.get(name));
    if (Number.isFinite(value)) state[key] = clamp(value, low, high);
  };
  const table = (name, width) => {
    const rows = fields.get(name)?.split(';').map((row) => row.split(',').map(Number));
    return rows?.every((r) => r.length === width && r.every(Number.isFinite)) ? rows : null;
  };
  choice('loss', LOSSES.map(({ key }) => key), 'loss');
  choice('bias', BIASES, 'bias');
  choice('shade', SHADES, 'shade');
  number('delta', RANGES.delta);
  number('lambda', RANGES.lambda);
  number('step', RANGES.step);
  const model = table('w', 3);
  if (model && model.length >= 2 && model.length <= MAX_CLASSES) {
    state.W = model.map(([w0, w1]) => [limited(w0), limited(w1)]);
    state.b = model.map(([, , b]) => limited(b));
  }
  const points = table('points', 3);
  if (points && points.length <= MAX_POINTS) {
    state.points = points.map(([x, y, k]) => [inside(x), inside(y), Math.max(0, Math.trunc(k))]);
  }
  fitModelTo(state, state.W.length);
  number('of', [0, state.K - 1], 'shadeClass');
  state.shadeClass = Math.trunc(state.shadeClass);
  return state;
}

// ---- Undo --------------------------------------------------------------------------------------

export class UndoStack {
  constructor(state) {
    this.states = [JSON.stringify(state)];
    this.at = 0;
  }

  /** Remembers a state, if it differs from the last. */
  push(state) {
    const text = JSON.stringify(state);
    if (text === this.states[this.at]) return;
    this.states.length = this.at + 1;
    this.states.push(text);
    if (this.states.length > 100) this.states.shift();
    this.at = this.states.length - 1;
  }

  get canUndo() { return this.at > 0; }
  get canRedo() { return this.at + 1 < this.states.length; }
  undo() { return JSON.parse(this.states[this.canUndo ? --this.at : this.at]); }
  redo() { return JSON.parse(this.states[this.canRedo ? ++this.at : this.at]); }
}
