// Where sessions fail, across domains: by MX host and by receiving address.

import { h, foreign, prose, replace } from './dom.js';
import { get } from './api.js';
import { number, compact, plural, share, day, fullDay, plusDays, today } from './format.js';
import { chart } from './chart.js';
import { table, exports, shownExports, sorting, sortText } from './table.js';
import { OUTCOMES, steps } from './causes.js';
import { choice } from './domain.js';
import { filter, at } from './place.js';

const SPANS = [['', '7 days'], ['14', '14 days'], ['30', '30 days']];
const hostPath = (name) => `/v1/hosts/${encodeURIComponent(name)}`;
const addressPath = (name) => `/v1/addresses/${encodeURIComponent(name)}`;

/** The requested days; by default the API returns the last complete week. */
function range(filters) {
  const days = filters.get('days');
  const last = plusDays(today(), -2);
  return days && SPANS.some(([value]) => value === days) ? { from: plusDays(last, 1 - Number(days)), to: last } : {};
}

function again(changes) {
  filter(changes);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const pickDays = (filters) => choice('Days', SPANS, SPANS.some(([value]) => value === filters.get('days')) ? filters.get('days') : '', (days) => again({ days }));
const span = (data) => `${day(data.from)} – ${fullDay(data.to)}`;
const pill = (outcome) => h('span', { class: `pill ${outcome}`, title: OUTCOMES[outcome][1] }, OUTCOMES[outcome][0]);
const hostLink = (mx) => (mx ? h('a', { href: at.host(mx) }, foreign(mx, 80)) : h('span', { class: 'quiet' }, 'host not reported'));
const addressLink = (address) => h('a', { href: at.address(address) }, address);

/** Lists the addresses that the reports searched contain. */
function where(addresses, reports) {
  if (addresses.length === 0) return null;
  return [addresses.length === 1 ? 'only at ' : 'at ', addresses.slice(0, 4).map((one, i) => [i ? ', ' : '', addressLink(one)]),
    addresses.length > 4 ? ` and ${plural(addresses.length - 4, 'more address', 'more addresses')}` : '',
    h('span', { class: 'quiet' }, ` (in ${plural(reports, 'report')} searched)`)];
}

const addresses = (row) => (row.addresses ? row.addresses.split(' ') : []);

function bounds(data) {
  return data.domainsRead < data.failingDomains
    ? h('p', { class: 'quiet' }, `Includes the ${number(data.domainsRead)} domains with the most failed sessions, of ${number(data.failingDomains)} that have any.`) : null;
}

/** For the overview: the hosts at which most domains fail; `ready` when they are known. */
export function whereItFails() {
  const holder = h('section', { class: 'card', 'aria-labelledby': 'where' }, h('h2', { id: 'where' }, 'Failing MX hosts'), h('p', { class: 'quiet', role: 'status' }, 'Loading…'));
  const ready = get('/v1/hosts').then((data) => {
    const named = data.hosts.filter((row) => row.mx);
    replace(holder, h('h2', { id: 'where' }, 'Failing MX hosts'),
      named.length === 0 ? h('p', { class: 'quiet' }, data.hosts.length ? 'The reports do not name the MX hosts of the failed sessions.' : 'No session failed in the last complete week.')
        : h('ol', { class: 'needing hosts' }, named.slice(0, 5).map((row) => h('li', null,
          pill(row.outcome), hostLink(row.mx),
          h('span', { class: 'problem' }, title(row), ' for ', row.domainCount === 1 ? h('a', { href: at.domain(row.domains[0].domain) }, foreign(row.domains[0].domain, 60)) : plural(row.domainCount, 'domain'),
            addresses(row).length ? [', ', where(addresses(row), row.reportsRead)] : null),
          h('span', { class: 'amount refused number' }, `${compact(row.failed)} failed`)))),
      h('p', null, h('a', { href: '#/hosts' }, 'All failing MX hosts')));
  }).catch((problem) => replace(holder, h('h2', { id: 'where' }, 'Failing MX hosts'), h('p', { class: 'bad-text' }, problem.message)));
  return { holder, ready };
}

const title = (row) => [row.title, row.causeCount > 1 ? ` and ${plural(row.causeCount - 1, 'more cause')}` : ''];

export async function hosts({ filters }) {
  const data = await get('/v1/hosts', range(filters));
  const list = h('div');
  let sorted = sorting(filters, { by: 'domains', down: true });
  let text = filters.get('q') ?? '';
  let wanted = [];
  function draw() {
    wanted = data.hosts.filter((row) => !text || `${row.mx ?? ''} ${row.addresses} ${row.title}`.toLowerCase().includes(text.toLowerCase().trim()));
    replace(list, table({
      caption: plural(wanted.length, 'host'),
      dense: true,
      columns: [
        { name: 'mx', title: 'MX host', value: (row) => row.mx ?? '', cell: (row) => hostLink(row.mx) },
        { name: 'outcome', title: 'Outcome', value: (row) => row.outcome, cell: (row) => pill(row.outcome) },
        { name: 'severity', title: 'Severity', value: (row) => row.severity, cell: (row) => row.severity },
        { name: 'title', title: 'Cause', class: 'wide', value: (row) => row.title, cell: title },
        { name: 'domains', title: 'Domains', number: true, value: (row) => row.domainCount, cell: (row) => number(row.domainCount) },
        { name: 'failed', title: 'Failed', number: true, value: (row) => row.failed, cell: (row) => h('span', { title: number(row.failed) }, compact(row.failed)) },
        { name: 'reporters', title: 'Reporters', number: true, value: (row) => row.reporterCount, cell: (row) => number(row.reporterCount) },
        { name: 'addresses', title: 'Receiving address', class: 'wide', value: (row) => row.addresses, cell: (row) => where(addresses(row), row.reportsRead) ?? h('span', { class: 'quiet' }, '–') },
        { name: 'last', title: 'Last seen', value: (row) => row.last, cell: (row) => day(row.last) },
      ],
      rows: wanted,
      sorted,
      resort: (next) => {
        sorted = next;
        filter({ sort: sortText(next) });
        draw();
      },
      empty: data.hosts.length ? 'No hosts match this filter.' : 'No session failed on these days.',
    }));
  }
  draw();
  return {
    title: 'MX hosts',
    body: [
      h('section', { class: 'lead' },
        h('h1', null, data.hosts.length ? `Sessions failed at ${plural(data.hosts.filter((row) => row.mx).length, 'MX host')}` : 'No failed sessions'),
        h('p', { class: 'quiet' }, `${span(data)}, across all domains. Hosts and session counts are from all reports that count; addresses are from the latest reports only.`), bounds(data)),
      h('div', { class: 'tools' },
        h('input', { type: 'search', value: text, placeholder: 'Filter by host, address or cause', 'aria-label': 'Filter hosts', oninput: (event) => {
          text = event.target.value;
          filter({ q: text });
          draw();
        } }),
        pickDays(filters), h('span', { class: 'grow' }), shownExports(() => ({ ...data, hosts: wanted }), 'hosts', 'hosts', 'the hosts shown')),
      list,
    ],
  };
}

export async function host({ parts: [name], filters }) {
  const data = await get(hostPath(name), range(filters));
  const list = data.addresses.map((one) => one.address);
  const failing = data.failed > 0;
  const series = [{ name: 'refused', title: 'Failed' }];
  return {
    title: name,
    body: [
      h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '#/hosts' }, 'MX hosts')),
      h('section', { class: 'lead' },
        h('h1', null, foreign(name, 100)),
        h('p', { class: 'big' }, failing ? [`${plural(data.failed, 'session')} failed for ${plural(data.domainCount, 'domain')}`, list.length ? [', ', where(list, data.reportsRead)] : null, '.']
          : 'No session failed at this host on these days. Reports name a host only if sessions failed there.'),
        h('p', { class: 'quiet' }, span(data)), bounds(data)),
      h('div', { class: 'tools' }, pickDays(filters)),
      failing ? [
        h('section', { class: 'card' }, h('h2', null, 'Failed sessions by day'),
          chart({ title: `Failed sessions, ${span(data)}`, days: data.days.map((one) => ({ day: one.day, values: new Map([['refused', one.failed]]) })), from: data.from, to: data.to, series })),
        h('section', { class: 'card' }, h('h2', null, 'Causes'), h('ol', { class: 'causes' }, data.causes.map((cause) => h('li', null, causeAcross(cause))))),
        h('section', { class: 'card' },
          h('div', { class: 'card-head' }, h('h2', null, 'Domains'), h('span', { class: 'grow' }), shownExports(() => data, 'domains', `${name}-domains`, 'the domains of this host')),
          counts(data.domains, 'domain', 'Domain', data.failed, (one) => h('a', { href: at.domain(one) }, foreign(one, 80)))),
        h('section', { class: 'card' }, h('h2', null, 'Receiving addresses'),
          data.addresses.length ? [
            h('p', { class: 'quiet' }, `From ${plural(data.reportsRead, 'report')}: the latest one per cause, domain and reporter.`),
            counts(data.addresses, 'address', 'Address', data.addresses.reduce((sum, one) => sum + one.failed, 0), addressLink),
          ] : h('p', { class: 'quiet' }, 'The reports do not name a receiving address.')),
        h('section', { class: 'card' }, h('h2', null, 'Reporters'),
          counts(data.reporters, 'reporter', 'Reporter', data.failed, (one) => h('a', { href: at.reporter(one) }, foreign(one, 80)))),
      ] : null,
    ],
  };
}

