// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The WebAssembly module and its problems: data, model and results as typed arrays.

export const LOSSES = [
  { key: 'ww', name: 'Weston–Watkins', note: 'multiclass SVM: every rival within Δ pays' },
  { key: 'ova', name: 'One vs. all', note: 'K binary SVMs, each class against the rest' },
  { key: 'cs', name: 'Crammer–Singer', note: 'structured SVM: only the strongest rival pays' },
  { key: 'softmax', name: 'Softmax', note: 'cross-entropy: everybody always pays a little' },
];
export const SOFTMAX = 3;
export const BIASES = ['free', 'penalized', 'none'];
export const STATUSES = ['converged', 'stationary', 'max_passes', 'stalled', 'stopped'];
export const LIMIT = 100; // of weights and biases, as in demo.cpp

const NUMBERS = [
  'total', 'data', 'regularization', 'accuracy', 'lowerBound', 'gap', 'gradientError', 'kink',
  'status', 'passes',
];

/** Starts the module. @param {Uint8Array} bytes  demo.wasm */
export async function startEngine(bytes) {
  let wasm;
  const imports = {
    env: {
      on_throw(text, size) {
        throw new Error(new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, text, size)));
      },
      number_text(value, out) {
        const text = new TextEncoder().encode(String(value));
        new Uint8Array(wasm.memory.buffer).set(text, out);
        return text.length;
      },
    },
    wasi_snapshot_preview1: {
      clock_time_get(_clock, _precision, out) {
        const nanoseconds = BigInt(Math.round(performance.now() * 1e6));
        new DataView(wasm.memory.buffer).setBigUint64(out, nanoseconds, true);
        return 0;
      },
    },
  };
  wasm = (await WebAssembly.instantiate(bytes, imports)).instance.exports;
  wasm._initialize();
  return new Engine(wasm);
}

class Engine {
  constructor(wasm) {
    this.wasm = wasm;
  }

  /** Calls a function of demo.cpp; what the library throws arrives as an Error. */
  call(name, ...args) {
    const stack = this.wasm.__stack_pointer.value;
    try {
      return this.wasm[`demo_${name}`](...args);
    } catch (error) {
      this.wasm.__stack_pointer.value = stack; // the throw left without unwinding
      throw error;
    }
  }

  doubles(pointer, size) {
    return new Float64Array(this.wasm.memory.buffer, pointer, size);
  }

  text(pointer) {
    const bytes = new Uint8Array(this.wasm.memory.buffer, pointer, 64);
    return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
  }

  get version() {
    return this.text(this.call('version'));
  }
}

/** One of the nine problems of demo.cpp. Arrays are views: read them again after every call. */
export class Problem {
  constructor(engine, index) {
    this.engine = engine;
    this.index = index;
  }

  call(name, ...args) {
    return this.engine.call(name, this.index, ...args);
  }

  /** @param {number[][]} X  N examples @param {number[]} y  labels @param {number} K  classes */
  setData(X, y, K) {
    const D = X[0].length;
    this.D = D;
    this.N = X.length;
    this.K = K;
    this.call('resize', D, this.N, K);
    this.view('features', D * this.N).set(X.flat());
    new Int32Array(this.engine.wasm.memory.buffer, this.call('labels'), this.N).set(y);
  }

  /** @param {number[][]} W  K x D @param {number[]} b  K */
  setModel(W, b) {
    const weights = this.view('weights', this.K * this.D);
    W.forEach((row, k) => row.forEach((w, d) => (weights[k + this.K * d] = w)));
    this.view('bias', this.K).set(b);
  }

  configure({ loss, delta, lambda, bias }) {
    this.call('configure', loss, delta, lambda, bias);
  }

  view(name, size) {
    return this.engine.doubles(this.call(name), size);
  }

  /** K x D (or K x N) as rows. */
  rows(name, columns) {
    const values = this.view(name, this.K * columns);
    return Array.from({ length: this.K }, (_, k) =>
      Array.from({ length: columns }, (_, d) => values[k + this.K * d]));
  }

  /** K x N as N columns. */
  columns(name) {
    const values = this.view(name, this.K * this.N);
    return Array.from({ length: this.N }, (_, i) =>
      Array.from(values.subarray(i * this.K, (i + 1) * this.K)));
  }

  get weights() { return this.rows('weights', this.D); }
  get bias() { return Array.from(this.view('bias', this.K)); }
  get weightGradient() { return this.rows('weight_gradient', this.D); }
  get biasGradient() { return Array.from(this.view('bias_gradient', this.K)); }
  get losses() { return Array.from(this.view('losses', this.N)); }
  get solver() { return this.engine.text(this.call('solver')); }

  get numbers() {
    const values = this.view('numbers', NUMBERS.length);
    return Object.fromEntries(NUMBERS.map((name, i) => [name, values[i]]));
  }

  evaluate() { return this.call('evaluate'); }
  checkGradient() { return this.call('check_gradient'); }
  step(size, count) { return this.call('step', size, count); }
  solve(solver, tolerance, passes) { return this.call('solve', solver, tolerance, passes); }

  /** @return {{taken: boolean, bound: number, words: string}} the bound is proved */
  solveAndTell(solver, tolerance, passes) {
    const taken = this.solve(solver, tolerance, passes) === 1;
    const last = this.history.at(-1);
    const { status, passes: made } = this.numbers;
    return {
      taken,
      bound: Number.isFinite(last?.gap) ? Math.max(0, last.objective - last.gap) : 0,
      words: `${this.solver}: ${STATUSES[status].replace('_', ' ')} after ${Math.round(made)} passes`,
    };
  }

  /** The lines of the last solve: passes, objective, gap. */
  get history() {
    return Array.from({ length: this.call('history_size') }, (_, i) => {
      const [passes, objective, gap] = this.engine.doubles(this.call('history_line', i), 3);
      return { passes, objective, gap };
    });
  }

  /** @param {number[][]} palette  paper, then one colour a class, 0 .. 1 @return {ImageData} */
  shade(mode, label, size, palette) {
    const colors = this.engine.call('scratch', 3 * palette.length);
    this.engine.doubles(colors, 3 * palette.length).set(palette.flat());
    const pixels = this.call('shade', mode, label, size, colors);
    const bytes = new Uint8ClampedArray(this.engine.wasm.memory.buffer, pixels, 4 * size * size);
    return new ImageData(bytes.slice(), size, size);
  }
}
