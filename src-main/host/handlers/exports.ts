/** Exports: model, cleaned dataset, flags, report. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';

export function exportHandlers(context: HandlerContext): Pick<Handlers, 'exports.start'> {
  return {
    'exports.start': ({ runId, out: asked, what, leaveOut }) => {
      const host = context.host();
      const out = context.folders.allow(asked);
      const request = { run: runId, out, what, leaveOut };
      host.exports.check(request);
      const { document, versionId } = host.runDetail(runId);
      const { id } = context.board.add({
        kind: 'export',
        subject: `${document.dataset}@${document.version}`,
        lane: 'free',
        runId,
        versionId,
        work: async (news) => {
          if (what.includes('model')) await ensureTensorflow(document.device, news);
          const written = await host.exports.write(request, news);
          context.emit('run.changed', { runId });
          return written;
        },
      });
      return { jobId: id };
    },
  };
}
