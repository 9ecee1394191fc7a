// The state of a domain, in its word and mark.

import { h } from './dom.js';
import { STATES } from './format.js';

export function badge(state) {
  const [words, meaning, mark] = STATES[state];
  return h('span', { class: `state ${state}`, title: meaning }, h('span', { class: 'mark', 'aria-hidden': 'true' }, mark), words);
}
