/** The system's own dialogs for the page. Each message is checked for its sender and its arguments. */
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { BrowserWindow, dialog, ipcMain, shell, type IpcMainInvokeEvent } from 'electron';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { CHANNELS } from './channels.ts';
import { isOwnPage } from './security.ts';

const MAX_TEXT = 4096;

export function serveDialogs(): void {
  handle(CHANNELS.pickFolder, async (window, [title]) => {
    const picked = await dialog.showOpenDialog(window, {
      title: text(title),
      properties: ['openDirectory', 'createDirectory'],
    });
    return picked.filePaths[0] ?? null;
  });
  handle(CHANNELS.pickFile, async (window, [title, extensions]) => {
    const picked = await dialog.showOpenDialog(window, {
      title: text(title),
      properties: ['openFile'],
      ...filtersFor(extensions),
    });
    return picked.filePaths[0] ?? null;
  });
  handle(CHANNELS.pickSave, async (window, [title, suggestion]) => {
    const picked = await dialog.showSaveDialog(window, { title: text(title), defaultPath: text(suggestion) });
    return picked.canceled ? null : picked.filePath;
  });
  handle(CHANNELS.revealFile, (_window, [path]) => {
    const file = text(path);
    // Only shown in its folder, never opened: what a file of that name would start is nobody's wish.
    if (isAbsolute(file) && existsSync(file)) shell.showItemInFolder(file);
    return Promise.resolve(null);
  });
}

function handle(
  channel: string,
  work: (window: BrowserWindow, args: readonly unknown[]) => Promise<string | null>,
): void {
  ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window === null || !isOwnPage(event.senderFrame)) {
      throw new AssayError('rpc.unauthorised', 'Only the page of this program may ask for that.');
    }
    return work(window, args);
  });
}

function text(value: unknown): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw new AssayError('usage.invalid', `A text of at most ${MAX_TEXT} characters is expected.`);
}

function filtersFor(extensions: unknown): { filters?: { name: string; extensions: string[] }[] } {
  if (!Array.isArray(extensions) || extensions.length === 0) return {};
  const names = extensions.map((extension) => text(extension).replace(/^\./, ''));
  return { filters: [{ name: names.map((name) => `*.${name}`).join(', '), extensions: names }] };
}
