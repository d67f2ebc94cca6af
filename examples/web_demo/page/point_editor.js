// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The points by hand: data sets, adding, moving, relabelling and deleting.

import { SHAPE_NAMES } from './shapes.js';
import { MAX_CLASSES, MAX_POINTS, PRESETS, clamp, fitModelTo, randomNumbers } from './state.js';
import { $, announce, complain, make } from './ui.js';

const rounded = (value) => Math.round(clamp(value, -1, 1) * 1000) / 1000;
const option = (value, textContent) => make('option', { value: String(value), textContent });

/** Makes a choice among K classes of a select. */
export function offerClasses(select, K) {
  if (select.options.length === K) return;
  select.replaceChildren(...Array.from({ length: K }, (_, k) => option(k, `${k} ${SHAPE_NAMES[k]}`)));
}

export class PointEditor {
  /** @param plane  whose points and selection these are */
  constructor(plane) {
    this.plane = plane;
    const on = (id, event, act) => $(id).addEventListener(event, act);
    $('preset').append(...Object.entries(PRESETS).map(([key, { name }]) => option(key, name)));
    for (let K = 2; K <= MAX_CLASSES; ++K) $('classes').append(option(K, String(K)));
    on('preset', 'change', () => this.load());
    on('seed', 'change', () => this.load());
    on('classes', 'change', () => this.setClasses(Number($('classes').value)));
    on('add-point', 'click', () => this.add(0, 0));
    on('delete-point', 'click', () => this.remove(plane.selected));
    for (const id of ['point-x', 'point-y']) {
      on(id, 'input', () => this.type());
      on(id, 'change', () => plane.commit());
    }
    on('point-class', 'change', () => this.relabel(plane.selected, Number($('point-class').value)));
  }

  /** Makes the points of the chosen data set. */
  load() {
    const { plane } = this;
    const preset = PRESETS[$('preset').value];
    const seed = clamp(Math.trunc($('seed').valueAsNumber) || 0, 0, 999999);
    plane.repeater.stop();
    plane.change(() => {
      const K = preset.K ?? plane.state.K;
      plane.state.points = preset.make(K, randomNumbers(seed));
      fitModelTo(plane.state, K);
      plane.selected = -1;
    }, true);
  }

  setClasses(K) {
    const { plane } = this;
    plane.change(() => {
      fitModelTo(plane.state, K);
      plane.selected = -1;
    }, false);
    if (PRESETS[$('preset').value].K) plane.commit();
    else this.load();
  }

  move(i, x, y) {
    this.plane.change(() => this.plane.state.points[i].splice(0, 2, rounded(x), rounded(y)), false);
  }

  type() {
    const values = [$('point-x').valueAsNumber, $('point-y').valueAsNumber];
    if (this.plane.selected >= 0 && values.every(Number.isFinite)) {
      this.move(this.plane.selected, ...values);
    }
  }

  relabel(i, k) {
    this.plane.change(() => (this.plane.state.points[i][2] = k), true);
  }

  add(x, y) {
    const { plane } = this;
    const { points } = plane.state;
    if (points.length >= MAX_POINTS) {
      complain(`${MAX_POINTS} points are as many as fit here.`);
      return;
    }
    const label = plane.selected >= 0 ? points[plane.selected][2] : 0;
    plane.change(() => (plane.selected = points.push([rounded(x), rounded(y), label]) - 1), true);
    this.focus();
  }

  remove(i) {
    const { plane } = this;
    const { points } = plane.state;
    if (i < 0) return;
    if (points.length === 1) {
      complain('One point must stay: a mean over none does not exist.');
      return;
    }
    plane.change(() => {
      points.splice(i, 1);
      plane.selected = Math.min(i, points.length - 1);
      plane.hovered = -1;
    }, true);
    this.focus();
  }

  key(i, event) {
    const [x, y, label] = this.plane.state.points[i];
    const by = event.shiftKey ? 0.1 : 0.01;
    const moves = {
      ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by],
    };
    if (moves[event.key]) {
      this.move(i, x + moves[event.key][0], y + moves[event.key][1]);
      this.plane.commit();
      announce(this.plane.describe(i), 'point');
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.remove(i);
    } else if (/^[0-9]$/.test(event.key) && Number(event.key) < this.plane.state.K) {
      if (Number(event.key) !== label) this.relabel(i, Number(event.key));
      this.focus();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The selected point may be a new element: draws it, then gives it the keyboard. */
  focus() {
    this.plane.drawNow();
    this.plane.plot.focus(this.plane.selected);
  }

  draw() {
    const { state, selected } = this.plane;
    $('classes').value = String(state.K);
    offerClasses($('point-class'), state.K);
    const chosen = selected >= 0 && selected < state.points.length;
    $('selected').hidden = !chosen;
    if (!chosen) return;
    const [x, y, k] = state.points[selected];
    $('selected-name').textContent = `Point ${selected + 1}`;
    for (const [id, value] of [['point-x', x], ['point-y', y]]) {
      if (document.activeElement !== $(id)) $(id).value = String(value);
    }
    $('point-class').value = String(k);
  }
}
