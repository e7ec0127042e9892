/** Opening and closing workspaces, and what the open one holds. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { createWorkspace } from '../../storage/index.ts';
import { createHost } from '../create-host.ts';
import { infoOf } from './app.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'workspace.open' | 'workspace.close' | 'library.read';

const EXTENSION = '.assay';

export function workspaceHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  return {
    'workspace.open': async ({ path: asked, create }) => {
      const path = context.folders.allow(create && !asked.endsWith(EXTENSION) ? asked + EXTENSION : asked);
      const open = context.openHost();
      if (open !== null && open.workspace === path && !create) return infoOf(open);
      await context.changeHost(() => {
        if (create) createWorkspace(path).close();
        const { programVersion } = context.options;
        const { launch: launchWorker, speeds } = context;
        // One set of settings in this process: two would write over each other's file.
        return createHost({ workspace: path, mode: 'write-if-free', programVersion, launchWorker, speeds });
      });
      const info = infoOf(context.host());
      await context.settings.noteOpened(info.path);
      context.emit('settings.changed', context.settings.read());
      return info;
    },
    'workspace.close': async () => {
      await context.changeHost(null);
      return null;
    },
    'library.read': () => context.host().library(),
  };
}
