/**
 * Detectors on runs: what a run can have, run once in a worker, kept, found again, and compared. The truth of a drill
 * comes with the run's results and is used for the comparison alone.
 */
import type { Detection, DetectionDocument, DetectorEntry } from '../../src-shared/domain/detection.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { decodeBase64 } from '../../src-shared/math/base64.ts';
import type {
  DetectionSummary,
  DetectorOffer,
  StoredDetection,
} from '../../src-shared/rpc/calls/detections.ts';
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import type { DetectJob } from '../../src-shared/worker/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { findDetection, listDetections, storeDetection } from '../storage/index.ts';
import type { RunReference } from './audit-lookup.ts';
import type { AuditResults } from './audit-results.ts';
import { compareDetections, summarise, type KnownDetection } from './detection-document.ts';
import { networksOf, obstacleTo, storedScoreFor, type OfferedDefense } from './detection-means.ts';
import type { RunService } from './runs.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface DetectorRequest {
  detector: string;
  /** As given, checked here against the detector's schema. */
  options: Readonly<Record<string, unknown>>;
}

/** A detection that is stored; without options the one that was stored last. */
export interface StoredReference {
  detector: string;
  options?: Readonly<Record<string, unknown>> | undefined;
}

export interface DetectionOffers {
  detectors: readonly DetectorEntry[];
  defenses: readonly OfferedDefense[];
}

/** A detector that can run: options complete, and where its numbers come from. */
interface PlannedDetector {
  entry: DetectorEntry;
  options: Record<string, OptionValue>;
  storedScore: string | null;
  /** What was found in the workspace. */
  found: Detection | null;
}

export interface DetectionPlan {
  results: AuditResults;
  detectors: readonly PlannedDetector[];
  leftOut: DetectionDocument['leftOut'];
  /** Whether a network has to be asked, which takes TensorFlow. */
  needsNetwork: boolean;
}

/** For a person who goes back and forth between runs and between ways of running a detector. */
const COMPARISONS_KEPT = 8;

