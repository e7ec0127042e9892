/**
 * Trigger inversion on finished runs: what is there already is found again, the rest is computed in a worker and kept
 * trigger by trigger.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type {
  InversionDocument,
  InversionOptions,
  InvertedTriggerRecord,
} from '../../src-shared/domain/inversion.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { wilsonInterval } from '../../src-shared/math/wilson.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { checkFolder } from '../files/check-folder.ts';
import { pngDataUri } from '../formats/report/png.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { listInversions, readVersion, storeInversion } from '../storage/index.ts';
import { findAudit, requireFinalCheckpoint, specOf, versionIdOf, type RunReference } from './audit-lookup.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface InversionPlan {
  run: number;
  checkpointId: number;
  version: DatasetVersion;
  options: InversionOptions;
  /** All that is asked for, and what of it is not there yet. */
  all: readonly Place[];
  missing: readonly Place[];
}

interface Place {
  source: number | null;
  target: number;
}

const FEWEST_SAMPLES = 20;

export class InversionService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;

  constructor(access: WorkspaceAccess, launch: LaunchWorker) {
    this.#access = access;
    this.#launch = launch;
  }

  /**
   * Throws `not-found` for the run, `conflict` for one without a final model or data without a test split. `targets` null:
   * every class. `folder`: where the triggers will be drawn, null for nowhere; throws `usage.invalid` where they cannot be.
   */
  plan(
    reference: RunReference,
    options: InversionOptions,
    targets: readonly number[] | null,
    folder: string | null = null,
  ): InversionPlan {
    const { db } = this.#access;
    const run = findAudit(db, reference);
    const checkpointId = requireFinalCheckpoint(db, run);
    const version = readVersion(db, versionIdOf(run));
    if (version.splits.test < FEWEST_SAMPLES) {
      throw new AssayError(
        'conflict',
        `${version.dataset}@${version.version} has ${version.splits.test} test samples. Triggers are made from test samples and judged by others: at least ${FEWEST_SAMPLES} are needed.`,
        { test: version.splits.test },
      );
    }
    const stray = targets?.find((target) => target >= version.classes.length);
    if (stray !== undefined) {
      throw new AssayError(
        'usage.invalid',
        `There is no class ${stray}: ${version.dataset} has ${version.classes.length}, counted from 0.`,
        { target: stray },
      );
    }
    if (folder !== null) {
      channelsOf(version);
      checkFolder(folder);
    }
    const all = placesOf(version, options, targets);
    const there = listInversions(db, run.id, options);
    const missing = all.filter((one) => !there.some((found) => isSame(found, one)));
    return { run: run.id, checkpointId, version, options, all, missing };
  }

  /** Computes what is missing. Cancelled with `run.cancelled`, what was finished is kept. */
  async run(plan: InversionPlan, work: Work): Promise<InversionDocument> {
    const { db, path } = this.#access;
    const { run, checkpointId, version, options, missing } = plan;
    const spec = specOf(findAudit(db, run));
    if (missing.length > 0) {
      const { outcome } = await runWorker({
        launch: this.#launch,
        place: work.place,
        job: {
          ...{ kind: 'invert', workspace: path, versionId: version.id, checkpointId, spec },
          ...{ options, wanted: missing },
        },
        signal: work.signal,
        onFrame(frame) {
          if (frame.type === 'progress') work.onProgress(frame);
          if (frame.type === 'log') work.onNote(frame.text);
          if (frame.type === 'inverted') storeInversion(db, run, options, frame.found);
        },
      });
      if (outcome === 'cancelled') {
        throw new AssayError('run.cancelled', 'Inversion was cancelled; the triggers found so far are kept.');
      }
    }
    return this.#describe(plan);
  }

  /** Success over every target class, 0..1; null until all of it is there. For tables. */
  meanSuccess(run: number, options: InversionOptions): number | null {
    const plan = this.plan(run, options, null);
    if (plan.missing.length > 0) return null;
    return this.#describe(plan).mean;
  }

  /**
   * Writes the triggers as pictures: the pattern as the mask lets it through over middle grey. Throws `usage.invalid` for
   * series.
   */
  async draw({ run, version, options, all }: InversionPlan, folder: string): Promise<string[]> {
    const { shape } = version;
    const channels = channelsOf(version);
    await mkdir(folder, { recursive: true });
    const found = listInversions(this.#access.db, run, options);
    const files: string[] = [];
    for (const one of found.filter((record) => all.some((place) => isSame(place, record)))) {
      const from = one.source === null ? '' : `-from-${one.source}`;
      const file = resolve(join(folder, `trigger-${one.target}${from}.png`));
      const uri = await pngDataUri(pixelsOf(one, channels), shape, Math.max(shape[0], shape[1]));
      await writeFile(file, Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64'));
      files.push(file);
    }
    return files;
  }

  #describe({ run, version, options, all, missing }: InversionPlan): InversionDocument {
    const { db } = this.#access;
    const spec = specOf(findAudit(db, run));
    const nameOf = (label: number): string => version.classes[label] ?? String(label);
    const lines = listInversions(db, run, options)
      .filter((record) => all.some((place) => isSame(place, record)))
      .map(({ source, target, success, baseline, samples }) => ({
        ...{ source, target, success, baseline, samples, targetName: nameOf(target) },
        sourceName: source === null ? null : nameOf(source),
        interval: wilsonInterval(Math.round(success * samples), samples) ?? ([0, 1] as const),
      }));
    return {
      ...{ run, dataset: version.dataset, version: version.version },
      ...{ defense: spec.defense, arch: spec.arch, seed: spec.seed, options },
      isFoundAgain: missing.length === 0,
      lines,
      mean: lines.reduce((sum, { success }) => sum + success, 0) / Math.max(1, lines.length),
      highest: Math.max(0, ...lines.map(({ success }) => success)),
      notes: notesFor(options, version.splits.test),
      files: [],
    };
  }
}

