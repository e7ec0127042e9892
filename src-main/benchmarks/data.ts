/**
 * The data of a benchmark in its workspace: imported or drawn once, cut to the scale, and poisoned once for all defenses.
 * Everything is found again by its name, so that a benchmark that was stopped goes on.
 */
import { resolve } from 'node:path';
import type { DatasetVersion, ImageShape, Modality } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import type { DatasetService } from '../services/datasets.ts';
import type { Work } from '../services/work.ts';
import type { WorkspaceAccess } from '../services/workspace-access.ts';
import { listVersions } from '../storage/index.ts';
import { datasetFacts, TARGET, type DatasetFacts, type DatasetId } from './datasets.ts';
import { PRACTICE_CLASSES, PRACTICE_STEPS, writePracticeSeries } from './practice-series.ts';
import type { BenchmarkRun, RunData } from './runs.ts';
import type { Scale } from './scales.ts';
import { isLarger, makeSubset, type SubsetRequest } from './subset.ts';

/** One drill for all seeds: what differs between them is the training. */
const DATA_SEED = 1;
const STAND_INS = {
  image: { name: 'practice-images', shape: [32, 32, 3], classes: 10 },
  series: { name: 'practice-series', shape: [PRACTICE_STEPS, 1, 1], classes: PRACTICE_CLASSES },
} as const satisfies Readonly<Record<Modality, unknown>>;

/** Where datasets lie, by their id. */
export type DataFolders = Readonly<Partial<Record<DatasetId, string>>>;

/** How a dataset of the tables comes to be in this workspace. */
export interface PlannedData extends RunData {
  isStandIn: boolean;
  test: number;
  shape: ImageShape;
  classes: number;
  /** In the workspace already; the numbers above are then exact. */
  version: DatasetVersion | null;
}

