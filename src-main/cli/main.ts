#!/usr/bin/env node
/**
 * The command line of Assay. Exit codes: 0 done, 1 failed, 2 wrong usage or input that cannot be accepted,
 * 130 cancelled.
 */
import { Command, CommanderError } from 'commander';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { addAssess } from './commands/assess.ts';
import { addAudit } from './commands/audit.ts';
import { addBench } from './commands/bench.ts';
import { addDemo } from './commands/demo.ts';
import { addDetect } from './commands/detect.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addExport } from './commands/export.ts';
import { addFlags } from './commands/flags.ts';
import { addImport } from './commands/import.ts';
import { addInvert } from './commands/invert.ts';
import { addMethods } from './commands/methods.ts';
import { addNeurons } from './commands/neurons.ts';
import { addPoison } from './commands/poison.ts';
import { addResume } from './commands/resume.ts';
import { addServe } from './commands/serve.ts';
import { addSetup } from './commands/setup.ts';
import { addShow } from './commands/show.ts';
import { addVerify } from './commands/verify.ts';
import { Shell } from './shell.ts';
import { readProgramVersion } from './version.ts';

const COMMANDS = [
  addImport,
  addAudit,
  addResume,
  addFlags,
  addDetect,
  addAssess,
  addNeurons,
  addInvert,
  addEvaluate,
  addExport,
  addShow,
  addVerify,
  addPoison,
  addBench,
  addMethods,
  addDemo,
  addServe,
  addSetup,
  addDoctor,
];

const SUMMARY = `Finds out whether a dataset is poisoned, shows the suspicious samples, and trains a model that does not
carry the backdoor.`;

const EXAMPLES = `
Examples:
  assay audit ./signs --out ./signs-audit        everything for one source in one command
  assay import ./cifar10 --workspace intake.assay
  assay audit intake.assay cifar10 --preset quick
  assay export intake.assay 1 --out ./result
  assay demo                                     the same on a practice dataset with known poison

Exit codes: 0 done, 1 failed, 2 wrong usage or bad input, 130 cancelled.`;

/** Runs one command line (without the program's own name) and returns its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const shell = new Shell();
  const program = new Command('assay');
  let usageError = '';
  program
    .description(SUMMARY)
    .version(readProgramVersion(), '--version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({ outputError: (text) => (usageError = text) })
    .configureHelp({ helpWidth: Math.min(110, process.stdout.columns ?? 110), showGlobalOptions: false });
  for (const add of COMMANDS) add(program, shell);
  try {
    if (args.length === 0) {
      // Asking for nothing is wrong usage: a script that lost its arguments must not look as if it had worked.
      process.stderr.write(program.helpInformation());
      return 2;
    }
    await program.parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return 0;
    const sentence = usageError.trim().replace(/^error: /, '');
    const json = args.includes('--json');
    shell.fail(new AssayError('usage.invalid', asSentence(sentence), { usage: thrown.code }), { json });
  }
  return shell.exitCode;
}

/** Commander writes in lower case and without a full stop. */
function asSentence(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const joined = lines.map((line) => line.charAt(0).toUpperCase() + line.slice(1)).join(' ');
  return `${/[.?)]$/.test(joined) ? joined : `${joined}.`} "assay --help" and "assay COMMAND --help" tell more.`;
}

// A reader that has seen enough (`assay flags … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCommandLine(process.argv.slice(2));
