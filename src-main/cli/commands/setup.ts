/** `assay setup`: TensorFlow is fetched and compiled ahead of time. */
import type { Command } from 'commander';
import { ensureTensorflow } from '../../host/runtime.ts';
import { parseChoice } from '../arguments.ts';
import { DEVICES } from '../devices.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { workOf } from '../with-host.ts';

const EXAMPLES = `
Downloads the TensorFlow libraries with a pinned hash, compiles the small addon that binds them, and keeps both in this
user's cache. Commands that need TensorFlow do the same when they first run.

Examples:
  assay setup
  assay setup --device cuda`;

export function addSetup(program: Command, shell: Shell): void {
  const command = program
    .command('setup')
    .description('Set TensorFlow up ahead of time')
    .option('--device <device>', DEVICES.join(' | '), 'auto')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((flags: OutputFlags & { device: string }) =>
    shell.run(flags, async (context) => {
      const device = parseChoice('--device', flags.device, DEVICES);
      const document = await ensureTensorflow(device, workOf(context));
      const verb = document.wasSetUp ? 'is ready now' : 'was ready already';
      return { document, lines: [`TensorFlow (${document.variant}) ${verb}: ${document.folder}`] };
    }),
  );
}
