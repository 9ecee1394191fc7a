// One domain: its state and since when, what to fix, and whether MTA-STS can be enforced.

import { h, foreign, foreignLines, prose, replace } from './dom.js';
import { get, domainPath } from './api.js';
import { STATES, number, compact, plural, share, policies, policy, ago, day, fullDay, plusDays } from './format.js';
import { chart, proportion } from './chart.js';
import { table, exports, sorting, sortText } from './table.js';
import { badge } from './states.js';
import { causes } from './causes.js';
import { list as alertList, noAlert } from './alerts.js';
import { posture } from './posture.js';
import { sts } from './sts.js';
import { trustBadge } from './reports.js';
import { filter, at } from './place.js';
import { colors } from './colors.js';

const SPANS = [['7', '7 days'], ['30', '30 days'], ['90', '90 days'], ['395', '13 months']];
const GROUPS = [['', 'outcome'], ['policy', 'policy and mode'], ['reporter', 'reporter']];
const SERIES = [
  { name: 'secured', title: 'Secured' },
  { name: 'unknown', title: 'Unknown' },
  { name: 'unprotected', title: 'Unprotected' },
  { name: 'refused', title: 'Refused' },
];

export async function domain({ parts: [name], filters }) {
  const data = await get(domainPath(name));
  const span = SPANS.some(([days]) => days === filters.get('days')) ? filters.get('days') : '30';
  const by = filters.get('by') ?? '';
  const everyone = filters.get('trust') === 'all';
  const range = { from: plusDays(data.today, -Number(span) + 1), to: data.today, trust: everyone ? 'all' : '' };
  const [days, reporters, failures, alerts, looked, policyHost] = await Promise.all([
    get(domainPath(name, 'days'), { ...range, by }),
    get(domainPath(name, 'reporters'), range),
    get(domainPath(name, 'failures'), range),
    get(domainPath(name, 'alerts')),
    get(domainPath(name, 'posture')),
    get(domainPath(name, 'sts')),
  ]);
  const again = (changes) => {
    filter(changes);
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  return {
    title: name,
    body: [
      h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '#/' }, 'Domains')),
      h('section', { class: 'lead' },
        h('h1', { class: 'with-badge' }, foreign(name, 100), ' ', badge(data.state)),
        h('p', { class: 'big' }, STATES[data.state][1]),
        alerts.open.length || !noAlert(data.state) ? null : h('p', { class: 'quiet' }, `${noAlert(data.state)}.`),
        h('p', { class: 'links' }, h('a', { href: `${at.domain(name)}/compare` }, 'Compare two periods'), ' ',
          h('button', { type: 'button', class: 'plain', onclick: () => print() }, 'Print or save as PDF')),
        h('p', { class: 'quiet' }, `Policy: ${policies(data.policy)}. Newest report day: ${data.last ? `${fullDay(data.last)}, ${ago(data.last, data.today)}` : 'no trusted report yet'}.`)),
      alerts.open.length ? h('section', { class: 'card', 'aria-labelledby': 'open' }, h('h2', { id: 'open' }, 'Open alerts'), alertList(alerts.open, alerts.looksFixed, alerts)) : null,
      week(data),
      h('section', { class: 'card', 'aria-labelledby': 'over-time' },
        h('div', { class: 'card-head' }, h('h2', { id: 'over-time' }, 'Over time'),
          choice('Days', SPANS, span, (value) => again({ days: value === '30' ? '' : value })),
          choice('Show by', GROUPS, by, (value) => again({ by: value }))),
        overTime(name, days, by, range),
        h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: everyone, onchange: (event) => again({ trust: event.target.checked ? 'all' : '' }) }),
          'Include reports that are left out, because anyone could have sent them: anonymous, new, stranger')),
      h('section', { class: 'card', 'aria-labelledby': 'causes' },
        h('div', { class: 'card-head' }, h('h2', { id: 'causes' }, 'Causes of failure'), h('span', { class: 'grow' }), viewExports(name, 'failures', range)),
        causes(name, failures.causes)),
      sts(name, policyHost.hosted, data.policies),
      posture(name, looked, () => again({})),
      readiness(data.readiness),
      h('section', { class: 'card', 'aria-labelledby': 'reporters' },
        h('div', { class: 'card-head' }, h('h2', { id: 'reporters' }, 'Reporters'), h('span', { class: 'grow' }),
          h('a', { href: `#/domains/${encodeURIComponent(name)}/reports` }, 'All reports'), viewExports(name, 'reporters', range)),
        reporterTable(name, reporters.reporters, data.today, filters)),
      seenPolicy(data),
      alerts.alerts.length ? h('section', { class: 'card', 'aria-labelledby': 'said' }, h('h2', { id: 'said' }, 'Alerts of recent months'), alertList(alerts.alerts)) : null,
    ],
  };
}

