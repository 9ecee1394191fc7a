// Signs users in, if the host requires it: authorization code with PKCE by oidc-client-ts, or an API token that they
// enter. Access tokens stay in memory: after a reload, the issuer's session provides new ones without a prompt. An API
// token is kept until the tab is closed. If reading needs no sign-in, changes still need such a token.

import { h } from './dom.js';
import { persistently } from './patience.js';

const settings = JSON.parse(document.querySelector('meta[name=sign-in]').content);
const byToken = Boolean(settings.token);
export const needed = byToken || Boolean(settings.issuer);

const KEPT = 'tlsrpt-token';
let typed = settings.issuer ? null : sessionStorage.getItem(KEPT);
let asking = null;

/** Asks for an API token, in one dialog at a time; an `optional` one can be canceled. */
function ask(why, optional = false) {
  asking ??= new Promise((resolve) => {
    const end = () => {
      dialog.close();
      dialog.remove();
      asking = null;
      resolve();
    };
    const field = h('input', { id: 'token', type: 'password', autocomplete: 'current-password', required: true, autofocus: true });
    const dialog = h('dialog', { class: 'sign-in', 'aria-labelledby': 'sign-in' },
      h('form', { onsubmit: (event) => {
        event.preventDefault();
        typed = field.value.trim();
        sessionStorage.setItem(KEPT, typed);
        end();
      } },
      h('h1', { id: 'sign-in' }, 'Sign in'),
      why ? h('p', { role: 'alert', class: 'bad-text' }, why) : null,
      h('p', null, h('label', { for: 'token' }, 'API token'), field),
      h('p', { class: 'quiet' }, 'Create one on the collector’s machine: ', h('code', null, `tlsrpt tokens add NAME${optional ? ' --write' : ''}`), '. It is kept until you close this tab.'),
      h('p', null, h('button', { type: 'submit' }, 'Sign in'), ' ',
        optional ? h('button', { type: 'button', class: 'plain', onclick: end }, 'Cancel') : null)));
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      if (optional) end();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}

let manager = null;
let user = null;

function library() {
  const src = new URL('./oidc-client-ts.min.js', document.querySelector('link[rel=icon]').href).href;
  return persistently(() => new Promise((resolve, reject) => {
    const script = h('script', { src, onload: resolve, onerror: () => reject(new Error('the sign-in library could not be loaded')) });
    document.head.append(script);
  }));
}

async function prepare() {
  await library();
  const { UserManager, WebStorageStateStore, InMemoryWebStorage } = globalThis.oidc;
  manager = new UserManager({
    authority: settings.issuer,
    client_id: settings.clientId,
    scope: settings.scope,
    redirect_uri: `${location.origin}/`,
    response_type: 'code',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The pending sign-in request; it contains no token.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
}

/** Returns once there is a token, or goes to the issuer and never does. */
export async function signIn() {
  if (!needed) return;
  if (byToken) {
    if (!typed) await ask();
    return;
  }
  if (!manager) await prepare();
  const answer = new URLSearchParams(location.search);
  if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
    const address = location.href;
    // The code can be used only once, so remove it from the address.
    history.replaceState(null, '', `/${location.hash}`);
    user = await manager.signinCallback(address);
    history.replaceState(null, '', `/${user.state ?? ''}`);
    return;
  }
  if (!user || user.expired) await leave();
}

/** After a token was refused: goes to the issuer and never returns, or asks for another token. */
export async function leave(refused) {
  if (!settings.issuer) {
    if (refused !== typed) return;
    typed = null;
    sessionStorage.removeItem(KEPT);
    await ask('That API token is unknown or was revoked.', !needed);
    return;
  }
  await manager.signinRedirect({ state: location.hash });
  await new Promise(() => {});
}

/** Asks for a token that may write, where reading needs none. */
export const askToWrite = () => ask(null, true);

/** The token, still good for the next request. */
export async function token() {
  if (!settings.issuer) {
    if (byToken && !typed) await ask();
    return typed;
  }
  if (!user || user.expires_in < 10) await leave();
  return user.access_token;
}
