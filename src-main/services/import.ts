/**
 * Importing: a worker reads the source and sends groups of samples, each stored in one transaction. The same source is
 * recognised by the hash of its content; an import that stopped half-way goes on; one that cannot be finished is
 * removed whole.
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type {
  DatasetVersion,
  Modality,
  ImageShape,
  Rejection,
  Split,
} from '../../src-shared/domain/dataset.ts';
import { AssayError, toAssayError } from '../../src-shared/errors/assay-error.ts';
import type { ImportOptions, WorkerFrame } from '../../src-shared/worker/contract.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker, type JobFrame } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  checkDatasetName,
  findIncompleteImport,
  findVersionBySourceHash,
  finishImport,
  listIncompleteImports,
  listRejections,
  readVersion,
  removeIncompleteImport,
  startImport,
  storeSampleGroup,
} from '../storage/index.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface ImportRequest {
  source: string;
  /** Name of the dataset; null takes that of the source. */
  name: string | null;
  /** Importer to use; null recognises the format by content. */
  format: string | null;
  options: ImportOptions;
}

/** What `import` answers. Sample counts are of the stored version, rejections included nowhere. */
export interface ImportDocument {
  dataset: string;
  version: number;
  samples: number;
  classes: readonly string[];
  splits: Readonly<Record<Split, number>>;
  rejected: readonly Rejection[];
  sha256: string;
  format: string;
  modality: Modality;
  shape: ImageShape;
  resizeRule: string;
  /** True when this very source was imported before and nothing was done. */
  alreadyThere: boolean;
  /** True when this call went on with an import that had stopped half-way. */
  resumed: boolean;
}

type PlanFrame = Extract<WorkerFrame, { type: 'import-plan' }>;
type SamplesFrame = Extract<WorkerFrame, { type: 'samples' }>;

/** Thrown inside to end the worker early; never leaves this file. */
class EarlyEnd extends Error {
  readonly found: { version: DatasetVersion } | { restartFrom: number };

  constructor(found: { version: DatasetVersion } | { restartFrom: number }) {
    super('the import ends early');
    this.found = found;
  }
}

/** More than any dataset's own list: a person reads the first ones, a program all. */
const ALL_REJECTIONS = 10_000_000;

/**
 * Throws `not-found` without a source, what the importer says of bad input (the workspace then holds what it held
 * before), and `run.cancelled`, after which the same request goes on where it stopped.
 */
export async function importDataset(
  access: WorkspaceAccess,
  launch: LaunchWorker,
  request: ImportRequest,
  work: Work,
): Promise<ImportDocument> {
  const source = resolve(request.source);
  if (!existsSync(source)) {
    throw new AssayError('not-found', `There is nothing at ${source}. Check the path of the source.`, {
      source,
    });
  }
  const dataset = request.name ?? nameFromSource(source);
  checkDatasetName(dataset);
  // A guess by path, so that a resumed import need not start twice; the plan's hash decides.
  const earlier = access.exists
    ? listIncompleteImports(access.db).find((one) => one.source === source)
    : undefined;
  let resumeFrom = earlier?.nextOrdinal ?? 0;
  for (;;) {
    try {
      return await new ImportAttempt(access, launch, { ...request, source }, dataset, resumeFrom).run(work);
    } catch (thrown) {
      if (!(thrown instanceof EarlyEnd)) throw thrown;
      if ('version' in thrown.found) return describe(access, thrown.found.version, true, false);
      resumeFrom = thrown.found.restartFrom;
    }
  }
}

class ImportAttempt {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #request: ImportRequest;
  readonly #dataset: string;
  readonly #resumeFrom: number;
  #versionId: number | null = null;
  #lastProgress = '';

  constructor(
    access: WorkspaceAccess,
    launch: LaunchWorker,
    request: ImportRequest,
    dataset: string,
    resumeFrom: number,
  ) {
    this.#access = access;
    this.#launch = launch;
    this.#request = request;
    this.#dataset = dataset;
    this.#resumeFrom = resumeFrom;
  }

  async run(work: Work): Promise<ImportDocument> {
    try {
      const { outcome } = await withScratch('import', (scratchFolder) =>
        runWorker({
          launch: this.#launch,
          job: {
            kind: 'import',
            source: this.#request.source,
            format: this.#request.format,
            options: this.#request.options,
            resumeFrom: this.#resumeFrom,
            scratchFolder,
          },
          signal: work.signal,
          onFrame: (frame) => this.#take(frame, work),
        }),
      );
      if (outcome === 'cancelled') throw this.#cancelled();
      return await this.#finish(work);
    } catch (thrown) {
      const error = thrown instanceof EarlyEnd ? null : toAssayError(thrown);
      // Input that cannot be accepted today cannot be tomorrow: half of it must not stay.
      if (error !== null && error.exitCode === 2) this.#remove();
      throw thrown;
    }
  }

