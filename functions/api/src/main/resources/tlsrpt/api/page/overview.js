// All domains: first what needs someone, then the rest.

import { h, foreign, replace } from './dom.js';
import { all } from './api.js';
import { STATES, number, compact, plural, policies, ago, fullDay, day } from './format.js';
import { sparkline } from './chart.js';
import { table, exports, sorting, sortText } from './table.js';
import { noAlert, nobodyListens } from './alerts.js';
import { faulty } from './faults.js';
import { filter } from './place.js';

const ORDER = Object.keys(STATES);

export async function overview({ filters }) {
  const data = await all('/v1/domains', 'domains');
  if (data.domains.length === 0) return { title: 'Domains', body: [faulty(data.faults), nobodyListens(data.subscribers), empty()] };
  const needing = data.domains.filter((one) => needsYou(one.state));
  const silent = data.domains.filter((one) => one.state === 'silent').length;
  const list = h('div');
  let text = filters.get('q') ?? '';
  let state = filters.get('state') ?? '';
  let sorted = sorting(filters, { by: 'state', down: false });

  function draw() {
    const wanted = data.domains.filter((one) =>
      (!text || one.domain.includes(text.toLowerCase().trim())) && (!state || one.state === state));
    replace(list, table({
      caption: wanted.length === data.domains.length ? plural(wanted.length, 'domain') : `${number(wanted.length)} of ${plural(data.domains.length, 'domain')}`,
      columns: columns(data),
      rows: wanted,
      sorted,
      resort: (next) => {
        sorted = next;
        filter({ sort: sortText(next) });
        draw();
      },
      empty: 'No domains match these filters.',
    }));
  }
  draw();

  let waiting;
  const search = h('input', {
    type: 'search', value: text, placeholder: 'Search domains', 'aria-label': 'Search domains', autocomplete: 'off', spellcheck: 'false',
    oninput: (event) => {
      text = event.target.value;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        filter({ q: text });
        draw();
      }, 120);
    },
  });
  const counts = new Map(ORDER.map((name) => [name, data.domains.filter((one) => one.state === name).length]));
  const pick = h('select', {
    'aria-label': 'State',
    onchange: (event) => {
      state = event.target.value;
      filter({ state });
      draw();
    },
  }, h('option', { value: '' }, 'Every state'),
  ORDER.filter((name) => counts.get(name) || state === name).map((name) =>
    h('option', { value: name, selected: state === name }, `${STATES[name][0]} (${number(counts.get(name))})`)));

  const total = data.domains.length;
  const heading = needing.length === 0
    ? (total === 1 ? 'Your domain needs no attention' : `None of ${number(total)} domains needs attention`)
    : `${number(needing.length)} of ${plural(total, 'domain')} ${needing.length === 1 ? 'needs' : 'need'} attention`;
  return {
    title: 'Domains',
    body: [
      faulty(data.faults),
      nobodyListens(data.subscribers),
      h('section', { class: 'lead' },
        h('h1', { class: needing.length ? 'bad-text' : null }, heading),
        h('p', { class: 'quiet' },
          `Sessions of the last 7 complete days, ${day(week(data)[0])} to ${fullDay(data.to)}, beside the 7 before. `,
          silent ? `${plural(silent, 'domain')} without reports for a week. ` : '',
          leftOut(data))),
      h('div', { class: 'tools' }, search, pick, h('span', { class: 'grow' }),
        exports('/v1/domains', {}, 'domains', 'all domains', 'domains')),
      list,
    ],
  };
}

const needsYou = (state) => state === 'failing' || state === 'attention';

const week = (data) => [new Date(Date.parse(data.to) - 6 * 86_400_000).toISOString().slice(0, 10), data.to];

function leftOut(data) {
  const reports = data.domains.reduce((sum, one) => sum + one.anonymousReports, 0);
  return reports ? `${plural(reports, 'anonymous report')}, which anyone could have sent, ${reports === 1 ? 'is' : 'are'} left out.` : '';
}

export function badge(state) {
  const [words, meaning, mark] = STATES[state];
  return h('span', { class: `state ${state}`, title: meaning }, h('span', { class: 'mark', 'aria-hidden': 'true' }, mark), words);
}

function columns(data) {
  return [
    { name: 'domain', title: 'Domain', value: (row) => row.domain,
      cell: (row) => [h('a', { href: `#/domains/${encodeURIComponent(row.domain)}` }, foreign(row.domain, 80)),
        why(row) ? h('small', { class: 'why' }, foreign(why(row), 120)) : null] },
    { name: 'state', title: 'State', value: (row) => ORDER.indexOf(row.state) * 1e12 - Math.min(1e12 - 1, row.refused), cell: (row) => badge(row.state) },
    { name: 'secured', title: 'Secured', number: true, value: (row) => row.secured, cell: (row) => amount(row.secured, row.securedBefore, 'secured') },
    { name: 'unprotected', title: 'Unprotected', number: true, value: (row) => row.unprotected, cell: (row) => amount(row.unprotected, row.unprotectedBefore, 'unprotected') },
    { name: 'refused', title: 'Refused', number: true, value: (row) => row.refused, cell: (row) => amount(row.refused, row.refusedBefore, 'refused') },
    { name: 'days', title: '14 days', class: 'spark-cell', cell: (row) => sparkline(row.days) },
    { name: 'policy', title: 'Policy', value: (row) => row.policy, cell: (row) => policies(row.policy) },
    { name: 'last', title: 'Newest report', value: (row) => row.last ?? '', cell: (row) => h('span', { title: row.last ?? '' }, ago(row.last, data.today)) },
  ];
}

/** Why it needs someone. */
function why(row) {
  if (row.alerts.length === 0) return noAlert(row.state);
  return row.alerts[0].problem;
}

function amount(now, before, name) {
  const change = now === before ? 'as before' : `${number(before)} before`;
  return h('span', { class: now ? `amount ${name}` : 'amount zero', title: `${number(now)}; ${number(before)} in the 7 days before` },
    compact(now), h('small', null, now === 0 && before === 0 ? '' : change === 'as before' ? '=' : `${compact(before)} before`));
}

function empty() {
  const own = document.querySelector('meta[name=record]').content;
  return h('section', { class: 'notice' },
    h('h1', null, 'No report has been counted yet'),
    h('p', null, 'Mail providers send one report per day once your domain requests them. ',
      own ? 'Publish this record for each domain, with its name in place of example.com:'
        : 'Publish this record for each domain, with the address that reports to this collector arrive at:'),
    h('pre', { tabindex: 0 }, `_smtp._tls.example.com. TXT "${own || 'v=TLSRPTv1; rua=mailto:tlsrpt@reports.example.com'}"`),
    own ? null : h('p', null, 'By HTTPS instead, or as well: ', h('code', null, 'rua=https://…/v1/tlsrpt'), ' with the name under which senders reach this host.'),
    h('p', null, 'The first reports arrive within 48 hours. ', h('a', { href: '#/held' }, 'See what was held'), ' if you expected one here.'));
}
