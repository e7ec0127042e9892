/** `assay show`: what a workspace holds. */
import type { Command } from 'commander';
import type { ShowDocument } from '../../host/create-host.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, percent, table, visible } from '../words.ts';

const EXAMPLES = `
Examples:
  assay show intake.assay
  assay show intake.assay --json`;

export function addShow(program: Command, shell: Shell): void {
  const command = program
    .command('show')
    .description('List datasets and runs of a workspace')
    .argument('<workspace>', 'the workspace file')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, flags: OutputFlags) =>
    shell.run(flags, async (context) => {
      const document = await withHost(workspace, 'write-if-free', context, (host) =>
        Promise.resolve(host.show()),
      );
      return { document, lines: describe(document) };
    }),
  );
}

function describe({ workspace, versions, incompleteImports, runs }: ShowDocument): string[] {
  const versionRows = versions.map((one) => [
    `${visible(one.dataset, 40)}@${one.version}`,
    one.origin,
    count(one.splits.train),
    count(one.splits.test),
    count(one.classes.length),
    one.shape.join('x'),
    one.format,
    count(one.rejected),
    count(one.judged),
  ]);
  const runRows = runs.map((run) => [
    String(run.run),
    run.dataset ?? '',
    [run.defense, run.preset, run.arch].filter((part) => part !== null).join(' '),
    run.execution ?? '',
    run.state,
    percent(run.cleanAccuracy, ''),
    percent(run.attackSuccess, ''),
    run.createdAt,
  ]);
  return [
    workspace,
    '',
    ...(versions.length === 0
      ? ['No dataset yet: "assay import SOURCE --workspace W" adds one.']
      : table(
          ['dataset', 'origin', 'train', 'test', 'classes', 'shape', 'format', 'rejected', 'judged'],
          versionRows,
          [2, 3, 4, 7, 8],
        )),
    ...incompleteImports.map(
      (one) =>
        `Incomplete: ${visible(one.dataset, 40)} from ${visible(one.source)} (${count(one.samples)} samples so far)`,
    ),
    '',
    ...(runs.length === 0
      ? ['No run yet: "assay audit W DATASET" starts one.']
      : table(
          ['run', 'dataset', 'method', 'execution', 'state', 'clean accuracy', 'attack success', 'started'],
          runRows,
          [0, 5, 6],
        )),
  ];
}
