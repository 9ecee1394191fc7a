// The address of a view, behind the hash: its path, and its filters.

export function place() {
  let hash = location.hash.replace(/^#/, '');
  // Alerts link to a domain by its bare name.
  if (hash && !hash.startsWith('/')) hash = hash === '*' ? '/alerts' : `/domains/${hash}`;
  const [path, query = ''] = hash.split('?', 2);
  return { path: path || '/', filters: new URLSearchParams(query) };
}

/** Changes filters. By default the change replaces the history entry; `push` adds one for the back button. */
export function filter(changes, push = false) {
  const { path, filters } = place();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '' || value === undefined) filters.delete(name);
    else filters.set(name, value);
  }
  const text = filters.toString();
  const address = '#' + path + (text ? '?' + text : '');
  if (push) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}

/** Addresses of views. */
export const at = {
  domain: (domain) => `#/domains/${encodeURIComponent(domain)}`,
  day: (domain, day) => `#/domains/${encodeURIComponent(domain)}/days/${day}`,
  host: (mx) => `#/hosts/${encodeURIComponent(mx)}`,
  address: (address) => `#/addresses/${encodeURIComponent(address)}`,
  reporter: (name) => `#/reporters/${encodeURIComponent(name)}`,
  state: (state) => `#/?state=${state}`,
};

export const go = (address) => {
  location.hash = address;
};
