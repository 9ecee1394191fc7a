// Two periods of a domain, side by side: what changed, what is new, what is gone.

import { h, foreign } from './dom.js';
import { get, domainPath } from './api.js';
import { number, plural, share, day, fullDay, plusDays, daysBetween, today, instant } from './format.js';
import { table, shownExports } from './table.js';
import { OUTCOMES } from './causes.js';
import { crumbs } from './reports.js';
import { filter, at } from './place.js';

const ROWS = [['secured', 'Secured'], ['unprotected', 'Unprotected'], ['refused', 'Refused'], ['unknown', 'Policy mode unknown']];
const PRESETS = [[7, 'Week'], [28, '4 weeks'], [90, '90 days']];
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(instant(text));

/** The periods in the address; by default the last complete week and the week before. */
function spans(filters) {
  const named = ['from', 'to', 'from2', 'to2'].map((name) => filters.get(name));
  if (named.every(isDay) && named[0] <= named[1] && named[2] <= named[3]) return [{ from: named[0], to: named[1] }, { from: named[2], to: named[3] }];
  return preset(7);
}

function preset(days) {
  const last = plusDays(today(), -2);
  return [{ from: plusDays(last, 1 - days), to: last }, { from: plusDays(last, 1 - 2 * days), to: plusDays(last, -days) }];
}

function again([one, other]) {
  filter({ from: one.from, to: one.to, from2: other.from, to2: other.to });
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const words = ({ from, to }) => (from === to ? fullDay(from) : `${day(from)} – ${fullDay(to)}`);

export async function compare({ parts: [domain], filters }) {
  const pair = spans(filters);
  const [now, before] = await Promise.all(pair.map(async (range) => {
    const [days, failures, reporters] = await Promise.all(['days', 'failures', 'reporters'].map((view) => get(domainPath(domain, view), range)));
    return { ...sums(days.days), causes: failures.causes, reporters: reporters.reporters };
  }));
  const input = (span, name, label) => h('input', { type: 'date', value: pair[span][name], max: today(), 'aria-label': label, onchange: (event) => {
    const changed = pair.map((one) => ({ ...one }));
    changed[span][name] = event.target.value;
    if (isDay(changed[span].from) && changed[span].from <= changed[span].to) again(changed);
    else event.target.setCustomValidity('The first day must not be after the last day.');
    event.target.reportValidity();
  } });
  const rows = causeRows(now.causes, before.causes);
  const arriving = pair.some(({ to }) => to > plusDays(today(), -2));
  return {
    title: `${domain}: two periods compared`,
    keys: { ArrowLeft: () => again(pair.map((one) => moved(one, -1))), ArrowRight: () => pair.every(({ to }) => to < today()) && again(pair.map((one) => moved(one, 1))) },
    body: [
      crumbs(domain),
      h('section', { class: 'lead' },
        h('h1', null, foreign(domain, 100), ': two periods compared'),
        h('p', { class: 'quiet' }, `${words(pair[0])} (${plural(daysBetween(pair[0].from, pair[0].to) + 1, 'day')}), compared with ${words(pair[1])} (${plural(daysBetween(pair[1].from, pair[1].to) + 1, 'day')}).`,
          arriving ? ' Reports for the last two days are still arriving.' : '', ' The left and right arrow keys shift each period by its own length.')),
      h('div', { class: 'tools' },
        h('span', { class: 'segments', role: 'group', 'aria-label': 'Length of the periods' }, PRESETS.map(([days, text]) => {
          const [one, other] = preset(days);
          const on = one.from === pair[0].from && one.to === pair[0].to && other.from === pair[1].from && other.to === pair[1].to;
          return h('button', { type: 'button', 'aria-pressed': on ? 'true' : 'false', onclick: () => again([one, other]) }, text);
        })),
        h('span', { class: 'check' }, input(0, 'from', 'First day'), '–', input(0, 'to', 'Last day')),
        h('span', { class: 'check' }, 'compared with ', input(1, 'from', 'First day of the comparison period'), '–', input(1, 'to', 'Last day of the comparison period'))),
      h('section', { class: 'card' }, h('h2', null, 'Outcomes'), outcomes(pair, now, before)),
      h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Causes of failure'), h('span', { class: 'grow' }), shownExports(() => ({ domain, causes: rows }), 'causes', `${domain}-compared`, 'these causes')),
        table({
          caption: 'Causes in either period',
          dense: true,
          columns: [
            { name: 'title', title: 'Cause', class: 'wide', cell: (row) => row.title },
            { name: 'mx', title: 'MX host', cell: (row) => (row.mx ? h('a', { href: at.host(row.mx) }, foreign(row.mx, 80)) : '–') },
            { name: 'outcome', title: 'Outcome', cell: (row) => h('span', { class: `pill ${row.outcome}` }, OUTCOMES[row.outcome][0]) },
            { name: 'now', title: words(pair[0]), number: true, cell: (row) => number(row.now) },
            { name: 'before', title: words(pair[1]), number: true, cell: (row) => number(row.before) },
            { name: 'change', title: 'Change', cell: (row) => h('strong', { class: row.change === 'gone' ? 'good-text' : row.change === 'new' ? 'bad-text' : null }, row.change) },
          ],
          rows,
          empty: '✓ No session failed in either period.',
        })),
      h('section', { class: 'card' }, h('h2', null, 'Reporters'), reporters(now.reporters, before.reporters)),
    ],
  };
}

