// All domains on one screen: the week, who needs attention, and every domain with its days.

import { h, foreign, replace } from './dom.js';
import { all } from './api.js';
import { STATES, number, compact, plural, share, policies, ago, moment } from './format.js';
import { badge } from './states.js';
import { table, shownExports, sorting, sortText } from './table.js';
import { nobodyListens } from './alerts.js';
import { faulty } from './faults.js';
import { filter, go, at } from './place.js';
import { results, STATES as CHECKS } from './posture.js';
import { heat } from './heat.js';
import { whereItFails } from './hosts.js';
import { week, attention, needsAttention, sessions, spans, worst } from './fleet.js';

const ORDER = Object.keys(STATES);
const NEEDS = 'needs';

export async function overview({ filters }) {
  const where = whereItFails();
  const data = await all('/v1/domains', 'domains');
  if (data.domains.length === 0) return { title: 'Domains', body: [faulty(data.faults), nobodyListens(data.subscribers), empty()] };
  // Too short to notice, long enough that the list does not move when the hosts arrive.
  await Promise.race([where.ready, new Promise((resolve) => setTimeout(resolve, 250))]);
  const list = h('div');
  let text = filters.get('q') ?? '';
  let state = filters.get('state') ?? '';
  let sorted = sorting(filters, { by: 'state', down: false });
  let wanted = [];
  const days = heat(data.from, (domain, day) => go(at.day(domain, day)));

  function draw() {
    wanted = data.domains.filter((one) => (!text || one.domain.includes(text.toLowerCase().trim()))
      && (!state || (state === NEEDS ? needsAttention(one) : one.state === state)));
    days.start();
    replace(list, table({
      caption: wanted.length === data.domains.length ? plural(wanted.length, 'domain') : `${number(wanted.length)} of ${plural(data.domains.length, 'domain')}`,
      dense: true,
      columns: columns(data, days),
      rows: wanted,
      sorted,
      resort: (next) => {
        sorted = next;
        filter({ sort: sortText(next) });
        draw();
      },
      empty: 'No domains match these filters.',
    }));
    replace(shown, wanted.length === data.domains.length ? '' : `${number(wanted.length)} of ${number(data.domains.length)} shown`);
  }

  let waiting;
  const shown = h('span', { role: 'status', class: 'quiet small' });
  const search = h('input', {
    type: 'search', value: text, placeholder: 'Filter by name', 'aria-label': 'Filter domains by name', autocomplete: 'off', spellcheck: 'false',
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
  const needing = data.domains.filter(needsAttention).length;
  const pick = h('select', {
    'aria-label': 'State',
    onchange: (event) => {
      state = event.target.value;
      filter({ state });
      draw();
    },
  }, h('option', { value: '' }, 'Every state'),
  h('option', { value: NEEDS, selected: state === NEEDS }, `Needs attention (${number(needing)})`),
  ORDER.filter((name) => counts.get(name) || state === name).map((name) =>
    h('option', { value: name, selected: state === name }, `${STATES[name][0]} (${number(counts.get(name))})`)));
  draw();

  const total = data.domains.length;
  const heading = needing === 0
    ? (total === 1 ? 'Your domain needs no attention' : `None of ${number(total)} domains needs attention`)
    : `${number(needing)} of ${plural(total, 'domain')} ${needing === 1 ? 'needs' : 'need'} attention`;
  const link = (name) => at.state(name);
  return {
    title: 'Domains',
    body: h('div', { class: 'fleet' },
      faulty(data.faults),
      nobodyListens(data.subscribers),
      h('section', { class: 'lead' },
        h('h1', { class: needing ? 'bad-text' : null }, heading),
        h('p', { class: 'quiet' }, `The last 7 complete days: ${spans(data)}. Sessions, not messages. `, h('a', { href: '#/compare' }, 'Compare other periods'), '. ', leftOut(data))),
      week(data, link),
      needing || data.domains.some((one) => one.failed) ? h('div', { class: 'side' }, attention(data.domains, link), where.holder) : null,
      h('section', { class: 'domains', 'aria-label': 'All domains' },
        h('div', { class: 'tools' }, search, pick, shown, h('span', { class: 'grow' }),
          shownExports(() => ({ ...data, domains: wanted }), 'domains', 'domains', 'the domains shown')),
        days.legend,
        list,
        days.told)),
  };
}

function leftOut(data) {
  const reports = data.domains.reduce((sum, one) => sum + one.anonymousReports, 0);
  return reports ? `Left out: ${plural(reports, 'report')} that anyone could have sent: anonymous, new, stranger.` : '';
}

function columns(data, days) {
  const percent = (row) => (sessions(row) ? row.secured / sessions(row) : -1);
  const amount = (name) => ({
    name, title: STATES_OF[name], number: true, value: (row) => row[name],
    cell: (row) => h('span', { class: row[name] ? `amount ${name}` : 'zero', title: `${number(row[name])}; ${number(row[name + 'Before'])} in the week before` },
      compact(row[name]), row[name] ? h('small', null, ` ${share(row[name], sessions(row))}`) : null),
  });
  return [
    { name: 'domain', title: 'Domain', value: (row) => row.domain,
      cell: (row) => h('a', { href: at.domain(row.domain), title: row.domain }, foreign(row.domain, 80)) },
    { name: 'state', title: 'State', value: (row) => -worst(row), cell: (row) => badge(row.state) },
    { name: 'share', title: 'Secured', number: true, value: percent,
      cell: (row) => h('span', { class: sessions(row) ? 'amount' : 'zero', title: `${number(row.secured)} of ${plural(sessions(row), 'session')}` }, share(row.secured, sessions(row))) },
    { name: 'sessions', title: 'Sessions', number: true, value: sessions, cell: (row) => h('span', { title: number(sessions(row)) }, compact(sessions(row))) },
    amount('unprotected'),
    amount('refused'),
    { name: 'days', title: days.title(14), class: 'spark-cell', cell: (row) => days.strip(row.domain, row.days) },
    { name: 'policy', title: 'Policy', value: (row) => row.policy, cell: (row) => policies(row.policy) },
    { name: 'checks', title: 'Checks', value: (row) => ['fail', 'warn', 'pass', null].indexOf(row.checkState), cell: (row) => checks(row, data.today) },
    { name: 'last', title: 'Newest report', value: (row) => row.last ?? '', cell: (row) => h('span', { title: row.last ?? '' }, ago(row.last, data.today)) },
  ];
}

/** The worst of the latest check of DNS, policy and mail servers, and when that was. */
function checks(row, today) {
  if (!row.checked) return h('span', { class: 'quiet', title: 'This collector has not checked DNS, policy and mail servers of this domain.' }, 'Not checked');
  const [state, tone] = CHECKS[row.checkState];
  const day = row.checked.slice(0, 10);
  return h('span', { title: `${results(row.checksFailing, row.checksWarning, row.checksUnseen)}. Checked ${moment(row.checked)}.` },
    h('span', { class: `pill ${tone}` }, state), row.check ? ` ${row.check}` : null, h('small', { class: 'quiet' }, ` ${ago(day, today)}`));
}

const STATES_OF = { unprotected: 'Unprotected', refused: 'Refused' };

function empty() {
  const own = document.querySelector('meta[name=record]').content;
  return h('section', { class: 'notice' },
    h('h1', null, 'No report has been counted yet'),
    h('p', null, 'Mail providers send one report per day once your domain requests them. ',
      own ? 'Publish this record for each domain, with its name in place of example.com:'
        : 'Publish this record for each domain, with the address at which this collector receives reports:'),
    h('pre', { tabindex: 0 }, `_smtp._tls.example.com. TXT "${own || 'v=TLSRPTv1; rua=mailto:tlsrpt@reports.example.com'}"`),
    own ? null : h('p', null, 'By HTTPS instead, or as well: ', h('code', null, 'rua=https://…/v1/tlsrpt'), ' with the name at which senders reach this host.'),
    h('p', null, 'The first reports arrive within 48 hours. ', h('a', { href: '#/held' }, 'See the held reports'), ' if you expected one already.'));
}
