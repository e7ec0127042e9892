/** Single neurons of a run: their statistics, and how strongly they fire. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'neurons.read' | 'neurons.activations' | 'neurons.start';

export function neuronHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  return {
    'neurons.read': ({ runId, round }) => context.host().neuronActivations.read(runId, round),
    'neurons.activations': ({ runId, round, neurons }) =>
      context.host().neuronActivations.activations(runId, round, neurons),
    'neurons.start': ({ runId, round, neurons }) => {
      const host = context.host();
      // Now, so that what cannot be had is refused before it waits for its turn.
      host.neuronActivations.check(runId, round, neurons);
      const { document, versionId } = host.runDetail(runId);
      const { id } = context.board.add({
        kind: 'neurons',
        subject: `${document.dataset}@${document.version}`,
        lane: 'compute',
        runId,
        versionId,
        work: async (news) => {
          await ensureTensorflow(document.device, news);
          await host.neuronActivations.compute(runId, round, neurons, news);
          context.emit('run.changed', { runId });
        },
      });
      return { jobId: id };
    },
  };
}
