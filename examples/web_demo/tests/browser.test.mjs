// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The page in a browser, as people use it: mouse, keyboard, finger, screen reader.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const out = fileURLToPath(new URL('../../../build/web_demo/', import.meta.url));
const pictures = `${out}pictures/`;
mkdirSync(pictures, { recursive: true });
const address = pathToFileURL(`${out}demo.html`).href;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
after(() => browser.close());

/** Opens the page, calls use(page), and wants no error on the console and no request elsewhere. */
async function withPage(options, use) {
  const { hash = '', ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
  });
  await page.goto(address + hash);
  await page.waitForSelector('body[data-ready]');
  await settled(page);
  await use(page);
  assert.deepEqual(complaints, []);
  await context.close();
}

/** Two pictures later everything asked for has been drawn. */
const settled = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const number = async (page, id) =>
  Number((await page.textContent(`#${id}`)).replace('−', '-'));
const total = (page) => number(page, 'total-loss');

async function press(page, selector) {
  await page.click(selector);
  await settled(page);
}

/** Where a point of the plane is in the window. */
async function place(page, x, y, frame = '#plot') {
  const box = await page.locator(`${frame} svg`).first().boundingBox();
  return [box.x + ((x + 1) / 2) * box.width, box.y + ((1 - y) / 2) * box.height];
}

async function drag(page, from, to, frame) {
  await page.mouse.move(...(await place(page, ...from, frame)));
  await page.mouse.down();
  await page.mouse.move(...(await place(page, ...to, frame)), { steps: 4 });
  await page.mouse.up();
  await settled(page);
}

const cell = (page, row, column) =>
  page.textContent(`#table tbody tr:nth-child(${row}) > :nth-child(${column})`);
const gradientBadge = async (page) => {
  const text = await page.textContent('#gradient-badge');
  assert.match(text, /^✓ gradient against central differences/);
};

async function scan(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const found = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((n) => n.html).slice(0, 3)}`);
  assert.deepEqual(found, []);
}

test('the page starts within a second', () => withPage({}, async (page) => {
  const { ready, busy } = await page.evaluate(() => ({
    ready: performance.getEntriesByName('ready')[0].startTime,
    busy: performance.getEntriesByType('navigation')[0].domInteractive,
  }));
  assert.ok(ready < 1000 || ready - busy < 1000, `${ready} ms, of which ${busy} ms to read the page`);
}));

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
    await page.waitForFunction(() => Number(document.getElementById('total-loss').textContent) < 0.68);
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

test('a drag that leaves the plane stays at its edge', () => withPage({}, async (page) => {
  await drag(page, [0.5, 0.4], [3, 0.4]);
  assert.equal(await cell(page, 1, 2), '1.00');
}));

test('a finger drags and taps', () =>
  withPage({ viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }, async (page) => {
    await page.tap('#single');
    await settled(page);
    assert.ok((await total(page)) < 6.267);
    const client = await page.context().newCDPSession(page);
    await page.evaluate(() => document.getElementById('plot').scrollIntoView());
    const at = async (x, y) => {
      const [px, py] = await place(page, x, y);
      return [{ x: px, y: py }];
    };
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: await at(0.5, 0.4) });
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: await at(0.1, 0.1) });
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await settled(page);
    assert.ok(Math.abs(Number(await cell(page, 1, 2)) - 0.1) <= 0.02);
  }));

test('everything can be done from the keyboard', () => withPage({}, async (page) => {
  await page.focus('#plot .point');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await settled(page);
  assert.equal(await cell(page, 1, 2), '0.51');
  assert.equal(await cell(page, 1, 3), '0.30');
  await page.keyboard.press('2');
  await settled(page);
  assert.match(await page.getAttribute('#plot .point', 'aria-label'), /class 2, triangle/);
  await page.keyboard.press('Delete');
  await settled(page);
  assert.equal(await page.locator('#table tbody tr').count(), 8);
  await page.keyboard.press('Control+z');
  await settled(page);
  assert.equal(await page.locator('#table tbody tr').count(), 9);
  await page.focus('#single');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /^Total loss/.test(document.getElementById('announcer').textContent));
  await page.focus('#tab-plane');
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.isVisible('#compare'));
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
  await press(page, '#redo');
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

test('the four losses learn side by side', () => withPage({}, async (page) => {
  await press(page, '#tab-compare');
  await press(page, '#compare-solve');
  const texts = await page.locator('#four .numbers').allTextContents();
  assert.match(texts[0], /total 0\.66/);
  assert.match(texts[3], /total 0\.876/);
  await drag(page, [0.5, 0.4], [0.1, 0.1], '#four article:nth-child(2)');
  assert.notEqual((await page.locator('#four .numbers').allTextContents())[3], texts[3]);
}));

test('the digits are learnt, drawn and told', () => withPage({}, async (page) => {
  await press(page, '#tab-digits');
  await page.waitForFunction(() => document.getElementById('digits-numbers').textContent !== '');
  await page.click('#digits-run');
  await page.waitForFunction(() =>
    Number(/test ([\d.]+) %/.exec(document.getElementById('digits-numbers').textContent)?.[1]) > 85);
  await press(page, '#digits-run');
  await press(page, '#digits-solve');
  assert.match(await page.textContent('#digits-numbers'), /test 9[4-9]/);
  await press(page, '#pad-example');
  assert.match(await page.textContent('#pad-result'), /That is a \d, with probability/);
  await press(page, '#pad-clear');
  await page.focus('#pad');
  await page.keyboard.press('Space');
  for (const [x, y] of [[128, 30], [128, 128], [128, 220]]) {
    await page.click('#pad', { position: { x, y } });
  }
  await settled(page);
  assert.match(await page.textContent('#pad-result'), /That is a/);
  for (const loss of ['0', '1', '2']) {
    await page.selectOption('#digits-loss', loss);
    await settled(page);
  }
  assert.ok(!(await page.innerText('body')).includes('NaN'));
}));

test('a frame of a drag costs less than 16 ms', () => withPage({}, async (page) => {
  await page.mouse.move(...(await place(page, 0.5, 0.4)));
  await page.mouse.down();
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration').value * 1000;
  };
  const costs = [];
  for (let i = 0; i < 30; ++i) {
    const before = await busy();
    await page.mouse.move(...(await place(page, 0.5 - i / 40, 0.4 - i / 60)));
    await settled(page);
    costs.push((await busy()) - before);
  }
  await page.mouse.up();
  costs.sort((a, b) => a - b);
  assert.ok(costs[15] < 16, `median ${costs[15]} ms`);
}));

for (const [name, options] of [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone-390', { viewport: { width: 390, height: 800 } }],
  ['phone-320', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['less-motion', { reducedMotion: 'reduce' }],
]) {
  test(`axe finds nothing, and nothing is cut off: ${name}`, () => withPage(options, async (page) => {
    for (const tab of ['plane', 'compare', 'digits']) {
      await press(page, `#tab-${tab}`);
      if (tab === 'digits') await page.waitForFunction(() => document.getElementById('digits-numbers').textContent !== '');
      if (tab === 'plane') await press(page, '#table tbody tr:nth-child(2)');
      await scan(page, `${name} ${tab}`);
      const [wanted, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wanted <= width, `${tab} is ${wanted} wide`);
      await page.screenshot({ path: `${pictures}${name}-${tab}.png`, fullPage: true });
    }
  }));
}
