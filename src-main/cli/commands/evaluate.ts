/** `assay evaluate`: the final model of an audit, measured again. */
import type { Command } from 'commander';
import { prepareTensorflow } from '../runtime-setup.ts';
import { parseRunId } from '../arguments.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { percent } from '../words.ts';

const EXAMPLES = `
Clean accuracy is the share of test samples classified rightly. Attack success is measured only where the trigger is
known, i.e. on drills made by "assay poison".

Examples:
  assay evaluate intake.assay 1
  assay evaluate intake.assay latest --json`;

export function addEvaluate(program: Command, shell: Shell): void {
  const command = program
    .command('evaluate')
    .description('Measure the final model of an audit again')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: OutputFlags) =>
    shell.run(flags, async (context) => {
      const runId = parseRunId(run);
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        const { device } = host.runs.specOf(runId);
        await prepareTensorflow(context, device);
        return host.runs.evaluate(runId, work);
      });
      const { flags: found } = document;
      return {
        document,
        lines: [
          `Run ${document.run} on ${document.dataset}@${document.version}:`,
          `  clean accuracy    ${percent(document.cleanAccuracy)}`,
          `  attack success    ${percent(document.attackSuccess)}`,
          `  robust accuracy   ${percent(document.robustAccuracy)}`,
          `  suspicious        ${found.count} samples; precision ${percent(found.precision)}, recall ${percent(found.recall)}, AUROC ${found.auroc?.toFixed(4) ?? 'not measurable here'}`,
        ],
      };
    }),
  );
}
