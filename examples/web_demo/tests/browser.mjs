// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// A browser with the page in it, and what people do there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const out = fileURLToPath(new URL('../../../build/web_demo/', import.meta.url));
export const pictures = `${out}pictures/`;
mkdirSync(pictures, { recursive: true });
const onDisk = pathToFileURL(`${out}demo.html`).href;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
after(() => browser.close());

/** The page as README serves it: one file, and nothing else to be had. */
const server = createServer((request, response) => {
  const found = new URL(request.url, 'http://localhost').pathname === '/demo.html';
  response.writeHead(found ? 200 : 404, { 'Content-Type': 'text/html' });
  response.end(found ? readFileSync(`${out}demo.html`) : '');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const served = `http://127.0.0.1:${server.address().port}/demo.html`;
after(() => server.close());

/**
 * Opens the page, calls use(page), and wants no error on the console and no request but that for
 * the page itself.
 * @param {{hash?: string, disk?: boolean}} options  disk: opened as a file instead of served; and
 *   what playwright's newContext takes
 */
export async function withPage(options, use) {
  const { hash = '', disk = false, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const complaints = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    const address = disk ? onDisk : served;
    page.on('request', (request) => {
      const url = request.url().replace(/#.*/, '');
      if (url !== address && !/^(data|blob):/.test(url)) complaints.push(url);
    });
    await page.goto(address + hash);
    await page.waitForSelector('body[data-ready]');
    await settled(page);
    await use(page);
  } catch (error) {
    assert.deepEqual(complaints, [], `beside ${error}`);
    throw error;
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

/** Two pictures later everything asked for has been drawn. */
export const settled = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

export const number = async (page, id) =>
  Number((await page.textContent(`#${id}`)).replace('−', '-'));
export const total = (page) => number(page, 'total-loss');

export async function press(page, selector) {
  await page.click(selector);
  await settled(page);
}

/** Where a point of the plane is in the window. */
export async function place(page, x, y, frame = '#plot') {
  const box = await page.locator(`${frame} svg`).first().boundingBox();
  return [box.x + ((x + 1) / 2) * box.width, box.y + ((1 - y) / 2) * box.height];
}

export async function drag(page, from, to, frame) {
  await page.mouse.move(...(await place(page, ...from, frame)));
  await page.mouse.down();
  await page.mouse.move(...(await place(page, ...to, frame)), { steps: 4 });
  await page.mouse.up();
  await settled(page);
}

export const cell = (page, row, column) =>
  page.textContent(`#table tbody tr:nth-child(${row}) > :nth-child(${column})`);
export const gradientBadge = async (page) => {
  const text = await page.textContent('#gradient-badge');
  assert.match(text, /^✓ gradient against central differences/);
};

export async function scan(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const found = violations.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((n) => n.html).slice(0, 3)}`);
  assert.deepEqual(found, []);
}
