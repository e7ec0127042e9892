/** What this machine has, and setting TensorFlow up. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import { ensureTensorflow, examineMachine } from '../runtime.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'device.examine' | 'device.setup' | 'jobs.list' | 'jobs.cancel' | 'jobs.dismiss';

export function deviceHandlers({ board }: HandlerContext): Pick<Handlers, Calls> {
  return {
    'device.examine': async () => {
      const { ok, findings } = await examineMachine();
      return {
        ok,
        findings: findings.map(({ id, title, state, detail, mend }) => ({
          id,
          name: title,
          state: state === 'absent' ? ('optional' as const) : state,
          value: detail,
          mend,
        })),
      };
    },
    'device.setup': ({ device }) => {
      const { id } = board.add({
        kind: 'setup',
        subject: `TensorFlow (${device})`,
        lane: 'free',
        work: (news) => ensureTensorflow(device, news),
      });
      return { jobId: id };
    },
    'jobs.list': () => board.list(),
    'jobs.cancel': ({ jobId }) => {
      board.cancel(jobId);
      return null;
    },
    'jobs.dismiss': ({ jobId }) => {
      board.dismiss(jobId);
      return null;
    },
  };
}
