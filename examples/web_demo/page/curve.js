// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The losses over the updates, as a picture.

import { svg } from './shapes.js';

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [180, 46, 8, 8, 22];
const FLOOR = 1e-4; // of the logarithmic scale
const CURVES = ['total', 'data', 'regularization'];
const KEYS = [4, 76, 144]; // where each stands in the legend

/**
 * @param {{total: number, data: number, regularization: number}[]} moments
 * @param {number} now  the one to mark
 * @param {{width: number, logarithmic: boolean}} look  width in pixels
 */
export function lossCurve(moments, now, { width, logarithmic }) {
  const values = moments.flatMap((m) => CURVES.map((c) => m[c]));
  const scale = (v) => (logarithmic ? Math.log10(Math.max(v, FLOOR)) : v);
  let high = scale(Math.max(...values, 0.01));
  let low = logarithmic ? scale(Math.min(...values.filter((v) => v > FLOOR), 1)) : 0;
  if (high - low < 1e-9) [low, high] = [low - 0.5, high + 0.5];
  const last = Math.max(1, moments.length - 1);
  const x = (i) => LEFT + ((width - LEFT - RIGHT) * i) / last;
  const y = (v) => TOP + ((HEIGHT - BOTTOM - TOP) * (high - v)) / (high - low);
  const picture = svg('svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img',
    'aria-label': `Total, data and regularization loss over ${moments.length - 1} recorded steps`,
  });
  for (const part of [0, 0.5, 1]) {
    const value = low + part * (high - low);
    picture.append(svg('path', { d: `M${LEFT},${y(value)}H${width - RIGHT}`, class: 'grid' }),
      svg('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' },
        (logarithmic ? 10 ** value : value).toPrecision(2)));
  }
  CURVES.forEach((curve, i) => {
    const line = moments.map((m, j) => `${x(j).toFixed(1)},${y(scale(m[curve])).toFixed(1)}`).join('L');
    picture.append(
      svg('path', { d: moments.length > 1 ? `M${line}` : `M${line}h4`, class: `curve ${curve}` }),
      svg('path', { d: `M${KEYS[i]},${HEIGHT - 6}h22`, class: `curve ${curve}` }),
      svg('text', { x: KEYS[i] + 28, y: HEIGHT - 2 }, curve));
  });
  picture.append(svg('path', { d: `M${x(now)},4V${HEIGHT - BOTTOM}`, class: 'cursor' }));
  return picture;
}
