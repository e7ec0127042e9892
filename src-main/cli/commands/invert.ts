/** `assay invert`: triggers that a trained network has, found by inversion. */
import type { Command } from 'commander';
import { INVERSION_DEFAULTS, type InversionOptions } from '../../../src-shared/domain/inversion.ts';
import type { InversionDocument } from '../../host/create-host.ts';
import { parseFraction, parseList, parseRunId, parseSeed, wholeNumber } from '../arguments.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, percent, table, visible } from '../words.ts';

const { samples, steps, maskShare, seed } = INVERSION_DEFAULTS;

const EXAMPLES = `
For each class the best trigger is sought that makes the run's final network take other samples for that class; its
success is measured on test samples that it was not made from. Networks trained on harmless data have such triggers too:
this compares networks and finds nothing in the data. Each trigger is kept; the same options find it again at once, and
after an interruption only what is missing is sought.

Examples:
  assay invert intake.assay latest
  assay invert intake.assay 3 --targets 0,4 --steps 400 --out ./triggers
  assay invert intake.assay 3 --pairs --json`;

interface InvertFlags extends OutputFlags {
  targets?: string;
  pairs?: boolean;
  samples: string;
  steps: string;
  maskShare: string;
  seed: string;
  out?: string;
}

export function addInvert(program: Command, shell: Shell): void {
  const command = program
    .command('invert')
    .description('Look for triggers that a trained network has by nature or by attack')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .option('--targets <numbers>', 'classes to lead to, by number, separated by commas (default: all)')
    .option('--pairs', 'from each class to each target by itself, instead of from all others together')
    .option('--samples <n>', 'test samples drawn; half make the triggers, half judge them', String(samples))
    .option('--steps <n>', 'updates of each trigger', String(steps))
    .option('--mask-share <fraction>', 'share of the input that a trigger may cover', String(maskShare))
    .option('--seed <number>', 'seed of draws and first values', String(seed))
    .option('--out <folder>', 'write the triggers as PNG pictures into this folder')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: InvertFlags) =>
    shell.run(flags, async (context) => {
      const runId = parseRunId(run);
      const options: InversionOptions = {
        samples: wholeNumber('--samples', flags.samples, 20, 10_000_000),
        steps: wholeNumber('--steps', flags.steps, 1, 100_000),
        maskShare: parseFraction('--mask-share', flags.maskShare),
        pairs: flags.pairs === true,
        seed: parseSeed(flags.seed),
      };
      const targets =
        flags.targets === undefined
          ? null
          : parseList('--targets', flags.targets).map((text) => wholeNumber('--targets', text, 0, 65_535));
      const { out } = flags;
      const document = await withHost(workspace, 'write', context, async (host, work) => {
        const plan = host.inversions.plan(runId, options, targets, out ?? null);
        if (plan.missing.length > 0) await prepareTensorflow(context, host.runs.specOf(plan.run).device);
        const found = await host.inversions.run(plan, work);
        return out === undefined ? found : { ...found, files: await host.inversions.draw(plan, out) };
      });
      return { document, lines: describe(document) };
    }),
  );
}

function describe(document: InversionDocument): string[] {
  const rows = document.lines.map((line) => [
    ...(document.options.pairs ? [visible(line.sourceName ?? '', 30)] : []),
    visible(line.targetName, 30),
    percent(line.success),
    `${percent(line.interval[0])} to ${percent(line.interval[1])}`,
    percent(line.baseline),
    count(line.samples),
  ]);
  const head = ['to', 'success', '95 % interval', 'without trigger', 'samples'];
  const numbers = [1, 2, 3, 4];
  return [
    `Run ${document.run} (${document.defense}, ${document.arch}, seed ${document.seed}) on ${visible(document.dataset, 40)}@${document.version}: mean success ${percent(document.mean)}, highest ${percent(document.highest)}.`,
    ...(document.options.pairs
      ? table(
          ['from', ...head],
          rows,
          numbers.map((at) => at + 1),
        )
      : table(head, rows, numbers)),
    '',
    ...document.notes,
    ...document.files,
  ];
}
