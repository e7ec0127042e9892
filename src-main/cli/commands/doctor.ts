/** `assay doctor`: what is there, and for everything missing the one command that mends it. */
import type { Command } from 'commander';
import { examineMachine, type DoctorDocument } from '../../host/runtime.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { table } from '../words.ts';

const EXAMPLES = `
Changes nothing. What is marked "missing" is needed, with the command that mends it below where there is one; "absent" can be done without.

Examples:
  assay doctor
  assay doctor --json`;

export function addDoctor(program: Command, shell: Shell): void {
  const command = program
    .command('doctor')
    .description(
      'Tell what is there (Node, TensorFlow, devices, compiler, disk) and how to mend what is missing',
    )
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((flags: OutputFlags) =>
    shell.run(flags, async () => {
      const document = await examineMachine();
      return { document, lines: describe(document) };
    }),
  );
}

function describe({ ok, findings }: DoctorDocument): string[] {
  const rows = findings.map(({ title, state, detail }) => [state, title, detail.replaceAll('\n', ' ')]);
  const toMend = findings.filter(({ mend }) => mend !== null);
  return [
    ...table(['state', 'what', 'detail'], rows),
    '',
    ok ? 'Everything the main job needs is there.' : 'Something the main job needs is missing.',
    ...toMend.map(({ title, mend }) => `  ${title}: ${mend ?? ''}`),
  ];
}
