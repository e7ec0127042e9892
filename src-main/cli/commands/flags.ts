/** `assay flags`: the samples an audit found suspicious, most suspicious first. */
import type { Command } from 'commander';
import type { FlagsDocument } from '../../host/create-host.ts';
import { parseRunId, wholeNumber } from '../arguments.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, percent, table, visible } from '../words.ts';

const EXAMPLES = `
RUN is the number that "audit" printed, or "latest". Suspicious is not proven: look at the samples before removing any.

Examples:
  assay flags intake.assay 1
  assay flags intake.assay latest --top 500 --json`;

export function addFlags(program: Command, shell: Shell): void {
  const command = program
    .command('flags')
    .description('List the samples an audit found suspicious')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .option('--top <n>', 'how many to list, most suspicious first', '20')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: OutputFlags & { top: string }) =>
    shell.run(flags, async (context) => {
      const top = wholeNumber('--top', flags.top, 1, 10_000_000);
      const runId = parseRunId(run);
      const document = await withHost(workspace, 'read', context, (host) =>
        Promise.resolve(host.runs.flags(runId, top)),
      );
      return { document, lines: describeFlags(document) };
    }),
  );
}

function describeFlags(document: FlagsDocument): string[] {
  const { flags, samples } = document;
  const truth =
    flags.precision === null ? '' : ` Truly poisoned (known in this drill): ${percent(flags.precision)}.`;
  const rows = samples.map((sample) => [
    count(sample.rank),
    String(sample.index),
    visible(sample.name, 60),
    visible(sample.className, 30),
    visible(sample.predictedClassName ?? '', 30),
    sample.value?.toPrecision(4) ?? '',
    sample.verdict ?? '',
  ]);
  return [
    `Run ${document.run} (${document.defense}) on ${document.dataset}@${document.version}: ${count(flags.count)} suspicious samples.${truth}`,
    ...table(
      ['rank', 'index', 'name', 'given label', 'predicted', document.metricTitle, 'verdict'],
      rows,
      [0, 1, 5],
    ),
    ...(samples.length < flags.count
      ? [`… ${count(flags.count - samples.length)} more: --top ${flags.count}`]
      : []),
  ];
}
