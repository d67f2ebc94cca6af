// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The module without a browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { LIMIT, LOSSES, Problem, SOFTMAX, STATUSES } from '../page/engine.js';
import { DEFAULT, PRESETS, copy, randomNumbers } from '../page/state.js';
import { bytes, engine, near, out, problemOf } from './module.mjs';

test('the module takes at most 150 kB, and 60 kB compressed', () => {
  assert.ok(bytes.length <= 150_000, `${bytes.length} bytes`);
  assert.ok(gzipSync(bytes, { level: 9 }).length <= 60_000);
});

test('the module asks for nothing but the clock, numbers as text and the way out of a throw', async () => {
  const imports = WebAssembly.Module.imports(await WebAssembly.compile(bytes));
  assert.deepEqual(imports.map(({ name }) => name).sort(), ['clock_time_get', 'number_text', 'on_throw']);
});

test('the default state has the totals of the original demo', () => {
  const totals = [6.266667, 7.522222, 5.866667, 5.336640];
  totals.forEach((total, loss) => {
    const problem = problemOf({ ...DEFAULT, loss });
    near(problem.evaluate(), total, 5e-7, LOSSES[loss].name);
    near(problem.numbers.regularization, 3.5, 1e-12);
  });
});

test('the gradient of the default state is that of the shown loss, penalty included', () => {
  const problem = problemOf(DEFAULT);
  problem.evaluate();
  const wanted = [[-0.23, 0.37], [0.81, -1.18], [0.62, 0.21]];
  problem.weightGradient.forEach((row, k) => row.forEach((g, d) => near(g, wanted[k][d], 0.005)));
});

test('repeated updates reach the minimum of the default state', () => {
  const problem = problemOf({ ...DEFAULT, loss: 0 });
  problem.step(0.1, 3000);
  near(problem.evaluate(), 0.660, 0.003);
  problem.setModel(DEFAULT.W, DEFAULT.b);
  problem.configure({ ...DEFAULT, loss: SOFTMAX });
  problem.step(0.1, 3000);
  near(problem.evaluate(), 0.8763, 1e-4);
});

test('solving proves the minimum of the default state', () => {
  for (const [loss, minimum] of [[0, 0.65989], [1, 1.61712], [2, 0.62750], [SOFTMAX, 0.87630]]) {
    const problem = problemOf({ ...DEFAULT, loss });
    assert.equal(problem.solve(0, 1e-4, 1000), 1);
    near(problem.evaluate(), minimum, 3e-4);
    assert.equal(STATUSES[problem.numbers.status], 'converged', LOSSES[loss].name);
    const { objective, gap } = problem.history.at(-1);
    assert.ok(gap <= 1e-4 * objective);
  }
});

test('solving proves the minimum at every lambda', () => {
  for (const lambda of [1e-3, 0.01, 1, 10]) {
    for (const loss of [0, 1, 2, SOFTMAX]) {
      const problem = problemOf({ ...DEFAULT, loss, lambda });
      assert.equal(problem.solve(0, 1e-3, 1000), 1);
      assert.equal(STATUSES[problem.numbers.status], 'converged', `${LOSSES[loss].name}, ${lambda}`);
    }
  }
});

test('no proved bound lies above a minimum that descent reaches', () => {
  for (const [loss, reached] of [[0, 0.65990], [1, 1.61780], [2, 0.62757], [SOFTMAX, 0.87631]]) {
    const problem = problemOf({ ...DEFAULT, loss });
    const start = problem.evaluate();
    problem.solve(0, 1e-3, 3);
    const { objective, gap } = problem.history.at(-1);
    assert.ok(objective - gap <= reached, `${LOSSES[loss].name}: ${objective - gap}`);
    assert.ok(problem.evaluate() < start);
  }
});

