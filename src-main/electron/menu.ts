/** Puts the native menu up; its items tell the page what was chosen. */
import { app, Menu, type BrowserWindow } from 'electron';
import { CHANNELS } from './channels.ts';
import { menuLabelsFor } from './menu-labels.ts';
import { menuTemplate } from './menu-template.ts';

/** `mainWindow`: the one with the interface, null while there is none. */
export function showMenu(mainWindow: () => BrowserWindow | null): void {
  const template = menuTemplate({
    labels: menuLabelsFor(app.getLocale()),
    isMac: process.platform === 'darwin',
    isDevelopment: !app.isPackaged,
    send: (command) => mainWindow()?.webContents.send(CHANNELS.command, command),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