export class BenchmarkData {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #datasets: DatasetService;
  readonly #folders: DataFolders;
  readonly #scale: Scale;
  /** Begun in this process, by name: several runs at once need the same drill. */
  readonly #making = new Map<string, Promise<unknown>>();
  /** Preparations go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    access: WorkspaceAccess,
    launch: LaunchWorker,
    datasets: DatasetService,
    folders: DataFolders,
    scale: Scale,
  ) {
    this.#access = access;
    this.#launch = launch;
    this.#datasets = datasets;
    this.#folders = folders;
    this.#scale = scale;
  }

  /** Null where there is no data and none may be drawn. */
  plan(id: DatasetId): PlannedData | null {
    const facts = datasetFacts(id);
    const { train, test } = this.#scale;
    const whole = this.find(id);
    if (whole === null && this.#folders[id] === undefined) {
      if (!this.#scale.drawsData) return null;
      const { name, ...drawn } = STAND_INS[facts.modality];
      return { ...this.#sizes({ ...facts, ...drawn }, name, train, test), isStandIn: true };
    }
    const name = whole === null || this.#isCut(whole) ? this.#subsetName(id) : id;
    return { ...this.#sizes(facts, name, train, test), isStandIn: false };
  }

  /** As it is in the workspace, else as it is expected to be. */
  #sizes(
    facts: DatasetFacts,
    name: string,
    train: number | null,
    test: number | null,
  ): Omit<PlannedData, 'isStandIn'> {
    const version = this.find(name);
    if (version !== null) {
      const { splits, shape, classes } = version;
      return { name, train: splits.train, test: splits.test, shape, classes: classes.length, version };
    }
    const { train: published, test: publishedTest, shape, classes } = facts;
    return {
      name,
      train: Math.min(train ?? Infinity, published ?? train ?? UNKNOWN_SIZE),
      test: Math.min(test ?? Infinity, publishedTest ?? test ?? UNKNOWN_SIZE),
      shape,
      classes,
      version,
    };
  }

  /** The newest version of a dataset; null where there is none. */
  find(name: string): DatasetVersion | null {
    if (!this.#access.exists) return null;
    return listVersions(this.#access.db).findLast(({ dataset }) => dataset === name) ?? null;
  }

  /** Of every dataset in the workspace. */
  names(): Set<string> {
    if (!this.#access.exists) return new Set();
    return new Set(listVersions(this.#access.db).map(({ dataset }) => dataset));
  }

  /**
   * Imports or draws a dataset and cuts it to the scale. Throws what the import throws, and `conflict` where the workspace
   * has the dataset from elsewhere.
   */
  async prepare(id: DatasetId, work: Work): Promise<void> {
    const planned = this.plan(id);
    if (planned === null) return;
    if (planned.isStandIn) {
      await this.#once(planned.name, () => this.#draw(datasetFacts(id).modality, planned.name, work));
      return;
    }
    await this.#once(id, () => this.#import(id, work));
    const whole = this.find(id);
    if (whole === null || !this.#isCut(whole)) return;
    await this.#once(this.#subsetName(id), async () => {
      const subset = await makeSubset(this.#access.db, whole, this.#cut(id), work.signal);
      work.onNote(`Took ${subset.splits.train} training and ${subset.splits.test} test samples of ${id}.`);
    });
  }

  /** Plants the poison a run is about; does nothing where it is planted or none is asked for. */
  async poison({ attack, source, drill, device }: BenchmarkRun, work: Work): Promise<void> {
    if (attack === null) return;
    await this.#once(drill, async () => {
      const made = await this.#datasets.poison(
        {
          dataset: source,
          attack: attack.id,
          rate: attack.rate,
          mapping: 'all-to-one',
          target: TARGET,
          seed: DATA_SEED,
          device,
          options: attack.options,
          name: drill,
        },
        work,
      );
      work.onNote(`Planted ${attack.id} in ${made.poisoned} training samples of ${source}.`);
      for (const note of made.notes) work.onNote(note);
    });
  }

  /** Nothing is made twice, not by two runs at once either; what failed fails for every run that needs it. */
  async #once(name: string, make: () => Promise<unknown>): Promise<void> {
    const begun = this.#making.get(name);
    if (begun !== undefined) {
      await begun;
      return;
    }
    const made = this.#turn.then(async () => {
      if (this.find(name) === null || this.#folders[name as DatasetId] !== undefined) await make();
    });
    this.#making.set(name, made);
    this.#turn = made.catch(() => undefined);
    await made;
  }

  async #import(id: DatasetId, work: Work): Promise<void> {
    const folder = this.#folders[id];
    const there = this.find(id);
    if (folder === undefined) return;
    if (there !== null && there.source === resolve(folder)) return;
    if (there !== null) {
      throw new AssayError(
        'conflict',
        `The workspace holds ${id} from ${there.source ?? 'elsewhere'}, and its figures are of that. For ${resolve(folder)} choose another workspace.`,
        { dataset: id },
      );
    }
    const request = { source: folder, name: id, format: null, options: DEFAULT_IMPORT };
    const { samples } = await this.#datasets.import(request, work);
    work.onNote(`Imported ${id}: ${samples} samples.`);
  }

  async #draw(modality: Modality, name: string, work: Work): Promise<void> {
    const size = { train: this.#scale.train ?? UNKNOWN_SIZE, test: this.#scale.test ?? UNKNOWN_SIZE };
    await withScratch('practice', async (folder) => {
      if (modality === 'series') await writePracticeSeries(folder, { ...size, seed: DATA_SEED });
      else await this.#drawPictures(folder, size, work);
      await this.#datasets.import({ source: folder, name, format: null, options: DEFAULT_IMPORT }, work);
    });
    work.onNote(
      `Drew ${size.train} training and ${size.test} test ${modality === 'series' ? 'series' : 'pictures'}.`,
    );
  }

  async #drawPictures(folder: string, size: { train: number; test: number }, work: Work): Promise<void> {
    const { outcome } = await runWorker({
      launch: this.#launch,
      job: { kind: 'draw-practice', folder, seed: DATA_SEED, ...size },
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
      },
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Drawing was cancelled.');
  }

  #isCut(whole: DatasetVersion): boolean {
    return isLarger(whole, this.#cut(whole.dataset as DatasetId));
  }

  #cut(id: DatasetId): SubsetRequest {
    const { train, test } = this.#scale;
    return { name: this.#subsetName(id), train, test, seed: DATA_SEED };
  }

  #subsetName(id: DatasetId): string {
    return `${id}-${this.#scale.id}`;
  }
}

/** For a forecast of data whose size nobody has told. */
const UNKNOWN_SIZE = 10_000;