function week(data) {
  const now = data.week;
  const before = data.before;
  const arriving = data.arriving;
  const whole = (one) => one.secured + one.unprotected + one.refused + one.unknown;
  const tile = (name, title, meaning) => h('div', { class: `tile ${name}` },
    h('h2', { class: 'tile-title' }, title),
    h('p', { class: 'figure-number' }, compact(now[name])),
    h('p', { class: 'quiet' }, h('strong', null, share(now[name], whole(now))), ` of sessions; ${compact(before[name])} (${share(before[name], whole(before))}) in the 7 days before`),
    arriving[name] ? h('p', { class: `small amount ${name}` }, `plus ${number(arriving[name])} on days whose reports are still arriving`) : null,
    h('p', { class: 'quiet small' }, meaning));
  const lone = data.week.onlyFailures;
  return h('section', { class: 'week', 'aria-label': 'The last 7 complete days' },
    h('p', { class: 'quiet' }, `The last 7 complete days, ${day(data.week.from)} to ${fullDay(data.week.to)}: ${plural(data.week.reports, 'report')}. Sessions, not messages.`),
    h('div', { class: 'tiles' },
      tile('secured', 'Secured', 'TLS met the policy.'),
      tile('unprotected', 'Unprotected', 'Delivered without verifying the server.'),
      tile('refused', 'Refused', 'The sender refused to deliver in this session; a retry or another MX host may have succeeded.')),
    proportion(now.secured, now.unprotected, now.refused, now.unknown),
    now.unknown ? h('p', { class: 'quiet small' }, `${number(now.unknown)} more: the reports do not state the policy mode.`) : null,
    lone.length ? h('p', { class: 'quiet small' }, lone.slice(0, 5).map((one, i) => [i ? ', ' : '', foreign(one, 60)]),
      lone.length > 5 ? ` and ${number(lone.length - 5)} more` : '',
      ` only ever ${lone.length === 1 ? 'reports' : 'report'} failures. Without ${lone.length === 1 ? 'it' : 'them'}, ${share(data.week.rated.secured, whole(data.week.rated))} of sessions were secured.`) : null);
}

export function choice(label, options, chosen, change) {
  return h('div', { class: 'segments', role: 'group', 'aria-label': label }, options.map(([value, text]) =>
    h('button', { type: 'button', 'aria-pressed': value === chosen ? 'true' : 'false', onclick: () => change(value) }, text)));
}

const viewExports = (name, view, range) => exports(domainPath(name, view), range, `${name}-${view}`, view);

function overTime(name, data, by, range) {
  if (data.days.length === 0) return h('p', { class: 'quiet' }, 'No reports for these days. Choose a longer period.');
  const groups = [...new Set(data.days.flatMap((one) => Object.keys(one.groups ?? {})))].sort();
  const color = colors(groups);
  const series = by
    ? groups.map((group) => ({ name: color(group), group, title: by === 'policy' ? policy(group) : group }))
    : SERIES.filter((one) => one.name !== 'unknown' || data.days.some((row) => row.unknown));
  const value = (row, one) => (by ? row.groups[one.group] ?? 0 : row[one.name]);
  const days = data.days.map((row) => ({ ...row, values: new Map(series.map((one) => [one.name, value(row, one)])) }));
  const failing = data.days.some((row) => row.refused || row.unprotected);
  return [
    chart({
      title: `Sessions from ${fullDay(data.from)} to ${fullDay(data.to)}`,
      days, from: data.from, to: data.to, series,
      small: by || !failing ? [] : series.filter((one) => one.name === 'unprotected' || one.name === 'refused'),
      smallTitle: 'Unprotected and refused, enlarged',
    }),
    h('details', { class: 'numbers' }, h('summary', null, 'The same numbers in a table'), viewExports(name, 'days', { ...range, by }),
      table({
        caption: 'Sessions by day, latest first',
        columns: [
          { name: 'day', title: 'Day', cell: (row) => [fullDay(row.day), row.complete ? '' : ' (still arriving)'] },
          { name: 'reports', title: 'Reports', number: true, cell: (row) => number(row.reports) },
          ...series.map((one) => ({ name: one.name, title: foreignTitle(one.title), number: true, cell: (row) => number(value(row, one)) })),
        ],
        rows: data.days.toReversed(),
      })),
  ];
}

const foreignTitle = (text) => (text.length > 60 ? text.slice(0, 59) + '…' : text);

