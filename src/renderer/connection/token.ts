/**
 * The one-time token of the loopback host. Renderer.
 * It comes in the address (`#token=…`), is removed from there at once, and is used once. A host that allows the page to
 * be reloaded answers `ready <next token>`: that one is kept for this tab only, and gone with it.
 */
const KEY = 'waymark.next-token';
let fromAddress: string | null = null;

/** Reads the token out of the address and takes it off, so that it is in no history and no screenshot. */
export function captureToken(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null || token === '') return;
  fromAddress = token;
  history.replaceState(null, '', location.pathname + location.search);
}

/** The token to connect with; null: this page was opened without one. */
export function takeToken(): string | null {
  const token = fromAddress ?? sessionStorage.getItem(KEY);
  fromAddress = null;
  sessionStorage.removeItem(KEY);
  return token;
}

export function keepNextToken(token: string | null): void {
  if (token !== null && token !== '') sessionStorage.setItem(KEY, token);
}
