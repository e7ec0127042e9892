/** Features of a run's training samples: computed by a worker once, then read for the map and for neighbours. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Features } from '../../src-shared/rpc/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  beginFeatures,
  finishFeatures,
  listCheckpoints,
  readFeatureChunk,
  readFeatureSet,
  storeFeatureChunk,
  yieldToEvents,
  type Connection,
} from '../storage/index.ts';
import { findAudit, specOf, versionIdOf } from './audit-lookup.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface Neighbour {
  index: number;
  /** Euclidean, in the feature space. */
  distance: number;
}

/** The network that has learned the poison: the first stage's. What comes later is trained to forget it. */
export function pickLearnedNetwork(db: Connection, runId: number): { id: number; stage: string } | null {
  const kept = listCheckpoints(db, runId).filter(({ role }) => role !== 'progress');
  return kept[0] ?? null;
}

export class FeatureService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;

  constructor(access: WorkspaceAccess, launch: LaunchWorker) {
    this.#access = access;
    this.#launch = launch;
  }

  /** Null until they have been computed. */
  read(runId: number): Features | null {
    const set = readFeatureSet(this.#access.db, runId);
    return set === null ? null : { points: set.points, method: set.method, stage: set.stage };
  }

  /** Throws `conflict` for a run that has no finished stage yet. */
  check(runId: number): void {
    this.#network(runId);
  }

  async compute(runId: number, work: Work): Promise<void> {
    const { db, path } = this.#access;
    const run = findAudit(db, runId);
    const { id: checkpointId, stage } = this.#network(runId);
    const job = {
      kind: 'features',
      workspace: path,
      versionId: versionIdOf(run),
      spec: specOf(run),
    } as const;
    let hasBegun = false;
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: { ...job, checkpointId, stage },
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type !== 'features') return;
        if (!hasBegun) beginFeatures(db, runId, { width: frame.width, method: '', stage });
        hasBegun = true;
        storeFeatureChunk(db, runId, frame.chunk, frame.values);
      },
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Drawing the map was cancelled.');
    // What the features job returns.
    const { method, points } = result as { method: string; points: Float32Array };
    finishFeatures(db, runId, method, points);
  }

  /** The training samples nearest to one, nearest first. Throws `not-found` before `compute`. */
  async neighbours(runId: number, index: number, count: number): Promise<Neighbour[]> {
    const { db } = this.#access;
    const set = readFeatureSet(db, runId);
    if (set === null) throw new AssayError('not-found', `Run ${runId} has no map yet.`, { runId });
    const own = await this.#featuresOf(runId, index, set.width);
    const nearest: Neighbour[] = [];
    let base = 0;
    for (let chunk = 0; ; chunk++) {
      const values = readFeatureChunk(db, runId, chunk);
      if (values === null) break;
      const rows = values.length / set.width;
      for (let row = 0; row < rows; row++) {
        if (base + row === index) continue;
        let squared = 0;
        for (let i = 0; i < set.width; i++) squared += (values[row * set.width + i]! - own[i]!) ** 2;
        const worst = nearest[count - 1]?.distance ?? Infinity;
        if (squared >= worst) continue;
        const at = nearest.findIndex(({ distance }) => distance > squared);
        nearest.splice(at < 0 ? nearest.length : at, 0, { index: base + row, distance: squared });
        if (nearest.length > count) nearest.pop();
      }
      base += rows;
      await yieldToEvents();
    }
    return nearest.map((one) => ({ ...one, distance: Math.sqrt(one.distance) }));
  }

  async #featuresOf(runId: number, index: number, width: number): Promise<Float32Array> {
    let base = 0;
    for (let chunk = 0; ; chunk++) {
      const values = readFeatureChunk(this.#access.db, runId, chunk);
      if (values === null) {
        throw new AssayError('not-found', `Sample ${index} is not among the training samples.`, { index });
      }
      const rows = values.length / width;
      if (index < base + rows) return values.slice((index - base) * width, (index - base + 1) * width);
      base += rows;
      await yieldToEvents();
    }
  }

  #network(runId: number): { id: number; stage: string } {
    const found = pickLearnedNetwork(this.#access.db, findAudit(this.#access.db, runId).id);
    if (found !== null) return found;
    throw new AssayError(
      'conflict',
      `Run ${runId} has finished no stage yet: there is no network to look into.`,
      {
        runId,
      },
    );
  }
}