function moved({ from, to }, direction) {
  const by = direction * (daysBetween(from, to) + 1);
  return { from: plusDays(from, by), to: plusDays(to, by) };
}

function sums(days) {
  const sum = Object.fromEntries([...ROWS.map(([name]) => name), 'reports'].map((name) => [name, days.reduce((all, one) => all + one[name], 0)]));
  return { ...sum, all: ROWS.reduce((all, [name]) => all + sum[name], 0), reported: days.length };
}

function outcomes(pair, now, before) {
  const part = (sum, name) => [h('strong', null, share(sum[name], sum.all)), h('span', { class: 'quiet' }, ` ${number(sum[name])}`)];
  const more = (n) => (n === 0 ? 'same' : `${n > 0 ? '+' : '−'}${number(Math.abs(n))}`);
  const points = (name) => (now.all && before.all ? (now[name] / now.all - before[name] / before.all) * 100 : null);
  const signed = (n) => (n === null ? '–' : Math.abs(n) < 0.05 ? (n === 0 ? 'same' : n > 0 ? '< +0.1 points' : '> −0.1 points') : `${n > 0 ? '+' : '−'}${Math.abs(n).toFixed(1)} points`);
  return table({
    caption: 'Sessions by outcome in both periods',
    dense: true,
    columns: [
      { name: 'title', title: 'Outcome', cell: (row) => row.title },
      { name: 'now', title: words(pair[0]), number: true, cell: (row) => row.now },
      { name: 'before', title: words(pair[1]), number: true, cell: (row) => row.before },
      { name: 'change', title: 'Change', number: true, cell: (row) => h('strong', null, row.change) },
    ],
    rows: [
      ...ROWS.filter(([name]) => name !== 'unknown' || now.unknown || before.unknown).map(([name, title]) => ({ title, now: part(now, name), before: part(before, name), change: signed(points(name)) })),
      ...[['all', 'All sessions'], ['reports', 'Reports'], ['reported', 'Days with a report']].map(([name, title]) => ({ title, now: number(now[name]), before: number(before[name]), change: more(now[name] - before[name]) })),
    ],
  });
}

function causeRows(now, before) {
  const rows = new Map();
  const add = (list, name) => list.forEach((cause) => {
    const key = JSON.stringify([cause.diagnosis, cause.mx, cause.outcome]);
    const row = rows.get(key) ?? { title: cause.title, mx: cause.mx, outcome: cause.outcome, now: 0, before: 0 };
    row[name] += cause.sessions;
    rows.set(key, row);
  });
  add(now, 'now');
  add(before, 'before');
  return [...rows.values()]
    .map((row) => ({ ...row, change: row.before === 0 ? 'new' : row.now === 0 ? 'gone' : row.now > row.before ? 'more' : row.now < row.before ? 'fewer' : 'same' }))
    .sort((a, b) => b.now - a.now || b.before - a.before);
}

function reporters(now, before) {
  const names = (list) => new Set(list.map((one) => one.reporter));
  const [is, was] = [names(now), names(before)];
  const only = (list, other) => [...list].filter((name) => !other.has(name)).sort();
  const line = (title, list) => (list.length ? h('p', null, h('strong', null, `${title}: `), list.slice(0, 20).map((name, i) => [i ? ', ' : '', h('a', { href: at.reporter(name) }, foreign(name, 60))]),
    list.length > 20 ? ` and ${number(list.length - 20)} more` : '') : null);
  return [
    h('p', null, `${plural(is.size, 'reporter')}; ${number(was.size)} in the comparison period.`),
    line('Only in the first period', only(is, was)),
    line('Only in the comparison period', only(was, is)),
  ];
}
