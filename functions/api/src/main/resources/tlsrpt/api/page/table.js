// Sortable tables that render rows as they scroll into view, so thousands of rows stay fast.

import { h, replace, save } from './dom.js';
import { downloadCsv, downloadJson } from './api.js';

const CHUNK = 100;

/** Buttons that export the answer of an API address; `list` names the member that is paged. */
export function exports(path, parameters, name, what, list = null) {
  const trouble = h('span', { role: 'status', class: 'bad-text small' });
  const button = (kind, hand) => h('button', { type: 'button', class: 'plain', 'aria-label': `${kind} of ${what}`, onclick: async () => {
    trouble.textContent = '';
    try {
      await hand(path, parameters, `${name}.${kind.toLowerCase()}`, list);
    } catch (problem) {
      trouble.textContent = problem.message;
    }
  } }, kind);
  return h('span', { class: 'exports' }, button('CSV', downloadCsv), button('JSON', downloadJson), trouble);
}

/** Buttons that export what is shown: `data()` returns the view's answer with the shown rows under `list`. */
export function shownExports(data, list, name, what) {
  const button = (kind, text) => h('button', { type: 'button', class: 'plain', 'aria-label': `${kind} of ${what}`, onclick: () =>
    save(`${name}.${kind.toLowerCase()}`, new Blob([text()], { type: kind === 'CSV' ? 'text/csv' : 'application/json' })) }, kind);
  return h('span', { class: 'exports' }, button('CSV', () => csv(data()[list])), button('JSON', () => JSON.stringify(data())));
}

// Spreadsheets evaluate a cell that starts with one of these as a formula; the full-width forms too.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** The scalar members of the rows, in the API's CSV format. */
export function csv(rows) {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows[0][name] === null || typeof rows[0][name] !== 'object');
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
    return /[,"\u0000-\u001f]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => line.map(cell).join(',') + '\r\n').join('');
}

/**
 * columns: {name, title, cell(row), value(row), number, wide, first: 'down'}; a column without `value` does not sort.
 * `sorted` is {by, down}; `resort` gets a new one.
 */
export function table({ caption, columns, rows, sorted, resort, empty, dense }) {
  const body = h('tbody');
  const more = h('div', { class: 'more' });
  const head = h('tr', null, columns.map((column) => header(column, sorted, resort)));
  let order = sort(rows, columns, sorted);
  let drawn = 0;

  function draw() {
    const fragment = document.createDocumentFragment();
    for (const row of order.slice(drawn, drawn + CHUNK)) {
      fragment.append(h('tr', null, columns.map((column, i) =>
        h(i === 0 ? 'th' : 'td',
          { scope: i === 0 ? 'row' : null, class: column.number ? 'number' : column.class, 'data-title': column.title },
          column.cell(row)))));
    }
    body.append(fragment);
    drawn = Math.min(drawn + CHUNK, order.length);
    replace(more, drawn < order.length
      ? h('button', { type: 'button', onclick: draw }, `Show more: ${order.length - drawn} left`)
      : null);
  }
  draw();
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && drawn < order.length) draw();
  }, { rootMargin: '600px' });
  seen.observe(more);

  const element = h('div', { class: dense ? 'table dense' : 'table' },
    rows.length === 0
      ? h('p', { class: 'quiet' }, empty ?? 'Nothing here.')
      : h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
          h('table', null, h('caption', null, caption), h('thead', null, head), body)),
    more);
  return element;
}

function header(column, sorted, resort) {
  const active = sorted?.by === column.name;
  const attributes = {
    scope: 'col',
    class: column.number ? 'number' : column.class,
    'aria-sort': active ? (sorted.down ? 'descending' : 'ascending') : null,
  };
  if (!column.value || !resort) return h('th', attributes, column.title);
  const down = active ? !sorted.down : Boolean(column.number);
  return h('th', attributes,
    h('button', { type: 'button', class: 'sort', onclick: () => resort({ by: column.name, down }) },
      column.title, h('span', { 'aria-hidden': 'true', class: 'arrow' }, active ? (sorted.down ? ' ↓' : ' ↑') : '')));
}

function sort(rows, columns, sorted) {
  const column = columns.find((candidate) => candidate.name === sorted?.by && candidate.value);
  if (!column) return rows;
  const sign = sorted.down ? -1 : 1;
  return rows
    .map((row) => [column.value(row), row])
    .sort(([a], [b]) => sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''))))
    .map(([, row]) => row);
}

export function sorting(filters, usual) {
  const text = filters.get('sort');
  return text ? { by: text.replace(/^-/, ''), down: text.startsWith('-') } : usual;
}

export const sortText = ({ by, down }) => (down ? '-' : '') + by;
