// The MTA-STS policy that this collector hosts for a domain: what it serves, which copies senders may hold, what to do.

import { h, foreign, foreignLines } from './dom.js';
import { fullDay, moment, plural } from './format.js';
import { command } from './causes.js';

const STAGES = {
  preparing: ['Preparing', 'none', 'The policy is served, but its TXT record is not published yet.'],
  testing: ['Testing', 'delivered', 'Senders report problems but still deliver.'],
  trial: ['Enforce, on trial', 'good', 'Senders refuse to deliver to servers that they cannot verify. They keep the policy for one day.'],
  enforce: ['Enforce', 'good', 'Senders refuse to deliver to servers that they cannot verify.'],
  leaving: ['Leaving', 'none', 'Served in mode none until no sender can still hold an earlier policy.'],
  removing: ['Removing', 'none', 'The TXT record is removed first, the policy file one day later.'],
};

/** @param seen the policies in recent reports, from the domain's view */
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
    hosted.next.command ? command(hosted.next.command) : null,
    hosted.faults.length ? [h('h3', null, 'Out of sync'), h('ul', { class: 'counted' }, hosted.faults.map((one) => h('li', null, foreign(one, 600))))] : null,
    h('dl', { class: 'facts' },
      fact('Served', `mode ${hosted.mode}, max_age ${hosted.maxAge}, since ${moment(hosted.served)}`),
      hosted.automatic ? fact('Automatic', 'The collector takes the next step toward enforce mode by itself.') : null,
      fact('MX hosts', hosted.mx.map((one, i) => [i ? ', ' : '', foreign(one, 80)])),
      fact('TXT record', ['id ', foreign(hosted.id, 40), hosted.announced ? `, current: in DNS since ${moment(hosted.announced)}`
        : hosted.readBack ? ', not in DNS yet' : ', waiting until the policy file can be fetched from the internet']),
      hosted.publishOnce.length ? fact('Your records', hosted.publishOnce.map((one, i) =>
        [i ? ', ' : '', foreign(one.name, 260), one.seen ? ' is in DNS' : ' is missing'])) : null,
      fact('Checked', hosted.looked ? `${moment(hosted.looked)}${hosted.inStepSince ? `, in sync since ${moment(hosted.inStepSince)}` : ''}` : 'Not yet'),
      fact('Reporters see', reporters(seen)),
      hosted.knownFrom && hosted.knownFrom > now ? fact('New MX hosts', `Do not publish newly added MX hosts in DNS before ${moment(hosted.knownFrom)}. Until then, some senders use a policy without them.`) : null,
      hosted.horizon && hosted.horizon > now ? fact('Horizon', `Some senders may use an earlier policy until ${moment(hosted.horizon)}.`) : null),
    h('details', { class: 'numbers' }, h('summary', null, 'Policy file and change history'),
      h('pre', { tabindex: 0 }, foreignLines(hosted.text.split(/\r?\n/), 300)),
      h('ul', { class: 'counted' }, hosted.changes.map((one) =>
        h('li', null, `${moment(one.at)}: `, h('code', null, foreign(one.command, 200)), ', by ', foreign(one.by, 100), `; stage: ${one.stage}`)))),
    h('p', { class: 'quiet' }, h('a', { href: '#/policies' }, 'The next steps of all hosted policies'), '. Command line: ', h('code', null, `tlsrpt sts status ${name}`)));
}

const fact = (title, ...value) => [h('dt', null, title), h('dd', null, value)];

function reporters(seen) {
  const policies = seen.filter((one) => one.type === 'sts');
  if (policies.length === 0) return 'No report of the last four weeks contains an MTA-STS policy.';
  return policies.map((one, i) => [i ? '; ' : '', one.mode ? `mode ${one.mode}` : 'mode unknown', ` by ${plural(one.reporters.length, 'reporter')}, last on ${fullDay(one.seen)}`]);
}
