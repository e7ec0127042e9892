/** Checks a whole workspace: SQLite's structure, every reference, every hash. Changes nothing. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { toStorageError, yieldToEvents, type Connection } from './connection.ts';
import { listCheckpoints, verifyCheckpoint } from './repositories/checkpoints.ts';
import { readGeometry } from './repositories/geometry.ts';
import { listIncompleteImports } from './repositories/imports.ts';
import { computeVersionHash } from './repositories/version-hash.ts';
import { listVersions } from './repositories/versions.ts';
import { findDanglingTruth } from './repositories/truth.ts';
import { findStrayVerdicts } from './repositories/verdicts.ts';

export interface Verification {
  ok: boolean;
  /** One sentence each. */
  problems: string[];
}

export interface VerifyOptions {
  /** Aborting rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called before each check; `total` is known once the file's structure has been read. */
  onProgress?: (check: string, done: number, total: number) => void;
}

interface Check {
  title: string;
  run(): string[] | Promise<string[]>;
}

const STRUCTURE_PROBLEMS_AT_MOST = 50;

function checkStructure(db: Connection): string[] {
  const found = db.pragma(`integrity_check(${STRUCTURE_PROBLEMS_AT_MOST})`) as { integrity_check: string }[];
  const lines = found.map((row) => row.integrity_check);
  return lines.length === 1 && lines[0] === 'ok' ? [] : lines.map((line) => `The file is damaged: ${line}`);
}

function checkReferences(db: Connection): string[] {
  const rows = db.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[];
  return rows.map(
    (row) => `A row of ${row.table} (${row.rowid ?? 'no id'}) refers to a row of ${row.parent} that is gone.`,
  );
}

function checkImports(db: Connection): string[] {
  return listIncompleteImports(db).map(
    (row) =>
      `The import of ${row.dataset}@${row.version} from ${row.source} is incomplete (${row.samples} samples so far): import the source again to continue it, or remove it.`,
  );
}

/** Sample rows must be 0 .. total - 1, train before test; packs must hold exactly those. */
function checkSamples(db: Connection, versionId: number, title: string): string[] {
  const geometry = readGeometry(db, versionId);
  const rows = db
    .prepare<[number], { split: string; n: number; first: number; last: number; worst: number }>(
      `SELECT split, count(*) AS n, min(sample_index) AS first, max(sample_index) AS last, max(label) AS worst
       FROM samples WHERE version_id = ? GROUP BY split`,
    )
    .all(versionId);
  const problems: string[] = [];
  const wanted = { train: geometry.trainCount, test: geometry.testCount };
  for (const [split, count] of Object.entries(wanted)) {
    const row = rows.find((candidate) => candidate.split === split);
    const first = split === 'train' ? 0 : geometry.trainCount;
    const isRight =
      row === undefined
        ? count === 0
        : row.n === count && row.first === first && row.last === first + count - 1;
    if (!isRight)
      problems.push(
        `${title} should have ${count} ${split} samples from ${first} on and has ${row?.n ?? 0}.`,
      );
    if (row !== undefined && row.worst >= geometry.classCount) {
      problems.push(`${title} has a label ${row.worst}, but ${geometry.classCount} classes.`);
    }
  }
  const packs = db
    .prepare<[number], { samples: number | null; bytes: number | null; n: number; last: number | null }>(
      `SELECT sum(sample_count) AS samples, sum(length(bytes)) AS bytes, count(*) AS n, max(pack_index) AS last
       FROM packs WHERE version_id = ?`,
    )
    .get(versionId);
  const isWhole =
    (packs?.samples ?? 0) === geometry.total &&
    (packs?.bytes ?? 0) === geometry.total * geometry.sampleBytes &&
    (packs?.last ?? -1) + 1 === packs?.n;
  if (!isWhole) {
    problems.push(
      `${title} should have the values of ${geometry.total} samples (${geometry.total * geometry.sampleBytes} bytes) and has ${packs?.samples ?? 0} (${packs?.bytes ?? 0} bytes).`,
    );
  }
  return problems;
}

