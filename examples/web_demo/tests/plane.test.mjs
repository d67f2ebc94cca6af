// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The first view, with mouse and typing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cell, drag, gradientBadge, number, place, press, settled, total, withPage } from './browser.mjs';

test('the default state is that of the original, and right', () => withPage({}, async (page) => {
  assert.equal(await total(page), 6.267);
  assert.equal(await number(page, 'data-loss'), 2.767);
  assert.equal(await number(page, 'regularization'), 3.5);
  assert.equal(await cell(page, 1, 7), '0.300');
  await gradientBadge(page);
  await page.hover('#table tbody tr:nth-child(1)');
  await settled(page);
  assert.equal(await page.textContent('#worked'),
    'Point 1: L = max(0, −0.10 − 1.30 + 1.00) + max(0, 0.60 − 1.30 + 1.00) = 0.000 + 0.300 = 0.300');
  assert.ok(await page.locator('#plot .point.marked').count());
}));

test('the four losses have their totals', () => withPage({}, async (page) => {
  for (const [loss, wanted] of [[1, 7.522], [2, 5.867], [3, 5.337], [0, 6.267]]) {
    await page.check(`[name=loss][value="${loss}"]`);
    await settled(page);
    assert.equal(await total(page), wanted);
    await gradientBadge(page);
  }
}));

test('updates lower the loss, repeating stops when asked, solving proves the minimum', () =>
  withPage({}, async (page) => {
    await press(page, '#single');
    assert.ok((await total(page)) < 6.267);
    await page.selectOption('#speed', '100');
    await page.click('#run');
    await page.waitForFunction(() => Number(document.getElementById('total-loss').textContent) <= 0.662);
    await press(page, '#run');
    const stopped = await total(page);
    await page.waitForTimeout(100);
    assert.equal(await total(page), stopped);
    await press(page, '#solve');
    assert.ok(Math.abs((await total(page)) - 0.660) <= 0.001);
    assert.match(await page.textContent('#report'), /^hinge_newton: converged after \d+ passes/);
    assert.match(await page.textContent('#gap'), /proved minimal|at most 0\.000|at most \d+(\.\d+)?e−/);
    await gradientBadge(page);
  }));

test('each loss is solved by the solver that is chosen, and the proof is shown', () => withPage({}, async (page) => {
  const exact = 'hinge_newton';
  for (const [loss, minimum, own] of [[0, 0.660, exact], [1, 1.617, exact], [2, 0.627, exact], [3, 0.876, 'gram_lbfgs']]) {
    await press(page, '#reset');
    await page.check(`[name=loss][value="${loss}"]`);
    await press(page, '#solve');
    assert.match(await page.textContent('#report'), new RegExp(`^${own}: converged`));
    assert.ok(Math.abs((await total(page)) - minimum) <= 0.0011, `loss ${loss}: ${await total(page)}`);
    const gap = (await page.textContent('#gap')).replace('−', '-');
    assert.ok(gap === 'proved minimal' || Number(/at most (\S+) /.exec(gap)[1]) <= 1.1e-4 * minimum, gap);
  }
  for (const [solver, name] of [['1', 'lbfgs'], ['2', 'sgd']]) {
    await press(page, '#reset');
    await page.selectOption('#solver', solver);
    await press(page, '#solve');
    assert.match(await page.textContent('#report'), new RegExp(`^${name}: `));
    assert.ok((await total(page)) < 1);
  }
}));

test('a dragged point changes table, loss and gradient', () => withPage({}, async (page) => {
  const gradient = () => page.textContent('#parameters tbody tr:first-child output');
  const before = [await total(page), await gradient()];
  await drag(page, [0.5, 0.4], [-0.2, -0.3]);
  assert.equal(await cell(page, 1, 2), '−0.20');
  assert.equal(await cell(page, 1, 3), '−0.30');
  assert.notEqual(await total(page), before[0]);
  assert.notEqual(await gradient(), before[1]);
  await gradientBadge(page);
}));

test('a point is grabbed where it is seen, on a scrolled page too', () =>
  withPage({ viewport: { width: 1280, height: 500 } }, async (page) => {
    await page.evaluate(() => scrollTo(0, 260));
    await drag(page, [0.5, -0.6], [0.6, -0.5]);
    assert.equal(await cell(page, 8, 2), '0.60');
    assert.equal(await cell(page, 8, 3), '−0.50');
    assert.equal(await cell(page, 1, 2), '0.50');
  }));

test('hovering over a point marks its row, and says its sum', () => withPage({}, async (page) => {
  await page.mouse.move(...(await place(page, -0.3, 0.7)));
  await settled(page);
  assert.equal(await page.locator('#table tr.marked').getAttribute('data-label'), '1');
  assert.match(await page.textContent('#worked'), /^Point 5: .* = 6\.800$/);
}));

