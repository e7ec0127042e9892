/** Dataset versions as screens show them: the record, its columns, and statistics computed once and kept. */
import type { DatasetVersion, VersionStatistics } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { VersionColumns, VersionDetail } from '../../src-shared/rpc/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  countRejections,
  listRejections,
  listRuns,
  readGeometry,
  readLabelRange,
  readVersion,
  yieldToEvents,
} from '../storage/index.ts';
import { describeDrill, readMask } from './drill-truth.ts';
import type { VerdictService } from './verdicts.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

const REJECTIONS_LISTED = 1000;
/** Labels read between two turns of the event loop. */
const LABELS_AT_ONCE = 20_000;

export class VersionService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #verdicts: VerdictService;
  /** A version never changes, so neither do these. */
  readonly #labels = new Map<number, Promise<Uint16Array>>();
  readonly #statistics = new Map<number, VersionStatistics>();

  constructor(access: WorkspaceAccess, launch: LaunchWorker, verdicts: VerdictService) {
    this.#access = access;
    this.#launch = launch;
    this.#verdicts = verdicts;
  }

  /** Throws `not-found`. */
  record(versionId: number): DatasetVersion {
    return readVersion(this.#access.db, versionId);
  }

  /** Throws `not-found`. */
  async detail(versionId: number): Promise<VersionDetail> {
    const { db } = this.#access;
    const version = readVersion(db, versionId);
    const labels = await this.labels(versionId);
    const countsOf = (begin: number, end: number): number[] => {
      const counts = new Array<number>(version.classes.length).fill(0);
      for (let i = begin; i < end; i++) counts[labels[i]!]!++;
      return counts;
    };
    const { train } = version.splits;
    const parent = version.parentId === null ? null : readVersion(db, version.parentId);
    return {
      version,
      classCounts: { train: countsOf(0, train), test: countsOf(train, labels.length) },
      rejected: listRejections(db, versionId, REJECTIONS_LISTED),
      rejectedCount: countRejections(db, versionId),
      madeFrom: parent === null ? null : `${parent.dataset}@${parent.version}`,
      drill: describeDrill(db, versionId),
      runs: listRuns(db, { kind: 'audit', versionId }).map(({ id }) => id),
    };
  }

  async columns(versionId: number): Promise<VersionColumns> {
    const { splits } = readVersion(this.#access.db, versionId);
    return {
      trainCount: splits.train,
      labels: await this.labels(versionId),
      verdicts: this.#verdicts.column(versionId),
    };
  }

  /** Of both splits, in index order. */
  labels(versionId: number): Promise<Uint16Array> {
    let labels = this.#labels.get(versionId);
    if (labels === undefined) {
      labels = this.#readLabels(versionId);
      labels.catch(() => this.#labels.delete(versionId));
      this.#labels.set(versionId, labels);
    }
    return labels;
  }

  async #readLabels(versionId: number): Promise<Uint16Array> {
    const { db } = this.#access;
    const { total } = readGeometry(db, versionId);
    const labels = new Uint16Array(total);
    for (let start = 0; start < total; start += LABELS_AT_ONCE) {
      labels.set(readLabelRange(db, versionId, start, Math.min(LABELS_AT_ONCE, total - start)), start);
      await yieldToEvents();
    }
    return labels;
  }

  /** One byte a training sample, 1 = planted; null where the truth is not known. */
  poisonMask(versionId: number): Uint8Array | null {
    return readMask(this.#access.db, versionId);
  }

  /** Null until `measure` was called for it since the workspace was opened. */
  knownStatistics(versionId: number): VersionStatistics | null {
    return this.#statistics.get(versionId) ?? null;
  }

  async measure(versionId: number, work: Work): Promise<VersionStatistics> {
    const known = this.#statistics.get(versionId);
    if (known !== undefined) return known;
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: { kind: 'statistics', workspace: this.#access.path, versionId },
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
      },
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Measuring was cancelled.');
    // What the statistics job returns.
    const statistics = result as VersionStatistics;
    this.#statistics.set(versionId, statistics);
    return statistics;
  }
}