export class DetectionService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #runs: RunService;
  readonly #offers: DetectionOffers;
  /** The latest comparisons, the last one asked for at the end. */
  readonly #compared = new Map<string, DetectionSummary>();

  constructor(access: WorkspaceAccess, launch: LaunchWorker, runs: RunService, offers: DetectionOffers) {
    this.#access = access;
    this.#launch = launch;
    this.#runs = runs;
    this.#offers = offers;
  }

  /** Every detector as the run can or cannot have it, and the ways of running it that are stored. */
  offers(reference: RunReference): DetectorOffer[] {
    const { db } = this.#access;
    const results = this.#runs.results(reference);
    return this.#offers.detectors.map((entry) => {
      const options = parseOptions(entry.options, {});
      const { defenses } = this.#offers;
      const takesStoredScore = storedScoreFor(db, results, entry, options, defenses) !== null;
      return {
        detector: entry.id,
        obstacle: takesStoredScore ? null : obstacleTo(db, results, entry, options, defenses),
        takesStoredScore,
        stored: this.#waysOf(results.run.id, entry),
      };
    });
  }

  /**
   * `requests` null: every detector that the run can have, with its defaults; the others are left out with the reason.
   * Throws `usage.invalid` for what cannot be chosen, `conflict` for a detector asked for by name that the run cannot have.
   */
  plan(reference: RunReference, requests: readonly DetectorRequest[] | null): DetectionPlan {
    const { db } = this.#access;
    const { defenses } = this.#offers;
    const results = this.#runs.results(reference);
    const leftOut: { detector: string; reason: string }[] = [];
    const detectors: PlannedDetector[] = [];
    const wanted = requests ?? this.#offers.detectors.map(({ id }) => ({ detector: id, options: {} }));
    for (const { detector, options: asked } of wanted) {
      const entry = this.#entry(detector);
      const options = { ...parseOptions(entry.options, asked) };
      const storedScore = storedScoreFor(db, results, entry, options, defenses);
      const reason = storedScore === null ? obstacleTo(db, results, entry, options, defenses) : null;
      if (reason !== null) {
        if (requests !== null) throw new AssayError('conflict', reason, { detector, run: results.run.id });
        leftOut.push({ detector, reason });
        continue;
      }
      const key = { runId: results.run.id, detector, detectorVersion: entry.version, options };
      detectors.push({ entry, options, storedScore, found: findDetection(db, key) });
    }
    if (detectors.length === 0) {
      throw new AssayError('conflict', leftOut[0]?.reason ?? 'No detector was asked for.', {
        run: results.run.id,
      });
    }
    const needsNetwork = detectors.some(({ storedScore, found }) => storedScore === null && found === null);
    return { results, detectors, leftOut, needsNetwork };
  }

  /** Runs what is not there yet as `compute` does, and compares all. */
  async run(plan: DetectionPlan, work: Work): Promise<DetectionDocument> {
    await this.compute(plan, work);
    const known = plan.detectors.map(({ entry, options, found }): KnownDetection => {
      const detection = found ?? this.read(plan.results.run.id, { detector: entry.id, options });
      if (detection === null) {
        throw new AssayError('internal', `The detector ${entry.id} ended without a result.`);
      }
      return { entry, detection, isFoundAgain: found !== null };
    });
    return compareDetections(this.#access.db, plan.results, known, plan.leftOut);
  }

  /**
   * Runs what is not there yet and keeps each result as soon as it has come. Cancelled with `run.cancelled`, it keeps
   * what was finished. `onKept` is called after each.
   */
  async compute(plan: DetectionPlan, work: Work, onKept?: () => void): Promise<void> {
    const { db, path } = this.#access;
    const { run, version, spec } = plan.results;
    const missing = plan.detectors.filter(({ found }) => found === null);
    if (missing.length === 0) return;
    const job: DetectJob = {
      ...{ kind: 'detect', workspace: path, versionId: version.id, runId: run.id, spec },
      networks: networksOf(db, plan.results, this.#offers.defenses),
      detectors: missing.map(({ entry, options, storedScore }) => ({
        ...{ detector: entry.id, options, storedScore },
      })),
    };
    const { outcome } = await runWorker({
      launch: this.#launch,
      job,
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type === 'log') work.onNote(frame.text);
        if (frame.type !== 'detection') return;
        const { type: _type, ...found } = frame;
        storeDetection(db, { runId: run.id, ...found });
        onKept?.();
      },
    });
    if (outcome === 'cancelled') {
      throw new AssayError(
        'run.cancelled',
        'Detection was cancelled; the detectors that had finished are kept.',
      );
    }
  }

  /** The columns of one detection, for screens. Null until it has been run. */
  read(runId: number, request: DetectorRequest): Detection | null {
    const entry = this.#entry(request.detector);
    const options = parseOptions(entry.options, request.options);
    return findDetection(this.#access.db, {
      ...{ runId, detector: entry.id, detectorVersion: entry.version, options },
    });
  }

  /** A detection that is stored. Throws `not-found` where there is none. */
  stored(runId: number, { detector, options }: StoredReference): Detection {
    const { id } = this.#runs.results(runId).run;
    const chosen = options ?? this.#waysOf(id, this.#entry(detector))[0]?.options;
    const found = chosen === undefined ? null : this.read(id, { detector, options: chosen });
    if (found !== null) return found;
    throw new AssayError(
      'not-found',
      `The detector ${detector} has not run on run ${runId}${options === undefined ? '' : ' with these options'}. Run it first.`,
      { run: runId, detector },
    );
  }

  /** One byte a training sample: its group in its class. Null for a detector without groups; throws as `stored`. */
  groups(runId: number, reference: StoredReference): Uint8Array | null {
    const { groups } = this.stored(runId, reference).details;
    return groups === null ? null : decodeBase64(groups);
  }

  /**
   * The comparison of what is stored, with `choices` where one way of running a detector is meant and else its newest.
   * Null where nothing is stored. Throws `not-found` for a choice that is not stored.
   */
  async compareStored(
    reference: RunReference,
    choices: readonly StoredReference[],
  ): Promise<DetectionSummary | null> {
    const results = this.#runs.results(reference);
    const offers = this.offers(reference);
    const known = offers.flatMap(({ detector, stored }): KnownDetection[] => {
      const options = choices.find((one) => one.detector === detector)?.options ?? stored[0]?.options;
      if (options === undefined) return [];
      const detection = this.stored(results.run.id, { detector, options });
      return [{ entry: this.#entry(detector), detection, isFoundAgain: true }];
    });
    if (known.length === 0) return null;
    const leftOut = offers.flatMap(({ detector, obstacle, stored }) =>
      obstacle === null || stored.length > 0 ? [] : [{ detector, reason: obstacle }],
    );
    // What is compared does not change once it is stored, so that each comparison is made once.
    const key = JSON.stringify([
      ...[results.run.id, leftOut],
      ...known.map(({ entry, detection }) => [entry.id, detection.options, detection.createdAt]),
    ]);
    const summary =
      this.#compared.get(key) ?? summarise(await compareDetections(this.#access.db, results, known, leftOut));
    this.#compared.delete(key);
    this.#compared.set(key, summary);
    for (const old of [...this.#compared.keys()].slice(0, -COMPARISONS_KEPT)) this.#compared.delete(old);
    return summary;
  }

  /** The ways of running a detector that are stored, newest first. */
  #waysOf(runId: number, entry: DetectorEntry): StoredDetection[] {
    return listDetections(this.#access.db, runId)
      .filter((one) => one.detector === entry.id && one.detectorVersion === entry.version)
      .map(({ options, seconds, createdAt }) => ({ options, seconds, createdAt }))
      .reverse()
      .sort((a, b) => Number(a.createdAt < b.createdAt) - Number(a.createdAt > b.createdAt));
  }

  #entry(id: string): DetectorEntry {
    const found = this.#offers.detectors.find((entry) => entry.id === id);
    if (found !== undefined) return found;
    const known = this.#offers.detectors.map((entry) => entry.id).join(', ');
    throw new AssayError('usage.invalid', `There is no detector "${id}". Known: ${known}.`, { detector: id });
  }
}
