/**
 * Exports of an audit: the benign model, the dataset without what was flagged, the flags, the report. Everything is
 * written beside its place, hashed, and moved there when it is complete.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportPart } from '../../src-shared/domain/export.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Job } from '../../src-shared/worker/contract.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { readVerdicts, readVersion, storeExport, type ExportedFile } from '../storage/index.ts';
import { findChangedSamples } from '../storage/repositories/truth.ts';
import { requireFinalCheckpoint, type RunReference } from './audit-lookup.ts';
import type { AuditResults } from './audit-results.ts';
import { suspicionOrder } from './flag-table.ts';
import { ExportFolder } from './export-folder.ts';
import type { ReportSetup } from './report-data.ts';
import { writeReportFiles } from './report-files.ts';
import type { RunService } from './runs.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface ExportRequest {
  run: RunReference;
  out: string;
  what: readonly ExportPart[];
  /**
   * Fraction of the training samples, most suspicious first, that the dataset goes without; null leaves out what was
   * flagged and no more.
   */
  leaveOut: number | null;
}

export interface ExportDocument {
  run: number;
  out: string;
  /** What this export wrote, by path within `out`. */
  files: readonly ExportedFile[];
  notes: readonly string[];
}

export class ExportService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #runs: RunService;
  readonly #setup: ReportSetup;

  constructor(access: WorkspaceAccess, launch: LaunchWorker, runs: RunService, setup: ReportSetup) {
    this.#access = access;
    this.#launch = launch;
    this.#runs = runs;
    this.#setup = setup;
  }

  /** Throws now what `write` would throw before it starts: unknown run, results missing, a folder that is not ours. */
  check(request: ExportRequest): void {
    const results = this.#runs.results(request.run);
    requireResults(results, request.what);
    if (request.what.includes('model')) requireFinalCheckpoint(this.#access.db, results.run);
    this.checkFolder(request.out);
  }

  checkFolder(out: string): void {
    ExportFolder.inspect(out, this.#access.path);
  }

  /** Throws as `check`, `run.cancelled`, and what the worker says; nothing half-written stays. */
  async write(request: ExportRequest, work: Work): Promise<ExportDocument> {
    this.check(request);
    const results = this.#runs.results(request.run);
    const folder = ExportFolder.inspect(request.out, this.#access.path);
    try {
      const temporary = await folder.begin();
      const notes: string[] = [];
      // The report tells of everything else, so it comes last.
      if (request.what.includes('model')) await this.#writeModel(results, join(temporary, 'model'), work);
      if (request.what.includes('dataset')) {
        notes.push(
          ...(await this.#writeDataset(results, request.leaveOut, join(temporary, 'dataset'), work)),
        );
      }
      const parts = request.what.filter((part) => part === 'flags' || part === 'report');
      await writeReportFiles(this.#access.db, results, this.#setup, parts, folder, work);
      const { added, all } = await folder.commit(work.signal);
      storeExport(this.#access.db, results.run.id, folder.path, all);
      return { run: results.run.id, out: folder.path, files: added, notes };
    } finally {
      await folder.abandon();
    }
  }

  async #writeModel({ run, version, spec }: AuditResults, folder: string, work: Work): Promise<void> {
    const checkpointId = requireFinalCheckpoint(this.#access.db, run);
    await mkdir(folder);
    const workspace = this.#access.path;
    await this.#work(
      { kind: 'export-model', workspace, versionId: version.id, checkpointId, spec, folder },
      work,
    );
  }

  async #writeDataset(
    results: AuditResults,
    leaveOut: number | null,
    folder: string,
    work: Work,
  ): Promise<string[]> {
    const { db, path } = this.#access;
    const { version } = results;
    await mkdir(folder);
    const excluded = this.#excluded(results, leaveOut);
    const parent = version.parentId === null ? null : readVersion(db, version.parentId);
    const result = await withScratch('export', (scratchFolder) =>
      this.#work(
        {
          kind: 'export-dataset',
          workspace: path,
          versionId: version.id,
          source: version.source ?? parent?.source ?? null,
          changed: findChangedSamples(db, version.id),
          excluded,
          folder,
          scratchFolder,
        },
        work,
      ),
    );
    const { train } = version.splits;
    const share = ((100 * excluded.length) / train).toFixed(1);
    return [
      `The dataset goes without ${excluded.length} of ${train} training samples (${share} %). A backdoor may have been ` +
        'planted in more than were left out: --leave-out takes more, most suspicious first.',
      ...(result as { notes: string[] }).notes,
    ];
  }

  /** What was flagged and not judged clean, and what was judged poison: a person outranks the audit. */
  #excluded(results: AuditResults, leaveOut: number | null): Int32Array {
    const { spec, version } = results;
    const declared = this.#setup.defenses.find(({ id }) => id === spec.defense)?.scores ?? {};
    const excluded = new Set(
      leaveOut === null
        ? results.flagged
        : suspicionOrder(results, declared).subarray(0, Math.round(leaveOut * version.splits.train)),
    );
    for (const [index, value] of readVerdicts(this.#access.db, results.version.id)) {
      if (value === 'clean') excluded.delete(index);
      if (value === 'poison') excluded.add(index);
    }
    return Int32Array.from(excluded).sort();
  }

  async #work(job: Job, work: Work): Promise<unknown> {
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job,
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type === 'log') work.onNote(frame.text);
      },
    });
    if (outcome === 'cancelled')
      throw new AssayError('run.cancelled', 'The export was cancelled; nothing was kept.');
    return result;
  }
}

function requireResults(results: AuditResults, what: readonly ExportPart[]): void {
  if (results.flagged !== null) return;
  const { id, state } = results.run;
  if (results.rule === null) {
    if (what.every((part) => part === 'model')) return;
    throw new AssayError(
      'conflict',
      `Run ${id} repaired a model and flagged no sample, so only its model can be exported: --what model. ` +
        `Dataset, flags and report come from run ${results.spec.base ?? 'that it started from'}.`,
      { run: id },
    );
  }
  throw new AssayError(
    'conflict',
    `Run ${id} is ${state} and has no results yet. "assay resume" lets it go on.`,
    {
      run: id,
      state,
    },
  );
}