function reporterTable(name, rows, today, filters) {
  const holder = h('div');
  let sorted = sorting(filters, { by: 'sessions', down: true });
  const sessions = (row) => row.secured + row.unprotected + row.refused + row.unknown;
  function draw() {
    replace(holder, table({
      caption: plural(rows.length, 'reporter'),
      columns: [
        { name: 'reporter', title: 'Reporter', value: (row) => row.reporter,
          cell: (row) => h('a', { href: at.reporter(row.reporter) }, foreign(row.reporter, 60)) },
        { name: 'trust', title: 'Trust', value: (row) => row.trust, cell: (row) => trustBadge(row.trust) },
        { name: 'sessions', title: 'Sessions', number: true, value: sessions, cell: (row) => number(sessions(row)) },
        { name: 'unprotected', title: 'Unprotected', number: true, value: (row) => row.unprotected, cell: (row) => h('span', { class: row.unprotected ? 'amount unprotected' : 'zero' }, number(row.unprotected)) },
        { name: 'refused', title: 'Refused', number: true, value: (row) => row.refused, cell: (row) => h('span', { class: row.refused ? 'amount refused' : 'zero' }, number(row.refused)) },
        { name: 'reports', title: 'Reports', number: true, value: (row) => row.reports, cell: (row) => h('a', { href: `${at.domain(name)}/reports?reporter=${encodeURIComponent(row.reporter)}`, 'aria-label': `${plural(row.reports, 'report')} of ${row.reporter}` }, number(row.reports)) },
        { name: 'last', title: 'Newest day', value: (row) => row.last, cell: (row) => h('span', { title: row.last }, ago(row.last, today)) },
      ],
      rows,
      sorted,
      resort: (next) => {
        sorted = next;
        filter({ sort: sortText(next) });
        draw();
      },
      empty: 'No reports for these days.',
    }));
  }
  draw();
  return holder;
}

const VERDICTS = {
  ready: ['✓', 'good'],
  'ready-on-thin-evidence': ['≈', 'fair'],
  'not-yet': ['✕', 'wait'],
  'already-enforcing': ['✓', 'good'],
  'no-policy': ['–', 'none'],
};

function readiness(data) {
  const [mark, tone] = VERDICTS[data.verdict];
  return h('section', { class: `card readiness ${tone}`, 'aria-labelledby': 'ready' },
    h('h2', { id: 'ready' }, 'Can I switch MTA-STS to enforce?'),
    h('p', { class: 'verdict' }, h('span', { class: 'mark', 'aria-hidden': 'true' }, mark), h('strong', null, data.words),
      data.earliest && data.verdict === 'not-yet' ? ` Earliest possible date: ${fullDay(data.earliest)}.` : ''),
    data.conditions.length ? h('ul', { class: 'conditions' }, data.conditions.map((one) =>
      h('li', { class: one.met ? 'met' : 'unmet' },
        h('span', { class: 'mark', 'aria-hidden': 'true' }, one.met ? '✓' : '✕'),
        h('div', null, h('p', null, h('span', { class: 'visually-hidden' }, one.met ? 'Met: ' : 'Not met: '), prose(one.asks)),
          h('p', { class: 'quiet' }, foreign(one.found, 500), one.earliest ? ` Earliest possible date: ${fullDay(one.earliest)}.` : ''))))) : null,
    data.conditions.length && !data.mxSeen ? h('p', { class: 'todo' }, h('span', { class: 'mark', 'aria-hidden': 'true' }, '☐'),
      h('span', null, 'Check manually: compare ', h('code', null, 'dig MX'), ' with the patterns of the policy. A backup MX may never appear in reports.')) : null,
    data.steps.length ? [h('h3', null, 'How to switch'), h('ol', { class: 'steps' }, data.steps.map((step) => h('li', null, prose(step))))] : null);
}

function seenPolicy(data) {
  return h('section', { class: 'card', 'aria-labelledby': 'policy' },
    h('h2', { id: 'policy' }, 'The policy as senders see it'),
    data.policies.length === 0 ? h('p', { class: 'quiet' }, 'No report of the last four weeks contains a policy.') : data.policies.map((one) =>
      h('div', { class: 'entry' },
        h('p', null, h('strong', null, one.type === 'tlsa' ? 'DANE (TLSA records)' : `MTA-STS${one.mode ? `, mode ${one.mode}` : ''}`),
          ` · last seen ${fullDay(one.seen)} by `, one.reporters.slice(0, 8).map((reporter, i) => [i ? ', ' : '', foreign(reporter, 60)]),
          one.reporters.length > 8 ? ` and ${one.reporters.length - 8} more` : ''),
        one.served === false ? h('p', { class: 'quiet' }, 'The policy host serves another policy now. These reporters may use this one until its max_age expires; new reports arrive a day later.') : null,
        h('pre', { tabindex: 0 }, foreignLines(one.lines, 300)))));
}