function causeAcross(cause) {
  return h('details', { class: `cause ${cause.outcome}`, open: true },
    h('summary', null, h('span', { class: 'cause-title' }, cause.title),
      h('span', { class: 'cause-facts' }, pill(cause.outcome), h('span', null, cause.severity), h('span', null, plural(cause.failed, 'session')),
        h('span', null, plural(cause.domainCount, 'domain')), h('span', null, cause.first === cause.last ? `on ${day(cause.first)}` : `${day(cause.first)} – ${day(cause.last)}`))),
    h('div', { class: 'cause-body' }, cause.meaning ? [
      h('p', null, prose(cause.meaning)),
      h('p', null, h('strong', null, 'Impact: '), prose(cause.mail)),
      h('p', null, h('strong', null, 'Usually: '), prose(cause.cause)),
      h('h3', null, 'What to do'), steps(cause.steps),
    ] : h('p', null, 'Rare causes, counted together to keep the table small.')));
}

function counts(rows, name, heading, whole, cell) {
  return table({
    caption: `${heading}, most failed sessions first`,
    dense: true,
    columns: [
      { name, title: heading, cell: (row) => cell(row[name]) },
      { name: 'failed', title: 'Failed', number: true, cell: (row) => number(row.failed) },
      { name: 'share', title: 'Share', number: true, cell: (row) => share(row.failed, whole) },
    ],
    rows,
  });
}

