/**
 * Results of benchmark runs in a file of their own: several machines can share the work of a table, and figures can be
 * looked up where the workspace that made them is gone. A result is known by everything that decides it: of other data,
 * another version of a method or another option it does not count.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { BenchmarkFigures } from '../../src-shared/domain/benchmark.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import { acquireWriterLock, type WriterLock } from '../storage/writer-lock.ts';

const FORMAT = 'assay-benchmark-results';
const FORMAT_VERSION = 1;

const fraction = z.number().nullable();
const figures = z.object({
  cleanAccuracy: fraction,
  attackSuccess: fraction,
  robustAccuracy: fraction,
  isolated: fraction,
  suspects: fraction,
  captured: fraction,
  kept: fraction,
  labelFound: fraction,
  recovered: fraction,
  auroc: fraction,
  seconds: fraction,
}) satisfies z.ZodType<BenchmarkFigures>;

const result = z.object({
  /** What decides the figures, as one text: equal for equal runs. */
  of: z.string(),
  /** SHA-256 of the dataset before anything was planted. */
  data: z.string(),
  /** After each stage, by its name; after the last one by `END`. */
  figures: z.record(z.string(), figures),
  measuredAt: z.string(),
});
export type KeptResult = z.infer<typeof result>;

const file = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  results: z.array(result),
});

/** Writing takes a moment: whoever holds the file longer does not let go of it. */
const LOCK_TIMEOUT_MS = 60_000;
const LOCK_RETRY_MS = 25;

/** In place of a stage's name. */
export const END = '';

export class KeptResults {
  readonly #path: string;
  #results: Map<string, KeptResult>;
  /** Additions of this process go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Throws `usage.invalid` for a file that holds something else. A file that is not there yet is empty. */
  constructor(path: string) {
    this.#path = path;
    this.#results = readResults(path);
  }

  /** `data`: null where the workspace does not have the dataset yet; then any data's result counts. */
  find(of: string, data: string | null): KeptResult | null {
    if (data !== null) return this.#results.get(keyOf({ of, data })) ?? null;
    return [...this.#results.values()].find((one) => one.of === of) ?? null;
  }

  /** Whether there are results of such a run on other data. */
  hasOnOtherData(of: string, data: string): boolean {
    return [...this.#results.values()].some((one) => one.of === of && one.data !== data);
  }

  /**
   * Adds results and writes the file, with what others have added to it meanwhile. Throws `conflict` when another process
   * holds the file for a minute.
   */
  async add(results: readonly KeptResult[]): Promise<void> {
    if (results.length === 0) return;
    const added = this.#turn.then(() => this.#addLocked(results));
    this.#turn = added.catch(() => undefined);
    await added;
  }

  async #addLocked(results: readonly KeptResult[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const lock = await lockFile(this.#path);
    try {
      await this.#addNow(results);
    } finally {
      lock.release();
    }
  }

  async #addNow(results: readonly KeptResult[]): Promise<void> {
    this.#results = readResults(this.#path);
    for (const one of results) this.#results.set(keyOf(one), one);
    const lines = [...this.#results.values()]
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      .map((one) => `    ${JSON.stringify(one)}`);
    // One line a result, so that what changed can be seen where the file is kept in a repository.
    const text = `{\n  "format": "${FORMAT}",\n  "version": ${FORMAT_VERSION},\n  "results": [\n${lines.join(',\n')}\n  ]\n}\n`;
    await writeFileAtomic(this.#path, text);
  }
}

/** Between reading the file and replacing it nobody else may do the same: what they add would be lost. */
async function lockFile(path: string): Promise<WriterLock> {
  const end = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      return acquireWriterLock(path, 0);
    } catch (thrown) {
      if (!(thrown instanceof AssayError) || thrown.code !== 'conflict') throw thrown;
      if (performance.now() > end) {
        throw new AssayError(
          'conflict',
          `Another process does not let go of the results in ${path}. Wait until it ends, or stop it, then give the same command again: the figures are in the workspace.`,
          { path },
          { cause: thrown },
        );
      }
    }
    await sleep(LOCK_RETRY_MS);
  }
}

function keyOf({ of, data }: Pick<KeptResult, 'of' | 'data'>): string {
  return `${of} ${data}`;
}

function readResults(path: string): Map<string, KeptResult> {
  if (!existsSync(path)) return new Map();
  const parsed = file.safeParse(parseJson(path));
  if (parsed.success) return new Map(parsed.data.results.map((one) => [keyOf(one), one]));
  const [issue] = parsed.error.issues;
  throw new AssayError(
    'usage.invalid',
    `${path} is no file of benchmark results of this version: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}. It was left as it is; name another file.`,
    { path },
  );
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AssayError(
      'usage.invalid',
      `${path} cannot be read as benchmark results: ${reason}. It was left as it is; name another file.`,
      { path },
    );
  }
}
