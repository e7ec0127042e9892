/** `assay neurons`: what a run measured of single neurons, and which it reset. */
import type { Command } from 'commander';
import type { NeuronsDocument } from '../../host/create-host.ts';
import { parseRunId, wholeNumber } from '../arguments.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, table, visible } from '../words.ts';

const EXAMPLES = `
RUN is the number that "audit" printed, or "latest"; it was made with --defense none. A neuron's score is how far
predictions that the network is sure of drive it beyond its range on all other samples. The same share of each layer is
reset whatever the scores are: high scores do not prove a backdoor.

Examples:
  assay neurons intake.assay latest
  assay neurons intake.assay 3 --round 1 --top 50
  assay neurons intake.assay 3 --json`;

interface NeuronsFlags extends OutputFlags {
  round?: string;
  top: string;
}

export function addNeurons(program: Command, shell: Shell): void {
  const command = program
    .command('neurons')
    .description('List the neurons an audit with NONE measured and reset')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .option('--round <n>', 'which round of detection (default: the last)')
    .option('--top <n>', 'how many to list, highest score first; --json has all', '20')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((workspace: string, run: string, flags: NeuronsFlags) =>
    shell.run(flags, async (context) => {
      const top = wholeNumber('--top', flags.top, 1, 1_000_000);
      const round = flags.round === undefined ? null : wholeNumber('--round', flags.round, 1, 1000);
      const runId = parseRunId(run);
      const document = await withHost(workspace, 'read', context, (host) =>
        Promise.resolve(host.neurons(runId, round)),
      );
      return { document, lines: describe(document, top) };
    }),
  );
}

function describe(document: NeuronsDocument, top: number): string[] {
  const all = document.layers.flatMap(({ layer, neurons }) =>
    neurons.map((neuron) => ({ layer, ...neuron })),
  );
  const highest = all.toSorted((a, b) => b.score - a.score).slice(0, top);
  const rows = highest.map((neuron) => [
    neuron.layer,
    String(neuron.channel),
    visible(neuron.className ?? '', 30),
    neuron.score.toPrecision(4),
    neuron.strongMax?.toPrecision(4) ?? '',
    neuron.weakMean?.toPrecision(4) ?? '',
    neuron.weakStd?.toPrecision(4) ?? '',
    neuron.wasReset ? 'yes' : '',
  ]);
  const reset = all.filter(({ wasReset }) => wasReset).length;
  return [
    `Run ${document.run} (${document.defense}) on ${visible(document.dataset, 40)}@${document.version}, round ${document.round} of ${document.rounds}: ` +
      `${count(reset)} of ${count(all.length)} neurons in ${document.layers.length} layers were reset.`,
    ...table(
      ['layer', 'channel', 'driven by', 'score', 'largest', 'mean of others', 'their std', 'reset'],
      rows,
      [1, 3, 4, 5, 6],
    ),
    ...(all.length > highest.length
      ? [`… ${count(all.length - highest.length)} more: --top ${all.length}`]
      : []),
  ];
}
