/** Dataset versions and their samples. */
import { isActive } from '../../../src-shared/domain/job.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import type { HandlerContext } from './context.ts';

type Calls =
  | 'versions.read'
  | 'versions.columns'
  | 'versions.statistics'
  | 'samples.tiles'
  | 'samples.read'
  | 'samples.explain'
  | 'samples.find'
  | 'trigger.view';

export function versionHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const { board } = context;
  return {
    'versions.read': ({ versionId }) => context.host().versions.detail(versionId),
    'versions.columns': ({ versionId }) => context.host().versions.columns(versionId),
    'versions.statistics': ({ versionId }) => {
      const host = context.host();
      const known = host.versions.knownStatistics(versionId);
      if (known !== null) return known;
      const version = host.versions.record(versionId);
      const isAtWork = board
        .list()
        .some((job) => job.kind === 'statistics' && job.versionId === versionId && isActive(job));
      if (!isAtWork) {
        board.add({
          kind: 'statistics',
          subject: `${version.dataset}@${version.version}`,
          lane: 'free',
          versionId,
          work: async (news) => {
            await host.versions.measure(versionId, news);
            context.emit('library.changed', {});
          },
        });
      }
      return null;
    },
    'samples.tiles': ({ versionId, indices, size }, signal) =>
      context.host().samples.tiles(versionId, indices, size, signal),
    'samples.read': ({ versionId, runId, index }) => context.host().samples.detail(versionId, runId, index),
    'samples.explain': ({ runId, index }, signal) => context.host().explain(runId, index, signal),
    'samples.find': ({ versionId, text }) => context.host().samples.find(versionId, text),
    'trigger.view': ({ versionId, suspected, others }, signal) =>
      context.host().viewTrigger(versionId, suspected, others, signal),
  };
}
