// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The second view: the four losses on the same points, from the same start.

import { LOSSES, Problem } from './engine.js';
import { Plot } from './plot.js';
import { $, Repeater, announce, complain, make, oncePerFrame, show, showSmall, themePalette } from './ui.js';

export class Compare {
  /** @param plane  whose state is the start and whose points may be moved here too */
  constructor(engine, plane) {
    this.plane = plane;
    this.draw = oncePerFrame(() => this.drawNow());
    this.views = LOSSES.map(({ name, note }, loss) => {
      const frame = make('div');
      const numbers = make('p', { className: 'numbers' });
      $('four').append(make('article', { className: 'card' }, make('h2', { textContent: name }),
        make('p', { className: 'hint', textContent: note }), frame, numbers));
      const plot = new Plot(frame, {
        pixels: 240,
        label: `Plane of ${name}`,
        probe: new Problem(engine, 7),
        events: {
          grab() {},
          move: (i, x, y) => plane.points.move(i, x, y),
          drop: () => plane.commit(),
          add() {},
          hover() {},
          select() {},
          key() {},
        },
      });
      return { loss, plot, numbers, problem: new Problem(engine, 1 + loss), bound: 0 };
    });
    $('compare-single').addEventListener('click', () => this.update());
    this.repeater = new Repeater($('compare-run'), () => this.update(), () => this.tell());
    $('compare-solve').addEventListener('click', () => this.solve());
    $('compare-restart').addEventListener('click', () => {
      this.repeater.stop();
      this.take(this.plane.state, true);
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.draw);
  }

  /** The points and settings of the plane; its model too, where the classes or the start changed. */
  take(state, afresh) {
    const kept = afresh || this.K !== state.K ? null : this.views.map(({ problem }) =>
      [problem.weights, problem.bias]);
    this.K = state.K;
    this.views.forEach((view, i) => {
      const { problem, loss } = view;
      problem.setData(state.points.map(([x, y]) => [x, y]), state.points.map(([, , k]) => k), state.K);
      problem.setModel(...(kept ? kept[i] : [state.W, state.b]));
      problem.configure({ ...state, loss });
      view.bound = 0;
    });
    this.evaluate();
  }

  evaluate() {
    for (const view of this.views) {
      view.problem.evaluate();
      view.bound = Math.max(view.bound, view.problem.numbers.lowerBound);
    }
    this.draw();
  }

  update() {
    const { step } = this.plane.state;
    const all = this.views.map(({ problem }) => problem.step(step, 1)).every((done) => done === 1);
    complain(all ? '' : 'The step is too long for one of the losses: its weights would leave ±100.');
    this.evaluate();
    return all;
  }

  solve() {
    this.repeater.stop();
    let all = true;
    for (const view of this.views) {
      const { taken, bound } = view.problem.solveAndTell(0, 1e-4, 400);
      all = taken && all;
      view.bound = Math.max(view.bound, bound);
    }
    complain(all ? '' : 'Without regularization there is no minimum on separable data: choose λ > 0.');
    this.evaluate();
    this.tell();
  }

  tell() {
    this.drawNow();
    announce(this.views.map(({ numbers }, i) => `${LOSSES[i].name}: ${numbers.textContent}`).join('. '));
  }

  drawNow() {
    if ($('compare').hidden) return;
    const { state } = this.plane;
    const palette = themePalette(state.K);
    for (const { loss, plot, problem, numbers, bound } of this.views) {
      plot.draw(problem, { ...state, loss }, { palette, margins: true, arrows: true });
      const { total, accuracy } = problem.numbers;
      const gap = Math.max(0, total - bound);
      numbers.textContent = `total ${show(total, 3)} · ${show(100 * accuracy, 0)} % right · ${
        gap < 1e-9 ? 'proved minimal' : `≤ ${showSmall(gap)} above the minimum`}`;
    }
  }
}
