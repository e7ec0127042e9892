/** Workspaces opened from outside: double-clicked, dropped on the icon, given on the command line of a second start. */
import { resolve } from 'node:path';
import { app, dialog } from 'electron';
import { toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { Events } from '../../src-shared/rpc/contract.ts';
import type { Application } from '../host/application.ts';
import type { NativeLabels } from './native-labels.ts';
import { workspaceIn } from './workspace-argument.ts';

export interface OpenRequests {
  /** The workspace asked for at the start, null for none. */
  readonly first: string | null;
  /** From now on requests are carried out. */
  serve(application: Application, labels: NativeLabels, showWindow: () => void): void;
}

/** To be called before the application is ready: macOS names the first file early. */
export function collectOpenRequests(): OpenRequests {
  let open: (path: string) => void = (path) => (early = path);
  let show = (): void => {};
  let early = workspaceIn(process.argv.slice(1), process.cwd());
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(resolve(path));
  });
  app.on('second-instance', (_event, argv, folder) => {
    show();
    const path = workspaceIn(argv.slice(1), folder);
    if (path !== null) open(path);
  });
  return {
    get first() {
      return early;
    },
    serve(application, labels, showWindow) {
      show = showWindow;
      open = (path) => void openWorkspace(application, path, labels).then(showWindow);
      application.onEvent((name, value) => {
        if (name !== 'workspace.changed') return;
        const { workspace } = value as Events['workspace.changed'];
        if (workspace !== null) app.addRecentDocument(workspace.path);
      });
    },
  };
}

/** The page learns of it by the event that every opening causes. */
async function openWorkspace(application: Application, path: string, labels: NativeLabels): Promise<void> {
  try {
    await application.handlers['workspace.open']({ path, create: false }, new AbortController().signal);
  } catch (thrown) {
    dialog.showErrorBox(labels.cannotOpen, toAssayError(thrown).message);
  }
}
