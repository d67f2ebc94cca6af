// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Small things of the page: finding and making elements, numbers as text, colours, sliders.

export const $ = (id) => document.getElementById(id);

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A number as a reader wants it: a real minus, no minus zero. */
export function show(value, decimals = 2) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−');
}

export const showSmall = (value) =>
  (value === 0 ? '0' : value >= 0.001 ? show(value, 4) : value.toExponential(0).replace('-', '−'));

/** What a screen reader hears once it is quiet: of each subject the last news, none twice, in the
 *  order in which they came. */
const news = new Map();
const told = new Map();
let quiet = 0;
export function announce(text, subject = 'page') {
  if (told.get(subject) === text) return;
  told.set(subject, text);
  news.delete(subject); // behind what has been said since
  news.set(subject, text);
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    $('announcer').textContent = [...news.values()].join('. ');
    news.clear();
  }, 400);
}

/** Something that went wrong, in plain words; an empty text takes it away. */
export function complain(text) {
  $('problem').hidden = text === '';
  if ($('problem').textContent !== text) $('problem').textContent = text;
}

function channels(color) {
  const value = Number.parseInt(color.trim().slice(1), 16);
  return [16, 8, 0].map((shift) => ((value >> shift) & 255) / 255);
}

/** The paper and the class colours of the theme that is on. */
export function themePalette(K) {
  const style = getComputedStyle(document.documentElement);
  return ['--paper', ...Array.from({ length: K }, (_, k) => `--class-${k}`)].map((name) =>
    channels(style.getPropertyValue(name)));
}

export const prefersLessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Calls `work` before the next picture, however often it was asked for. */
export function oncePerFrame(work) {
  let wanted = false;
  return () => {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => {
      wanted = false;
      work();
    });
  };
}

/** Repeats `work` frame by frame while it returns true; slowly where less motion is wanted. */
export class Repeater {
  constructor(button, work, ended) {
    Object.assign(this, { button, work, ended, words: button.textContent });
    button.addEventListener('click', () => (this.running ? this.stop() : this.start()));
  }

  start() {
    this.running = true;
    this.button.textContent = 'Stop';
    this.button.setAttribute('aria-pressed', 'true');
    let last = 0;
    const frame = (now) => {
      if (!this.running) return;
      if (now - last >= (prefersLessMotion() ? 500 : 30)) {
        last = now;
        if (!this.work()) {
          this.stop();
          return;
        }
      }
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }

  stop() {
    if (!this.running) return;
    this.running = false;
    this.button.textContent = this.words;
    this.button.setAttribute('aria-pressed', 'false');
    this.ended();
  }
}

/**
 * A slider with a field to type into. Logarithmic ones may have 0 at their left end.
 * @param {{low: number, high: number, logarithmic?: boolean, zero?: boolean}} range
 */
export class Slider {
  constructor(row, name, hint, range, changed) {
    const { low, high, logarithmic = false, zero = false } = range;
    this.range = range;
    this.field = make('input', { type: 'number', id: `${row.id}-field`, min: zero ? 0 : low, max: high,
      step: 'any' });
    this.slider = make('input', { type: 'range', min: 0, max: 1000, step: 1 });
    this.slider.setAttribute('aria-label', `${name}, slider`);
    row.append(
      make('label', { htmlFor: this.field.id }, make('b', { textContent: name }), ` ${hint}`),
      this.slider, this.field);
    const toValue = (position) => {
      if (!logarithmic) return low + ((high - low) * position) / 1000;
      if (zero && position === 0) return 0;
      return Number((low * (high / low) ** (position / 1000)).toPrecision(3));
    };
    this.toPosition = (value) => {
      if (!logarithmic) return (1000 * (value - low)) / (high - low);
      if (value <= low) return 0;
      return (1000 * Math.log(value / low)) / Math.log(high / low);
    };
    this.slider.addEventListener('input', () => changed(toValue(Number(this.slider.value)), false));
    this.slider.addEventListener('change', () => changed(toValue(Number(this.slider.value)), true));
    this.field.addEventListener('input', () => {
      const value = this.field.valueAsNumber;
      if (Number.isFinite(value)) changed(Math.min(high, Math.max(zero ? 0 : low, value)), false);
    });
    this.field.addEventListener('change', () => changed(null, true));
  }

  set(value, { disabled = false } = {}) {
    this.slider.value = String(Math.round(this.toPosition(value)));
    this.slider.setAttribute('aria-valuetext', String(value));
    if (document.activeElement !== this.field) this.field.value = String(Number(value.toPrecision(4)));
    this.slider.disabled = this.field.disabled = disabled;
  }
}
