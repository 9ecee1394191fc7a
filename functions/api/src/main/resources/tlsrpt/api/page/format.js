// Numbers, days and words.

const NUMBER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const FULL = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const MILLIS = 86_400_000;

export const number = (n) => NUMBER.format(n);
export const compact = (n) => (n < 10_000 ? NUMBER.format(n) : COMPACT.format(n));
export const plural = (n, one, many = one + 's') => `${NUMBER.format(n)} ${n === 1 ? one : many}`;

/** Never says 100% or 0% of what is not quite that. */
export function share(part, whole) {
  if (!whole) return '–';
  if (part === whole) return '100%';
  if (part === 0) return '0%';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '< 0.1%';
  if (percent > 99.9) return '> 99.9%';
  return `${percent.toFixed(1)}%`;
}

export const instant = (day) => Date.parse(day + 'T00:00:00Z');
export const day = (iso) => (iso ? DAY.format(instant(iso)) : '–');
export const fullDay = (iso) => (iso ? FULL.format(instant(iso)) : '–');
export const iso = (millis) => new Date(millis).toISOString().slice(0, 10);
export const plusDays = (isoDay, n) => iso(instant(isoDay) + n * MILLIS);
export const daysBetween = (from, to) => Math.round((instant(to) - instant(from)) / MILLIS);
export const today = () => iso(Date.now());
export const moment = (text) => text.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, ' UTC');

export function ago(isoDay, now) {
  if (!isoDay) return 'never';
  const days = daysBetween(isoDay, now);
  return days <= 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

export function size(bytes) {
  if (bytes < 1000) return plural(bytes, 'byte');
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export const STATES = {
  failing: ['Failing', 'Senders refuse to deliver in some sessions.', '✕'],
  attention: ['Attention', 'Something needs fixing, but mail is delivered.', '!'],
  silent: ['Silent', 'No report for a week: failures would go unnoticed.', '–'],
  unprotected: ['Unprotected', 'No MTA-STS or DANE policy applies to most sessions.', '○'],
  testing: ['Testing', 'The policy is in testing mode, so senders deliver and report what they would refuse; or the reports do not state its mode.', '◐'],
  new: ['New', 'Fewer than three days of reports: too early to say.', '+'],
  protected: ['Protected', 'Senders enforce the policy, and no alert is open.', '✓'],
};

const POLICIES = {
  tlsa: 'DANE',
  'sts/enforce': 'MTA-STS enforce',
  'sts/testing': 'MTA-STS testing',
  'sts/none': 'MTA-STS none',
  'sts/unknown': 'MTA-STS, mode unknown',
  'no-policy-found': 'no policy found',
  other: 'another policy type',
};

export const policy = (token) => POLICIES[token] ?? token;
export const policies = (tokens) => (tokens ? tokens.split(' ').map(policy).join(', ') : '–');

const TRUST = {
  verified: ['verified', 'A DKIM signature proves a pinned or approved reporter'],
  established: ['established', 'The DKIM signature proves the reporter, which has reported for two weeks or more'],
  new: ['new', 'The DKIM signature proves the reporter, which has reported for less than two weeks; left out of totals'],
  stranger: ['stranger', 'Signed by a mailbox provider, where anyone can have an address; left out of totals'],
  imported: ['imported', 'Imported by an operator'],
  unsigned: ['unsigned', 'Mail without a valid DKIM signature; counted because you allow it'],
  anonymous: ['anonymous', 'Sent by POST: anyone could have written it; left out of totals'],
};

export const trust = (token) => TRUST[token] ?? [token, ''];
