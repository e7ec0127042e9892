/** What no page may do, whatever it holds: other addresses, other windows, permissions. And who may speak to main. */
import { dialog, shell, type App, type BrowserWindow, type Session, type WebFrameMain } from 'electron';
import { exportInPath } from '../page/page-file.ts';
import type { NativeLabels } from './native-labels.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** For every page that will ever be, also one that something else makes. */
export function refuseNavigation(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-frame-navigate', (event) => {
      // Loading the same page anew is the one way to go that is no way out.
      const isReload = event.isMainFrame && withoutHash(event.url) === withoutHash(contents.getURL());
      if (!isReload) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0]!;
}

/** Links of the interface: an exported report opens in a bare window, `https` in the browser after a question. */
export function openLinks(
  window: BrowserWindow,
  labels: NativeLabels,
  openReport: (url: string) => void,
): void {
  window.webContents.setWindowOpenHandler(({ url }) => {
    const parsed = URL.parse(url);
    if (parsed?.protocol === 'https:') void openOutside(window, parsed.href, labels);
    else if (url.startsWith(`${PAGE_ORIGIN}/`) && exportInPath(parsed?.pathname ?? '') !== null)
      openReport(url);
    return { action: 'deny' };
  });
}

async function openOutside(window: BrowserWindow, address: string, labels: NativeLabels): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: labels.openLink,
    // The whole address in its encoded form, where look-alike letters show.
    detail: address.slice(0, 2000),
    buttons: [labels.open, labels.cancel],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(address);
}

/** True for a message from our page itself: no frame in it, no other address. */
export function isOwnPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${PAGE_ORIGIN}/`);
}