  #take(frame: JobFrame, work: Work): void {
    if (frame.type === 'import-plan') this.#begin(frame, work);
    if (frame.type === 'samples') this.#store(frame);
    if (frame.type === 'log') work.onNote(frame.text);
    if (frame.type === 'progress') {
      this.#lastProgress = `${frame.done} of ${frame.total} ${frame.unit}`;
      work.onProgress(frame);
    }
  }

  #begin(plan: PlanFrame, work: Work): void {
    const options = { importer: plan.importer, ...this.#request.options };
    if (this.#access.exists) {
      const { db } = this.#access;
      const version = findVersionBySourceHash(db, plan.sourceSha256, options);
      const isTheSame = this.#request.name === null || version?.dataset === this.#dataset;
      if (version !== null && isTheSame) throw new EarlyEnd({ version });
      const incomplete = findIncompleteImport(db, plan.sourceSha256, options);
      const isContinued =
        incomplete !== null && (this.#request.name === null || incomplete.dataset === this.#dataset);
      const nextOrdinal = isContinued ? incomplete.nextOrdinal : 0;
      if (nextOrdinal !== this.#resumeFrom) throw new EarlyEnd({ restartFrom: nextOrdinal });
      if (isContinued) {
        this.#versionId = incomplete.versionId;
        work.onNote(
          `Going on with the import of ${incomplete.dataset}: ${incomplete.samples} samples are stored already.`,
        );
        return;
      }
    }
    this.#versionId = startImport(this.#access.db, {
      dataset: this.#dataset,
      source: this.#request.source,
      sourceSha256: plan.sourceSha256,
      options,
      modality: plan.modality,
      shape: plan.shape,
      classes: plan.classes,
      resizeRule: plan.resizeRule,
      layout: plan.layout,
    });
  }

  #store(frame: SamplesFrame): void {
    if (this.#versionId === null) throw new TypeError('samples came before the plan');
    storeSampleGroup(this.#access.db, this.#versionId, frame.group, frame.rejected, frame.nextOrdinal);
  }

  async #finish(work: Work): Promise<ImportDocument> {
    if (this.#versionId === null) throw new TypeError('the import ended without a plan');
    const version = await finishImport(this.#access.db, this.#versionId, {
      signal: work.signal,
      onProgress: (done, total) =>
        work.onProgress({ stage: 'Hashing', done, total, unit: 'samples', etaSeconds: null, metrics: {} }),
    });
    return describe(this.#access, version, false, this.#resumeFrom > 0);
  }

  #remove(): void {
    if (this.#versionId !== null) removeIncompleteImport(this.#access.db, this.#versionId);
    this.#access.removeIfCreatedHere();
  }

  #cancelled(): AssayError {
    const where = this.#lastProgress === '' ? '' : ` at ${this.#lastProgress}`;
    return new AssayError('run.cancelled', `Import stopped${where}.`, { source: this.#request.source });
  }
}

/** `/data/signs.tar.gz` -> `signs`, without the characters a name cannot have. */
export function nameFromSource(source: string): string {
  const stem = basename(source).replace(/(\.tar)?\.(zip|tar|tgz|gz|npz|csv|tsv|txt|ts|arff|bin)$/i, '');
  const name = stem
    .replaceAll(/[@/\\\p{Cc}]/gu, '-')
    .trim()
    .slice(0, 100)
    .trim();
  return name === '' || name === '.' || name === '..' ? 'dataset' : name;
}

function describe(
  access: WorkspaceAccess,
  version: DatasetVersion,
  alreadyThere: boolean,
  resumed: boolean,
): ImportDocument {
  const { id, dataset, classes, splits, sha256, modality, shape, resizeRule, layout } = readVersion(
    access.db,
    version.id,
  );
  return {
    dataset,
    version: version.version,
    samples: splits.train + splits.test,
    classes,
    splits,
    rejected: listRejections(access.db, id, ALL_REJECTIONS),
    sha256,
    format: layout.importer,
    modality,
    shape,
    resizeRule,
    alreadyThere,
    resumed,
  };
}