test('a drag that leaves the plane stays at its edge', () => withPage({}, async (page) => {
  await drag(page, [0.5, 0.4], [3, 0.4]);
  assert.equal(await cell(page, 1, 2), '1.00');
}));

test('points are added, relabelled, typed and deleted; the last one stays', () => withPage({}, async (page) => {
  await page.mouse.dblclick(...(await place(page, -0.75, -0.75)));
  await settled(page);
  assert.equal(await page.locator('#table tbody tr').count(), 10);
  await page.selectOption('#point-class', '1');
  await page.fill('#point-x', '0.25');
  await settled(page);
  assert.equal(await cell(page, 10, 2), '0.25');
  await page.fill('#point-x', '');
  await page.fill('#point-y', '77');
  await settled(page);
  await gradientBadge(page);
  for (let i = 0; i < 12; ++i) await press(page, '#delete-point');
  assert.equal(await page.locator('#table tbody tr').count(), 1);
  assert.match(await page.textContent('#problem'), /One point must stay/);
}));

test('weights are typed and stepped; nonsense is not taken', () => withPage({}, async (page) => {
  const field = '[aria-label="weight 0 of class 0"]';
  await page.fill(field, '2.5');
  await settled(page);
  assert.equal(await cell(page, 1, 4), '2.05');
  await press(page, '[aria-label="more weight 0 of class 0"]');
  assert.equal(await cell(page, 1, 4), '2.10');
  await page.fill(field, '');
  await page.fill('#lambda-row-field', '-5');
  await page.fill('#delta-row-field', '1e9');
  await page.fill(field, '1e99');
  await settled(page);
  assert.ok(Number.isFinite(await total(page)));
  await gradientBadge(page);
}));

test('the largest step and lambda end in a plain sentence, never in NaN', () =>
  withPage({ hash: '#step=5&lambda=100' }, async (page) => {
    await press(page, '#run');
    await page.waitForSelector('#problem:not([hidden])');
    assert.match(await page.textContent('#problem'), /step is too long/);
    assert.ok(!(await page.innerText('body')).includes('NaN'));
    assert.equal(await page.textContent('#run'), 'Repeat');
  }));

test('without regularization solving says that there is no minimum or reaches none above', () =>
  withPage({ hash: '#lambda=0&loss=softmax' }, async (page) => {
    await press(page, '#solve');
    assert.ok(Number.isFinite(await total(page)));
    await gradientBadge(page);
  }));

test('the address brings the state back; undo, redo and reset work', () => withPage({}, async (page) => {
  await page.check('[name=loss][value="3"]');
  await drag(page, [0.5, 0.4], [0.2, 0.2]);
  const [url, before] = [page.url(), await total(page)];
  assert.match(url, /loss=softmax.*points=/);
  await withPage({ hash: new URL(url).hash }, async (other) => assert.equal(await total(other), before));
  await press(page, '#undo');
  assert.equal(await cell(page, 1, 2), '0.50');
  assert.ok(!page.url().includes('points='), 'undo takes the address along');
  await press(page, '#redo');
  assert.equal(page.url(), url);
  assert.equal(await total(page), before);
  await press(page, '#reset');
  assert.equal(await total(page), 6.267);
  assert.ok(!page.url().includes('#'));
}));

test('the curve goes back in time', () => withPage({}, async (page) => {
  const start = await total(page);
  for (let i = 0; i < 5; ++i) await press(page, '#single');
  await page.fill('#scrubber', '0');
  await settled(page);
  assert.equal(await total(page), start);
  await page.fill('#scrubber', '5');
  await settled(page);
  assert.ok((await total(page)) < start);
}));

test('each scenario shows what it says', () => withPage({}, async (page) => {
  const play = async (name) => press(page, `#scenarios button:text-is("${name}")`);
  await play('Satisfied or not');
  assert.equal(await total(page), 0);
  assert.equal(await cell(page, 2, 5), '9.00');
  await page.check('[name=loss][value="3"]');
  await settled(page);
  assert.ok((await number(page, 'data-loss')) > 0.1);
  await play('A huge λ');
  assert.match(await cell(page, 1, 7), /^0\.3[23]/);
  for (const name of ['The masked class', 'Without a bias', 'Δ against λ']) {
    await play(name);
    assert.ok(await page.isVisible('#story'));
    await gradientBadge(page);
  }
}));

test('data sets, classes and shadings all draw', () => withPage({}, async (page) => {
  await page.selectOption('#preset', 'blobs');
  for (const K of ['2', '6', '4']) {
    await page.selectOption('#classes', K);
    await settled(page);
    assert.equal(await page.locator('#parameters tbody tr').count(), Number(K));
  }
  for (const preset of ['overlap', 'spiral', 'rings', 'line', 'notes']) {
    await page.selectOption('#preset', preset);
    for (const shade of ['1', '2', '3', '0']) await page.selectOption('#shade', shade);
    await settled(page);
    await gradientBadge(page);
  }
}));
