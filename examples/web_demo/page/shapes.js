// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// The sign of each class: colour is never the only difference.

const SVG = 'http://www.w3.org/2000/svg';
export const SHAPE_NAMES = ['circle', 'square', 'triangle', 'diamond', 'pentagon', 'cross'];

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const polygon = (corners, radius, turn) =>
  Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`;
  }).join(' ');

export function shapeOf(k, radius = 7) {
  const up = -Math.PI / 2;
  const r = radius;
  const shapes = [
    () => svg('circle', { r }),
    () => svg('polygon', { points: polygon(4, r * 1.3, Math.PI / 4) }),
    () => svg('polygon', { points: polygon(3, r * 1.4, up) }),
    () => svg('polygon', { points: polygon(4, r * 1.35, up) }),
    () => svg('polygon', { points: polygon(5, r * 1.2, up) }),
    () => {
      const [a, c] = [r * 0.42, r * 1.15];
      const d = `M${-a},${-c}H${a}V${-a}H${c}V${a}H${a}V${c}H${-a}V${a}H${-c}V${-a}H${-a}Z`;
      return svg('path', { d });
    },
  ];
  const shape = shapes[k]();
  shape.classList.add('shape', `class-${k}`);
  return shape;
}

/** A small picture of the class's sign, for tables and buttons. */
export function badge(k) {
  const picture = svg('svg', { class: 'badge', viewBox: '-10 -10 20 20', 'aria-hidden': 'true' });
  picture.append(shapeOf(k, 6.5));
  return picture;
}
