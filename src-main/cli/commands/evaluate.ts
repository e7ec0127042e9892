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

--on measures with the test samples and triggers of another dataset of the same classes and shape. A model that was trained
without the trigger says so what attack success is there by nature: no defense can be expected to go below it.

Examples:
  assay evaluate intake.assay 1
  assay evaluate intake.assay latest --json
  assay evaluate intake.assay 1 --on drill`;

interface EvaluateFlags extends OutputFlags {
  on?: string;
}

export function addEvaluate(program: Command, shell: Shell): void {
  const command = program
    .command('evaluate')
    .description('Measure the final model of an audit again')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .option('--on <dataset>', 'test samples and triggers of this dataset, "name" or "name@version"')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: EvaluateFlags) =>
    shell.run(flags, async (context) => {
      const runId = parseRunId(run);
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        const plan = host.runs.planEvaluation(runId, flags.on ?? null);
        await prepareTensorflow(context, plan.spec.device);
        return host.runs.evaluate(plan, work);
      });
      const { flags: found, measuredOn } = document;
      const own = `${document.dataset}@${document.version}`;
      const measured = `${measuredOn.dataset}@${measuredOn.version}`;
      return {
        document,
        lines: [
          `Run ${document.run} on ${own}${measured === own ? '' : `, measured on ${measured}`}:`,
          `  clean accuracy    ${percent(document.cleanAccuracy)}`,
          `  attack success    ${percent(document.attackSuccess)}`,
          `  robust accuracy   ${percent(document.robustAccuracy)}`,
          `  suspicious        ${found.count} samples; precision ${percent(found.precision)}, recall ${percent(found.recall)}, AUROC ${found.auroc?.toFixed(4) ?? 'not measurable here'}`,
        ],
      };
    }),
  );
}
