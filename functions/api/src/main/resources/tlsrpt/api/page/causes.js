// Causes of failure: meaning, impact on mail, reporters that agree, and what to do.

import { h, foreign, prose, replace } from './dom.js';
import { get, domainPath } from './api.js';
import { number, plural, policies, day, fullDay } from './format.js';
import { at } from './place.js';

export const OUTCOMES = {
  refused: ['Refused', 'Senders refused to deliver in these sessions. A retry or another MX host may have succeeded.'],
  delivered: ['Delivered', 'Mail was delivered without verifying the server.'],
  unknown: ['Unknown', 'The reports do not state the policy mode.'],
};

export function causes(domain, list) {
  if (list.length === 0) return h('p', { class: 'quiet good-text' }, '✓ No session failed on these days.');
  return h('ol', { class: 'causes' }, list.map((cause) => h('li', null, one(domain, cause))));
}

function one(domain, cause) {
  const [outcome, meaning] = OUTCOMES[cause.outcome];
  const evidence = h('div');
  const element = h('details', { class: `cause ${cause.outcome}`, ontoggle: () => {
    if (element.open && !evidence.firstChild && cause.examples.length) show(evidence, domain, cause);
  } },
  h('summary', null,
    h('span', { class: 'cause-title' }, cause.title, cause.mx ? [' at ', foreign(cause.mx, 80)] : null),
    h('span', { class: 'cause-facts' },
      h('span', { class: `pill ${cause.outcome}`, title: meaning }, outcome),
      h('span', null, cause.severity),
      h('span', null, plural(cause.sessions, 'session')),
      h('span', null, plural(cause.reporterCount, 'reporter')),
      h('span', null, cause.first === cause.last ? `on ${day(cause.first)}` : `${day(cause.first)} – ${day(cause.last)}`))),
  h('div', { class: 'cause-body' },
    cause.mx ? h('p', null, h('a', { href: at.host(cause.mx) }, 'This host across all domains')) : null,
    cause.meaning ? [
      h('p', null, prose(cause.meaning)),
      h('p', null, h('strong', null, 'Impact: '), prose(cause.mail)),
      h('p', null, h('strong', null, 'Usually: '), prose(cause.cause)),
      h('h3', null, 'What to do'),
      steps(cause.steps),
    ] : h('p', null, 'Rare causes, counted together to keep the table small.'),
    h('dl', { class: 'facts' },
      h('dt', null, 'Seen'), h('dd', null, `${fullDay(cause.first)} to ${fullDay(cause.last)}, under ${policies(cause.policy)}`),
      h('dt', null, 'Reported by'), h('dd', null, agreement(cause),
        h('ul', { class: 'inline' }, cause.reporters.map((one) => h('li', null, foreign(one.reporter, 60), ` ${number(one.sessions)}`))))),
    evidence));
  return element;
}

function agreement(cause) {
  return cause.reporterCount === 1
    ? 'Only one reporter sees this, so the fault may be on its side.'
    : `${number(cause.reporterCount)} reporters agree, so the fault is probably on your side.`;
}

export function steps(list) {
  return h('ol', { class: 'steps' }, list.map((step) => h('li', null, prose(step.text),
    step.command ? command(step.command) : null)));
}

export function command(text) {
  const copied = h('span', { role: 'status' });
  return h('div', { class: 'command' }, h('pre', { tabindex: 0 }, text),
    h('button', { type: 'button', class: 'plain', onclick: async () => {
      await navigator.clipboard.writeText(text);
      copied.textContent = ' Copied';
    } }, 'Copy'), copied);
}

/** Reads reason codes and addresses from example reports, because the ledger does not store them. */
async function show(holder, domain, cause) {
  replace(holder, h('p', { class: 'quiet' }, 'Loading examples…'));
  const reports = await Promise.allSettled(cause.examples.map((id) => get(domainPath(domain, 'reports', id))));
  const reasons = new Map();
  const addresses = new Map();
  for (const result of reports) {
    if (result.status !== 'fulfilled' || !result.value.report) continue;
    for (const entry of result.value.report.policies) {
      for (const detail of entry['failure-details'] ?? []) {
        if (detail.diagnosis !== cause.diagnosis) continue;
        const n = detail['failed-session-count'] ?? 0;
        count(reasons, detail['failure-reason-code'], n);
        count(addresses, detail['receiving-ip'], n);
      }
    }
  }
  replace(holder,
    counted('Reason codes', reasons), counted('Failing addresses', addresses, (text) => (/^[\da-f.:]+$/i.test(text) ? h('a', { href: at.address(text) }, text) : foreign(text, 300))),
    h('p', null, 'Examples: ', cause.examples.map((id, i) => [i ? ', ' : '',
      h('a', { href: `#/domains/${encodeURIComponent(domain)}/reports/${id}` }, `report of ${day(id.slice(0, 10))}`)])));
}

function count(sums, text, n) {
  if (text) sums.set(text, (sums.get(text) ?? 0) + n);
}

function counted(title, sums, cell = (text) => foreign(text, 300)) {
  if (sums.size === 0) return null;
  const largest = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 12);
  return h('div', null, h('h3', null, title, h('small', null, ' in the examples')),
    h('ul', { class: 'counted' }, largest.map(([text, n]) => h('li', null, h('span', { class: 'n' }, number(n)), cell(text)))));
}
