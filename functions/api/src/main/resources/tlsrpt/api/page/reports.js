// The reports of a domain, and one of them in plain words.

import { h, foreign, foreignLines, prose, replace, save } from './dom.js';
import { get, download, domainPath } from './api.js';
import { number, plural, trust, moment, fullDay, plusDays, today, size, policy as policyWords } from './format.js';
import { table, exports } from './table.js';
import { offers } from './act.js';
import { steps } from './causes.js';
import { filter } from './place.js';

const DOORS = { mail: 'by mail', https: 'by HTTPS', import: 'imported' };

export function trustBadge(token) {
  const [words, meaning] = trust(token);
  return h('span', { class: `pill trust ${token}`, title: meaning }, words);
}

export async function reports({ parts: [domain], filters }) {
  const now = today();
  const parameters = {
    from: filters.get('from') ?? plusDays(now, -89),
    to: filters.get('to') ?? now,
    reporter: filters.get('reporter') ?? '',
    trust: filters.get('trust') ?? 'all',
    failing: filters.get('failing') ?? '',
  };
  const path = domainPath(domain, 'reports');
  const rows = [];
  const damaged = [];
  const list = h('div');
  let next = null;

  async function load() {
    let tries = 0;
    do {
      const page = await get(path, { ...parameters, cursor: next });
      rows.push(...page.reports);
      damaged.push(...page.damaged);
      next = page.next;
    } while (next && rows.length < 50 && ++tries < 8);
  }

  function draw() {
    replace(list, damaged.map((message) => h('p', { class: 'bad-text' }, foreign(message, 600))), table({ caption: `${plural(rows.length, 'report')}${next ? ' so far' : ''}, newest day first`, columns: columns(domain), rows, empty: 'No reports match these filters.' }),
      next ? h('p', null, h('button', { type: 'button', onclick: async () => {
        const before = rows.length;
        do await load(); while (next && rows.length === before);
        draw();
      } }, 'Load older reports')) : null);
  }

  await load();
  draw();
  const change = (name) => (event) => {
    filter({ [name]: event.target.type === 'checkbox' ? (event.target.checked ? 'true' : '') : event.target.value });
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  return {
    title: `Reports of ${domain}`,
    body: [
      crumbs(domain),
      h('section', { class: 'lead' }, h('h1', null, 'Reports of ', foreign(domain, 100))),
      h('div', { class: 'tools' },
        h('label', null, 'From ', h('input', { type: 'date', value: parameters.from, onchange: change('from') })),
        h('label', null, 'to ', h('input', { type: 'date', value: parameters.to, onchange: change('to') })),
        h('input', { type: 'search', value: parameters.reporter, placeholder: 'Reporter', 'aria-label': 'Reporter', onchange: change('reporter') }),
        h('select', { 'aria-label': 'Trust', onchange: change('trust') },
          [['all', 'Any trust'], ['verified', 'Verified'], ['established', 'Established'], ['new', 'New'], ['imported', 'Imported'], ['unsigned', 'Unsigned'], ['anonymous', 'Anonymous']].map(([value, text]) =>
            h('option', { value, selected: value === parameters.trust }, text))),
        h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: parameters.failing === 'true', onchange: change('failing') }), 'Failing only'),
        h('span', { class: 'grow' }),
        exports(path, parameters, `${domain}-reports`, 'these reports', 'reports')),
      list,
    ],
  };
}

function columns(domain) {
  return [
    { name: 'day', title: 'Day', cell: (row) => h('a', { href: `#/domains/${encodeURIComponent(domain)}/reports/${row.id}` }, fullDay(row.day)) },
    { name: 'reporter', title: 'Reporter', cell: (row) => foreign(row.reporter, 60) },
    { name: 'trust', title: 'Trust', cell: (row) => trustBadge(row.trust) },
    { name: 'ok', title: 'Succeeded', number: true, cell: (row) => number(row.ok) },
    { name: 'failed', title: 'Failed', number: true, cell: (row) => h('span', { class: row.failed ? 'amount refused' : 'zero' }, number(row.failed)) },
    { name: 'arrival', title: 'Arrived', cell: (row) => moment(row.arrival) },
    { name: 'reportId', title: 'Report-id', class: 'key-cell', cell: (row) => foreign(row.reportId, 60) },
  ];
}

export function crumbs(domain, more) {
  return h('nav', { class: 'crumbs', 'aria-label': 'Path' }, h('a', { href: '#/' }, 'Domains'), ' / ',
    h('a', { href: `#/domains/${encodeURIComponent(domain)}` }, foreign(domain, 80)),
    more ? [' / ', h('a', { href: `#/domains/${encodeURIComponent(domain)}/reports` }, 'Reports')] : null);
}

