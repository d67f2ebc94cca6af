// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The third view: ten templates of 8 x 8 pixels.

import { LOSSES, Problem, SOFTMAX } from './engine.js';
import { $, Repeater, announce, complain, make, oncePerFrame, show, showSmall } from './ui.js';

const SIDE = 8;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const STEP = 0.5; // of an update; the pixels are in [0, 1]

/** Cold for negative, warm for positive, the paper for zero; value in [-1, 1]. */
function warmth(value, dark) {
  const t = Math.min(1, Math.abs(value));
  const paper = dark ? [28, 30, 34] : [255, 255, 255];
  const ink = value > 0 ? [213, 94, 0] : [0, 114, 178];
  return paper.map((p, c) => Math.round(p + t * (ink[c] - p)));
}

export class Digits {
  /** @param {Uint8Array} data  per digit its label, then 64 pixels of 0 .. 16 */
  constructor(engine, data) {
    this.train = new Problem(engine, 5);
    this.test = new Problem(engine, 6);
    this.query = new Problem(engine, 8); // the drawing
    this.drawing = new Array(PIXELS).fill(0);
    this.cursor = 27;
    this.nextExample = 0;
    this.draw = oncePerFrame(() => this.drawNow());
    this.load(data);
    this.makeControls();
  }

  load(data) {
    const all = { train: { X: [], y: [] }, test: { X: [], y: [] } };
    for (let i = 0; i * (PIXELS + 1) < data.length; ++i) {
      const record = data.subarray(i * (PIXELS + 1), (i + 1) * (PIXELS + 1));
      const part = i % 5 === 4 ? all.test : all.train;
      part.y.push(record[0]);
      part.X.push(Array.from(record.subarray(1), (v) => v / 16));
    }
    this.examples = all.test;
    this.train.setData(all.train.X, all.train.y, CLASSES);
    this.test.setData(all.test.X, all.test.y, CLASSES);
  }

  configure() {
    const settings = {
      loss: Number($('digits-loss').value), delta: 1, lambda: Number($('digits-lambda').value), bias: 0,
    };
    this.train.configure(settings);
    this.test.configure(settings);
    this.proved = 0;
    this.evaluate();
  }

