// Alerts of all domains: open ones, the history, and their causes.

import { h, foreign, foreignLines } from './dom.js';
import { get, all } from './api.js';
import { number, plural, moment, fullDay, today, plusDays } from './format.js';
import { table, exports } from './table.js';
import { filter, at } from './place.js';
import { offers } from './act.js';

const GRADES = { critical: 'refused', high: 'refused', medium: 'delivered', low: 'none', notice: 'none' };
const KINDS = {
  failing: 'Failing', worse: 'Worse', recovered: 'Recovered', reminder: 'Still open', 'protection-lost': 'Protection lost',
  policy: 'Policy changed', unread: 'Reports held', silence: 'No reports', 'check-failed': 'Check failed', expiring: 'Expiring',
};

export async function alerts({ filters }) {
  const month = filters.get('month') ?? today().slice(0, 7);
  const [data, causes] = await Promise.all([all('/v1/alerts', 'alerts', { month }, 5), get('/v1/causes')]);
  return {
    title: 'Alerts',
    body: [
      nobodyListens(data.subscribers),
      h('section', { class: 'lead' }, h('h1', { class: data.open.length ? 'bad-text' : null },
        data.open.length ? `${plural(data.open.length, 'open alert')}` : 'No open alerts')),
      data.open.length ? h('section', { class: 'card' }, h('h2', null, 'Open'), list(data.open, data.looksFixed, data)) : null,
      causes.causes.length ? h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Causes across domains'), h('span', { class: 'grow' }),
          exports('/v1/causes', {}, 'causes', 'causes')),
        across(causes.causes)) : null,
      h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Alert history'),
          h('label', { class: 'quiet' }, 'Month ', h('input', { type: 'month', value: month, onchange: (event) => {
            filter({ month: event.target.value });
            dispatchEvent(new HashChangeEvent('hashchange'));
          } })),
          h('span', { class: 'grow' }),
          exports('/v1/alerts', { month }, `alerts-${month}`, 'alert history', 'alerts')),
        data.alerts.length ? list(data.alerts) : h('p', { class: 'quiet' }, 'No alerts were sent this month.')),
    ],
  };
}

/** Explains why a failing domain has no open alert. */
export function noAlert(state) {
  return state === 'failing'
    ? 'Sessions were refused on the latest days. No alert is open: the rules may wait for a second day, and only the daily check evaluates imported reports'
    : null;
}

/** A banner at the top of the page if no one receives alerts. */
export function nobodyListens(subscribers) {
  if (!subscribers || subscribers.confirmed > 0) return null;
  return h('aside', { class: 'notice banner', 'aria-label': 'No one receives alerts' },
    h('p', null, h('strong', null, 'No one receives alerts. '),
      `No subscription was confirmed by ${moment(subscribers.asked)}. Open the email from “AWS Notifications” in the mailbox of the stack’s `,
      h('code', null, 'AlertEmail'), ' and confirm, or subscribe another address to the topic in the output ', h('code', null, 'AlertTopicArn'),
      '. This notice is updated hourly.'));
}

/** Alerts in the form in which they were sent, with the check that found them fixed, and acknowledgments and mutes. */
export function list(items, looksFixed = {}, people = null) {
  return h('ol', { class: 'causes' }, items.map((alert) => h('li', null,
    h('details', { class: `cause ${alert.kind === 'recovered' ? 'over' : GRADES[alert.severity] ?? 'none'}` },
      h('summary', null,
        h('span', { class: 'cause-title as-is' }, foreign(alert.subject, 160)),
        h('span', { class: 'cause-facts' },
          h('span', { class: `pill ${alert.kind === 'recovered' ? 'good' : GRADES[alert.severity] ?? ''}` }, KINDS[alert.kind] ?? alert.kind),
          looksFixed[alert.id] ? h('span', { class: 'pill good' }, 'Looks fixed') : null,
          of(people?.acknowledged, alert) ? h('span', { class: 'pill' }, 'Acknowledged') : null,
          of(people?.muted, alert) ? h('span', { class: 'pill' }, 'Muted') : null,
          h('span', null, alert.severity),
          h('span', null, `since ${fullDay(alert.since)}`),
          h('span', null, moment(alert.at)))),
      h('div', { class: 'cause-body' },
        fixed(looksFixed[alert.id]),
        progress(alert),
        people ? responses(alert, of(people.acknowledged, alert), of(people.muted, alert)) : null,
        h('pre', { class: 'letter', tabindex: 0 }, foreignLines(alert.text.split('\n'))),
        alert.domain === '*' ? null : h('p', null, 'Domains: ', [...new Set([alert.domain, ...alert.domains])].slice(0, 30).map((one, i) => [i ? ', ' : '',
          h('a', { href: `#/domains/${encodeURIComponent(one)}` }, foreign(one, 80))])))))));
}

