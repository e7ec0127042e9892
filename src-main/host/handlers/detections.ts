/** Detectors on runs: which there are, what they found, and running them. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';

type Calls =
  | 'detections.offers'
  | 'detections.read'
  | 'detections.flags'
  | 'detections.score'
  | 'detections.groups'
  | 'detections.start';

export function detectionHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  return {
    'detections.offers': ({ runId }) => context.host().detections.offers(runId),
    'detections.read': ({ runId, choices }) => context.host().detections.compareStored(runId, choices ?? []),
    'detections.flags': ({ runId, detector, options }) =>
      context.host().detections.stored(runId, { detector, options }).flagged,
    'detections.score': ({ runId, detector, options }) =>
      context.host().detections.stored(runId, { detector, options }).score,
    'detections.groups': ({ runId, detector, options }) =>
      context.host().detections.groups(runId, { detector, options }),
    'detections.start': ({ runId, detectors }) => {
      const host = context.host();
      if (host.isReadOnly) {
        throw new AssayError(
          'conflict',
          'The workspace can only be read now, so that no result could be kept. Close the program that writes to it, then open it again.',
        );
      }
      // Now, so that what cannot be had is refused before it waits for its turn.
      host.detections.plan(runId, detectors);
      const { document, versionId } = host.runDetail(runId);
      const tell = (): void => context.emit('run.changed', { runId });
      const { id } = context.board.add({
        kind: 'detect',
        subject: `${document.dataset}@${document.version}`,
        lane: 'compute',
        runId,
        versionId,
        work: async (news) => {
          // Again, since the run may have gone on while this waited.
          const plan = host.detections.plan(runId, detectors);
          if (plan.needsNetwork) await ensureTensorflow(document.device, news);
          await host.detections.compute(plan, news, tell);
          tell();
        },
      });
      return { jobId: id };
    },
  };
}
