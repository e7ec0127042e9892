/** Opens the host for one command and closes it whatever happens. */
import { createHost, type Host, type HostMode, type Work } from '../host/create-host.ts';
import type { CommandContext } from './shell.ts';
import { readProgramVersion } from './version.ts';

export async function withHost<Result>(
  workspace: string,
  mode: HostMode,
  context: CommandContext,
  work: (host: Host, work: Work) => Promise<Result>,
): Promise<Result> {
  const host = await createHost({ workspace, mode, programVersion: readProgramVersion() });
  if (host.upgradeNote !== null) context.progress.note(host.upgradeNote);
  try {
    return await work(host, workOf(context));
  } finally {
    await host.close();
  }
}

/** News of long work goes to the progress display. */
export function workOf(context: CommandContext): Work {
  return {
    signal: context.signal,
    onProgress: (news) => context.progress.update(news),
    onNote: (text) => context.progress.note(text),
  };
}
