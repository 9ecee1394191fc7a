// Every reporter, and why its reports count or do not.

import { h, foreign } from './dom.js';
import { all, may } from './api.js';
import { plural } from './format.js';
import { table, exports } from './table.js';
import { at } from './place.js';
import { offers } from './act.js';

export async function reporters() {
  const data = await all('/v1/reporters', 'reporters', {}, 10);
  const rows = data.reporters;
  return {
    title: 'Reporters',
    body: [
      h('section', { class: 'lead' },
        h('h1', null, `${plural(rows.length, 'reporter')}${data.next ? ' or more' : ''}`),
        h('p', { class: 'quiet' },
          'A reporter is a DKIM signing domain together with a From address. ',
          'Names inside a report prove nothing.')),
      h('div', { class: 'tools' }, h('span', { class: 'grow' }),
        exports('/v1/reporters', {}, 'reporters', 'the reporters', 'reporters')),
      table({
        caption: 'Reporters: pinned, approved and blocked ones first, then the most trusted',
        columns: [
          { name: 'signer', title: 'Signed by', cell: (row) => h('a', { href: at.reporter(row.signer) }, foreign(row.signer, 80)) },
          { name: 'from', title: 'Sent from', cell: (row) => foreign(row.from, 120) },
          { name: 'standing', title: 'Standing', class: 'spark-cell', cell: (row) => h('strong', null, row.standing) },
          { name: 'why', title: 'Why', class: 'wide', cell: (row) => [foreign(row.why, 300), row.held ? ' Some reports are held.' : ''] },
          { name: 'since', title: 'Since', cell: (row) => row.since ?? '' },
          may('write') ? { name: 'decide', title: 'Actions', cell: decisions } : null,
        ].filter(Boolean),
        rows,
      }),
      data.blockedDomains.length > 0 ? blockedDomains(data.blockedDomains) : null,
    ],
  };
}

/** A domain may be blocked before any reporter below it is known. */
function blockedDomains(domains) {
  return table({
    caption: 'Blocked domains, each with every reporter that signs with it or below it',
    columns: [
      { name: 'blocked', title: 'Domain', cell: (row) => foreign(row.domain, 120) },
      { name: 'unblock', title: 'To unblock', class: 'wide', cell: (row) => h('code', null, foreign(`tlsrpt reporters unblock ${row.domain}`, 160)) },
    ],
    rows: domains.map((domain) => ({ domain })),
  });
}

const DECISIONS = { approved: ['unapprove', 'block'], blocked: ['unblock'], pinned: ['block'] };
const LABELS = { approve: 'Approve', unapprove: 'End approval', block: 'Block', unblock: 'Unblock' };

function decisions(row) {
  return offers(...(DECISIONS[row.standing] ?? ['approve', 'block']).map((action) => (
    { label: LABELS[action], about: row.reporter, change: () => ({ action, reporter: row.reporter }) })));
}
