// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The page for everybody: finger, keyboard, screen reader, small and dark screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cell, pictures, place, press, scan, settled, total, withPage } from './browser.mjs';

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

test('a screen reader hears where a point went and what that costs, and the story of a scenario', () =>
  withPage({}, async (page) => {
    await page.evaluate(() => { // all that is said, one after the other: a slow machine pauses within
      const announcer = document.getElementById('announcer');
      globalThis.said = [];
      new MutationObserver(() => globalThis.said.push(announcer.textContent))
        .observe(announcer, { childList: true });
    });
    const heard = (words) =>
      page.waitForFunction((pattern) => new RegExp(pattern).test(globalThis.said.join('. ')), words);
    await page.focus('#plot .point');
    await page.keyboard.press('Shift+ArrowRight');
    await heard('Point 1, class 0, circle, at 0\\.60, 0\\.40, loss .*Total loss');
    await page.click('#scenarios button');
    await heard('Three points of class 0 .*Total loss 0\\.00');
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
  await page.waitForFunction(() => /Total loss/.test(document.getElementById('announcer').textContent));
  await page.focus('#tab-plane');
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.isVisible('#compare'));
}));

test('where less motion is wanted, repeating goes on slowly', () =>
  withPage({ reducedMotion: 'reduce' }, async (page) => {
    await page.click('#run');
    await page.waitForTimeout(1200);
    await press(page, '#run');
    const records = Number(/of (\d+)/.exec(await page.textContent('#moment'))[1]);
    assert.ok(records >= 1 && records <= 5, `${records} updates`);
  }));

for (const [name, options] of [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone-320', { viewport: { width: 320, height: 640 } }],
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
