/** Checks a workspace, and the exports it knows of where they still lie: every file against its hash. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256File } from '../files/sha256-file.ts';
import {
  listExports,
  listRuns,
  verifyWorkspace,
  type Connection,
  type ExportRecord,
} from '../storage/index.ts';
import type { Work } from './work.ts';

export interface VerifyDocument {
  ok: boolean;
  /** One sentence each. */
  problems: readonly string[];
  /** Things to know that are no fault, e.g. an export that was moved away. */
  notes: readonly string[];
}

export async function verifyAll(db: Connection, work: Work): Promise<VerifyDocument> {
  const { problems } = await verifyWorkspace(db, {
    signal: work.signal,
    onProgress: (check, done, total) =>
      work.onProgress({
        stage: `Checking ${check}`,
        done,
        total,
        unit: 'checks',
        etaSeconds: null,
        metrics: {},
      }),
  });
  const found = [...problems];
  const notes: string[] = [];
  for (const record of latestExports(db)) {
    if (!existsSync(record.folder)) {
      notes.push(
        `The export ${record.folder} of run ${record.runId} is no longer there; it was not checked.`,
      );
      continue;
    }
    found.push(...(await checkExport(record, work)));
  }
  return { ok: found.length === 0, problems: found, notes };
}

/** A later export into a folder replaces what an earlier one noted of it. */
function latestExports(db: Connection): ExportRecord[] {
  const byFolder = new Map<string, ExportRecord>();
  const all = listRuns(db).flatMap((run) => listExports(db, run.id));
  for (const record of all.sort((a, b) => a.id - b.id)) byFolder.set(record.folder, record);
  return [...byFolder.values()];
}

async function checkExport(record: ExportRecord, work: Work): Promise<string[]> {
  const problems: string[] = [];
  for (const [done, file] of record.files.entries()) {
    const path = join(record.folder, file.path);
    if (!existsSync(path)) {
      problems.push(`${path} is missing; run ${record.runId} exported it.`);
      continue;
    }
    const found = await sha256File(path, { signal: work.signal });
    if (found !== file.sha256) {
      problems.push(`${path} was changed: its SHA-256 is ${found}, it was exported as ${file.sha256}.`);
    }
    const total = record.files.length;
    work.onProgress({ stage: 'Checking exports', done, total, unit: 'files', etaSeconds: null, metrics: {} });
  }
  return problems;
}
