/** What is said of a dataset version as a whole, and the training that leaves a label out. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';

export function assessmentHandlers(
  context: HandlerContext,
): Pick<Handlers, 'assessment.read' | 'assessment.testLabel'> {
  return {
    'assessment.read': ({ versionId }, signal) => context.host().assessments.read(versionId, signal),
    'assessment.testLabel': async ({ versionId, label, seed }) => {
      const host = context.host();
      const version = host.versions.record(versionId);
      const subject = `${version.dataset}@${version.version}`;
      const request = { arch: null, seed, device: context.settings.read().device };
      // Planned before it is queued, so that what cannot be tested is refused at once.
      const plan = await host.assessments.planLabelTest({ dataset: subject, label, ...request });
      const { id } = context.board.add({
        ...{ kind: 'label-test', subject, lane: 'compute', versionId },
        work: async (news) => {
          await ensureTensorflow(plan.device, news);
          const { reading } = await host.assessments.testLabel(plan, news);
          context.emit('library.changed', {});
          return { label, reading };
        },
      });
      return { jobId: id };
    },
  };
}
