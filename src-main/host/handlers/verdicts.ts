/** Judging samples, taking it back, and the journal of it. */
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import type { HandlerContext } from './context.ts';

type Calls = 'verdicts.judge' | 'verdicts.undo' | 'verdicts.redo' | 'verdicts.journal';

export function verdictHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const author = (): string => context.settings.read().author;
  const told = <T>(versionId: number, answer: T): T => {
    if (answer !== null) context.emit('verdicts.changed', { versionId });
    return answer;
  };
  return {
    'verdicts.judge': (request) => told(request.versionId, context.host().verdicts.judge(request, author())),
    'verdicts.undo': ({ versionId }) => told(versionId, context.host().verdicts.undo(versionId, author())),
    'verdicts.redo': ({ versionId }) => told(versionId, context.host().verdicts.redo(versionId, author())),
    'verdicts.journal': ({ versionId, before, limit }) =>
      context.host().verdicts.journal(versionId, before, limit),
  };
}
