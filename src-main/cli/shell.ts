/**
 * What surrounds every command: standard output for the answer, standard error for progress, one JSON document with
 * `--json`, exit codes, Ctrl-C. A command itself only computes an answer.
 */
import type { Command } from 'commander';
import { toAssayError, type AssayError } from '../../src-shared/errors/assay-error.ts';
import { watchInterrupts } from './interrupt.ts';
import { ProgressDisplay } from './progress.ts';

/** What a command ends with: the same facts for machines and for people. */
export interface Answer {
  /** Undefined when the command has printed it already. */
  document: unknown;
  lines: readonly string[];
  /** 0 unless the answer itself is bad news, e.g. a workspace that fails its check. */
  exitCode?: 0 | 1 | 130;
}

export interface CommandContext {
  signal: AbortSignal;
  progress: ProgressDisplay;
  isVerbose: boolean;
  /** Told to the person when the work was cancelled, e.g. the command that resumes it. */
  onCancelHint(hint: string): void;
}

export interface OutputFlags {
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** The flags every command has. */
export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on standard output, progress on standard error')
    .option('--quiet', 'no progress and no notes')
    .option('--verbose', 'say more when something fails');
}

/** Exit code of the command that ran; 0 where none did (help). */
export class Shell {
  exitCode = 0;
  #cancelHint = '';

  /** Runs a command's work and prints its answer or its error. Never throws. */
  async run(flags: OutputFlags, work: (context: CommandContext) => Promise<Answer>): Promise<void> {
    const isQuiet = flags.quiet === true;
    const progress = new ProgressDisplay({
      sink: process.stderr,
      isQuiet,
      useColor: process.stderr.isTTY && (process.env['NO_COLOR'] ?? '') === '',
      now: () => performance.now(),
    });
    const interrupts = watchInterrupts(
      () =>
        progress.note('Stopping: the work done so far is being saved. Press Ctrl-C again to stop at once.'),
      () => {
        progress.end();
        process.exit(130);
      },
    );
    try {
      const answer = await work({
        signal: interrupts.signal,
        progress,
        isVerbose: flags.verbose === true,
        onCancelHint: (hint) => (this.#cancelHint = hint),
      });
      progress.end();
      this.exitCode = answer.exitCode ?? 0;
      if (flags.json === true && answer.document !== undefined) printJson(answer.document);
      else if (answer.lines.length > 0) process.stdout.write(`${answer.lines.join('\n')}\n`);
    } catch (thrown) {
      progress.end();
      this.fail(thrown, flags);
    } finally {
      interrupts.dispose();
    }
  }

  /** Prints an error the way the flags ask for and sets the exit code. */
  fail(thrown: unknown, flags: OutputFlags): void {
    const error = toAssayError(thrown);
    this.exitCode = error.exitCode;
    if (flags.json === true) printJson({ error: error.toRecord() });
    else process.stderr.write(`${sentenceFor(error)}\n`);
    if (error.code === 'run.cancelled' && this.#cancelHint !== '' && flags.quiet !== true) {
      process.stderr.write(`${this.#cancelHint}\n`);
    }
    if (flags.verbose === true) process.stderr.write(`${stackOf(error)}\n`);
  }
}

function sentenceFor(error: AssayError): string {
  if (error.code !== 'internal') return error.message;
  return `The program failed in a way it does not know: ${error.message} (run it again with --verbose for the place).`;
}

function stackOf(error: AssayError): string {
  const cause = error.cause instanceof Error ? (error.cause.stack ?? '') : '';
  const workerStack = error.details['stack'];
  return [error.stack ?? '', cause, typeof workerStack === 'string' ? workerStack : '']
    .filter(Boolean)
    .join('\n');
}

function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