const of = (list, alert) => list?.find((one) => one.alert === alert.id);

/** The acknowledgment and mute of an open alert, and the buttons to change them. */
function responses(alert, acknowledged, muted) {
  const note = h('input', { type: 'text', maxlength: 500, placeholder: 'Note', 'aria-label': 'Note: who works on it, or how' });
  const days = h('select', { 'aria-label': 'How long to mute' },
    [1, 7, 30, 90].map((n) => h('option', { value: n, selected: n === 7 }, plural(n, 'day'))));
  // A mute of one domain does not cover an incident that several share.
  const domain = alert.domains.length > 1 || alert.domain === '*' ? '*' : alert.domain;
  return [
    acknowledged ? h('p', null, h('strong', null, 'Acknowledged'), ' by ', foreign(acknowledged.who, 80), `, ${moment(acknowledged.at)}`,
      acknowledged.note ? [': ', foreign(acknowledged.note, 500)] : null) : null,
    muted ? h('p', null, h('strong', null, 'Muted'), ` until ${fullDay(muted.until)}: `, foreign(muted.cause, 80),
      muted.domain === '*' ? ' for all domains' : null, muted.note ? [' (', foreign(muted.note, 500), ')'] : null) : null,
    offers(acknowledged
      ? { label: 'Remove acknowledgment', about: `of ${alert.subject}`, change: () => ({ action: 'unacknowledge', alert: alert.id }) }
      : { label: 'Acknowledge', about: alert.subject, field: note, change: () => ({ action: 'acknowledge', alert: alert.id, note: note.value }) }),
    offers(muted
      ? { label: 'Unmute', about: alert.subject, change: () => ({ action: 'unmute', domain: muted.domain, cause: muted.cause }) }
      : { label: domain === '*' && alert.domain !== '*' ? `Mute ${alert.family} for all domains` : 'Mute', about: alert.subject, field: days, change: () => ({
        action: 'mute', domain, cause: alert.family, until: plusDays(today(), Number(days.value)), note: alert.subject.slice(0, 200) }) }),
  ];
}

function fixed(one) {
  return one ? h('p', { class: 'good-text' }, one.words) : null;
}

/** How many of the clean reports that an open alert needs each affected reporter has sent. */
function progress(alert) {
  if (alert.kind === 'recovered' || !alert.recovery?.length) return null;
  return h('p', null, h('strong', null, 'Recovery: '), alert.recovery.slice(0, 10).map((one, i) => [i ? ', ' : '',
    `${number(one.clean)} of ${number(one.needed)} clean reports from `, foreign(one.reporter, 60)]),
    alert.recovery.length > 10 ? ` and ${number(alert.recovery.length - 10)} more` : '', '.');
}

function across(groups) {
  return table({
    caption: 'Causes of open alerts. Sessions are those that failed on the last day each reporter saw the cause.',
    columns: [
      { name: 'title', title: 'Cause', cell: (row) => h('strong', null, row.title) },
      { name: 'mx', title: 'MX host', cell: (row) => (row.mx ? h('a', { href: at.host(row.mx) }, foreign(row.mx, 80)) : '–') },
      { name: 'domains', title: 'Domains', number: true, cell: (row) => number(row.domainCount) },
      { name: 'failed', title: 'Failed', number: true, cell: (row) => number(row.failed) },
      { name: 'outcome', title: 'Outcome', cell: (row) => h('span', { class: `pill ${row.refused ? 'refused' : 'delivered'}` }, row.refused ? 'refused' : 'delivered') },
      { name: 'only', title: 'Seen by', cell: (row) => (row.onlyReporter ? ['only ', foreign(row.onlyReporter, 60), ': probably its side'] : 'several reporters: probably your side') },
      { name: 'which', title: 'Affected domains', class: 'wide', cell: (row) => row.domains.slice(0, 5).map((one, i) => [i ? ', ' : '',
        h('a', { href: `#/domains/${encodeURIComponent(one)}` }, foreign(one, 60))]).concat(row.domainCount > 5 ? [` and ${number(row.domainCount - 5)} more`] : []) },
    ],
    rows: groups,
  });
}
