// Buttons for changes, beside the data that they change. No dialog asks first, because each change can be undone in place.
// Users without write access see no buttons.

import { h, replace, foreign } from './dom.js';
import { act, may } from './api.js';

/**
 * A group of buttons and the result of the latest change, or null without write access. Each offer is
 * {label, about, change(), field}: `about` completes the label for screen readers, `field` precedes the button.
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
      // A change that cannot be undone can be repeated.
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
