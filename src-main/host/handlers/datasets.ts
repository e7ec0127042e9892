/** Where datasets come from: import, the practice dataset, drills. */
import type { MappingKind } from '../../../src-shared/domain/attack.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { nameFromSource } from '../../services/import.ts';
import { previewImport } from '../../services/previews.ts';
import { CATALOG } from '../catalog.ts';
import { ensureTensorflow } from '../runtime.ts';
import { readVersion } from './lookup.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'imports.preview' | 'imports.start' | 'examples.start' | 'drills.start' | 'drills.mask';

const PRACTICE_SEED = 1;

export function datasetHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const { board, folders, launch } = context;
  const changed = (): void => context.emit('library.changed', {});
  return {
    'imports.preview': (request, signal) => {
      const source = folders.allow(request.source);
      return previewImport(launch, { ...request, source }, context.openHost()?.workspace ?? null, signal);
    },
    'imports.start': (request) => {
      const host = context.host();
      const source = folders.allow(request.source);
      const { id } = board.add({
        kind: 'import',
        subject: request.name ?? nameFromSource(source),
        lane: 'free',
        work: async (news) => {
          const imported = await host.datasets.import({ ...request, source }, news).finally(changed);
          const { id: versionId } = readVersion(host, imported.dataset, imported.version);
          const { rejected, ...facts } = imported;
          return { ...facts, versionId, rejected: rejected.length };
        },
      });
      return { jobId: id };
    },
    'examples.start': () => {
      const host = context.host();
      const { id } = board.add({
        kind: 'example',
        subject: 'shapes',
        lane: 'free',
        work: async (news) => {
          const drill = await host.datasets
            .practise({ folder: null, seed: PRACTICE_SEED }, news)
            .finally(changed);
          return { ...drill, versionId: readVersion(host, drill.dataset, drill.version).id };
        },
      });
      return { jobId: id };
    },
    'drills.start': ({ versionId, targets, ...request }) => {
      const host = context.host();
      const version = host.versions.record(versionId);
      const dataset = `${version.dataset}@${version.version}`;
      const { device } = context.settings.read();
      const asked = { ...request, dataset, device, target: targetOf(request.mapping, targets), name: null };
      const isCrafted = CATALOG.attacks.find(({ id }) => id === request.attack)?.isCrafted === true;
      // It may wait long for its turn: what cannot be made is refused at once.
      if (isCrafted) host.datasets.checkPoison(asked);
      const { id } = board.add({
        kind: 'poison',
        subject: dataset,
        lane: isCrafted ? 'compute' : 'free',
        versionId,
        work: async (news) => {
          if (isCrafted) await ensureTensorflow(device, news);
          const drill = await host.datasets.poison(asked, news).finally(changed);
          return { ...drill, versionId: readVersion(host, drill.dataset, drill.version).id };
        },
      });
      return { jobId: id };
    },
    'drills.mask': ({ versionId }) => context.host().versions.poisonMask(versionId),
  };
}

/** As it is written on the command line. Throws `usage.invalid` where a mapping to one class has none. */
function targetOf(mapping: MappingKind, targets: readonly number[]): string | null {
  if (targets.length > 0) return targets.join(',');
  if (mapping === 'all-to-all') return null;
  throw new AssayError('usage.invalid', 'No target class is named. Choose at least one.');
}
