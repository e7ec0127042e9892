/** `assay resume`: an audit that was cancelled, failed or interrupted goes on from its last checkpoint. */
import type { Command } from 'commander';
import { parseRunId } from '../arguments.ts';
import { describeAudit, resumeHint } from '../audit-text.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';

const EXAMPLES = `
Everything stored before the checkpoint stays; what came after it is done again, with the same random numbers.

Examples:
  assay resume intake.assay 1
  assay resume intake.assay latest --json`;

export function addResume(program: Command, shell: Shell): void {
  const command = program
    .command('resume')
    .description('Go on with an audit that was cancelled, failed or interrupted')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: OutputFlags) =>
    shell.run(flags, async (context) => {
      const asked = parseRunId(run);
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        const runId = host.runs.checkResumable(asked);
        context.onCancelHint(resumeHint(workspace, runId));
        await prepareTensorflow(context, host.runs.specOf(runId).device);
        return host.runs.resume(runId, work);
      });
      return { document, lines: describeAudit(document, workspace) };
    }),
  );
}