/** Throws `usage.invalid` for data of which no pictures can be made. */
function channelsOf({ shape, modality }: DatasetVersion): 1 | 3 {
  const [, , channels] = shape;
  if (modality === 'image' && (channels === 1 || channels === 3)) return channels;
  throw new AssayError(
    'usage.invalid',
    'Triggers are drawn of grey and colour images only; --json has figures of all data.',
    { modality },
  );
}

function notesFor({ samples, maskShare }: InversionOptions, available: number): string[] {
  const drawn = Math.min(samples, available);
  return [
    `Success of the best trigger found, covering at most ${(100 * maskShare).toFixed(0)} % of the input, on the half of ${drawn} test samples that it was not made from. Test labels are taken as right.`,
    'Networks trained on data without any poison have such triggers too. Inversion cannot tell a trigger that a network has by nature from one that was planted; a high success is no evidence of an attack.',
    'Figures are comparable between networks only with the same options and the same test samples.',
  ];
}

function placesOf(
  { classes }: DatasetVersion,
  { pairs }: InversionOptions,
  targets: readonly number[] | null,
): Place[] {
  const all = targets ?? [...classes.keys()];
  if (!pairs) return all.map((target) => ({ source: null, target }));
  return [...classes.keys()].flatMap((source) =>
    all.filter((target) => target !== source).map((target) => ({ source, target })),
  );
}

function isSame(a: Place, b: Place): boolean {
  return a.source === b.source && a.target === b.target;
}

const GREY = 127.5;

function pixelsOf({ mask, pattern }: InvertedTriggerRecord, channels: number): Uint8Array {
  return Uint8Array.from(pattern, (value, i) => {
    const share = mask[Math.floor(i / channels)]!;
    return Math.max(0, Math.min(255, Math.round(share * value + (1 - share) * GREY)));
  });
}
