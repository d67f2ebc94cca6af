// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The four losses side by side, and the digits.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { drag, pictures, press, settled, withPage } from './browser.mjs';

test('the four losses learn side by side', () => withPage({}, async (page) => {
  await press(page, '#tab-compare');
  await press(page, '#compare-solve');
  const texts = await page.locator('#four .numbers').allTextContents();
  [/total 0\.660/, /total 1\.617/, /total 0\.62[78]/, /total 0\.876/].forEach((wanted, i) =>
    assert.match(texts[i], wanted));
  await drag(page, [0.5, 0.4], [0.1, 0.1], '#four article:nth-child(2)');
  assert.notEqual((await page.locator('#four .numbers').allTextContents())[3], texts[3]);
  await page.screenshot({ path: `${pictures}four-solved.png`, fullPage: true });
}));

test('the digits are learnt, drawn and told', () => withPage({}, async (page) => {
  await press(page, '#tab-digits');
  await page.waitForFunction(() => document.getElementById('digits-numbers').textContent !== '');
  await page.click('#digits-run');
  await page.waitForFunction(() =>
    Number(/test ([\d.]+) %/.exec(document.getElementById('digits-numbers').textContent)?.[1]) > 85);
  await press(page, '#digits-run');
  await press(page, '#digits-solve');
  assert.match(await page.textContent('#digits-numbers'), /test 9[4-9].*: converged/);
  await press(page, '#pad-example');
  assert.match(await page.textContent('#pad-result'), /That is a \d, with probability/);
  await page.screenshot({ path: `${pictures}digits-solved.png`, fullPage: true });
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
