// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// W and b, each entry with its gradient, a field and two steppers.

import { badge } from './shapes.js';
import { limited } from './state.js';
import { make, show } from './ui.js';

const CLICK = 0.1; // how far a stepper goes

export class ParameterTable {
  /**
   * @param {HTMLTableElement} table
   * @param {function(number, number, number, boolean)} put  (k, column, value, done): column 2 is b;
   *   done ends a change that may be undone
   */
  constructor(table, put) {
    this.body = table.tBodies[0];
    this.put = (k, column, value, done) =>
      put(k, column, value === null ? null : limited(Math.round(value * 1e9) / 1e9), done);
  }

  /** @param problem  evaluated  @param state  as in state.js */
  draw(problem, state) {
    if (this.body.rows.length !== state.K) {
      this.body.replaceChildren(...Array.from({ length: state.K }, (_, k) => this.row(k)));
    }
    const { weightGradient, biasGradient } = problem;
    this.values = state.W.map((row, k) => [...row, state.b[k]]);
    this.values.forEach((values, k) => {
      const slopes = [...weightGradient[k], biasGradient[k]];
      values.forEach((value, column) => {
        const cell = this.body.rows[k].cells[column + 1];
        const field = cell.querySelector('input');
        const off = column === 2 && state.bias === 2;
        if (document.activeElement !== field) field.value = off ? '0' : String(Number(value.toFixed(2)));
        for (const control of cell.querySelectorAll('input, button')) control.disabled = off;
        cell.querySelector('output').textContent = show(slopes[column]);
      });
    });
  }

  row(k) {
    const cells = ['weight 0', 'weight 1', 'bias'].map((name, column) => this.cell(k, column, name));
    return make('tr', {}, make('th', { scope: 'row' }, badge(k), String(k)), ...cells);
  }

  cell(k, column, name) {
    const field = make('input', { type: 'number', step: String(CLICK), min: '-100', max: '100' });
    field.setAttribute('aria-label', `${name} of class ${k}`);
    field.addEventListener('input', () => {
      if (Number.isFinite(field.valueAsNumber)) this.put(k, column, field.valueAsNumber, false);
    });
    field.addEventListener('change', () => this.put(k, column, null, true));
    const stepper = (sign, text) => {
      const button = make('button', { textContent: text, className: 'stepper', type: 'button' });
      button.setAttribute('aria-label', `${sign > 0 ? 'more' : 'less'} ${name} of class ${k}`);
      button.addEventListener('click', () =>
        this.put(k, column, this.values[k][column] + CLICK * sign, true));
      return button;
    };
    const slope = make('output');
    slope.setAttribute('aria-label', `gradient of ${name} of class ${k}`);
    slope.setAttribute('aria-live', 'off');
    return make('td', {}, make('div', { className: 'stepped' }, stepper(-1, '−'), field,
      stepper(1, '+')), slope);
  }
}
