// Changes, each where its question arises. No dialog asks first: what was done can be taken back right there. Who may only
// read sees none of it.

import { h, replace, foreign } from './dom.js';
import { act, may } from './api.js';

/**
 * A group of controls, and what the latest change did; nothing for who may only read. Each offer is
 * {label, about, change(), field}: `about` completes the label where it is read out, `field` stands before the button.
 */
export function offers(...list) {
  if (!may('write')) return null;
  const status = h('span', { role: 'status', tabindex: -1, class: 'small' });
  const controls = h('span', { class: 'act' });
  const element = h('div', { class: 'act' }, controls, status);
  let busy = false;

  async function run(change, canUndo) {
    if (busy) return;
    busy = true;
    replace(status, 'Changing…');
    try {
      const said = await act(change());
      // What cannot be taken back can be done again.
      controls.hidden = canUndo && said.undoable;
      const undo = said.undoable ? h('button', { type: 'button', class: 'plain', onclick: () => run(() => ({ action: 'undo', entry: said.entry }), false) }, 'Undo') : null;
      replace(status, h('span', null, foreign(said.text, 400)), ' ', undo);
      (undo ?? status).focus();
    } catch (problem) {
      replace(status, h('span', { class: 'bad-text' }, problem.message));
    } finally {
      busy = false;
    }
  }

  replace(controls, list.filter(Boolean).map(({ label, about, change, field }) => h('span', { class: 'act' }, field,
    h('button', { type: 'button', class: 'plain', 'aria-label': about ? `${label} ${about}` : null, onclick: () => run(change, true) }, label))));
  return element;
}
