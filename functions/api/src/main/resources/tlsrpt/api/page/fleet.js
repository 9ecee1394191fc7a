// All domains together: one week beside the week before, and who needs attention.

import { h, foreign } from './dom.js';
import { STATES, number, compact, plural, share, day, fullDay } from './format.js';
import { proportion } from './chart.js';
import { noAlert } from './alerts.js';
import { badge } from './states.js';
import { at } from './place.js';

const ORDER = Object.keys(STATES);
const MOST = 5;
const NAMES = 4;

export const needsAttention = (row) => row.state === 'failing' || row.state === 'attention';
export const sessions = (row) => row.secured + row.unprotected + row.refused + row.unknown;

/** The worst first: by state, then by what was refused, then by the share that failed. */
export const worst = (row) => (ORDER.length - ORDER.indexOf(row.state)) * 1e12 + Math.min(1e11, row.refused * 10) + (sessions(row) ? row.failed / sessions(row) : 0);

export function spans(data) {
  return `${day(data.week.from)} – ${fullDay(data.week.to)}, compared with ${day(data.before.from)} – ${fullDay(data.before.to)}`;
}

const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);

/** Sums of the rows, so that no total differs from the table below it. */
function totals(rows, suffix = '') {
  const [secured, unprotected, refused, unknown] = ['secured', 'unprotected', 'refused', 'unknown'].map((name) => sum(rows, name + suffix));
  return { secured, unprotected, refused, unknown, all: secured + unprotected + refused + unknown };
}

export function week(data, link) {
  const now = totals(data.domains);
  const before = totals(data.domains, 'Before');
  const tile = (name, title, figure, text) => h('div', { class: `tile ${name}` },
    h('h2', { class: 'tile-title' }, title), h('p', { class: 'figure-number' }, figure), h('p', { class: 'quiet small' }, text));
  const outcome = (name, title) => tile(name, title, share(now[name], now.all), [
    `${compact(now[name])} ${now[name] === 1 ? 'session' : 'sessions'}, `, change(now[name], now.all, before[name], before.all)]);
  const reports = [sum(data.domains, 'reports'), sum(data.domains, 'reportsBefore')];
  return h('section', { class: 'week', 'aria-label': 'The last complete week' },
    h('div', { class: 'tiles fleet-tiles' },
      outcome('secured', 'Secured'),
      outcome('unprotected', 'Unprotected'),
      outcome('refused', 'Refused'),
      now.unknown || before.unknown ? outcome('unknown', 'Policy mode unknown') : null,
      tile('all', 'Sessions', compact(now.all), before.all ? `${compact(before.all)} in the week before. ${compact(reports[0])} reports; ${compact(reports[1])} in the week before`
        : `${compact(reports[0])} reports; none in the week before`),
      h('div', { class: 'tile states' }, h('h2', { class: 'tile-title' }, plural(data.domains.length, 'domain')),
        h('ul', { class: 'counts' }, ORDER.map((state) => [state, data.domains.filter((one) => one.state === state).length]).filter(([, n]) => n)
          .map(([state, n]) => h('li', null, h('a', { href: link(state), class: `state ${state}`, title: STATES[state][1] },
            h('span', { class: 'mark', 'aria-hidden': 'true' }, STATES[state][2]), `${number(n)} ${STATES[state][0].toLowerCase()}`)))))),
    proportion(now.secured, now.unprotected, now.refused, now.unknown));
}

function change(now, all, before, allBefore) {
  if (!allBefore) return 'no reports in the week before';
  const [is, was] = [share(now, all), share(before, allBefore)];
  return is === was ? 'unchanged from the week before' : `${now / Math.max(1, all) > before / allBefore ? 'up' : 'down'} from ${was}`;
}

/** The problems, each listed once with all domains that have it. */
export function attention(rows, link) {
  const groups = new Map();
  for (const row of rows.filter(needsAttention).sort((a, b) => worst(b) - worst(a))) {
    const problem = row.alerts.length ? row.alerts[0].problem : noAlert(row.state);
    const key = `${row.state} ${problem}`;
    if (!groups.has(key)) groups.set(key, { state: row.state, problem, rows: [] });
    groups.get(key).rows.push(row);
  }
  if (groups.size === 0) return null;
  const list = [...groups.values()];
  return h('section', { class: 'card', 'aria-labelledby': 'needs' },
    h('h2', { id: 'needs' }, 'Needs attention'),
    h('ol', { class: 'needing' }, list.slice(0, MOST).map((group) => h('li', null,
      badge(group.state),
      h('span', { class: 'problem' }, h('strong', null, foreign(group.problem, 160)), h('span', null, domains(group.rows, link))),
      failedShare(group.rows)))),
    list.length > MOST ? h('p', null, h('a', { href: link('needs') }, `Show all domains that need attention (${plural(list.length - MOST, 'more problem')})`)) : null);
}

function domains(rows, link) {
  const names = rows.slice(0, NAMES).map((row, i) => [i ? ', ' : '', h('a', { href: at.domain(row.domain) }, foreign(row.domain, 60))]);
  return rows.length > NAMES ? [names, ' and ', h('a', { href: link('needs') }, `${number(rows.length - NAMES)} more`)] : names;
}

function failedShare(rows) {
  const [failed, whole] = [sum(rows, 'failed'), rows.reduce((all, row) => all + sessions(row), 0)];
  return h('span', { class: failed ? 'amount refused number' : 'zero number' }, whole ? `${share(failed, whole)} failed` : 'no report');
}