export async function report({ parts: [domain, id] }) {
  const data = await get(domainPath(domain, 'reports', id));
  const name = `${domain}-${data.day}-${id.slice(11, 19)}`;
  return {
    title: `Report of ${data.day}`,
    body: [
      crumbs(domain, true),
      h('section', { class: 'lead' },
        h('h1', null, 'Report of ', foreign(data.reporter, 80), ' for ', fullDay(data.day)),
        h('p', { class: 'big' }, data.failed
          ? [h('strong', { class: 'bad-text' }, plural(data.failed, 'session')), ` of ${number(data.ok + data.failed)} failed.`]
          : [plural(data.ok, 'session'), ', and none failed.']),
        h('dl', { class: 'facts' },
          h('dt', null, 'Reporter'), h('dd', null, foreign(data.organization, 256), ' ', trustBadge(data.trust)),
          h('dt', null, 'Report-id'), h('dd', null, foreign(data.reportId, 256)),
          h('dt', null, 'Date range'), h('dd', null, `${moment(data.start)} to ${moment(data.end)}`),
          h('dt', null, 'Arrived'), h('dd', null, `${moment(data.arrival)}, ${DOORS[data.door] ?? data.door}`),
          h('dt', null, 'Object'), h('dd', null, h('code', null, foreign(data.object, 200))))),
      data.report ? said(data) : h('p', null, `The report is ${size(data.bytes)} long, too long to show here. Download the raw object.`),
      h('section', { class: 'card' }, h('h2', null, 'Raw report'),
        h('p', null,
          h('button', { type: 'button', onclick: () => download(domainPath(domain, 'reports', id, 'raw'), {}, `${name}.raw`) }, 'Download the raw object'), ' ',
          data.report ? h('button', { type: 'button', class: 'plain', onclick: () =>
            save(`${name}.json`, new Blob([JSON.stringify(data.report, null, 2)], { type: 'application/json' })) }, 'Download as JSON') : null),
        offers({ label: 'Reprocess', change: () => ({ action: 'reprocess', object: data.object }) }),
        data.report ? h('details', null, h('summary', null, 'Show the JSON'), h('pre', { class: 'json', tabindex: 0 }, foreignLines(JSON.stringify(data.report, null, 2).split('\n').slice(0, 5000)))) : null),
    ],
  };
}

function said(data) {
  return [
    data.causes?.length ? h('section', { class: 'card' }, h('h2', null, 'What failed'),
      data.causes.map((cause) => h('details', { class: `cause ${cause.outcome}` },
        h('summary', null, h('span', { class: 'cause-title' }, cause.title, cause.mx ? [' at ', foreign(cause.mx, 80)] : null),
          h('span', { class: 'cause-facts' }, h('span', { class: `pill ${cause.outcome}` }, cause.outcome), plural(cause.sessions, 'session'))),
        h('div', { class: 'cause-body' }, h('p', null, prose(cause.meaning)), h('p', null, h('strong', null, 'Impact: '), prose(cause.mail)), steps(cause.steps))))) : null,
    h('section', { class: 'card' }, h('h2', null, 'Policies'),
      data.report.policies.map((entry) => h('div', { class: 'entry' },
        h('h3', null, policyWords(kind(entry.policy)), ' for ', foreign(entry.policy['policy-domain'], 100)),
        h('p', null, `${number(entry.summary?.['total-successful-session-count'] ?? 0)} succeeded, ${number(entry.summary?.['total-failure-session-count'] ?? 0)} failed.`),
        entry.policy['policy-string']?.length ? h('pre', { tabindex: 0 }, foreignLines(entry.policy['policy-string'].slice(0, 60), 300)) : null,
        details(entry['failure-details'] ?? [])))),
    data.quirks?.length ? h('section', { class: 'card' }, h('h2', null, 'Quirks'),
      h('p', { class: 'quiet' }, 'Where the report deviates from RFC 8460, and how it was read.'),
      h('ul', null, data.quirks.map((quirk) => h('li', null, h('code', null, foreign(quirk.path, 100)), ': ', foreign(quirk.note, 300))))) : null,
  ];
}

function details(list) {
  if (list.length === 0) return null;
  return table({
    caption: plural(list.length, 'failure detail'),
    columns: [
      { name: 'type', title: 'Result type', cell: (row) => foreign(row['result-type'], 80) },
      { name: 'sessions', title: 'Sessions', number: true, cell: (row) => (row['failed-session-count'] === undefined ? '–' : number(row['failed-session-count'])) },
      { name: 'mx', title: 'MX host', cell: (row) => foreign(row['receiving-mx-hostname'], 100) },
      { name: 'ip', title: 'Receiving address', cell: (row) => foreign(row['receiving-ip'], 60) },
      { name: 'from', title: 'Sending address', cell: (row) => foreign(row['sending-mta-ip'], 60) },
      { name: 'reason', title: 'Reason code', class: 'wide', cell: (row) => foreign(row['failure-reason-code'], 400) },
    ],
    rows: list,
  });
}

function kind(policy) {
  if (policy['policy-type'] !== 'sts') return policy['policy-type'] ?? 'other';
  const mode = (policy['policy-string'] ?? []).map((line) => line.match(/^mode\s*:\s*(\w+)/i)).find(Boolean);
  return `sts/${mode ? mode[1].toLowerCase() : 'unknown'}`;
}
