// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// How soon the page answers. Medians of many, so that a busy machine does not decide.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withPage } from './browser.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

test('the page can be used within a second, served or from the disk', async () => {
  for (const disk of [false, true]) {
    const times = [];
    for (let i = 0; i < 5; ++i) {
      await withPage({ disk }, async (page) => times.push(await page.evaluate(() =>
        performance.getEntriesByName('ready')[0].startTime)));
    }
    assert.ok(median(times) < 1000, `${times} ms`);
  }
});

/** Drags a point round for `count` frames, as a pointer does: one move a frame. */
const dragRound = (page, count) => page.evaluate((frames) => new Promise((done) => {
  const picture = document.querySelector('#plot svg');
  const box = picture.getBoundingClientRect();
  const send = (type, angle) => picture.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, isPrimary: true, bubbles: true, cancelable: true, button: 0, pointerType: 'mouse',
    clientX: box.left + box.width * (0.75 + 0.1 * Math.sin(angle)),
    clientY: box.top + box.height * (0.3 + 0.1 * (1 - Math.cos(angle))),
  }));
  picture.setPointerCapture = () => {};
  send('pointerdown', 0);
  const times = [];
  const frame = (now) => {
    times.push(now);
    if (times.length <= frames) {
      send('pointermove', times.length / 10);
      requestAnimationFrame(frame);
    } else {
      send('pointerup', 0);
      done(times.slice(1).map((time, i) => time - times[i]));
    }
  };
  requestAnimationFrame(frame);
}), count);

/** The work of the page's own thread so far, in ms of processor time. */
async function workOf(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
}

for (const shade of ['class', 'probability', 'margin', 'loss']) {
  test(`a point is dragged at 60 frames a second, shaded by ${shade}`, () =>
    withPage({ hash: `#shade=${shade}${shade === 'loss' ? '&loss=softmax' : ''}` }, async (page) => {
      await dragRound(page, 30);
      const work = await workOf(page);
      const rounds = [];
      for (let i = 0; i < 5; ++i) {
        const before = await work();
        const intervals = await dragRound(page, 30);
        rounds.push({ work: ((await work()) - before) / 30, interval: median(intervals) });
      }
      const frame = 1000 / 60;
      const busy = median(rounds.map((round) => round.work));
      assert.ok(busy < frame, `${busy} ms of work a frame`);
      const interval = Math.min(...rounds.map((round) => round.interval));
      assert.ok(interval < 1.02 * frame, `${interval} ms from frame to frame`);
    }));
}
