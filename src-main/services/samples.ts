/** Samples as screens show them: tiles for grids, and everything known of one. */
import type { SampleDetail, Tiles } from '../../src-shared/rpc/contract.ts';
import type { Split } from '../../src-shared/domain/dataset.ts';
import { valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import { classMedians } from '../../src-shared/math/class-medians.ts';
import { decimateSeries } from '../../src-shared/math/decimate-series.ts';
import { shrinkImages } from '../../src-shared/math/shrink-images.ts';
import {
  PackCache,
  findSamplesByHash,
  findSamplesByName,
  listScoreMetrics,
  listTraces,
  readBytesInSteps,
  readSamplesOf,
  readScores,
  readTrace,
  readVerdictHistory,
  readVersion,
  yieldToEvents,
} from '../storage/index.ts';
import type { VersionService } from './versions.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

/** Tiles read between two turns of the event loop: each may lie in a pack of its own, of 1 MiB. */
const TILES_AT_ONCE = 48;
const PACKS_KEPT = 32;
const DUPLICATES_NAMED = 50;
const FOUND_AT_MOST = 10_000;
/** Which end of a score is suspicious, by run and score. */
export type SuspiciousEnd = (runId: number, metric: string) => 'low' | 'high' | null;

export class SampleService {
  readonly #access: WorkspaceAccess;
  readonly #versions: VersionService;
  readonly #suspiciousEnd: SuspiciousEnd;
  readonly #packs = new PackCache(PACKS_KEPT);
  /** Medians of a trace, which are the same for every sample; of the run looked at last. */
  #medians: { runId: number; values: Map<string, Float32Array> } = { runId: -1, values: new Map() };

  constructor(access: WorkspaceAccess, versions: VersionService, suspiciousEnd: SuspiciousEnd) {
    this.#access = access;
    this.#versions = versions;
    this.#suspiciousEnd = suspiciousEnd;
  }

  /**
   * In the order of `indices`: pixels, scaled down to `size` at the longer side where they are larger, or series of at
   * most `2 * size` points. Throws `not-found`, `input.invalid`.
   */
  async tiles(versionId: number, indices: Int32Array, size: number, signal: AbortSignal): Promise<Tiles> {
    const { db } = this.#access;
    const { modality, shape } = readVersion(db, versionId);
    const reading = readBytesInSteps(db, versionId, indices, TILES_AT_ONCE, this.#packs);
    let step = reading.next();
    while (step.done !== true) {
      await yieldToEvents();
      signal.throwIfAborted();
      step = reading.next();
    }
    const values = valuesOfBytes(step.value, modality);
    if (values instanceof Uint8Array) return { modality: 'image', ...shrinkImages(values, shape, size) };
    const [steps, , variables] = shape;
    return {
      modality: 'series',
      steps,
      ...decimateSeries({ points: steps, variables, values }, size),
    };
  }

  /** `runId` null: what is known without a run. Throws `not-found`, `input.invalid`. */
  async detail(versionId: number, runId: number | null, index: number): Promise<SampleDetail> {
    const { db } = this.#access;
    const version = readVersion(db, versionId);
    const [record] = readSamplesOf(db, versionId, [index]);
    if (record === undefined) throw new TypeError('one sample was asked for');
    const isScored = runId !== null && index < version.splits.train;
    const split: Split = record.split;
    return {
      index,
      split,
      label: record.label,
      name: record.name,
      sourceSha256: record.sourceSha256,
      duplicates: findSamplesByHash(db, versionId, record.sourceSha256, DUPLICATES_NAMED + 1).filter(
        (other) => other !== index,
      ),
      ...(isScored ? this.#scores(runId, index) : { scores: {}, ranks: {} }),
      history: isScored ? await this.#history(versionId, runId, index, record.label) : [],
      verdicts: readVerdictHistory(db, versionId, index),
    };
  }

  find(versionId: number, text: string): Int32Array {
    return findSamplesByName(this.#access.db, versionId, text, FOUND_AT_MOST);
  }

  #scores(runId: number, index: number): Pick<SampleDetail, 'scores' | 'ranks'> {
    const { db } = this.#access;
    const scores: Record<string, number> = {};
    const ranks: Record<string, number> = {};
    for (const metric of listScoreMetrics(db, runId)) {
      const values = readScores(db, runId, metric);
      const value = values[index];
      if (value === undefined) continue;
      scores[metric] = value;
      const end = this.#suspiciousEnd(runId, metric);
      if (end !== null) ranks[metric] = rankOf(values, index, end);
    }
    return { scores, ranks };
  }

  async #history(
    versionId: number,
    runId: number,
    index: number,
    label: number,
  ): Promise<SampleDetail['history']> {
    const { db } = this.#access;
    if (this.#medians.runId !== runId) this.#medians = { runId, values: new Map() };
    const labels = await this.#versions.labels(versionId);
    const classes = readVersion(db, versionId).classes.length;
    const history: SampleDetail['history'][number][] = [];
    for (const { metric, epochs } of listTraces(db, runId)) {
      const values: number[] = [];
      const classMedian: number[] = [];
      for (const epoch of epochs) {
        const trace = readTrace(db, runId, metric, epoch);
        const key = `${metric}/${epoch}`;
        let medians = this.#medians.values.get(key);
        if (medians === undefined) {
          medians = classMedians(trace, labels, classes);
          this.#medians.values.set(key, medians);
          await yieldToEvents();
        }
        values.push(trace[index] ?? 0);
        classMedian.push(medians[label] ?? 0);
      }
      history.push({ metric, epochs, values, classMedian });
    }
    return history;
  }
}

/** 1 = most suspicious; ties go by index. */
function rankOf(values: Float32Array, index: number, end: 'low' | 'high'): number {
  const own = values[index]!;
  let rank = 1;
  values.forEach((value, i) => {
    if (i === index) return;
    const isBefore = end === 'low' ? value < own : value > own;
    if (isBefore || (value === own && i < index)) rank++;
  });
  return rank;
}
