/** `assay verify`: is everything in the workspace, and in the exports made from it, as it was stored? */
import type { Command } from 'commander';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { VerifyDocument } from '../../host/create-host.ts';
import { addOutputFlags, type CommandContext, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { counted } from '../words.ts';

const EXAMPLES = `
Reads every page, sample, checkpoint and exported file once and compares the hashes. Changes nothing. Exit code 1 when
something is wrong.

Examples:
  assay verify intake.assay
  assay verify intake.assay --json`;

export function addVerify(program: Command, shell: Shell): void {
  const command = program
    .command('verify')
    .description('Check a workspace and its exports: structure and hashes')
    .argument('<workspace>', 'the workspace file')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, flags: OutputFlags) =>
    shell.run(flags, async (context) => {
      const document = await verify(workspace, context);
      const { ok, problems, notes } = document;
      const verdict = ok ? 'Everything is as it was stored.' : `${counted(problems.length, 'problem')}:`;
      const lines = [verdict, ...problems.map((problem) => `  ${problem}`), ...notes];
      return { document, lines, exitCode: ok ? 0 : 1 };
    }),
  );
}

/** A file too damaged to be opened has been checked all the same: that is the finding. */
async function verify(workspace: string, context: CommandContext): Promise<VerifyDocument> {
  try {
    return await withHost(workspace, 'read', context, (host, work) => host.verify(work));
  } catch (thrown) {
    if (!(thrown instanceof AssayError && thrown.code === 'storage.corrupt')) throw thrown;
    return { ok: false, problems: [thrown.message], notes: [] };
  }
}
