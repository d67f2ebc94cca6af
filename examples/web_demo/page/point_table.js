// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The table of points: features, scores, probabilities and losses.

import { SOFTMAX } from './engine.js';
import { badge } from './shapes.js';
import { make, show } from './ui.js';

const lowered = (k) => '₀₁₂₃₄₅'[k];

export class PointTable {
  /** @param {HTMLTableElement} table  @param {function(number)} select  called with the row */
  constructor(table, select) {
    this.table = table;
    this.select = select;
  }

  /** @param problem  evaluated  @param state  as in state.js  @param {number} marked  or -1 */
  draw(problem, state, marked) {
    const softmax = state.loss === SOFTMAX;
    this.shape(state.K, softmax);
    const body = this.table.tBodies[0];
    while (body.rows.length > state.points.length) body.deleteRow(-1);
    const scores = problem.columns('scores');
    const probabilities = softmax ? problem.columns('probabilities') : null;
    const { losses } = problem;
    state.points.forEach(([x, y, label], i) => {
      const row = body.rows[i] ?? this.addRow();
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
      row.classList.toggle('marked', i === marked);
    });
    this.table.tFoot.rows[0].lastChild.textContent = show(problem.numbers.data, 3);
  }

  /** The columns that K classes need. */
  shape(K, softmax) {
    const shape = `${K} ${softmax}`;
    if (this.table.dataset.shape === shape) return;
    this.table.dataset.shape = shape;
    const classes = Array.from({ length: K }, (_, k) => k);
    const columns = [['point'], ['x₀'], ['x₁'], ...classes.map((k) => [badge(k), ` s${lowered(k)}`]),
      ...(softmax ? classes.map((k) => [badge(k), ` p${lowered(k)}`]) : []), ['loss']];
    this.width = columns.length;
    this.table.tHead.replaceChildren(make('tr', {}, ...columns.map((content) =>
      make('th', { scope: 'col' }, ...content))));
    this.table.tBodies[0].replaceChildren();
    this.table.tFoot.replaceChildren(make('tr', {},
      make('th', { scope: 'row', colSpan: this.width - 1, textContent: 'mean' }), make('td')));
  }

  addRow() {
    const row = this.table.tBodies[0].insertRow();
    row.append(make('th', { scope: 'row' }));
    for (let c = 1; c < this.width; ++c) row.insertCell();
    row.addEventListener('click', () => this.select(row.rowIndex - 1));
    return row;
  }
}
