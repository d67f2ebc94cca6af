// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The plane: shading below, lines, arrows and points above. Knows geometry, no loss.

import { SOFTMAX } from './engine.js';
import { clipLine, contourOf } from './geometry.js';
import { shapeOf, svg } from './shapes.js';
import { clamp } from './state.js';
import { show } from './ui.js';

const SIZE = 400; // of the drawing, in its own units
const CONTOUR_GRID = 49;

const toX = (x) => ((x + 1) / 2) * SIZE;
const toY = (y) => ((1 - y) / 2) * SIZE;
const pair = ([x, y]) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`;

export class Plot {
  /**
   * @param {HTMLElement} frame  an empty element
   * @param {{pixels: number, label: string, events?: object}} options  events: grab(i), move(i, x,
   *   y), drop(i), add(x, y), hover(i or -1), select(i), key(i, event)
   */
  constructor(frame, { pixels, label, events = {}, probe = null }) {
    this.events = events;
    this.pixels = pixels;
    this.probe = probe;
    this.canvas = document.createElement('canvas');
    this.canvas.width = this.canvas.height = pixels;
    this.context = this.canvas.getContext('2d');
    this.lines = svg('g', { class: 'lines' });
    this.points = svg('g', { class: 'points' });
    this.picture = svg('svg', {
      viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'group', 'aria-label': label,
    }, this.axes(), this.lines, this.points);
    frame.append(this.canvas, this.picture);
    frame.classList.add('plot');
    if (events.move) this.listen();
  }

  axes() {
    const marks = svg('g', { class: 'axes', 'aria-hidden': 'true' });
    const middle = SIZE / 2;
    marks.append(svg('path', { d: `M0,${middle}H${SIZE}M${middle},0V${SIZE}` }));
    for (const value of [-0.5, 0.5]) {
      marks.append(
        svg('path', { d: `M${toX(value)},${middle - 4}v8M${middle - 4},${toY(value)}h8` }),
        svg('text', { x: toX(value), y: middle + 17, 'text-anchor': 'middle' }, show(value, 1)),
        svg('text', { x: middle - 9, y: toY(value) + 4, 'text-anchor': 'end' }, show(value, 1)));
    }
    marks.append(
      svg('text', { x: SIZE - 6, y: middle - 7, 'text-anchor': 'end', class: 'axis' }, 'x₀'),
      svg('text', { x: middle + 8, y: 14, class: 'axis' }, 'x₁'));
    return marks;
  }

  /** The place of a pointer in the plane, wherever the page is scrolled to. */
  place(event) {
    const box = this.picture.getBoundingClientRect();
    return [
      clamp(((event.clientX - box.left) / box.width) * 2 - 1, -1, 1),
      clamp(1 - ((event.clientY - box.top) / box.height) * 2, -1, 1),
    ];
  }

  /** The nearest point within reach of a finger, or -1. */
  nearest([x, y]) {
    const reach = (2 * 24) / this.picture.getBoundingClientRect().width;
    let best = -1;
    let least = reach;
    this.places?.forEach(([px, py], i) => {
      const distance = Math.hypot(px - x, py - y);
      if (distance <= least) [best, least] = [i, distance];
    });
    return best;
  }

  listen() {
    let held = -1;
    const picture = this.picture;
    picture.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const place = this.place(event);
      held = this.nearest(place);
      if (held < 0) {
        this.events.select(-1);
        return;
      }
      event.preventDefault();
      picture.setPointerCapture(event.pointerId);
      this.events.grab(held);
      this.focus(held);
    });
    picture.addEventListener('pointermove', (event) => {
      const place = this.place(event);
      if (held >= 0) this.events.move(held, ...place);
      else if (event.pointerType === 'mouse') this.events.hover(this.nearest(place));
    });
    const drop = () => {
      if (held >= 0) this.events.drop(held);
      held = -1;
    };
    picture.addEventListener('pointerup', drop);
    picture.addEventListener('pointercancel', drop);
    picture.addEventListener('pointerleave', () => held < 0 && this.events.hover(-1));
    picture.addEventListener('dblclick', (event) => {
      const place = this.place(event);
      if (this.nearest(place) < 0) this.events.add(...place);
    });
    this.points.addEventListener('keydown', (event) => {
      const i = [...this.points.children].indexOf(event.target);
      if (i >= 0) this.events.key(i, event);
    });
    this.points.addEventListener('focusin', (event) => {
      const i = [...this.points.children].indexOf(event.target);
      if (i >= 0) this.events.select(i);
    });
  }

  focus(i) {
    this.points.children[i]?.focus({ preventScroll: true });
  }

  /**
   * @param problem  evaluated  @param state  as in state.js
   * @param {{palette: number[][], marked?: number, margins?: boolean, arrows?: boolean,
   *   descent?: boolean, describe?: function(number): string}} view
   */
  draw(problem, state, view) {
    this.context.putImageData(
      problem.shade(state.shade, state.shadeClass, this.pixels, view.palette), 0, 0);
    const W = problem.weights;
    const b = state.bias === 2 ? problem.bias.map(() => 0) : problem.bias;
    this.lines.replaceChildren();
    if (view.margins) this.drawMargins(problem, state, W, b, view.palette);
    if (view.arrows) this.drawTemplates(problem, W, b, view.descent);
    this.drawPoints(problem, state, view);
  }

  line(a0, a1, c, className) {
    const ends = clipLine(a0, a1, c);
    if (!ends) return;
    const [[x1, y1], [x2, y2]] = ends;
    this.lines.append(svg('line', {
      x1: toX(x1), y1: toY(y1), x2: toX(x2), y2: toY(y2), class: className,
    }));
  }

  /** What each loss asks for: one vs. all s_k = ±Δ, the pairwise hinges s_j - s_k = ±Δ, softmax
      the lines of equal probability. */
  drawMargins(problem, state, W, b, palette) {
    if (state.loss === SOFTMAX) {
      this.drawContours(problem, state);
      return;
    }
    const K = W.length;
    for (let j = 0; j < K; ++j) {
      if (state.loss === 1) {
        for (const side of [-1, 1]) {
          this.line(...W[j], b[j] + side * state.delta, `margin stroke-${j}`);
        }
        continue;
      }
      for (let k = 0; k < K; ++k) {
        if (k === j) continue;
        const [a0, a1] = [W[j][0] - W[k][0], W[j][1] - W[k][1]];
        if (j < k) this.line(a0, a1, b[j] - b[k], 'border');
        if (state.delta > 0) this.line(a0, a1, b[j] - b[k] - state.delta, `margin stroke-${j}`);
      }
    }
  }

  drawContours(problem, state) {
    const n = CONTOUR_GRID;
    const at = (i) => -1 + (2 * i) / (n - 1);
    const grid = Array.from({ length: n * n }, (_, i) => [at(i % n), at(Math.floor(i / n))]);
    this.probe.setData(grid, grid.map(() => 0), state.K);
    this.probe.setModel(problem.weights, problem.bias);
    this.probe.configure(state);
    this.probe.evaluate();
    const probabilities = this.probe.view('probabilities', state.K * n * n);
    for (let k = 0; k < state.K; ++k) {
      const values = Array.from(grid, (_, i) => probabilities[i * state.K + k]);
      for (const [level, kind] of [[0.5, 'border'], [0.9, 'margin']]) {
        const d = contourOf(values, n, level).map(([p, q]) => `M${pair(p)}L${pair(q)}`).join('');
        if (d) this.lines.append(svg('path', { d, class: `${kind} contour stroke-${k}` }));
      }
    }
  }

  /** Per class the line of score zero, its weights as an arrow, and where the gradient pushes. */
  drawTemplates(problem, W, b, descent) {
    const gradient = descent ? problem.weightGradient : null;
    W.forEach(([w0, w1], k) => {
      this.line(w0, w1, b[k], `zero stroke-${k}`);
      const squared = w0 * w0 + w1 * w1;
      if (squared < 1e-12) return;
      const foot = [(-b[k] * w0) / squared, (-b[k] * w1) / squared].map((x) => clamp(x, -1, 1));
      const tip = this.arrow(foot, [w0 / 10, w1 / 10], `arrow stroke-${k}`);
      if (gradient) this.arrow(tip, gradient[k].map((g) => -g / 5), `arrow push stroke-${k}`);
    });
  }

  /** @return the tip: arrows are cut where they would leave the neighbourhood. */
  arrow([x, y], [dx, dy], className) {
    const length = Math.hypot(dx, dy);
    if (length < 0.004) return [x, y];
    const scale = Math.min(1, 0.9 / length);
    const tip = [x + dx * scale, y + dy * scale];
    const [u, v] = [dx / length, -dy / length];
    const [px, py] = [toX(tip[0]), toY(tip[1])];
    const head = [[-8, 4], [-8, -4]].map(([along, across]) =>
      `${(px + u * along - v * across).toFixed(1)},${(py + v * along + u * across).toFixed(1)}`);
    this.lines.append(svg('path', {
      d: `M${toX(x).toFixed(1)},${toY(y).toFixed(1)}L${px.toFixed(1)},${py.toFixed(1)}M${
        head[0]}L${px.toFixed(1)},${py.toFixed(1)}L${head[1]}`,
      class: className,
    }));
    return tip;
  }

  drawPoints(problem, state, { marked = -1, describe }) {
    const losses = problem.losses;
    this.places = state.points;
    const old = this.points.children;
    state.points.forEach(([x, y, k], i) => {
      let point = old[i];
      if (!point || point.dataset.label !== String(k)) {
        const fresh = svg('g', { class: 'point' }, svg('circle', { class: 'pays' }), shapeOf(k));
        fresh.dataset.label = String(k);
        if (describe) {
          fresh.setAttribute('tabindex', '0');
          fresh.setAttribute('role', 'button');
          fresh.setAttribute('aria-roledescription', 'movable point');
        }
        if (point) point.replaceWith(fresh);
        else this.points.append(fresh);
        point = fresh;
      }
      point.setAttribute('transform', `translate(${toX(x).toFixed(2)} ${toY(y).toFixed(2)})`);
      // Of softmax everybody pays; only who pays more than an even guess among two is ringed.
      const ring = losses[i] > (state.loss === SOFTMAX ? Math.LN2 : 1e-9);
      const radius = ring ? 10 + 9 * (losses[i] / (1 + losses[i])) : 0;
      point.firstChild.setAttribute('r', radius.toFixed(1));
      point.classList.toggle('marked', i === marked);
      if (describe) point.setAttribute('aria-label', describe(i));
    });
    while (old.length > state.points.length) old[old.length - 1].remove();
  }
}