async function checkVersionHash(
  db: Connection,
  versionId: number,
  title: string,
  expected: string,
  signal?: AbortSignal,
) {
  const found = await computeVersionHash(db, versionId, signal === undefined ? {} : { signal });
  return found === expected
    ? []
    : [`${title} was changed: its content has the hash ${found}, it was stored as ${expected}.`];
}

/** Findings that speak of samples their version does not have. */
function checkFindings(db: Connection): string[] {
  const problems = db
    .prepare<[], { id: number; metric: string; count: number; train: number }>(
      `SELECT s.run_id AS id, s.metric AS metric, length(s.sample_values) / 4 AS count, v.train_count AS train
       FROM scores s JOIN runs r ON r.id = s.run_id JOIN versions v ON v.id = r.version_id
       WHERE length(s.sample_values) <> 4 * v.train_count`,
    )
    .all()
    .map(
      (row) =>
        `Run ${row.id} has ${row.count} scores "${row.metric}", but its version has ${row.train} training samples.`,
    );
  const traces = db
    .prepare<[], { id: number; metric: string; epoch: number }>(
      `SELECT t.run_id AS id, t.metric AS metric, t.epoch AS epoch
       FROM score_traces t JOIN runs r ON r.id = t.run_id JOIN versions v ON v.id = r.version_id
       WHERE length(t.sample_values) <> 4 * v.train_count`,
    )
    .all();
  for (const row of traces) {
    problems.push(
      `Run ${row.id} has a trace of "${row.metric}" at epoch ${row.epoch} of another length than its training split.`,
    );
  }
  return [...problems, ...findStrayVerdicts(db), ...findDanglingTruth(db)];
}

function listChecks(db: Connection, signal: AbortSignal | undefined): Check[] {
  const checks: Check[] = [
    { title: 'references', run: () => checkReferences(db) },
    { title: 'imports', run: () => checkImports(db) },
    { title: 'findings', run: () => checkFindings(db) },
  ];
  for (const version of listVersions(db)) {
    const title = `${version.dataset}@${version.version}`;
    checks.push({ title: `samples of ${title}`, run: () => checkSamples(db, version.id, title) });
    checks.push({
      title: `hash of ${title}`,
      run: () => checkVersionHash(db, version.id, title, version.sha256, signal),
    });
  }
  const runIds = db
    .prepare<[], number>('SELECT DISTINCT run_id FROM checkpoints ORDER BY run_id')
    .pluck()
    .all();
  for (const { id, runId } of runIds.flatMap((runId) => listCheckpoints(db, runId))) {
    checks.push({
      title: `checkpoint ${id} of run ${runId}`,
      run: () => {
        verifyCheckpoint(db, id);
        return [];
      },
    });
  }
  return checks;
}

/** A check that cannot be carried out because the file is damaged is itself a finding; anything else is thrown. */
async function runCheck(db: Connection, check: Check): Promise<string[]> {
  try {
    return await check.run();
  } catch (thrown) {
    const error = toStorageError(thrown, db.name);
    if (error instanceof AssayError && error.code === 'storage.corrupt')
      return [`${check.title}: ${error.message}`];
    throw error;
  }
}

/** Reads everything once, with flat memory; on a workspace of some GB it takes as long as reading the file. */
export async function verifyWorkspace(db: Connection, options: VerifyOptions = {}): Promise<Verification> {
  const { signal, onProgress } = options;
  const problems: string[] = [];
  const checks: Check[] = [{ title: 'structure', run: () => checkStructure(db) }];
  const plan: Check = {
    title: 'contents',
    run: () => {
      checks.push(...listChecks(db, signal));
      return [];
    },
  };
  checks.push(plan);
  for (let done = 0; done < checks.length; done++) {
    signal?.throwIfAborted();
    const check = checks[done];
    if (check === undefined) break;
    onProgress?.(check.title, done, checks.length);
    problems.push(...(await runCheck(db, check)));
    await yieldToEvents();
  }
  signal?.throwIfAborted();
  return { ok: problems.length === 0, problems };
}
