// One reporter: its standing and why, the days on which it reports, and what it reported for which domains.

import { h, foreign, replace } from './dom.js';
import { get } from './api.js';
import { number, compact, plural, share, day, fullDay, daysBetween, trust } from './format.js';
import { table, shownExports, sorting, sortText } from './table.js';
import { OUTCOMES } from './causes.js';
import { heat } from './heat.js';
import { filter, at, go } from './place.js';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const total = (row) => row.secured + row.unprotected + row.refused + row.unknown;

export async function reporter({ parts: [name], filters }) {
  const path = `/v1/reporters/${encodeURIComponent(name)}`;
  const data = await get(path);
  const parts = { head: h('div', { class: 'stack' }), domains: h('div', { class: 'stack' }), causes: h('div', { class: 'stack' }) };
  const progress = h('p', { class: 'quiet', role: 'status' });
  let read = data.domainsRead;
  let sorted = sorting(filters, { by: 'sessions', down: true });

  function draw() {
    const counting = data.domains.filter((row) => row.counts);
    const apart = data.domains.filter((row) => !row.counts);
    replace(parts.head, summary(data, counting, apart));
    replace(parts.domains,
      counting.length ? h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, plural(counting.length, 'domain')), h('span', { class: 'grow' }),
          shownExports(() => ({ ...data, domains: counting }), 'domains', 'reporter-domains', 'the domains of this reporter')),
        domainTable(data, counting, sorted, (next) => {
          sorted = next;
          filter({ sort: sortText(next) });
          draw();
        })) : null,
      apart.length ? h('section', { class: 'card' },
        h('h2', null, 'Reports that do not count'),
        h('p', { class: 'quiet' }, 'They are not proven to come from this reporter, or the reporter is too new. They affect no totals, states or alerts.'),
        domainTable(data, apart)) : null);
    replace(parts.causes, data.causes.length ? causes(data) : null);
  }
  draw();
  more();

  /** The other domains, page by page, below what is shown already. */
  async function more() {
    try {
      while (data.next && (parts.head.isConnected || read === data.domainsRead)) {
        replace(progress, `Loading… ${number(read)} domains so far`);
        const page = await get(path, { cursor: data.next });
        read += page.domainsRead;
        data.domains.push(...page.domains);
        data.causes.push(...page.causes);
        data.next = page.next;
        draw();
      }
      replace(progress, '');
    } catch (problem) {
      replace(progress, h('span', { class: 'bad-text' }, `Only ${plural(read, 'domain')} could be read: ${problem.message}`));
    }
  }

  return {
    title: name,
    body: [
      h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '#/reporters' }, 'Reporters')),
      h('h1', null, foreign(name, 100)),
      progress, parts.head, parts.causes, parts.domains,
    ],
  };
}

