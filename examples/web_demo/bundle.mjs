// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// node bundle.mjs PAGE_FOLDER MODULE DIGITS OUT
//
// Puts the page, its style and scripts, the module and the digits into one file. The scripts become
// one module: their imports are each other's exports, so both words go. The policy allows this very
// script and style, and no request to anywhere.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const [folder, modulePath, digitsPath, out] = process.argv.slice(2);
const read = (name) => readFileSync(`${folder}/${name}`, 'utf8');

/** A script and before it those that it imports, each once. */
function scriptsFrom(name, done = new Set()) {
  if (done.has(name)) return '';
  done.add(name);
  const text = read(name);
  const before = [...text.matchAll(/^import [^;]*? from '\.\/([^']+)';$/gm)].map((m) => scriptsFrom(m[1], done));
  const body = text.replace(/^import [^;]*?;\n/gm, '').replace(/^export /gm, '').replace(/^(\/\/.*\n)+/, '');
  return before.join('') + body;
}

/** One byte of label and 64 of pixels a digit, from lines of 64 pixels and a label. */
function digits() {
  const lines = gunzipSync(readFileSync(digitsPath)).toString().trim().split('\n');
  return Buffer.concat(lines.map((line) => {
    const values = line.split(',').map(Number);
    return Buffer.from([values[64], ...values.slice(0, 64)]);
  }));
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const script = scriptsFrom('main.js');
const style = read('style.css').replace(/\/\*[^]*?\*\//g, '').replace(/\n\s*\n/g, '\n');
const policy = `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${
  hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
const data = (id, bytes) => `<script type="text/plain" id="${id}">${
  gzipSync(bytes, { level: 9 }).toString('base64')}</script>`;

const page = read('index.html')
  .replace('<!--policy-->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
  .replace('<!--style-->', () => `<style>${style}</style>`)
  .replace('<!--data-->', () =>
    `${data('module', readFileSync(modulePath))}\n${data('pixels', digits())}`)
  .replace('<!--script-->', () => `<script type="module">${script}</script>`);
writeFileSync(out, page);
