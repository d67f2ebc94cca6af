// SPDX-FileCopyrightText: 2026 the softmargin authors
// SPDX-License-Identifier: MIT
//
// Starts the module with the data in the page, and the views.

import { Compare } from './compare.js';
import { Digits } from './digits.js';
import { startEngine } from './engine.js';
import { Plane } from './plane.js';
import { $, complain } from './ui.js';

/** What bundle.mjs wrote into the page: gzip in base64. */
async function embedded(id) {
  const bytes = Uint8Array.from(atob($(id).textContent.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function makeTabs(shown) {
  const tabs = [...document.querySelectorAll('[role=tab]')];
  const open = (tab) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute('aria-selected', String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      $(other.getAttribute('aria-controls')).hidden = !chosen;
    }
    shown(tab.getAttribute('aria-controls'));
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener('click', () => open(tab));
    tab.addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      const next = tabs[(i + by + tabs.length) % tabs.length];
      next.focus();
      open(next);
    });
  });
}

async function start() {
  const engine = await startEngine(await embedded('module'));
  $('version').textContent = engine.version;
  const views = {};
  const plane = new Plane(engine, (state) => {
    if (views.compare && !$('compare').hidden) views.compare.take(state, false);
  });
  const show = async (name) => {
    for (const view of [plane, views.compare, views.digits]) view?.repeater.stop();
    complain('');
    if (name === 'plane') plane.draw();
    if (name === 'compare') {
      views.compare ??= new Compare(engine, plane);
      views.compare.take(plane.state, true);
    }
    if (name === 'digits') {
      if (!views.digits) {
        views.digits = new Digits(engine, await embedded('pixels'));
        views.digits.configure();
      }
      views.digits.draw();
    }
  };
  makeTabs(show);
  document.body.dataset.ready = 'true';
  performance.mark('ready');
}

start().catch((error) => complain(`The demo cannot start in this browser: ${error.message}`));