export async function address({ parts: [name], filters }) {
  const asked = range(filters);
  const data = await get(addressPath(name), asked);
  const rows = data.rows;
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const distinct = (member) => new Set(rows.map((row) => row[member]).filter(Boolean)).size;
  return {
    title: name,
    body: [
      h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '#/hosts' }, 'MX hosts')),
      h('section', { class: 'lead' },
        h('h1', null, foreign(name, 60)),
        h('p', { class: 'big' }, rows.length
          ? `${plural(failed, 'session')} failed at this address, for ${plural(distinct('domain'), 'domain')} and under ${plural(distinct('mx'), 'MX host name')}.`
          : 'No failed session at this address in the reports searched.'),
        h('p', { class: 'quiet' }, `${span(data)}. ${plural(data.reportsRead, 'report')} searched, the latest of each cause, so the numbers are examples, not totals.`), bounds(data)),
      h('div', { class: 'tools' }, pickDays(filters), h('span', { class: 'grow' }), exports(addressPath(name), asked, `address-${name.replaceAll(':', '-')}`, 'these rows')),
      table({
        caption: plural(rows.length, 'row'),
        dense: true,
        columns: [
          { name: 'domain', title: 'Domain', cell: (row) => h('a', { href: at.domain(row.domain) }, foreign(row.domain, 80)) },
          { name: 'mx', title: 'MX host', cell: (row) => hostLink(row.mx) },
          { name: 'title', title: 'Cause', class: 'wide', cell: (row) => row.title },
          { name: 'failed', title: 'Failed', number: true, cell: (row) => number(row.failed) },
          { name: 'reporter', title: 'Reporter', cell: (row) => h('a', { href: at.reporter(row.reporter) }, foreign(row.reporter, 60)) },
          { name: 'report', title: 'Report', cell: (row) => h('a', { href: `${at.domain(row.domain)}/reports/${row.report}` }, fullDay(row.day)) },
        ],
        rows,
        empty: 'No failed sessions found.',
      }),
    ],
  };
}
