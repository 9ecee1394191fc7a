// Held reports: stored, not counted.

import { h, foreign, prose } from './dom.js';
import { all, may } from './api.js';
import { moment, number, plural, size } from './format.js';
import { table, exports } from './table.js';
import { offers } from './act.js';

const REASONS = {
  'not-a-report': 'Not a report',
  'not-our-domain': 'Not our domain',
  unsigned: 'Unsigned mail',
  'too-old': 'Too old',
  'in-the-future': 'In the future',
  flood: 'Flood',
  conflict: 'Conflict',
  implausible: 'Implausible',
  blocked: 'Blocked',
  damaged: 'Damaged data',
  hostile: 'Hostile',
};

export async function held() {
  const data = await all('/v1/held', 'held', {}, 10);
  const rows = data.held.sort((a, b) => b.last.localeCompare(a.last));
  return {
    title: 'Held',
    body: [
      h('section', { class: 'lead' },
        h('h1', null, rows.length ? `${plural(rows.length, 'object')}${data.next ? ' or more' : ''} held` : 'Nothing is held'),
        h('p', { class: 'quiet' }, rows.length
          ? 'Stored unmodified, but not counted. Each is listed for 90 days after the last attempt to process it.'
          : 'Everything that arrived was counted. Reports that cannot be counted are listed here, with the reason.')),
      rows.length ? h('div', { class: 'tools' }, h('span', { class: 'grow' }),
        exports('/v1/held', {}, 'held', 'held objects', 'held')) : null,
      rows.length ? table({
        caption: 'Held objects, latest first',
        columns: [
          { name: 'reason', title: 'Why', cell: (row) => [h('strong', null, REASONS[row.reason] ?? row.reason), h('br'), foreign(row.detail, 300)] },
          { name: 'who', title: 'From', cell: (row) => foreign(row.who, 80) },
          { name: 'remedy', title: 'How to count it', class: 'wide', cell: (row) => prose(row.remedy) },
          { name: 'object', title: 'Object', class: 'key-cell', cell: (row) => h('code', null, foreign(row.object, 200)) },
          { name: 'size', title: 'Size', number: true, cell: (row) => h('span', { title: number(row.size) }, size(row.size)) },
          { name: 'last', title: 'Last tried', cell: (row) => moment(row.last) },
          may('write') ? { name: 'act', title: 'Change', cell: (row) => offers(
            row.reason === 'not-our-domain' && row.domain
              ? { label: `Count ${row.domain.slice(0, 60)}`, change: () => ({ action: 'count', domain: row.domain }) } : null,
            { label: 'Reprocess', about: row.object, change: () => ({ action: 'reprocess', object: row.object }) }) } : null,
        ].filter(Boolean),
        rows,
      }) : null,
    ],
  };
}
