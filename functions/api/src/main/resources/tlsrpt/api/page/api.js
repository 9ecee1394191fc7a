// Requests to the API.

import { save } from './dom.js';
import { token, leave } from './auth.js';
import { persistently } from './patience.js';

export class ApiProblem extends Error {
  constructor(status, title, detail) {
    super(detail || title);
    this.status = status;
    this.title = title;
    this.final = status !== BUSY;
  }
}

const BUSY = 429;

// What this page may do: 'write', 'ask' if signing in would allow writing, or 'read'; null if the collector accepts no changes.
let scope = null;
export const may = (what) => scope === what;
export const changeable = () => scope !== null;

// A new AWS account runs ten functions at a time, and reports must arrive too.
const MOST_AT_ONCE = 3;
let running = 0;
const waiting = [];

async function limited(task) {
  if (running === MOST_AT_ONCE) await new Promise((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await task();
  } finally {
    if (waiting.length) waiting.shift()();
    else running--;
  }
}

function request(path, accept) {
  return persistently(() => once(path, accept));
}

async function once(path, accept) {
  const headers = { accept };
  const used = await token();
  if (used) headers.authorization = `Bearer ${used}`;
  let answer;
  try {
    answer = await limited(() => fetch(path, { headers, cache: 'no-cache', credentials: 'omit' }));
  } catch {
    throw new ApiProblem(0, 'The collector does not answer', 'Is it running, and are you online?');
  }
  scope = answer.headers.get('tlsrpt-scope') ?? scope;
  if (answer.ok) return answer;
  // The API describes its own errors; this one is API Gateway's.
  const own = answer.headers.get('content-type')?.startsWith('application/problem+json');
  if (answer.status === BUSY || (answer.status >= 500 && !own)) {
    throw new ApiProblem(BUSY, 'The collector is busy', `It answered ${answer.status} several times. Try again in a minute.`);
  }
  if (answer.status === 401 && used) {
    await leave(used);
    return once(path, accept);
  }
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // Not from the API itself: the status has to do.
  }
  throw new ApiProblem(answer.status, problem.title ?? `The API answered ${answer.status}`, problem.detail ?? '');
}

/** Requests a check of the domain now. Pages of other origins cannot send the header. */
export async function checkNow(path) {
  const headers = { 'x-tlsrpt-check': 'now' };
  const used = await token();
  if (used) headers.authorization = `Bearer ${used}`;
  const answer = await fetch(path, { method: 'POST', headers, credentials: 'omit' });
  if (!answer.ok) throw new ApiProblem(answer.status, 'The domain was not checked', await answer.text());
}

/** Makes a change. */
export async function act(action) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token()}` };
  let answer;
  let said = {};
  try {
    answer = await fetch('/v1/actions', { method: 'POST', headers, credentials: 'omit', body: JSON.stringify(action) });
    said = await answer.json();
  } catch {
    if (!answer) throw new ApiProblem(0, 'The collector does not answer', 'The collector does not answer. Is it running, and are you online?');
  }
  if (answer.ok) return said;
  throw new ApiProblem(answer.status, said.title ?? 'Nothing was changed', said.detail ?? said.message ?? `The API answered ${answer.status}.`);
}

export async function get(path, parameters = {}) {
  return (await request(address(path, parameters), 'application/json')).json();
}

/** All pages of a list. */
export async function all(path, list, parameters = {}, most = 50) {
  const first = await get(path, parameters);
  const items = first[list];
  let next = first.next;
  for (let pages = 1; next && pages < most; pages++) {
    const page = await get(path, { ...parameters, cursor: next });
    items.push(...page[list]);
    next = page.next;
  }
  return { ...first, [list]: items, next };
}

export async function download(path, parameters, name) {
  const answer = await request(address(path, parameters), '*/*');
  save(name, await answer.blob());
}

/** A view as a file; of a list, all its pages. */
export async function downloadJson(path, parameters, name, list) {
  const data = list ? await all(path, list, parameters) : await get(path, parameters);
  save(name, new Blob([JSON.stringify(data)], { type: 'application/json' }));
}

export async function downloadCsv(path, parameters, name, list, most = 50) {
  const parts = [];
  let cursor = null;
  do {
    const text = await (await request(address(path, { ...parameters, format: 'csv', cursor }), 'text/csv')).text();
    // Each page begins with the columns' names.
    parts.push(parts.length ? text.slice(text.indexOf('\n') + 1) : text);
    cursor = list ? (await get(path, { ...parameters, cursor })).next : null;
  } while (cursor && parts.length < most);
  save(name, new Blob(parts, { type: 'text/csv' }));
}

function address(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '' && value !== null && value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const domainPath = (domain, ...rest) =>
  ['/v1/domains', encodeURIComponent(domain), ...rest.map(encodeURIComponent)].join('/');
