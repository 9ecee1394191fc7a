// The log of changes: what, who, when, and the outcome.

import { h, foreign } from './dom.js';
import { all, may, changeable } from './api.js';
import { askToWrite } from './auth.js';
import { moment, plural } from './format.js';
import { table, exports } from './table.js';
import { offers } from './act.js';

const ACTIONS = {
  mute: 'Muted', unmute: 'Unmuted', acknowledge: 'Acknowledged', unacknowledge: 'Acknowledgment removed', approve: 'Approved',
  unapprove: 'Approval ended', block: 'Blocked', unblock: 'Unblocked', reprocess: 'Reprocessed', count: 'Counted', uncount: 'Not counted', rules: 'Thresholds changed',
};

export async function changes() {
  const data = await all('/v1/actions', 'actions', {}, 5);
  const rows = data.actions;
  return {
    title: 'Changes',
    body: [
      h('section', { class: 'lead' },
        h('h1', null, rows.length ? `${plural(rows.length, 'change')}${data.next ? ' or more' : ''}` : 'No changes yet'),
        h('p', { class: 'quiet' }, rows.length
          ? 'Made on this dashboard, through the API or with a command. The latest 2,000 are kept, each for up to 400 days.'
          : 'Every mute, acknowledgment, approval, block, reprocessing and settings change is listed here, whether it was made on this dashboard, through the API or with a command.')),
      signIn(),
      rows.length ? h('div', { class: 'tools' }, h('span', { class: 'grow' }),
        exports('/v1/actions', {}, 'changes', 'the changes', 'actions')) : null,
      rows.length ? table({
        caption: 'Changes, the latest first',
        columns: [
          { name: 'what', title: 'Change', cell: (row) => [h('strong', null, ACTIONS[row.action] ?? row.action), h('br'), foreign(row.subject, 200)] },
          { name: 'who', title: 'Who', cell: (row) => foreign(row.who, 80) },
          { name: 'at', title: 'When', class: 'spark-cell', cell: (row) => moment(row.at) },
          { name: 'outcome', title: 'Outcome', class: 'wide', cell: (row) => [
            row.outcome ? foreign(row.outcome, 300) : 'Started, but no outcome was recorded: it may not be complete.',
            row.undoes ? ' This undid an earlier change.' : null] },
          { name: 'note', title: 'Note', cell: (row) => foreign(row.note, 300) },
          { name: 'undo', title: 'Undo', cell: (row) => (row.undoneBy ? 'Undone'
            : row.undoable ? offers({ label: 'Undo', about: `${row.action} ${row.subject}`, change: () => ({ action: 'undo', entry: row.entry }) }) ?? '' : '') },
        ],
        rows,
      }) : null,
    ],
  };
}

function signIn() {
  if (!changeable() || !may('ask')) return null;
  return h('section', { class: 'card' },
    h('p', null, 'You can read without signing in. To make changes, sign in with an API token that has write access.'),
    h('p', null, h('button', { type: 'button', onclick: async () => {
      await askToWrite();
      dispatchEvent(new HashChangeEvent('hashchange'));
    } }, 'Sign in to make changes')));
}
