// Colors of reporters and policies: the same for the same name in every view, and none of those that states have.

const COLORS = 8;
const FIRST = { 'google.com': 0, 'microsoft.com': 1, 'mail.ru': 2, tlsa: 0, 'sts/enforce': 1, 'sts/testing': 2, 'sts/none': 3, 'sts/unknown': 4, 'no-policy-found': 5 };
const OTHERS = 'others';

function home(name) {
  if (Object.hasOwn(FIRST, name)) return FIRST[name];
  let hash = 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0;
  return 3 + (hash % (COLORS - 3));
}

/** A color for each name; where two want the same one, the later in the alphabet takes the next. */
export function colors(names) {
  const taken = new Map();
  const order = names.filter((name) => name !== OTHERS).sort((a, b) => Object.hasOwn(FIRST, b) - Object.hasOwn(FIRST, a) || (a < b ? -1 : 1));
  const used = new Set();
  for (const name of order) {
    let color = home(name);
    for (let i = 0; i < COLORS && used.has(color); i++) color = (color + 1) % COLORS;
    used.add(color);
    taken.set(name, `group-${color}`);
  }
  return (name) => taken.get(name) ?? 'group-others';
}
