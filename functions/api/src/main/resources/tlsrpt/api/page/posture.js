// What DNS, policy and mail servers of a domain showed when they were last looked at, and what changed.

import { h, foreign, prose, replace } from './dom.js';
import { domainPath, checkNow } from './api.js';
import { plural, fullDay, moment } from './format.js';
import { steps, command } from './causes.js';

const STATES = {
  fail: ['Failing', 'refused'],
  warn: ['Warning', 'delivered'],
  unseen: ['Not observed', 'unknown'],
  none: ['Not published', 'none'],
  note: ['Note', 'none'],
  pass: ['OK', 'good'],
};

const dayOf = (text) => fullDay(text.slice(0, 10));
const of = (data, state) => data.checks.filter((one) => one.state === state);

export function posture(name, data, reload) {
  const problems = [...of(data, 'fail'), ...of(data, 'warn')];
  const unseen = of(data, 'unseen');
  return h('section', { class: 'card', 'aria-labelledby': 'posture' },
    h('div', { class: 'card-head' }, h('h2', { id: 'posture' }, 'DNS, policy and mail servers'), h('span', { class: 'grow' }),
      data.checkable ? button(name, reload) : null),
    data.at ? [
      h('p', { class: problems.length ? null : 'good-text' }, h('strong', null, summary(data)), ` Checked ${moment(data.at)}.`),
      data.notes.length ? h('p', { class: 'quiet' }, 'Not checked: ', data.notes.map((note, i) => [i ? '; ' : '', foreign(note.replace(/\.$/, ''), 300)]), '.') : null,
      nextToEnd(data),
      problems.length ? h('ol', { class: 'causes' }, problems.map((one) => h('li', null, problem(one)))) : null,
      unseen.length ? h('details', { class: 'numbers' }, h('summary', null, `${plural(unseen.length, 'check')} not observed`), lines(unseen)) : null,
      h('details', { class: 'numbers' }, h('summary', null, 'All checks'), lines(data.checks)),
      history(data.changes),
    ] : [
      h('p', { class: 'quiet' }, data.checkable ? 'Not checked yet. The first check begins a minute after the collector starts.'
        : 'Not checked by this collector. This command checks the domain now:'),
      data.checkable ? null : command(`tlsrpt check ${name}`),
    ]);
}

function summary(data) {
  const count = (state, one, many) => {
    const n = of(data, state).length;
    return n ? plural(n, one, many) : null;
  };
  const parts = [count('fail', 'problem'), count('warn', 'warning'), count('unseen', 'check not observed', 'checks not observed')];
  return `${parts.filter(Boolean).join(', ') || 'No problems found'}.`;
}

/** The next expiry. DNSSEC signatures count only if their check did not pass, because servers renew them automatically. */
function nextToEnd(data) {
  const next = data.checks.filter((one) => one.until && (one.check !== 'dnssec' || one.state !== 'pass'))
    .sort((a, b) => (a.until < b.until ? -1 : 1))[0];
  return next ? h('p', { class: 'quiet' }, `Expires next: ${next.title}`, next.host ? [' at ', foreign(next.host, 80)] : null, `, ${dayOf(next.until)}.`) : null;
}

function problem(one) {
  const [state, tone] = STATES[one.state];
  return h('details', { class: `cause ${tone}` },
    h('summary', null,
      h('span', { class: 'cause-title' }, one.title, one.host ? [' at ', foreign(one.host, 80)] : null),
      h('span', { class: 'cause-facts' }, h('span', { class: `pill ${tone}` }, state),
        one.since ? h('span', null, `since ${dayOf(one.since)}`) : null)),
    h('div', { class: 'cause-body' },
      h('p', null, h('strong', null, 'Seen: '), foreign(one.seen, 310), one.address ? [' (', foreign(one.address, 200), ')'] : null),
      one.meaning ? h('p', null, prose(one.meaning)) : null,
      one.step ? [h('h3', null, 'What to do'), steps([{ text: one.step, command: one.command }])] : null));
}

function lines(checks) {
  const groups = [...new Set(checks.map((one) => one.group))];
  return groups.map((group) => [h('h3', null, group), h('dl', { class: 'facts' }, checks.filter((one) => one.group === group).map((one) => [
    h('dt', null, one.title, one.host ? [' at ', foreign(one.host, 80)] : null),
    h('dd', null, h('span', { class: `pill ${STATES[one.state][1]}` }, STATES[one.state][0]), ' ', foreign(one.seen, 310),
      one.state === 'unseen' && one.known ? h('span', { class: 'quiet' }, ` Before: ${STATES[one.known][0].toLowerCase()} since ${dayOf(one.since)}.`) : null),
  ]))]);
}

function history(changes) {
  if (changes.length === 0) return null;
  return [h('h3', null, 'Changes'), h('ul', { class: 'counted' }, changes.map((one) =>
    h('li', null, `${dayOf(one.at)}: ${one.title}`, one.host ? [' at ', foreign(one.host, 80)] : null, ' ', change(one))))];
}

function change(one) {
  if (one.check !== 'policy') return `went from ${STATES[one.from][0].toLowerCase()} to ${STATES[one.to][0].toLowerCase()}`;
  const [before, after] = [one.from.split(' ')[0], one.to.split(' ')[0]];
  if (before !== after) return ['went from mode ', before, ' to ', after, ', ', foreign(one.seen, 100)];
  return one.from === one.to ? ['was published again, ', foreign(one.seen, 100)]
    : ['changed from ', foreign(one.from, 300), ' to ', foreign(one.to, 300), ', ', foreign(one.seen, 100)];
}

function button(name, reload) {
  const said = h('span', { role: 'status', class: 'quiet' });
  const check = h('button', { type: 'button', class: 'plain', onclick: async () => {
    check.disabled = true;
    replace(said, 'Checking… Some mail servers take up to a minute to answer.');
    try {
      await checkNow(domainPath(name, 'posture'));
      reload();
    } catch (error) {
      replace(said, error.message);
      check.disabled = false;
    }
  } }, 'Check now');
  return [said, check];
}
