// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The first view: one loss, everything about it.

import { BIASES, LOSSES, Problem, SOFTMAX } from './engine.js';
import { Plot, SHAPE_NAMES, badge, svg } from './plot.js';
import {
  DEFAULT, MAX_CLASSES, MAX_POINTS, PRESETS, RANGES, UndoStack, clamp, copy, fitModelTo, fromHash,
  limited, randomModel, randomNumbers, toHash,
} from './state.js';
import {
  $, Repeater, Slider, announce, complain, make, oncePerFrame, show, showSmall, themePalette,
} from './ui.js';

const MOST_MOMENTS = 4000;

/** One click each: a state, and what to see in it. */
const SCENARIOS = [
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
      points: PRESETS.line.make(3, randomNumbers(1)), loss: 1, lambda: 0.001,
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

export class Plane {
  constructor(engine, changed) {
    this.problem = new Problem(engine, 0);
    this.state = fromHash(location.hash);
    this.undo = new UndoStack(this.state);
    this.changed = changed;
    this.selected = -1;
    this.hovered = -1;
    this.moments = [];
    this.draw = oncePerFrame(() => this.drawNow());
    this.plot = new Plot($('plot'), {
      pixels: 400,
      label: 'Plane of the two features, with the points',
      probe: new Problem(engine, 7),
      events: {
        grab: (i) => this.select(i),
        move: (i, x, y) => this.movePoint(i, x, y),
        drop: () => this.commit(),
        add: (x, y) => this.addPoint(x, y),
        hover: (i) => this.hover(i),
        select: (i) => this.select(i),
        key: (i, event) => this.pointKey(i, event),
      },
    });
    this.makeControls();
    this.restart();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.draw);
    addEventListener('hashchange', () => {
      if (toHash(this.state) === location.hash.slice(1)) return;
      this.load(fromHash(location.hash));
      this.commit();
    });
  }

  // ---- Controls ----------------------------------------------------------------------------------

  makeControls() {
    const on = (id, event, act) => $(id).addEventListener(event, act);
    for (const scenario of SCENARIOS) {
      const button = make('button', { textContent: scenario.name });
      button.addEventListener('click', () => this.play(scenario));
      $('scenarios').append(button);
    }
    LOSSES.forEach(({ name, note }, i) => {
      const radio = make('input', { type: 'radio', name: 'loss', value: String(i) });
      radio.addEventListener('change', () => this.change(() => (this.state.loss = i), true));
      $('losses').append(make('label', {}, radio, make('b', { textContent: name }),
        make('small', { textContent: note })));
    });
    const slider = (key, name, hint, options) =>
      new Slider($(`${key}-row`), name, hint, { low: RANGES[key][0], high: RANGES[key][1], ...options },
        (value, done) => {
          if (value !== null) this.change(() => (this.state[key] = value), false);
          if (done) this.commit();
        });
    this.delta = slider('delta', 'Δ', 'margin');
    this.lambda = slider('lambda', 'λ', 'regularization', { low: 1e-5, logarithmic: true, zero: true });
    this.stepSize = slider('step', 'Step', 'size', { logarithmic: true });
    on('bias', 'change', () => this.change(() => (this.state.bias = Number($('bias').value)), true));
    on('shade', 'change', () => this.change(() => (this.state.shade = Number($('shade').value)), true));
    on('shade-class', 'change', () =>
      this.change(() => (this.state.shadeClass = Number($('shade-class').value)), true));
    for (const id of ['margins', 'arrows', 'descent', 'log']) on(id, 'change', this.draw);

    on('single', 'click', () => {
      this.update(1);
      this.commit();
    });
    this.repeater = new Repeater($('run'), () => this.update(Number($('speed').value)),
      () => this.commit());
    on('solve', 'click', () => this.solve());
    on('randomize', 'click', () => this.change(() => {
      randomModel(this.state, Math.random);
    }, true));
    on('reset', 'click', () => {
      this.load(copy(DEFAULT));
      this.tell('');
      this.commit();
    });
    on('undo', 'click', () => this.load(this.undo.undo()));
    on('redo', 'click', () => this.load(this.undo.redo()));
    on('scrubber', 'input', () => this.travel(Number($('scrubber').value)));
    on('scrubber', 'change', () => this.commit());

    for (const [key, { name }] of Object.entries(PRESETS)) {
      $('preset').append(make('option', { value: key, textContent: name }));
    }
    for (let K = 2; K <= MAX_CLASSES; ++K) {
      $('classes').append(make('option', { value: String(K), textContent: String(K) }));
    }
    on('preset', 'change', () => this.loadPreset());
    on('seed', 'change', () => this.loadPreset());
    on('classes', 'change', () => {
      const K = Number($('classes').value);
      const preset = PRESETS[$('preset').value];
      this.change(() => fitModelTo(this.state, K), false);
      if (!preset.K) this.loadPreset();
      else this.commit();
    });
    on('add-point', 'click', () => this.addPoint(0, 0));
    on('delete-point', 'click', () => this.deletePoint(this.selected));
    on('point-x', 'input', () => this.typePoint());
    on('point-y', 'input', () => this.typePoint());
    on('point-x', 'change', () => this.commit());
    on('point-y', 'change', () => this.commit());
    on('point-class', 'change', () =>
      this.change(() => (this.state.points[this.selected][2] = Number($('point-class').value)), true));
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.addEventListener('click', () => this.copyText(button));
    }
    addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      if (event.target.matches('input')) return;
      event.preventDefault();
      this.load(event.shiftKey ? this.undo.redo() : this.undo.undo());
    });
    document.addEventListener('pointerover', (event) => {
      const row = event.target.closest?.('#table tbody tr');
      if (row) this.hover(row.rowIndex - 1);
      else if (this.hovered >= 0 && !event.target.closest?.('#plot')) this.hover(-1);
    });
  }

  // ---- Changes -----------------------------------------------------------------------------------

  /** Changes the state by hand: training starts anew from here. */
  change(edit, done) {
    edit();
    complain('');
    this.restart();
    if (done) this.commit();
  }

  load(state) {
    this.repeater.stop();
    this.state = state;
    this.selected = Math.min(this.selected, state.points.length - 1);
    this.hovered = -1;
    complain('');
    this.restart();
  }

  /** A state that is worth going back to, and worth an address. */
  commit() {
    this.undo.push(this.state);
    const hash = toHash(this.state);
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
    this.draw();
  }

  tell(text) {
    $('story').hidden = text === '';
    $('story').textContent = text;
  }

  play(scenario) {
    this.load({ ...copy(DEFAULT), ...scenario.state() });
    this.tell(scenario.story);
    if (scenario.solve) this.solve();
    this.commit();
    announce(scenario.story);
  }

  loadPreset() {
    const preset = PRESETS[$('preset').value];
    const seed = clamp(Math.trunc($('seed').valueAsNumber) || 0, 0, 999999);
    this.repeater.stop();
    this.change(() => {
      const K = preset.K ?? this.state.K;
      this.state.points = preset.make(K, randomNumbers(seed));
      fitModelTo(this.state, K);
      this.selected = -1;
    }, true);
  }

  movePoint(i, x, y) {
    const at = (value) => Math.round(clamp(value, -1, 1) * 1000) / 1000;
    this.change(() => this.state.points[i].splice(0, 2, at(x), at(y)), false);
  }

  typePoint() {
    const values = [$('point-x').valueAsNumber, $('point-y').valueAsNumber];
    if (this.selected >= 0 && values.every(Number.isFinite)) this.movePoint(this.selected, ...values);
  }

  addPoint(x, y) {
    if (this.state.points.length >= MAX_POINTS) {
      complain(`${MAX_POINTS} points are as many as fit here.`);
      return;
    }
    const k = this.selected >= 0 ? this.state.points[this.selected][2] : 0;
    this.change(() => {
      this.state.points.push([0, 0, k]);
      this.selected = this.state.points.length - 1;
      this.state.points[this.selected] = [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000, k];
    }, true);
    this.drawNow();
    this.plot.focus(this.selected);
  }

  deletePoint(i) {
    if (i < 0) return;
    if (this.state.points.length === 1) {
      complain('One point must stay: a mean over none does not exist.');
      return;
    }
    this.change(() => {
      this.state.points.splice(i, 1);
      this.selected = Math.min(i, this.state.points.length - 1);
      this.hovered = -1;
    }, true);
    this.drawNow();
    this.plot.focus(this.selected);
  }

  pointKey(i, event) {
    const [x, y] = this.state.points[i];
    const by = event.shiftKey ? 0.1 : 0.01;
    const moves = {
      ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by],
    };
    if (moves[event.key]) {
      this.movePoint(i, x + moves[event.key][0], y + moves[event.key][1]);
      this.commit();
      announce(this.describe(i));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.deletePoint(i);
    } else if (/^[0-9]$/.test(event.key) && Number(event.key) < this.state.K) {
      this.change(() => (this.state.points[i][2] = Number(event.key)), true);
      this.drawNow();
      this.plot.focus(i);
    } else {
      return;
    }
    event.preventDefault();
  }

  select(i) {
    this.selected = i;
    this.draw();
  }

  hover(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.draw();
  }

  /** The one that row, point and worked sum are about. */
  get marked() {
    return this.hovered >= 0 ? this.hovered : this.selected;
  }

  // ---- Evaluation and training -------------------------------------------------------------------

  /** Hands the state to the library and begins a new history. */
  restart() {
    const { points, K, W, b } = this.state;
    this.problem.setData(points.map(([x, y]) => [x, y]), points.map(([, , k]) => k), K);
    this.problem.setModel(W, b);
    this.problem.configure(this.state);
    this.evaluate();
    const objective = JSON.stringify([points, K, this.state.loss, this.state.delta, this.state.lambda,
      this.state.bias]);
    if (objective !== this.objective) {
      this.objective = objective;
      this.bound = 0; // nothing is proved of a new objective
      $('report').textContent = '';
    }
    this.moments = [];
    this.remember();
    this.draw();
    this.changed(this.state);
  }

  evaluate() {
    this.problem.evaluate();
    this.problem.checkGradient();
    this.numbers = this.problem.numbers;
    this.bound = Math.max(this.bound ?? 0, this.numbers.lowerBound);
  }

  remember() {
    const { total, data, regularization, accuracy } = this.numbers;
    this.moments.push({
      W: this.problem.weights, b: this.problem.bias, total, data, regularization, accuracy,
    });
    if (this.moments.length > MOST_MOMENTS) {
      this.moments = this.moments.filter((_, i) => i % 2 === 0 || i + 1 === this.moments.length);
    }
    this.now = this.moments.length - 1;
  }

  takeModel() {
    this.state.W = this.problem.weights;
    this.state.b = this.problem.bias;
  }

  /** Updates against the gradient. @return whether more can follow */
  update(count) {
    complain('');
    this.moments.length = this.now + 1;
    const done = this.problem.step(this.state.step, count);
    this.evaluate();
    this.takeModel();
    if (done > 0) this.remember();
    if (done < count) {
      complain('The next update would throw the weights beyond ±100: the step is too long for this ' +
        'objective. Make it smaller.');
    }
    this.draw();
    this.changed(this.state);
    return done === count;
  }

  solve() {
    this.repeater.stop();
    complain('');
    this.moments.length = this.now + 1;
    const solver = Number($('solver').value);
    const before = this.numbers.total;
    const { taken, bound, words } = this.problem.solveAndTell(solver, 1e-4, solver === 2 ? 300 : 400);
    this.evaluate();
    this.takeModel();
    this.bound = Math.max(this.bound, bound);
    this.remember();
    if (!taken) {
      complain('There is no minimum to reach: without regularization the weights of separable data ' +
        'grow for ever. They were left where they are. Choose λ > 0.');
    }
    $('report').textContent = `${words}; ${show(before, 3)} → ${show(this.numbers.total, 3)}`;
    this.commit();
    this.changed(this.state);
  }

  /** Back (or forth) to a moment of the history. */
  travel(moment) {
    this.repeater.stop();
    this.now = clamp(moment, 0, this.moments.length - 1);
    const { W, b } = this.moments[this.now];
    this.problem.setModel(W, b);
    this.evaluate();
    this.takeModel();
    this.draw();
    this.changed(this.state);
  }

  // ---- Pictures ----------------------------------------------------------------------------------

  describe(i) {
    const [x, y, k] = this.state.points[i];
    return `Point ${i + 1}, class ${k}, ${SHAPE_NAMES[k]}, at ${show(x)}, ${show(y)}, loss ${
      show(this.problem.losses[i] ?? 0)}`;
  }

  drawNow() {
    if ($('plane').hidden) return;
    this.plot.draw(this.problem, this.state, {
      palette: themePalette(this.state.K),
      marked: this.marked,
      margins: $('margins').checked,
      arrows: $('arrows').checked,
      descent: $('descent').checked,
      describe: (i) => this.describe(i),
    });
    this.drawControls();
    this.drawNumbers();
    this.drawParameters();
    this.drawTable();
    this.drawCurve();
    this.drawExports();
  }

  drawControls() {
    const { state } = this;
    const softmax = state.loss === SOFTMAX;
    document.querySelectorAll('[name=loss]').forEach((radio, i) => (radio.checked = i === state.loss));
    this.delta.set(state.delta, { disabled: softmax });
    this.lambda.set(state.lambda);
    this.stepSize.set(state.step);
    $('bias').value = String(state.bias);
    $('shade').value = String(state.shade);
    $('shade-class-label').hidden = state.shade !== 3;
    $('classes').value = String(state.K);
    $('undo').disabled = !this.undo.canUndo && this.undo.states[this.undo.at] === JSON.stringify(state);
    $('redo').disabled = !this.undo.canRedo;
    for (const select of [$('shade-class'), $('point-class')]) {
      if (select.options.length === state.K) continue;
      select.replaceChildren(...Array.from({ length: state.K }, (_, k) =>
        make('option', { value: String(k), textContent: `${k} ${SHAPE_NAMES[k]}` })));
    }
    $('shade-class').value = String(state.shadeClass);
    const chosen = this.selected >= 0 && this.selected < state.points.length;
    $('selected').hidden = !chosen;
    if (chosen) {
      const [x, y, k] = state.points[this.selected];
      $('selected-name').textContent = `Point ${this.selected + 1}`;
      for (const [id, value] of [['point-x', x], ['point-y', y]]) {
        if (document.activeElement !== $(id)) $(id).value = String(value);
      }
      $('point-class').value = String(k);
    }
    const lines = softmax
      ? 'Lines: a class has probability ½ (solid), 0.9 (dashed).'
      : state.loss === 1
        ? 'Lines: the score of a class is 0 (solid) and ±Δ (dashed).'
        : 'Lines: two classes score alike (dotted), one leads by Δ (dashed, in its colour), or has score 0 (solid).';
    $('legend').textContent = `${lines} Rings: points that pay, the more the larger.`;
  }

  drawNumbers() {
    const { total, data, regularization, accuracy, gradientError, kink } = this.numbers;
    $('data-loss').textContent = show(data, 3);
    $('regularization').textContent = show(regularization, 3);
    $('total-loss').textContent = show(total, 3);
    $('accuracy').textContent = `${show(100 * accuracy, 0)} % right`;
    const gap = Math.max(0, total - this.bound);
    $('gap').textContent = gap < 1e-9 * Math.max(1, total)
      ? 'proved minimal'
      : `at most ${showSmall(gap)} above the minimum`;
    const right = gradientError < 1e-6;
    $('gradient-badge').classList.toggle('wrong', !right);
    $('gradient-badge').textContent = `${right ? '✓' : '✗'} gradient against central differences: ${
      gradientError.toExponential(0).replace('-', '−')}${kink ? ' (beside a kink)' : ''}`;
    announce(`Total loss ${show(total)}, ${show(100 * accuracy, 0)} percent right`);
  }

  drawParameters() {
    const body = $('parameters').tBodies[0];
    const { K } = this.state;
    if (body.rows.length !== K) {
      body.replaceChildren(...Array.from({ length: K }, (_, k) => this.parameterRow(k)));
    }
    const { weightGradient, biasGradient } = this.problem;
    for (let k = 0; k < K; ++k) {
      const values = [...this.state.W[k], this.state.b[k]];
      const slopes = [...weightGradient[k], biasGradient[k]];
      values.forEach((value, column) => {
        const cell = body.rows[k].cells[column + 1];
        const field = cell.querySelector('input');
        const off = column === 2 && this.state.bias === 2;
        if (document.activeElement !== field) field.value = off ? '0' : String(Number(value.toFixed(2)));
        for (const control of cell.querySelectorAll('input, button')) control.disabled = off;
        cell.querySelector('output').textContent = show(slopes[column]);
      });
    }
  }

  parameterRow(k) {
    const head = make('th', { scope: 'row' }, badge(k), String(k));
    const cells = ['weight 0', 'weight 1', 'bias'].map((name, column) => {
      const field = make('input', { type: 'number', step: '0.1', min: '-100', max: '100' });
      field.setAttribute('aria-label', `${name} of class ${k}`);
      const put = (value, done) => this.change(() => {
        const rounded = limited(Math.round(value * 1e9) / 1e9);
        if (column === 2) this.state.b[k] = rounded;
        else this.state.W[k][column] = rounded;
      }, done);
      field.addEventListener('input', () => {
        if (Number.isFinite(field.valueAsNumber)) put(field.valueAsNumber, false);
      });
      field.addEventListener('change', () => this.commit());
      const stepper = (sign, text) => {
        const button = make('button', { textContent: text, className: 'stepper', type: 'button' });
        button.setAttribute('aria-label', `${sign > 0 ? 'more' : 'less'} ${name} of class ${k}`);
        button.addEventListener('click', () => {
          const value = column === 2 ? this.state.b[k] : this.state.W[k][column];
          put(value + 0.1 * sign, true);
        });
        return button;
      };
      const slope = make('output');
      slope.setAttribute('aria-label', `gradient of ${name} of class ${k}`);
      slope.setAttribute('aria-live', 'off');
      return make('td', {}, make('div', { className: 'stepped' }, stepper(-1, '−'), field,
        stepper(1, '+')), slope);
    });
    return make('tr', {}, head, ...cells);
  }

  drawTable() {
    const { state, problem } = this;
    const softmax = state.loss === SOFTMAX;
    const table = $('table');
    const shape = `${state.K} ${softmax}`;
    if (table.dataset.shape !== shape) {
      table.dataset.shape = shape;
      const head = make('tr');
      const column = (...content) => head.append(make('th', { scope: 'col' }, ...content));
      column('point');
      column('x₀');
      column('x₁');
      for (let k = 0; k < state.K; ++k) column(badge(k), ` s${'₀₁₂₃₄₅'[k]}`);
      if (softmax) for (let k = 0; k < state.K; ++k) column(badge(k), ` p${'₀₁₂₃₄₅'[k]}`);
      column('loss');
      table.tHead.replaceChildren(head);
      table.tBodies[0].replaceChildren();
    }
    const body = table.tBodies[0];
    const width = 3 + state.K * (softmax ? 2 : 1) + 1;
    while (body.rows.length > state.points.length) body.deleteRow(-1);
    const scores = problem.columns('scores');
    const probabilities = softmax ? problem.columns('probabilities') : null;
    const { losses } = problem;
    state.points.forEach(([x, y, label], i) => {
      let row = body.rows[i];
      if (!row) {
        row = body.insertRow();
        row.append(make('th', { scope: 'row' }));
        for (let c = 1; c < width; ++c) row.insertCell();
        row.addEventListener('click', () => this.select(row.rowIndex - 1));
      }
      if (row.dataset.label !== String(label)) {
        row.dataset.label = String(label);
        row.cells[0].replaceChildren(badge(label), make('span', { textContent: ` ${i + 1}` }),
          make('span', { className: 'visually-hidden', textContent: `, class ${label}` }));
      }
      const texts = [show(x), show(y), ...scores[i].map((s) => show(s)),
        ...(softmax ? probabilities[i].map((p) => show(p, 3)) : []), show(losses[i], 3)];
      texts.forEach((text, c) => {
        const cell = row.cells[c + 1];
        if (cell.textContent !== text) cell.textContent = text;
      });
      for (let k = 0; k < state.K; ++k) row.cells[3 + k].classList.toggle('own', k === label);
      row.lastChild.classList.toggle('paid', losses[i] > 1e-9);
      row.classList.toggle('marked', i === this.marked);
    });
    const foot = make('tr', {}, make('th', { scope: 'row', colSpan: width - 1, textContent: 'mean' }),
      make('td', { textContent: show(this.numbers.data, 3) }));
    table.tFoot.replaceChildren(foot);
    const worst = losses.indexOf(Math.max(...losses));
    this.drawWorked(this.marked >= 0 && this.marked < losses.length ? this.marked : worst, scores);
  }

  /** The sum of one point, with its numbers; each term comes from the library. */
  drawWorked(i, scores) {
    const { state, problem } = this;
    const own = state.points[i][2];
    const s = scores[i];
    const terms = problem.columns('terms')[i];
    const loss = show(problem.losses[i], 3);
    const name = `Point ${i + 1}: L = `;
    const paren = (value) => (value < 0 ? `(${show(value)})` : show(value));
    if (state.loss === SOFTMAX) {
      $('worked').textContent = `${name}−log p${'₀₁₂₃₄₅'[own]} = −log ${
        terms[own] < 0.001 ? terms[own].toExponential(2).replace('-', '−') : show(terms[own], 3)} = ${loss}`;
      return;
    }
    const delta = show(state.delta);
    const sums = s.map((score, k) => {
      if (state.loss === 1) {
        return `max(0, ${delta} ${k === own ? '−' : '+'} ${paren(score)})`;
      }
      return k === own ? null : `max(0, ${show(score)} − ${paren(s[own])} + ${delta})`;
    }).filter(Boolean);
    const values = terms.filter((_, k) => state.loss === 1 || k !== own).map((t) => show(t, 3));
    $('worked').textContent = state.loss === 2
      ? `${name}the largest of ${sums.join(', ')} = the largest of ${values.join(', ')} = ${loss}`
      : `${name}${sums.join(' + ')} = ${values.join(' + ')} = ${loss}`;
  }

  drawCurve() {
    const [width, height, left, bottom] = [720, 180, 46, 22];
    const logarithmic = $('log').checked;
    const floor = 1e-4;
    const curves = ['total', 'data', 'regularization'];
    const values = this.moments.flatMap((m) => curves.map((c) => m[c]));
    const scale = (v) => (logarithmic ? Math.log10(Math.max(v, floor)) : v);
    let high = scale(Math.max(...values, 0.01));
    let low = logarithmic ? scale(Math.min(...values.filter((v) => v > floor), 1)) : 0;
    if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
    const last = Math.max(1, this.moments.length - 1);
    const x = (i) => left + ((width - left - 8) * i) / last;
    const y = (v) => 8 + ((height - bottom - 8) * (high - scale(v))) / (high - low);
    const picture = svg('svg', {
      viewBox: `0 0 ${width} ${height}`, role: 'img',
      'aria-label': `Total, data and regularization loss over ${this.moments.length - 1} recorded steps`,
    });
    for (const part of [0, 0.5, 1]) {
      const value = low + part * (high - low);
      const shown = logarithmic ? 10 ** value : value;
      const at = 8 + (height - bottom - 8) * (1 - part);
      picture.append(svg('path', { d: `M${left},${at}H${width - 8}`, class: 'grid' }),
        svg('text', { x: left - 6, y: at + 4, 'text-anchor': 'end' }, shown.toPrecision(2)));
    }
    for (const curve of curves) {
      const d = this.moments.map((m, i) =>
        `${i ? 'L' : 'M'}${x(i).toFixed(1)},${y(m[curve]).toFixed(1)}`).join('');
      picture.append(svg('path', { d: this.moments.length > 1 ? d : `${d}h4`, class: `curve ${curve}` }));
    }
    picture.append(svg('path', { d: `M${x(this.now)},4V${height - bottom}`, class: 'cursor' }));
    ['total', 'data', 'regularization'].forEach((curve, i) => {
      const at = left + 6 + i * 110;
      picture.append(svg('path', { d: `M${at},${height - 6}h22`, class: `curve ${curve}` }),
        svg('text', { x: at + 28, y: height - 2 }, curve));
    });
    $('curve').replaceChildren(picture);
    $('scrubber').max = String(this.moments.length - 1);
    $('scrubber').value = String(this.now);
    $('scrubber').disabled = this.moments.length < 2;
    const { total, accuracy } = this.moments[this.now];
    $('moment').textContent = `Record ${this.now} of ${this.moments.length - 1}: total ${
      show(total, 4)}, ${show(100 * accuracy, 0)} % right`;
  }

  drawExports() {
    const { W, b, K } = this.state;
    const bias = this.state.bias === 2 ? b.map(() => 0) : b;
    const loss = ['WestonWatkinsHinge', 'OneVsAllHinge', 'CrammerSingerHinge', 'SoftmaxCrossEntropy'];
    const margin = this.state.loss === SOFTMAX ? '{}' : `{.delta = ${this.state.delta}}`;
    const rows = W.map((row) => row.map((w) => Number(w.toPrecision(9))).join(', '));
    const entries = bias.map((v) => Number(v.toPrecision(9))).join(', ');
    $('cpp').textContent = `// softmargin::${loss[this.state.loss]}${margin}, softmargin::L2{${
      this.state.lambda}}, bias ${BIASES[this.state.bias]}\nEigen::MatrixXd W(${K}, 2);\nW << ${
      rows.join(',\n     ')};\nEigen::VectorXd b(${K});\nb << ${entries};\n`;
    $('numpy').textContent = `W = np.array([${rows.map((r) => `[${r}]`).join(',\n              ')
    }])\nb = np.array([${entries}])\n`;
  }

  async copyText(button) {
    const text = $(button.dataset.copy).textContent;
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren($(button.dataset.copy));
      button.textContent = 'Selected: press Ctrl+C';
    }
    announce(button.textContent);
    setTimeout(() => (button.textContent = words), 2000);
  }
}
