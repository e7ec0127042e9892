/** The native menu as data: the platform's own order and shortcuts, our commands by their ids. */
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuLabels } from './menu-labels.ts';

type Item = MenuItemConstructorOptions;

/** What the page does when it is told so. */
export const COMMANDS = [
  ...['open-workspace', 'new-workspace', 'import', 'open-example', 'export', 'undo', 'redo', 'palette'],
  ...['keys-help', 'go-library', 'go-dataset', 'go-runs', 'go-inspect', 'go-verdicts', 'go-compare'],
  ...['go-export', 'go-methods', 'go-settings', 'new-run', 'stop-run', 'toggle-theme'],
] as const;

export interface MenuOptions {
  labels: MenuLabels;
  isMac: boolean;
  /** Developer's tools, in a program run from its sources only. */
  isDevelopment: boolean;
  readonly send: (command: string) => void;
}

export function menuTemplate({ labels, isMac, isDevelopment, send }: MenuOptions): Item[] {
  const command = (id: Exclude<keyof MenuLabels, 'file' | 'edit' | 'view' | 'run'>, keys?: string): Item => ({
    id,
    label: labels[id],
    click: () => send(id),
    ...(keys !== undefined && { accelerator: keys }),
  });
  // The page has these keys itself and knows whether a text field wants them; the menu only shows them.
  const shown = (id: 'undo' | 'redo' | 'palette', keys: string): Item => ({
    ...command(id, keys),
    registerAccelerator: false,
  });
  const line: Item = { type: 'separator' };
  const file: Item[] = [
    command('new-workspace', 'CmdOrCtrl+N'),
    command('open-workspace', 'CmdOrCtrl+O'),
    ...(isMac ? [recentMenu(labels)] : []),
    command('open-example'),
    line,
    command('import', 'CmdOrCtrl+I'),
    command('export', 'CmdOrCtrl+E'),
    line,
    ...(isMac
      ? [{ role: 'close' as const }]
      : [command('go-settings', 'CmdOrCtrl+,'), line, { role: 'quit' as const }]),
  ];
  const edit: Item[] = [
    shown('undo', 'CmdOrCtrl+Z'),
    shown('redo', isMac ? 'Shift+Cmd+Z' : 'Ctrl+Y'),
    line,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ];
  const view: Item[] = [
    shown('palette', 'CmdOrCtrl+K'),
    line,
    command('go-library', 'CmdOrCtrl+1'),
    command('go-dataset', 'CmdOrCtrl+2'),
    command('go-runs', 'CmdOrCtrl+3'),
    command('go-inspect', 'CmdOrCtrl+4'),
    command('go-verdicts', 'CmdOrCtrl+5'),
    command('go-compare', 'CmdOrCtrl+6'),
    command('go-export', 'CmdOrCtrl+7'),
    command('go-methods', 'CmdOrCtrl+8'),
    line,
    command('toggle-theme'),
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    ...(isDevelopment ? [line, { role: 'reload' as const }, { role: 'toggleDevTools' as const }] : []),
  ];
  return [
    ...(isMac ? [macApplicationMenu(command('go-settings', 'Cmd+,'))] : []),
    { label: labels.file, submenu: file },
    { label: labels.edit, submenu: edit },
    { label: labels.view, submenu: view },
    { label: labels.run, submenu: [command('new-run', 'CmdOrCtrl+R'), command('stop-run', 'CmdOrCtrl+.')] },
    { label: labels.window, role: 'windowMenu' },
    {
      label: labels.help,
      role: 'help',
      submenu: [command('keys-help'), ...(isMac ? [] : [{ role: 'about' as const }])],
    },
  ];
}

function recentMenu(labels: MenuLabels): Item {
  return {
    label: labels.recent,
    role: 'recentDocuments',
    submenu: [{ label: labels['clear-recent'], role: 'clearRecentDocuments' }],
  };
}

function macApplicationMenu(settings: Item): Item {
  const line: Item = { type: 'separator' };
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      line,
      settings,
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
}
