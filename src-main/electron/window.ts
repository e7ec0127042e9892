/** The window with the interface, and the bare one in which a report is read. */
import { join } from 'node:path';
import { app, BrowserWindow, screen, type WebPreferences } from 'electron';
import { fitToScreens, MIN_SIZE, readPlace, writePlace } from './window-place.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** For every page: no Node, a process of its own in the system's sandbox, a world of its own for the preload. */
const LOCKED: WebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
};

export interface WindowOptions {
  preload: string;
  icon: string;
}

export function createMainWindow({ preload, icon }: WindowOptions): BrowserWindow {
  const placeFile = join(app.getPath('userData'), 'window.json');
  const main = screen.getPrimaryDisplay();
  const screens = [main, ...screen.getAllDisplays().filter((display) => display.id !== main.id)];
  const place = fitToScreens(
    readPlace(placeFile),
    screens.map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    width: place.width,
    height: place.height,
    ...(place.x !== null && place.y !== null && { x: place.x, y: place.y }),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'Assay',
    icon,
    show: false,
    webPreferences: { ...LOCKED, preload },
  });
  if (place.isMaximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writePlace(placeFile, { ...window.getNormalBounds(), isMaximised: window.isMaximized() });
  });
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

/** No preload: a report is only looked at. */
export function openReportWindow(url: string, parent: BrowserWindow): void {
  const window = new BrowserWindow({
    width: 1000,
    height: 900,
    title: 'Assay',
    webPreferences: { ...LOCKED, javascript: false },
  });
  window.removeMenu();
  parent.once('closed', () => {
    if (!window.isDestroyed()) window.close();
  });
  void window.loadURL(url);
}
