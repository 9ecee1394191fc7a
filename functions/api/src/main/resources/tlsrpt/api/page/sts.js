// The MTA-STS policy that this collector hosts for a domain: what is served, who may use what until when, what to do.

import { h, foreign, foreignLines } from './dom.js';
import { fullDay, moment } from './format.js';
import { command } from './causes.js';

const STAGES = {
  preparing: ['Preparing', 'none', 'Served, and not announced yet.'],
  testing: ['Testing', 'delivered', 'Senders report problems and deliver all the same.'],
  trial: ['Enforce, on trial', 'good', 'Senders refuse servers that cannot prove who they are, and keep the policy for one day.'],
  enforce: ['Enforce', 'good', 'Senders refuse servers that cannot prove who they are.'],
  leaving: ['Leaving', 'none', 'Served in mode none until no sender holds an earlier policy.'],
  removing: ['Removing', 'none', 'The record goes first, the file a day later.'],
};

/** @param seen the policies that reporters say they see, as the view of the domain has them */
export function sts(name, hosted, seen) {
  if (!hosted) return null;
  const [title, tone, meaning] = STAGES[hosted.stage];
  const now = new Date().toISOString();
  return h('section', { class: 'card', 'aria-labelledby': 'sts' },
    h('div', { class: 'card-head' }, h('h2', { id: 'sts' }, 'Hosted MTA-STS policy'), h('span', { class: 'grow' }),
      h('span', { class: `pill ${tone}` }, title)),
    h('p', null, meaning, hosted.since ? ` Since ${moment(hosted.since)}.` : ''),
    h('h3', null, 'Next step'),
    h('p', null, hosted.next.from ? `From ${moment(hosted.next.from)}: ` : '', foreign(hosted.next.text, 600)),
    hosted.next.record ? command(hosted.next.record) : null,
    hosted.faults.length ? [h('h3', null, 'Out of step'), h('ul', { class: 'counted' }, hosted.faults.map((one) => h('li', null, foreign(one, 600))))] : null,
    h('dl', { class: 'facts' },
      fact('Served', `mode ${hosted.mode}, max_age ${hosted.maxAge}, since ${moment(hosted.served)}`),
      fact('MX hosts', hosted.mx.map((one, i) => [i ? ', ' : '', foreign(one, 80)])),
      fact('Record', ['id ', foreign(hosted.id, 40), hosted.announced ? `, current: in DNS since ${moment(hosted.announced)}`
        : hosted.readBack ? ', not in DNS yet' : ', waits until the file can be read from outside']),
      fact('Checked', hosted.looked ? `${moment(hosted.looked)}${hosted.inStepSince ? `, in step since ${moment(hosted.inStepSince)}` : ''}` : 'Not yet'),
      fact('Reporters see', reporters(seen)),
      hosted.knownFrom && hosted.knownFrom > now ? fact('New MX hosts', `Publish an MX host that this policy added from ${moment(hosted.knownFrom)} on.`) : null,
      hosted.horizon && hosted.horizon > now ? fact('Horizon', `Some senders may use an earlier policy until ${moment(hosted.horizon)}.`) : null),
    h('details', { class: 'numbers' }, h('summary', null, 'The file, and every change'),
      h('pre', { tabindex: 0 }, foreignLines(hosted.text.split(/\r?\n/), 300)),
      h('ul', { class: 'counted' }, hosted.changes.map((one) =>
        h('li', null, `${moment(one.at)}: `, h('code', null, foreign(one.command, 200)), ', by ', foreign(one.by, 100), `, then ${one.stage}`)))),
    h('p', { class: 'quiet' }, 'Commands: ', h('code', null, `tlsrpt sts status ${name}`)));
}

const fact = (title, ...value) => [h('dt', null, title), h('dd', null, value)];

function reporters(seen) {
  const policies = seen.filter((one) => one.type === 'sts');
  if (policies.length === 0) return 'No report of the last four weeks shows a policy.';
  return policies.map((one, i) => [i ? '; ' : '', one.mode ? `mode ${one.mode}` : 'mode not told', ` by ${one.reporters.length}, last on ${fullDay(one.seen)}`]);
}
