// Finds a domain, MX host, receiving address or reporter, and goes to its view. The key / puts the focus here.

import { h, foreign, replace } from './dom.js';
import { all, get } from './api.js';
import { at, go } from './place.js';

const MOST = { Domain: 6, 'MX host': 3, Address: 3, Reporter: 3 };
const ADDRESS = /^[\da-f.:]{2,45}$/i;
const KEPT = 5 * 60_000;
/** The list of reporters takes one query per domain. */
const FEW_DOMAINS = 200;

let known = null;

/** The names to search, loaded once and cached for a few minutes. */
function index() {
  if (known && Date.now() - known.at < KEPT) return known.promise;
  const promise = load();
  known = { at: Date.now(), promise };
  promise.catch(() => { known = null; });
  return promise;
}

async function load() {
  const [domains, hosts] = await Promise.all([all('/v1/domains', 'domains'), get('/v1/hosts')]);
  const names = (kind, list, address) => [...new Set(list)].map((name) => ({ kind, name, address: address(name) }));
  const reporters = domains.domains.length > FEW_DOMAINS ? [] : (await get('/v1/reporters')).reporters;
  return [
    ...names('Domain', domains.domains.map((one) => one.domain), at.domain),
    ...names('MX host', hosts.hosts.map((one) => one.mx).filter(Boolean), at.host),
    ...names('Address', hosts.hosts.flatMap((one) => (one.addresses ? one.addresses.split(' ') : [])), at.address),
    ...names('Reporter', reporters.map((one) => one.signer), at.reporter),
  ];
}

function matches(entries, text) {
  const rank = ({ name }) => (name === text ? 0 : name.startsWith(text) ? 1 : name.includes(text) ? 2 : 3);
  const found = entries.map((one) => [rank(one), one]).filter(([n]) => n < 3).sort(([a, one], [b, two]) => a - b || (one.name < two.name ? -1 : 1));
  const counts = {};
  const best = found.map(([, one]) => one).filter((one) => (counts[one.kind] = (counts[one.kind] ?? 0) + 1) <= MOST[one.kind]);
  return [...best, ...guesses(best, text)];
}

/** Views that exist for any name. The lists are incomplete: they contain only hosts at which sessions failed. */
function guesses(found, text) {
  const lacks = (kind) => !found.some((one) => one.kind === kind && one.name === text);
  if (ADDRESS.test(text) && /[.:]/.test(text)) return lacks('Address') ? [{ kind: 'Address', name: text, address: at.address(text) }] : [];
  if (!/^[^\s/]+\.[^\s/.]+$/.test(text)) return [];
  return [['MX host', at.host], ['Reporter', at.reporter]].filter(([kind]) => lacks(kind)).map(([kind, address]) => ({ kind, name: text, address: address(text) }));
}

export function search() {
  let shown = [];
  let chosen = 0;
  let entries = null;
  const list = h('ul', { id: 'found', role: 'listbox', 'aria-label': 'Search results', hidden: true });
  const told = h('span', { role: 'status', class: 'visually-hidden' });
  const input = h('input', {
    type: 'search', role: 'combobox', 'aria-label': 'Search for a domain, MX host, address or reporter', 'aria-expanded': 'false', 'aria-controls': 'found',
    'aria-autocomplete': 'list', 'aria-keyshortcuts': '/', placeholder: 'Search  /', autocomplete: 'off', spellcheck: 'false',
    onfocus: refresh, oninput: () => { chosen = 0; draw(); }, onblur: () => setTimeout(close, 150), onkeydown: key,
  });

  async function refresh() {
    try {
      entries = await index();
    } catch {
      entries = [];
    }
    draw();
  }

  function close() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function draw() {
    const text = input.value.trim().toLowerCase();
    shown = text && entries ? matches(entries, text) : [];
    told.textContent = text ? `${shown.length} found` : '';
    if (shown.length === 0 || document.activeElement !== input) return close();
    chosen = Math.min(chosen, shown.length - 1);
    replace(list, shown.map((one, i) => h('li', { role: 'option', id: `found-${i}`, 'aria-selected': i === chosen ? 'true' : 'false', onpointerdown: (event) => {
      event.preventDefault();
      open(one);
    } }, h('span', { class: 'kind' }, one.kind), foreign(one.name, 80))));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    input.setAttribute('aria-activedescendant', `found-${chosen}`);
  }

  function open(one) {
    input.value = '';
    close();
    input.blur();
    go(one.address);
  }

  function key(event) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') {
      input.value = '';
      close();
      input.blur();
    } else if (event.key === 'Enter') index().catch(() => {}).then(() => shown.length && open(shown[chosen]));
    else if (move && shown.length) {
      chosen = (chosen + move + shown.length) % shown.length;
      draw();
    } else return;
    event.preventDefault();
  }

  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, dialog')) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return h('search', { class: 'finder' }, input, list, told);
}