function summary(data, counting, apart) {
  const days = rhythm(counting.length ? counting : apart);
  const strip = heat(data.from);
  const all = counting.reduce((sum, row) => sum + total(row), 0);
  const failed = counting.reduce((sum, row) => sum + row.failed, 0);
  return [
    data.standings.length ? h('section', { class: 'card' }, h('h2', null, 'Standing'), table({
      caption: 'Signers of reports under this name',
      dense: true,
      columns: [
        { name: 'standing', title: 'Standing', cell: (row) => h('strong', null, row.standing) },
        { name: 'why', title: 'Why', class: 'wide', cell: (row) => [foreign(row.why, 300), row.held ? ' Some reports are held.' : ''] },
        { name: 'signer', title: 'Signed by', cell: (row) => foreign(row.signer, 80) },
        { name: 'from', title: 'Sent from', cell: (row) => foreign(row.from, 120) },
        ...(data.standings.some((row) => row.since) ? [{ name: 'since', title: 'Since', cell: (row) => row.since ?? '–' }] : []),
      ],
      rows: data.standings,
    })) : null,
    h('section', { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', null, 'Reporting days'), h('span', { class: 'quiet' }, `${day(data.from)} – ${fullDay(data.to)}`)),
      h('p', null, beat(days, data.from, Boolean(data.next))),
      days.length === 0 ? null : h('div', { class: 'rhythm' }, strip.strip(data.reporter, days)),
      days.length === 0 ? null : [strip.legend, strip.told],
      counting.length ? h('p', null, `${plural(all, 'session')}, ${number(failed)} failed (${share(failed, all)}).`) : null),
  ];
}

/** All domains together, day by day; null where it reported on none. */
function rhythm(rows) {
  if (rows.length === 0) return [];
  return rows[0].days.map((_, i) => rows.reduce((sum, row) => {
    if (!row.days[i]) return sum;
    return row.days[i].map((n, j) => n + (sum?.[j] ?? 0));
  }, null));
}

/** Describes on which days it reports; reports of the last two days may still arrive. */
function beat(days, from, reading) {
  const complete = days.slice(0, -2);
  const on = complete.filter(Boolean).length;
  if (days.every((one) => !one)) return reading ? 'No report found yet.' : 'No reports on these days.';
  const offset = new Date(`${from}T00:00:00Z`).getUTCDay();
  const first = complete.findIndex(Boolean);
  const missing = complete.slice(Math.max(0, first)).map((one, i) => (one ? null : WEEKDAYS[(offset + Math.max(0, first) + i) % 7])).filter(Boolean);
  const regular = missing.length >= 3 && new Set(missing).size === 1;
  return `Reported on ${on} of ${plural(complete.length, 'complete day')}${missing.length === 0 && on > 0 ? ', every day since the first' : ''}${regular ? `, never on a ${missing[0]}` : ''}.`;
}

function domainTable(data, rows, sorted, resort) {
  const days = heat(data.from, (domain, day) => go(at.day(domain, day)));
  return [table({
    caption: plural(rows.length, 'domain'),
    dense: true,
    columns: [
      { name: 'domain', title: 'Domain', value: (row) => row.domain, cell: (row) => h('a', { href: at.domain(row.domain), title: row.domain }, foreign(row.domain, 80)) },
      { name: 'trust', title: 'Trust', value: (row) => row.trust, cell: (row) => h('span', { class: `pill trust ${row.trust}`, title: trust(row.trust)[1] }, trust(row.trust)[0]) },
      { name: 'share', title: 'Secured', number: true, value: (row) => (total(row) ? row.secured / total(row) : -1), cell: (row) => share(row.secured, total(row)) },
      { name: 'sessions', title: 'Sessions', number: true, value: total, cell: (row) => h('span', { title: number(total(row)) }, compact(total(row))) },
      { name: 'failed', title: 'Failed', number: true, value: (row) => row.failed, cell: (row) => h('span', { class: row.failed ? 'amount refused' : 'zero' }, compact(row.failed)) },
      { name: 'days', title: days.title(daysBetween(data.from, data.to) + 1), class: 'spark-cell', cell: (row) => days.strip(row.domain, row.days) },
      { name: 'reportDays', title: 'Report days', number: true, value: (row) => row.reportDays, cell: (row) => number(row.reportDays) },
      { name: 'reports', title: 'Reports', number: true, value: (row) => row.reports, cell: (row) => number(row.reports) },
    ],
    rows,
    sorted,
    resort,
  }), days.told];
}

function causes(data) {
  return h('section', { class: 'card' },
    h('div', { class: 'card-head' }, h('h2', null, 'Failures that it reported'), h('span', { class: 'grow' }), shownExports(() => data, 'causes', 'reporter-failures', 'the failures that this reporter reported')),
    table({
      caption: plural(data.causes.length, 'cause'),
      dense: true,
      columns: [
        { name: 'domain', title: 'Domain', cell: (row) => h('a', { href: at.domain(row.domain) }, foreign(row.domain, 80)) },
        { name: 'title', title: 'Cause', class: 'wide', cell: (row) => row.title },
        { name: 'mx', title: 'MX host', cell: (row) => (row.mx ? h('a', { href: at.host(row.mx) }, foreign(row.mx, 80)) : '–') },
        { name: 'outcome', title: 'Outcome', cell: (row) => h('span', { class: `pill ${row.outcome}`, title: OUTCOMES[row.outcome][1] }, OUTCOMES[row.outcome][0]) },
        { name: 'severity', title: 'Severity', cell: (row) => row.severity },
        { name: 'sessions', title: 'Failed', number: true, cell: (row) => number(row.sessions) },
        { name: 'when', title: 'When', cell: (row) => (row.first === row.last ? day(row.first) : `${day(row.first)} – ${day(row.last)}`) },
      ],
      rows: data.causes.toSorted((a, b) => b.sessions - a.sessions),
    }));
}
