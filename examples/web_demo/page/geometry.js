// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Lines and contours in the square [-1, 1] x [-1, 1].

/** The part of a0 x + a1 y + c = 0 inside the square, as two ends; null if there is none. */
export function clipLine(a0, a1, c) {
  const ends = [];
  const take = (x, y) => {
    if (Math.abs(x) <= 1 + 1e-12 && Math.abs(y) <= 1 + 1e-12) ends.push([x, y]);
  };
  for (const side of [-1, 1]) {
    if (a1 !== 0) take(side, -(c + a0 * side) / a1);
    if (a0 !== 0) take(-(c + a1 * side) / a0, side);
  }
  let best = null;
  for (const p of ends) {
    for (const q of ends) {
      const length = Math.hypot(p[0] - q[0], p[1] - q[1]);
      if (length > 1e-9 && (!best || length > best.length)) best = { length, ends: [p, q] };
    }
  }
  return best?.ends ?? null;
}

/** Where a grid of values (rows from y = -1 up, n x n) crosses a level: short lines, two ends each. */
export function contourOf(values, n, level) {
  const lines = [];
  const at = (i) => -1 + (2 * i) / (n - 1);
  for (let j = 0; j + 1 < n; ++j) {
    for (let i = 0; i + 1 < n; ++i) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const crossings = [];
      for (let e = 0; e < 4; ++e) {
        const [p, q] = [corners[e], corners[(e + 1) % 4]];
        const [u, v] = [values[p[1] * n + p[0]] - level, values[q[1] * n + q[0]] - level];
        if (u > 0 === v > 0) continue;
        const t = u / (u - v);
        crossings.push([at(p[0] + t * (q[0] - p[0])), at(p[1] + t * (q[1] - p[1]))]);
      }
      for (let e = 0; e + 1 < crossings.length; e += 2) {
        const [p, q] = [crossings[e], crossings[e + 1]];
        lines.push([p, q]);
      }
    }
  }
  return lines;
}