test('the module and the same code on this machine agree to 1e-12', () => {
  const native = JSON.parse(execFileSync(`${out}native`, { encoding: 'utf8' }));
  assert.equal(native.length, 12);
  for (const wanted of native) {
    const problem = problemOf({ ...DEFAULT, delta: 1.5, loss: wanted.loss, bias: wanted.bias });
    problem.step(0.1, 200);
    const got = {
      total: [problem.evaluate()],
      weights: problem.view('weights', 6),
      bias_values: problem.view('bias', 3),
      weight_gradient: problem.view('weight_gradient', 6),
      scores: problem.view('scores', 27),
      probabilities: problem.view('probabilities', 27),
      losses: problem.view('losses', 9),
    };
    for (const [name, values] of Object.entries(got)) {
      assert.equal(wanted[name].length, values.length);
      wanted[name].forEach((value, i) =>
        near(values[i], value, 1e-12 * Math.max(1, Math.abs(value)), `${name}(${i})`));
    }
  }
});

test('what the library throws arrives as an error, and the module goes on', () => {
  const problem = problemOf(DEFAULT);
  const stack = engine.wasm.__stack_pointer.value;
  for (let i = 0; i < 200; ++i) {
    problem.configure({ ...DEFAULT, delta: -0.25 });
    assert.throws(() => problem.evaluate(), /delta should be finite and not negative, got -0\.25/);
  }
  problem.configure({ ...DEFAULT, lambda: Number.NaN });
  assert.throws(() => problem.evaluate(), /lambda should be finite and not negative, got NaN/);
  problem.configure(DEFAULT);
  new Int32Array(engine.wasm.memory.buffer, problem.call('labels'), 9)[4] = 7;
  assert.throws(() => problem.evaluate(), /in \[0, 3\), got 7/);
  assert.equal(engine.wasm.__stack_pointer.value, stack);
  near(problemOf(DEFAULT).evaluate(), 6.266667, 5e-7);
});

test('in every state the gradient agrees with central differences and no number is NaN', () => {
  const random = randomNumbers(7);
  const choose = (values) => values[Math.floor(random() * values.length)];
  for (let i = 0; i < 400; ++i) {
    const K = 2 + Math.floor(random() * 5);
    const preset = PRESETS[choose(Object.keys(PRESETS))];
    const classes = preset.K ?? K;
    const size = choose([0, 1e-3, 0.5, 5, LIMIT]);
    const entry = () => (choose([0, 1, 2]) === 0 ? size * Math.sign(random() - 0.5) : size * (2 * random() - 1));
    const state = {
      ...copy(DEFAULT), K: classes, points: preset.make(classes, random),
      W: Array.from({ length: classes }, () => [entry(), entry()]),
      b: Array.from({ length: classes }, entry),
      loss: i % 4, delta: choose([0, 0.1, 1, 10]), lambda: choose([0, 1e-5, 0.1, 100]),
      bias: Math.floor(random() * 3),
    };
    const problem = problemOf(state);
    for (const moment of ['start', 'steps', 'solved']) {
      if (moment === 'steps') problem.step(choose([5e-4, 0.1, 5]), 50);
      if (moment === 'solved') problem.solve(i % 3, 1e-3, 40);
      problem.evaluate();
      const error = problem.checkGradient();
      const where = `${moment} of ${JSON.stringify({ ...state, i })}`;
      assert.ok(error < 1e-6, `gradient off by ${error} at the ${where}`);
      const numbers = problem.numbers;
      for (const name of ['total', 'data', 'regularization', 'accuracy', 'lowerBound']) {
        assert.ok(Number.isFinite(numbers[name]), `${name} at the ${where}`);
      }
      assert.ok(problem.weights.flat().concat(problem.bias).every((w) => Math.abs(w) <= LIMIT));
      assert.ok([...problem.losses, ...problem.columns('probabilities').flat()].every(Number.isFinite));
    }
  }
});

test('an update that would leave the limits is not made', () => {
  const problem = problemOf({ ...DEFAULT, lambda: 100 });
  const done = problem.step(5, 100);
  assert.equal(done, 0);
  assert.deepEqual(problem.weights, DEFAULT.W);
});

test('a product larger than the stack of the linker works', () => {
  const problem = new Problem(engine, 5);
  const random = randomNumbers(3);
  const X = Array.from({ length: 400 }, () => Array.from({ length: 200 }, random));
  problem.setData(X, X.map((_, i) => i % 10), 10);
  problem.configure({ ...DEFAULT, loss: SOFTMAX, lambda: 0.01 });
  assert.equal(problem.solve(0, 1e-3, 50), 1);
  near(problem.evaluate(), problem.history.at(-1).objective, 1e-9);
});
