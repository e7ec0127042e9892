/** Whether the desktop window can be shown here: the binary is installed and there is a display. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './build-page.ts';

export type Desktop = { isPossible: true; binary: string } | { isPossible: false; why: string };

export function findDesktop(root: string = PROJECT_ROOT): Desktop {
  const binary = findElectron(root);
  if (binary === null) {
    return { isPossible: false, why: 'The program of the desktop window (Electron) is not installed' };
  }
  if (!hasDisplay()) return { isPossible: false, why: 'There is no display here' };
  return { isPossible: true, binary };
}

/** Looked for, never fetched: a start must not begin with a download that nobody asked for. */
export function findElectron(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const nameFile = join(folder, 'path.txt');
  if (!existsSync(nameFile)) return null;
  const binary = join(folder, 'dist', readFileSync(nameFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (process.env[name] ?? '') !== '');
}
