// One day of a domain: its numbers, what failed, and who reported. The arrow keys go to the day before and after.

import { h, foreign } from './dom.js';
import { get, domainPath } from './api.js';
import { number, plural, share, fullDay, plusDays, today, trust } from './format.js';
import { proportion } from './chart.js';
import { table, exports } from './table.js';
import { causes } from './causes.js';
import { crumbs } from './reports.js';
import { at, go } from './place.js';

const OUTCOMES = [['secured', 'Secured'], ['unprotected', 'Unprotected'], ['refused', 'Refused'], ['unknown', 'Policy mode unknown']];

export async function dayOf({ parts: [domain, day] }) {
  const range = { from: day, to: day };
  const [days, failures, reporters] = await Promise.all([
    get(domainPath(domain, 'days'), range),
    get(domainPath(domain, 'failures'), range),
    get(domainPath(domain, 'reporters'), { ...range, trust: 'all' }),
  ]);
  const one = days.days[0];
  const all = one ? OUTCOMES.reduce((sum, [name]) => sum + one[name], 0) : 0;
  const last = day >= today();
  const step = (days, text, key) => (days > 0 && last ? h('span') : h('a', { href: at.day(domain, plusDays(day, days)), rel: days < 0 ? 'prev' : 'next', 'aria-keyshortcuts': key }, text));
  return {
    title: `${domain} on ${day}`,
    keys: { ArrowLeft: () => go(at.day(domain, plusDays(day, -1))), ArrowRight: () => last || go(at.day(domain, plusDays(day, 1))) },
    body: [
      crumbs(domain),
      h('section', { class: 'lead' },
        h('h1', null, foreign(domain, 100), ` on ${fullDay(day)}`),
        h('nav', { class: 'steps-of-days', 'aria-label': 'Days' }, step(-1, '← Day before', 'ArrowLeft'), step(1, 'Day after →', 'ArrowRight')),
        h('p', { class: 'quiet' }, !one ? 'No report of this day counts, so nothing is known about it.'
          : `${plural(one.reports, 'report')}, ${plural(all, 'session')}.${one.complete ? '' : ' Reports of this day are still arriving.'}`)),
      one ? h('section', { class: 'week', 'aria-label': 'Outcomes' },
        h('div', { class: 'tiles fleet-tiles' }, OUTCOMES.filter(([name]) => name !== 'unknown' || one.unknown).map(([name, title]) =>
          h('div', { class: `tile ${name}` }, h('h2', { class: 'tile-title' }, title), h('p', { class: 'figure-number' }, share(one[name], all)),
            h('p', { class: 'quiet small' }, plural(one[name], 'session'))))),
        proportion(one.secured, one.unprotected, one.refused, one.unknown)) : null,
      one ? h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Causes of failure'), h('span', { class: 'grow' }), exports(domainPath(domain, 'failures'), range, `${domain}-${day}-failures`, 'the causes')),
        causes(domain, failures.causes)) : null,
      reporters.reporters.length ? h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Reporters on this day'), h('span', { class: 'grow' }),
          h('a', { href: `#/domains/${encodeURIComponent(domain)}/reports?from=${day}&to=${day}` }, 'Their reports')),
        table({
          caption: plural(reporters.reporters.length, 'reporter'),
          dense: true,
          columns: [
            { name: 'reporter', title: 'Reporter', cell: (row) => h('a', { href: at.reporter(row.reporter) }, foreign(row.reporter, 60)) },
            { name: 'trust', title: 'Trust', cell: (row) => h('span', { class: `pill trust ${row.trust}`, title: trust(row.trust)[1] }, trust(row.trust)[0]) },
            ...OUTCOMES.map(([name, title]) => ({ name, title, number: true, cell: (row) => h('span', { class: row[name] ? `amount ${name}` : 'zero' }, number(row[name])) })),
            { name: 'reports', title: 'Reports', number: true, cell: (row) => number(row.reports) },
          ],
          rows: reporters.reporters,
        })) : null,
    ],
  };
}
