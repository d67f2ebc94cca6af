// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Every control at its extremes, in an order that nobody would think of.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { press, withPage } from './browser.mjs';

/**
 * Acts on controls of a view chosen by chance, at its extremes, and looks at every number after each.
 * Runs in the page.
 * @return {Promise<{faults: string[], missed: string[]}>}  missed: controls never tried
 */
async function rummage({ view, seed, actions }) {
  let a = seed;
  const random = () => {
    a = (Math.imul(a, 1664525) + 1013904223) >>> 0;
    return a / 4294967296;
  };
  const choose = (list) => list[Math.floor(random() * list.length)];
  const root = document.getElementById(view);
  const send = (element, ...types) =>
    types.forEach((type) => element.dispatchEvent(new Event(type, { bubbles: true })));
  const key = (element, name) =>
    element.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey: random() < 0.5, bubbles: true }));
  const put = (element, values) => {
    element.value = choose(values);
    send(element, 'input', 'change');
  };
  const act = (element) => {
    if (element.matches('input[type=checkbox], input[type=radio], button')) element.click();
    else if (element.matches('select')) put(element, [...element.options].map(({ value }) => value));
    else if (element.matches('input[type=range]')) put(element, [element.min, element.max, '0', '1', '500', '999']);
    else if (element.matches('input')) {
      put(element, ['', '0', '-0', '1e308', '-1e308', '1e-308', '-1', '5', '100', element.min, element.max]);
    } else key(element, choose(['ArrowUp', 'ArrowLeft', 'ArrowDown', 'Delete', 'Backspace', '0', '1', '5', '9', ' ']));
  };
  const faults = [];
  const touched = new Set();
  const nameOf = (element) => element.id || element.getAttribute('aria-label')?.replace(/,.*/, '') || element.textContent;
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const done = [];
  const controls = new Set();
  for (let i = 0; i < actions && faults.length === 0; ++i) {
    const all = [...root.querySelectorAll('input, select, button, .point[tabindex], #pad')]
      .filter((element) => !element.disabled && element.checkVisibility() && !element.dataset.copy);
    all.filter(({ id }) => id).forEach(({ id }) => controls.add(id));
    const fresh = all.filter((element) => !touched.has(nameOf(element)));
    const element = choose(fresh.length > 0 && random() < 0.5 ? fresh : all);
    touched.add(nameOf(element));
    act(element);
    done.push(`${nameOf(element)}=${element.value ?? ''}`);
    await frame();
    const text = `${root.innerText} ${[...root.querySelectorAll('input')].map(({ value }) => value)} ${
      [...root.querySelectorAll('svg *')].map((part) => [...part.attributes].map(({ value }) => value))} ${
      location.hash}`;
    const wrong = /NaN|Infinity|undefined|null|✗/.exec(text);
    if (wrong) {
      faults.push(`${wrong[0]} in "${text.slice(Math.max(0, wrong.index - 80), wrong.index + 40)}" after ${
        done.slice(-12).join(', ')}`);
    }
  }
  return { faults, missed: [...controls].filter((id) => !touched.has(id)) };
}

for (const [view, seed, actions] of [['plane', 1, 300], ['compare', 3, 60], ['digits', 4, 80]]) {
  test(`no control of the view ${view} brings NaN or a wrong gradient about: seed ${seed}`, () =>
    withPage({ hash: view === 'compare' ? '#step=5&lambda=0&w=100,-100,0;-100,100,100;0,0,-100' : '' },
      async (page) => {
        await press(page, `#tab-${view}`);
        const { faults, missed } = await page.evaluate(rummage, { view, seed, actions });
        assert.deepEqual(faults, []);
        assert.ok(missed.length <= 2, `never tried: ${missed}`);
      }));
}
