// What was kept and not counted.

import { h, foreign, prose } from './dom.js';
import { all } from './api.js';
import { moment, number, plural, size } from './format.js';
import { table, exports } from './table.js';

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
          ? 'Stored unmodified, not counted. They are listed for 90 days after they were last tried.'
          : 'Everything that arrived was counted. Reports that cannot be counted are listed here, with the reason.')),
      rows.length ? h('div', { class: 'tools' }, h('span', { class: 'grow' }),
        exports('/v1/held', {}, 'held', 'what is held', 'held')) : null,
      rows.length ? table({
        caption: 'Held, the latest first',
        columns: [
          { name: 'reason', title: 'Why', cell: (row) => [h('strong', null, REASONS[row.reason] ?? row.reason), h('br'), foreign(row.detail, 300)] },
          { name: 'who', title: 'From', cell: (row) => foreign(row.who, 80) },
          { name: 'remedy', title: 'How to count it', class: 'wide', cell: (row) => prose(row.remedy) },
          { name: 'object', title: 'Object', class: 'key-cell', cell: (row) => h('code', null, foreign(row.object, 200)) },
          { name: 'size', title: 'Size', number: true, cell: (row) => h('span', { title: number(row.size) }, size(row.size)) },
          { name: 'last', title: 'Last tried', cell: (row) => moment(row.last) },
        ],
        rows,
      }) : null,
    ],
  };
}
