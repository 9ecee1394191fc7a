// Sessions per day as bars, in plain SVG. Pointing at a day, or moving to it with the arrow keys, shows its numbers.

import { h, svg, replace } from './dom.js';
import { compact, number, day, fullDay, plusDays, daysBetween } from './format.js';

const LEFT = 46;
const RIGHT = 4;
const PANEL = 150;
const SMALL = 76;
const GAP = 26;
const AXIS = 22;
const WEEKLY_FROM = 120;

/**
 * days: [{day, complete, …}] as the API has them; series: [{name, title, value(day)}], from the bottom up; `small`
 * series are drawn once more in a panel of their own scale, since a few failures do not show beside a million sessions.
 */
export function chart({ title, days, from, to, series, small = [], smallTitle }) {
  const bars = slots(days, from, to);
  const holder = h('div', { class: 'chart' });
  const readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  const legend = h('ul', { class: 'legend' }, series.map((one) => h('li', null, h('span', { class: `key ${one.name}` }), one.title)),
    bars.some((bar) => !bar.complete) ? h('li', null, h('span', { class: 'key hatch' }), 'still arriving') : null);
  let at = bars.findLastIndex((bar) => bar.complete && total(bar, series) > 0);
  if (at < 0) at = bars.length - 1;
  let marker = null;

  function tell(index, spoken) {
    at = Math.max(0, Math.min(bars.length - 1, index));
    const bar = bars[at];
    readout.setAttribute('aria-live', spoken ? 'polite' : 'off');
    replace(readout, h('strong', null, bar.weekly ? `Week from ${fullDay(bar.day)}` : fullDay(bar.day)),
      series.toReversed().map((one) => [' · ', `${number(bar.values.get(one.name) ?? 0)} ${one.title.toLowerCase()}`]),
      bar.complete ? null : ' · still arriving');
    if (marker) {
      marker.setAttribute('x', marker.dataset.left * 1 + at * marker.dataset.step);
    }
  }

  function draw(width) {
    const inner = Math.max(60, width - LEFT - RIGHT);
    const step = inner / bars.length;
    const height = PANEL + AXIS + (small.length ? SMALL + GAP : 0);
    const smallTop = PANEL + GAP + 4;
    marker = svg('rect', { class: 'marker', y: 0, width: Math.max(step, 1), height: height - AXIS, 'data-left': LEFT, 'data-step': step });
    const drawing = svg('svg', {
      class: 'bars', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', tabindex: 0,
      'aria-label': `${title}. Arrow keys move from day to day; the table below has the same numbers.`,
      onkeydown: (event) => {
        const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -1e9, End: 1e9 }[event.key];
        if (!move) return;
        event.preventDefault();
        tell(at + move, true);
      },
      onpointermove: (event) => {
        const x = event.clientX - drawing.getBoundingClientRect().left;
        tell(Math.floor((x - LEFT) / step), false);
      },
    }, hatch(), marker,
    panel(bars, series, { top: 6, height: PANEL - 6, step, inner }),
    small.length ? [
      svg('text', { x: LEFT, y: PANEL + GAP - 8, class: 'panel-title' }, smallTitle),
      panel(bars, small, { top: smallTop, height: SMALL - 4, step, inner }),
    ] : null,
    dates(bars, step, height - 6, inner));
    replace(holder, drawing);
    tell(at, false);
  }

  const watch = new ResizeObserver(([entry]) => {
    if (!holder.isConnected && holder.firstChild) return watch.disconnect();
    const width = Math.floor(entry.contentRect.width);
    if (width > 0 && holder.dataset.width !== String(width)) {
      holder.dataset.width = width;
      draw(width);
    }
  });
  watch.observe(holder);
  return h('figure', { class: 'figure' }, h('figcaption', { class: 'visually-hidden' }, title), legend, holder, readout);
}

function slots(days, from, to) {
  const byDay = new Map(days.map((one) => [one.day, one]));
  const weekly = daysBetween(from, to) >= WEEKLY_FROM;
  const slots = [];
  for (let start = from; start <= to; start = plusDays(start, weekly ? 7 : 1)) {
    const slot = { day: start, weekly, complete: true, values: new Map() };
    for (let i = 0; i < (weekly ? 7 : 1); i++) {
      const at = plusDays(start, i);
      const found = byDay.get(at);
      if (at <= to && daysBetween(at, to) < 2 && isArriving(at)) slot.complete = false;
      if (found) for (const [name, n] of found.values) slot.values.set(name, (slot.values.get(name) ?? 0) + n);
    }
    slots.push(slot);
  }
  return slots;
}

const isArriving = (at) => daysBetween(at, new Date().toISOString().slice(0, 10)) < 2;
const total = (bar, series) => series.reduce((sum, one) => sum + (bar.values.get(one.name) ?? 0), 0);

function panel(bars, series, { top, height, step, inner }) {
  const largest = Math.max(1, ...bars.map((bar) => total(bar, series)));
  const scale = ceiling(largest);
  const parts = [];
  for (const tick of new Set([0, scale / 2, scale])) {
    if (tick !== Math.round(tick)) continue;
    const y = top + height - (tick / scale) * height;
    parts.push(svg('line', { class: 'grid', x1: LEFT, x2: LEFT + inner, y1: y, y2: y }),
      svg('text', { class: 'tick', x: LEFT - 8, y: y + 4, 'text-anchor': 'end' }, compact(tick)));
  }
  const thick = step > 4 ? step - Math.min(3, step * 0.22) : step;
  bars.forEach((bar, i) => {
    let y = top + height;
    for (const one of series) {
      const n = bar.values.get(one.name) ?? 0;
      if (n === 0) continue;
      const tall = Math.max((n / scale) * height, 1.5);
      y -= tall;
      parts.push(svg('rect', { class: `bar ${one.name}`, x: LEFT + i * step, y, width: thick, height: tall }));
    }
    if (!bar.complete) {
      parts.push(svg('rect', { x: LEFT + i * step, y: top, width: step, height, fill: 'url(#arriving)' }));
    }
  });
  return parts;
}

function hatch() {
  return svg('defs', null, svg('pattern', { id: 'arriving', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('line', { class: 'hatch-line', x1: 0, y1: 0, x2: 0, y2: 6 })));
}

function dates(bars, step, y, inner) {
  const every = Math.max(1, Math.ceil(bars.length / Math.max(2, Math.floor(inner / 76))));
  return bars.map((bar, i) => (i % every === 0 && LEFT + i * step < LEFT + inner - 30
    ? svg('text', { class: 'tick', x: LEFT + i * step, y }, day(bar.day)) : null));
}

function ceiling(n) {
  const power = 10 ** Math.floor(Math.log10(n));
  return [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= n) ?? n;
}

/** The three numbers as parts of one bar. */
export function proportion(secured, unprotected, refused, unknown = 0) {
  const whole = secured + unprotected + refused + unknown;
  if (!whole) return null;
  let x = 0;
  return svg('svg', { class: 'proportion', viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    [['secured', secured], ['unknown', unknown], ['unprotected', unprotected], ['refused', refused]].map(([name, n]) => {
      if (!n) return null;
      const wide = Math.max(0.6, (n / whole) * 100);
      const part = svg('rect', { class: `bar ${name}`, x: Math.min(x, 99.4), y: 0, width: wide, height: 4 });
      x += wide;
      return part;
    }));
}
