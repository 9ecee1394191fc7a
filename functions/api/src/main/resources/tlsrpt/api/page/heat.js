// Days at a glance: a cell for each, darker as more of its sessions failed. A day without a report is an empty frame,
// never a zero. Arrow keys step through the days of a domain and through the domains; Enter opens the day.

import { h, svg, replace, visible } from './dom.js';
import { number, plural, share, day, fullDay, plusDays } from './format.js';

const WIDE = 13;
const TALL = 18;
const GAP = 2;
const LEVELS = [[0.01, 1], [0.05, 2], [0.2, 3], [0.5, 4]];
const LEGEND = [[0, 'none failed'], [1, 'below 1%'], [2, 'below 5%'], [3, 'below 20%'], [4, 'below 50%'], [5, '50% or more']];

/** A day as the API has it: secured, unprotected, refused, unknown, failed; null where nothing was reported. */
const total = (one) => one[0] + one[1] + one[2] + one[3];
const failed = (one) => one[4];

function level(one) {
  if (!one) return 'missing';
  if (failed(one) === 0) return 'heat-0';
  const rate = failed(one) / Math.max(1, total(one));
  return `heat-${LEVELS.find(([most]) => rate < most)?.[1] ?? 5}`;
}

function words(one) {
  if (!one) return 'no report';
  if (total(one) === 0) return 'a report without sessions';
  return failed(one) === 0 ? `none of ${plural(total(one), 'session')} failed`
    : `${number(failed(one))} of ${plural(total(one), 'session')} failed (${share(failed(one), total(one))})`;
}

function summary(name, days) {
  const bad = days.filter((one) => one && failed(one) > 0).length;
  const missing = days.filter((one) => !one).length;
  return `${visible(name, 80)}: sessions failed on ${bad} of ${days.length} days${missing ? `, ${plural(missing, 'day')} without a report` : ''}`;
}

/** The strips of one table, and a readout of the day under the pointer or focus; `open`, if given, opens a domain's day. */
export function heat(from, open = null) {
  const told = h('p', { class: 'readout heat-told', 'aria-live': 'polite' }, h('span', { class: 'quiet' }, 'Point at a day, or step through the days with the arrow keys.'));
  let at = -1;
  let first = true;

  function tell(strip, index, spoken) {
    const { name, days } = strip;
    at = Math.max(0, Math.min(days.length - 1, index));
    told.setAttribute('aria-live', spoken ? 'polite' : 'off');
    replace(told, h('strong', null, h('bdi', null, visible(name, 80)), ` on ${fullDay(plusDays(from, at))}`), `: ${words(days[at])}.`);
    for (const marked of document.querySelectorAll('.heat .here')) marked.classList.remove('here');
    strip.cells[at].classList.add('here');
  }

  function neighbour(element, step) {
    const all = [...(element.closest('table')?.querySelectorAll('.heat') ?? [])];
    return all[all.indexOf(element) + step];
  }

  function strip(name, days) {
    const cells = days.map((one, i) => svg('rect', {
      class: `cell ${level(one)}`, x: i * (WIDE + GAP) + 1, y: 1, width: WIDE, height: TALL, rx: 2,
    }));
    const own = { name, days, cells };
    const element = svg('svg', {
      class: 'heat', width: days.length * (WIDE + GAP), height: TALL + 2, viewBox: `0 0 ${days.length * (WIDE + GAP)} ${TALL + 2}`,
      preserveAspectRatio: 'xMinYMid meet', role: 'img', tabindex: first ? 0 : -1, 'aria-label': `${summary(name, days)}. Arrow keys step through ${open ? 'days and domains; Enter opens the day' : 'the days'}.`,
      onpointermove: (event) => {
        const { left, width } = element.getBoundingClientRect();
        tell(own, Math.floor(((event.clientX - left) / width) * days.length), false);
      },
      onclick: () => open?.(name, plusDays(from, at)),
      onfocus: () => tell(own, at < 0 ? days.length - 1 : at, true),
      onkeydown: (event) => {
        const move = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
        const row = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (event.key === 'Enter') open?.(name, plusDays(from, at));
        else if (move) tell(own, at + move, true);
        else if (row) {
          const next = neighbour(element, row);
          if (next) {
            element.setAttribute('tabindex', -1);
            next.setAttribute('tabindex', 0);
            next.focus();
          }
        } else return;
        event.preventDefault();
      },
    }, cells);
    first = false;
    return element;
  }

  const legend = h('ul', { class: 'legend', 'aria-label': 'Share of sessions that failed' },
    h('li', null, 'Failed:'), LEGEND.map(([step, text]) => h('li', null, h('span', { class: `key heat-${step}` }), text)),
    h('li', null, h('span', { class: 'key missing' }), 'no report'));
  const title = (days) => `${day(from)} – ${day(plusDays(from, days - 1))}`;
  return { strip, told, legend, title, start: () => { first = true; } };
}
