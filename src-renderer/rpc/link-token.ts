/** The secret of the link that the program printed. */

/** Trades the token in the address, if there is one, for a cookie, and takes it out of the address and the history. */
export async function tradeToken(): Promise<boolean> {
  const token = /^#\/?token=([\w-]+)$/.exec(window.location.hash)?.[1];
  if (token === undefined) return false;
  window.history.replaceState(null, '', `${window.location.pathname}#/`);
  await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return true;
}

/** A new link opened in a window that shows the page already changes only the part of the address behind the `#`. */
export function followNewLinks(): void {
  window.addEventListener('hashchange', () => {
    void tradeToken().then((wasTraded) => {
      if (wasTraded) window.location.reload();
    });
  });
}
