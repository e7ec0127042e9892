/** What the program is, what was set, where files lie. */
import { CONTRACT_VERSION, type WorkspaceInfo } from '../../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { listFormats } from '../../services/formats.ts';
import { CATALOG } from '../catalog.ts';
import type { Host } from '../create-host.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'app.hello' | 'settings.read' | 'settings.write' | 'folders.list';

export function appHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const { options, settings, folders } = context;
  return {
    'app.hello': () => {
      const host = context.openHost();
      return {
        contract: CONTRACT_VERSION,
        program: options.programVersion,
        abilities: options.abilities,
        user: settings.read().author,
        catalog: CATALOG,
        formats: listFormats(),
        workspace: host === null ? null : infoOf(host),
      };
    },
    'settings.read': () => settings.read(),
    'settings.write': async (change) => {
      const written = await settings.write(dropAbsent(change));
      context.emit('settings.changed', written);
      return written;
    },
    'folders.list': ({ path }) => folders.list(path),
  };
}

export function infoOf(host: Host): WorkspaceInfo {
  return host.library().workspace;
}

/** Optional fields that were given as undefined are not there. */
function dropAbsent<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
