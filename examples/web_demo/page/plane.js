// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The first view: one loss, everything about it.

import { lossCurve } from './curve.js';
import { LOSSES, Problem, SOFTMAX } from './engine.js';
import { ParameterTable } from './parameters.js';
import { Plot } from './plot.js';
import { PointEditor, offerClasses } from './point_editor.js';
import { PointTable } from './point_table.js';
import { SCENARIOS } from './scenarios.js';
import { SHAPE_NAMES } from './shapes.js';
import { asCpp, asNumPy } from './source_text.js';
import { DEFAULT, RANGES, UndoStack, clamp, copy, fromHash, randomModel, toHash } from './state.js';
import {
  $, Repeater, Slider, announce, complain, make, oncePerFrame, show, showSmall, themePalette,
} from './ui.js';
import { workedSum } from './worked_sum.js';

const MOST_MOMENTS = 1000;

export class Plane {
  constructor(engine, changed) {
    this.problem = new Problem(engine, 0);
    this.state = fromHash(location.hash);
    this.undo = new UndoStack(this.state);
    this.changed = changed;
    this.selected = -1;
    this.hovered = -1;
    this.moments = [];
    this.curveWidth = 720; // until the page tells
    this.draw = oncePerFrame(() => this.drawNow());
    this.points = new PointEditor(this);
    this.plot = new Plot($('plot'), {
      pixels: 400,
      label: 'Plane of the two features, with the points',
      probe: new Problem(engine, 7),
      events: {
        grab: (i) => this.select(i),
        move: (i, x, y) => this.points.move(i, x, y),
        drop: () => this.commit(),
        add: (x, y) => this.points.add(x, y),
        hover: (i) => this.hover(i),
        select: (i) => this.select(i),
        key: (i, event) => this.points.key(i, event),
      },
    });
    this.parameters = new ParameterTable($('parameters'), (k, column, value, done) => {
      if (value !== null) this.change(() => this.putParameter(k, column, value), false);
      if (done) this.commit();
    });
    this.table = new PointTable($('table'), (i) => this.select(i));
    this.makeControls();
    this.restart();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.draw);
    new ResizeObserver(([{ contentRect }]) => {
      if (this.curveWidth === contentRect.width) return;
      this.curveWidth = contentRect.width;
      this.draw();
    }).observe($('curve'));
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
    on('undo', 'click', () => this.goBack());
    on('redo', 'click', () => this.goForth());
    on('scrubber', 'input', () => this.travel(Number($('scrubber').value)));
    on('scrubber', 'change', () => this.commit());

    for (const button of document.querySelectorAll('[data-copy]')) {
      button.addEventListener('click', () => this.copyText(button));
    }
    addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
      if (event.target.matches('input')) return;
      event.preventDefault();
      if (event.shiftKey) this.goForth();
      else this.goBack();
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

  goBack() {
    this.repeater.stop(); // what it reached is a state of its own
    this.load(this.undo.undo());
    this.commit();
  }

  goForth() {
    this.repeater.stop();
    this.load(this.undo.redo());
    this.commit();
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
    announce(scenario.story, 'story');
  }

  putParameter(k, column, value) {
    if (column === 2) this.state.b[k] = value;
    else this.state.W[k][column] = value;
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
    announce(words, 'report');
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
    const { problem, state } = this;
    this.plot.draw(problem, state, {
      palette: themePalette(state.K),
      marked: this.marked,
      margins: $('margins').checked,
      arrows: $('arrows').checked,
      descent: $('descent').checked,
      describe: (i) => this.describe(i),
    });
    this.drawControls();
    this.drawNumbers();
    this.points.draw();
    this.parameters.draw(problem, state);
    this.table.draw(problem, state, this.marked);
    const { losses } = problem;
    const worst = losses.indexOf(Math.max(...losses));
    $('worked').textContent = workedSum(problem, state, this.marked >= 0 ? this.marked : worst);
    this.drawHistory();
    $('cpp').textContent = asCpp(state);
    $('numpy').textContent = asNumPy(state);
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
    $('undo').disabled = !this.undo.canUndo && this.undo.states[this.undo.at] === JSON.stringify(state);
    $('redo').disabled = !this.undo.canRedo;
    offerClasses($('shade-class'), state.K);
    $('shade-class').value = String(state.shadeClass);
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
    announce(`Total loss ${show(total)}, ${show(100 * accuracy, 0)} percent right`, 'total');
  }

  drawHistory() {
    const { moments, now } = this;
    const last = moments.length - 1;
    $('curve').replaceChildren(lossCurve(moments, now, {
      width: clamp(this.curveWidth, 240, 900), logarithmic: $('log').checked,
    }));
    $('scrubber').max = String(last);
    $('scrubber').value = String(now);
    $('scrubber').disabled = last < 1;
    $('moment').textContent = last < 1
      ? 'No update yet: a single one, Repeat or Solve begins the curve.'
      : `Record ${now} of ${last}: total ${show(moments[now].total, 4)}, ${
        show(100 * moments[now].accuracy, 0)} % right`;
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