  makeControls() {
    LOSSES.forEach(({ name }, i) =>
      $('digits-loss').append(make('option', { value: String(i), textContent: name })));
    $('digits-loss').value = String(SOFTMAX);
    for (const id of ['digits-loss', 'digits-lambda']) {
      $(id).addEventListener('change', () => this.configure());
    }
    this.repeater = new Repeater($('digits-run'), () => this.update(), () => this.tell());
    $('digits-solve').addEventListener('click', () => this.solve());
    $('digits-restart').addEventListener('click', () => {
      this.repeater.stop();
      this.train.setModel(Array.from({ length: CLASSES }, () => new Array(PIXELS).fill(0)),
        new Array(CLASSES).fill(0));
      this.passes = 0;
      this.evaluate();
    });
    this.passes = 0;

    $('templates').append(...Array.from({ length: CLASSES }, (_, k) => {
      const canvas = make('canvas', { width: SIDE, height: SIDE });
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `Template of the digit ${k}`);
      return make('figure', {}, canvas, make('figcaption', { textContent: String(k) }));
    }));
    const digits = Array.from({ length: CLASSES }, (_, k) => k);
    $('confusion').tHead.append(make('tr', {}, make('td'),
      ...digits.map((k) => make('th', { scope: 'col', textContent: String(k) }))));
    $('confusion').tBodies[0].append(...digits.map((k) => make('tr', {},
      make('th', { scope: 'row', textContent: String(k) }), ...digits.map(() => make('td')))));
    $('pad-table').tBodies[0].append(...digits.map((k) => make('tr', {},
      make('th', { scope: 'row', textContent: String(k) }), make('td'),
      make('td', {}, make('meter', { min: 0, max: 1 }), make('span')))));
    this.listenToPad();
  }

  listenToPad() {
    const pad = $('pad');
    let drawing = false;
    const ink = (event) => {
      const box = pad.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * SIDE - 0.5;
      const y = ((event.clientY - box.top) / box.height) * SIDE - 0.5;
      for (let i = 0; i < PIXELS; ++i) {
        const distance = Math.hypot((i % SIDE) - x, Math.floor(i / SIDE) - y);
        const amount = Math.max(0, 1.15 - distance * 0.95);
        this.drawing[i] = Math.max(this.drawing[i], Math.min(1, amount));
      }
      this.draw();
    };
    pad.addEventListener('pointerdown', (event) => {
      drawing = true;
      pad.setPointerCapture(event.pointerId);
      ink(event);
    });
    pad.addEventListener('pointermove', (event) => drawing && ink(event));
    for (const name of ['pointerup', 'pointercancel']) {
      pad.addEventListener(name, () => {
        drawing = false;
        announce($('pad-result').textContent);
      });
    }
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    pad.addEventListener('keydown', (event) => {
      if (moves[event.key]) {
        const [dx, dy] = moves[event.key];
        const x = ((this.cursor % SIDE) + dx + SIDE) % SIDE;
        const y = (Math.floor(this.cursor / SIDE) + dy + SIDE) % SIDE;
        this.cursor = y * SIDE + x;
      } else if (event.key === ' ') {
        this.drawing[this.cursor] = this.drawing[this.cursor] > 0.5 ? 0 : 1;
      } else if (event.key === 'Backspace') {
        this.drawing.fill(0);
      } else {
        return;
      }
      event.preventDefault();
      this.drawNow();
      announce(`Row ${Math.floor(this.cursor / SIDE) + 1}, column ${(this.cursor % SIDE) + 1}, ${
        this.drawing[this.cursor] > 0.5 ? 'ink' : 'empty'}. ${$('pad-result').textContent}`);
    });
    for (const name of ['focus', 'blur']) pad.addEventListener(name, () => this.draw());
    $('pad-clear').addEventListener('click', () => {
      this.drawing.fill(0);
      this.draw();
    });
    $('pad-example').addEventListener('click', () => {
      this.drawing = [...this.examples.X[this.nextExample]];
      this.nextExample = (this.nextExample + 7) % this.examples.X.length;
      this.drawNow();
      announce($('pad-result').textContent);
    });
  }

  update() {
    const count = 4;
    const done = this.train.step(STEP / (1 + Number($('digits-lambda').value)), count);
    this.passes += done;
    this.evaluate();
    complain(done === count ? '' : 'The next update would throw the weights beyond ±100.');
    return done === count;
  }

  solve() {
    this.repeater.stop();
    const { taken, bound, words } = this.train.solveAndTell(0, 1e-3, 60);
    this.proved = Math.max(this.proved, bound);
    this.passes += Math.round(this.train.numbers.passes);
    this.evaluate();
    complain(taken ? '' : 'Without regularization the weights grow for ever. Choose λ > 0.');
    this.report = words;
    this.tell();
  }

  evaluate() {
    this.report = '';
    this.train.evaluate();
    this.test.setModel(this.train.weights, this.train.bias);
    this.test.evaluate();
    this.draw();
  }

  tell() {
    this.drawNow();
    announce($('digits-numbers').textContent);
  }

  drawNow() {
    if ($('digits').hidden) return;
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const { total, accuracy } = this.train.numbers;
    const gap = Math.max(0, total - this.proved);
    $('digits-numbers').textContent = `${this.passes} passes · total ${show(total, 3)}${
      this.proved > 0 ? ` (≤ ${showSmall(gap)} above the minimum)` : ''} · training ${
      show(100 * accuracy, 1)} % · test ${show(100 * this.test.numbers.accuracy, 1)} % right ${
      this.report && `· ${this.report}`}`;
    this.drawTemplates(dark);
    this.drawConfusion();
    this.drawPad(dark);
  }

  paint(canvas, values, dark) {
    const image = new ImageData(SIDE, SIDE);
    values.forEach((value, i) => image.data.set([...warmth(value, dark), 255], 4 * i));
    canvas.getContext('2d').putImageData(image, 0, 0);
  }

  drawTemplates(dark) {
    const W = this.train.weights;
    const most = Math.max(1e-9, ...W.flat().map(Math.abs));
    document.querySelectorAll('#templates canvas').forEach((canvas, k) =>
      this.paint(canvas, W[k].map((w) => w / most), dark));
  }

  drawConfusion() {
    const counts = Array.from({ length: CLASSES }, () => new Array(CLASSES).fill(0));
    this.test.columns('scores').forEach((s, i) => {
      ++counts[this.examples.y[i]][s.indexOf(Math.max(...s))];
    });
    counts.forEach((row, k) => {
      const all = row.reduce((a, b) => a + b, 0);
      row.forEach((count, j) => {
        const cell = $('confusion').tBodies[0].rows[k].cells[j + 1];
        cell.textContent = count === 0 ? '·' : String(count);
        cell.className = j === k ? 'right' : count > 0 ? 'wrong' : 'none';
        cell.style.setProperty('--share', String(count / all));
      });
    });
  }

  drawPad(dark) {
    const pad = $('pad');
    const context = pad.getContext('2d');
    const cell = pad.width / SIDE;
    this.drawing.forEach((value, i) => {
      const [x, y] = [(i % SIDE) * cell, Math.floor(i / SIDE) * cell];
      const shade = Math.round(255 * (dark ? 0.1 + 0.85 * value : 1 - 0.9 * value));
      context.fillStyle = `rgb(${shade} ${shade} ${shade})`;
      context.fillRect(x, y, cell, cell);
      if (i === this.cursor && document.activeElement === pad) {
        context.strokeStyle = '#d55e00';
        context.lineWidth = 4;
        context.strokeRect(x + 2, y + 2, cell - 4, cell - 4);
      }
    });
    this.query.setData([this.drawing], [0], CLASSES);
    this.query.setModel(this.train.weights, this.train.bias);
    this.query.evaluate();
    const s = this.query.columns('scores')[0];
    const p = this.query.columns('probabilities')[0];
    const best = s.indexOf(Math.max(...s));
    const empty = this.drawing.every((value) => value < 0.05);
    $('pad-result').textContent = empty
      ? 'Draw in the square, or take a digit.'
      : s.every((value) => value === s[0])
        ? 'Nothing learnt yet: all scores are equal.'
        : `That is a ${best}, with probability ${show(p[best])}.`;
    [...$('pad-table').tBodies[0].rows].forEach((row, k) => {
      row.cells[1].textContent = show(s[k]);
      const meter = row.cells[2].firstChild;
      meter.value = p[k];
      meter.setAttribute('aria-label', `probability of ${k}`);
      row.cells[2].lastChild.textContent = show(p[k]);
      row.classList.toggle('marked', k === best && !empty);
    });
  }
}
