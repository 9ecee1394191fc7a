// The shell: maps addresses to views. Filters are part of the address, behind the hash, so every view can be bookmarked
// and shared.

import { h, replace } from './dom.js';
import { place } from './place.js';
import { ApiProblem, changeable } from './api.js';
import { signIn } from './auth.js';
import { search } from './search.js';
import { today } from './format.js';
import { overview } from './overview.js';
import { hosts, host, address } from './hosts.js';
import { domain } from './domain.js';
import { reports, report } from './reports.js';
import { dayOf } from './day.js';
import { compare, compareAll } from './compare.js';
import { held } from './held.js';
import { alerts } from './alerts.js';
import { reporters } from './reporters.js';
import { reporter } from './reporter.js';
import { changes } from './changes.js';
import { policies } from './policies.js';

const VIEWS = [
  [/^\/$/, overview],
  [/^\/domains\/([^/]+)$/, domain],
  [/^\/domains\/([^/]+)\/reports$/, reports],
  [/^\/domains\/([^/]+)\/reports\/([^/]+)$/, report],
  [/^\/domains\/([^/]+)\/compare$/, compare],
  [/^\/domains\/([^/]+)\/days\/(\d{4}-\d\d-\d\d)$/, dayOf],
  [/^\/compare$/, compareAll],
  [/^\/hosts$/, hosts],
  [/^\/hosts\/([^/]+)$/, host],
  [/^\/addresses\/([^/]+)$/, address],
  [/^\/alerts$/, alerts],
  [/^\/reporters$/, reporters],
  [/^\/reporters\/([^/]+)$/, reporter],
  [/^\/held$/, held],
  [/^\/policies$/, policies],
  [/^\/changes$/, changes],
];

const NAV = [
  ['#/', 'Domains', /^\/($|domains|compare)/],
  ['#/hosts', 'Hosts', /^\/(hosts|addresses)/],
  ['#/alerts', 'Alerts', /^\/alerts/],
  ['#/reporters', 'Reporters', /^\/reporters/],
  ['#/held', 'Held', /^\/held/],
  ['#/policies', 'Policies', /^\/policies/],
  ['#/changes', 'Changes', /^\/changes/, changeable],
];

const main = document.getElementById('main');
let shown = 0;
let keys = {};

function navigation(path) {
  replace(
    document.getElementById('nav'),
    NAV.filter(([, , , there]) => !there || there()).map(([href, text, here]) => h('a', { href, 'aria-current': here.test(path) ? 'page' : null }, text)),
  );
  replace(document.getElementById('clock'), `${today()} UTC`);
}

function failed(error) {
  const problem = error instanceof ApiProblem ? error : new ApiProblem(0, 'The dashboard has a bug', String(error));
  if (!(error instanceof ApiProblem)) console.error(error);
  return h('section', { class: 'notice bad', role: 'alert' },
    h('h1', null, problem.title),
    h('p', null, problem.message),
    h('p', null, h('button', { type: 'button', onclick: () => show() }, 'Try again'), ' ', h('a', { href: '#/' }, 'All domains')));
}

export async function show() {
  const turn = ++shown;
  const { path, filters } = place();
  navigation(path);
  const slow = setTimeout(() => {
    if (turn === shown) replace(main, h('p', { class: 'loading', role: 'status' }, 'Loading…'));
  }, 250);
  let content;
  try {
    const found = VIEWS.map(([pattern, view]) => [path.match(pattern), view]).find(([match]) => match);
    if (!found) throw new ApiProblem(404, 'Page not found', 'The address may be incomplete.');
    const [match, view] = found;
    content = await view({ parts: match.slice(1).map(decodeURIComponent), filters });
  } catch (error) {
    content = { title: 'A problem', body: failed(error) };
  }
  clearTimeout(slow);
  if (turn !== shown) return;
  navigation(path);
  document.title = content.title ? `${content.title} · TLS reports` : 'TLS reports';
  keys = content.keys ?? {};
  replace(main, content.body);
  performance.mark('shown');
}

/** Keyboard shortcuts of a view, unless the focused element handles the key. */
addEventListener('keydown', (event) => {
  const key = keys[event.key];
  if (!key || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, svg, .scroll')) return;
  event.preventDefault();
  key();
});

// Paper has no toggles, so print causes opened. Alerts stay closed, because they repeat the causes.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...main.querySelectorAll('section[aria-labelledby=causes] details.cause:not([open])')];
  for (const one of folded) one.open = true;
});
addEventListener('afterprint', () => {
  for (const one of folded) one.open = false;
});

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});

let path = null;
addEventListener('hashchange', () => {
  const moved = place().path !== path;
  path = place().path;
  show().then(() => {
    if (moved) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    }
  });
});

async function start() {
  try {
    await signIn();
  } catch (error) {
    history.replaceState(null, '', '/');
    return replace(main, h('section', { class: 'notice bad', role: 'alert' }, h('h1', null, 'You are not signed in'),
      h('p', null, `Sign-in failed: ${error.message ?? error}.`),
      h('p', null, h('button', { type: 'button', onclick: () => location.assign('/') }, 'Sign in'))));
  }
  replace(document.getElementById('search'), search());
  path = place().path;
  return show();
}
start();
