// Signs people in, where the host asks for it: authorization code with PKCE, by oidc-client-ts. Tokens stay in memory:
// after a reload the issuer, where one is still signed in, gives new ones without a question.

import { h } from './dom.js';
import { persistently } from './patience.js';

const settings = JSON.parse(document.querySelector('meta[name=sign-in]').content);
export const needed = Boolean(settings.issuer);

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
    // What was asked, until the answer comes; no token is in it.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    monitorSession: false,
    loadUserInfo: false,
  });
}

/** Returns once there is a token, or goes to the issuer and never does. */
export async function signIn() {
  if (!needed) return;
  if (!manager) await prepare();
  const answer = new URLSearchParams(location.search);
  if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
    const address = location.href;
    // The code has served, or never will: it does not stay visible.
    history.replaceState(null, '', `/${location.hash}`);
    user = await manager.signinCallback(address);
    history.replaceState(null, '', `/${user.state ?? ''}`);
    return;
  }
  if (!user || user.expired) await leave();
}

export async function leave() {
  await manager.signinRedirect({ state: location.hash });
  await new Promise(() => {});
}

/** The token, still good for the next request. */
export async function token() {
  if (!needed) return null;
  if (!user || user.expires_in < 10) await leave();
  return user.access_token;
}
