/** `assay demo`: the whole journey on a practice dataset with known poison. */
import type { Command } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';

const EXAMPLES = `
Draws a small dataset of shapes (nothing is downloaded but TensorFlow, once), plants a backdoor in a tenth of it, audits
it, and shows how right the audit was. A few minutes on two cores.

Examples:
  assay demo
  assay demo --out ./demo --seed 7`;

export function addDemo(program: Command, shell: Shell): void {
  const command = program
    .command('demo')
    .description('Audit a practice dataset with known poison')
    .option('--out <folder>', 'where everything goes (default: a new folder among the temporary files)')
    .option('--seed <number>', 'seed of everything random', '1')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((flags: OutputFlags & { out?: string; seed: string }) =>
    shell.run(flags, (context) => runDemo(flags.out ?? null, flags.seed, context)),
  );
}
