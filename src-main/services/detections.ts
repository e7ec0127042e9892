/**
 * Detectors on runs: what a run can have, run once in a worker, kept, found again, and compared. The truth of a drill
 * comes with the run's results and is used for the comparison alone.
 */
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type {
  Detection,
  DetectionDocument,
  DetectorEntry,
  DetectorFindings,
} from '../../src-shared/domain/detection.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { decodeBase64 } from '../../src-shared/math/base64.ts';
import type { OptionValue } from '../../src-shared/schema/fields.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import type { DetectJob } from '../../src-shared/worker/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  findDetection,
  listCheckpoints,
  listScoreMetrics,
  readLabels,
  storeDetection,
  yieldToEvents,
} from '../storage/index.ts';
import type { RunReference } from './audit-lookup.ts';
import type { AuditResults } from './audit-results.ts';
import {
  classEvidence,
  comparePairs,
  flaggedInOrder,
  isConstant,
  labelShares,
  measureFlagged,
  measureScore,
  orient,
  statementsOf,
  type Oriented,
} from './detection-figures.ts';
import type { RunService } from './runs.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface DetectorRequest {
  detector: string;
  /** As given, checked here against the detector's schema. */
  options: Readonly<Record<string, unknown>>;
}

export interface DetectionOffers {
  detectors: readonly DetectorEntry[];
  defenses: readonly Pick<DefenseEntry, 'id' | 'scores' | 'undefendedStage'>[];
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

export class DetectionService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #runs: RunService;
  readonly #offers: DetectionOffers;

  constructor(access: WorkspaceAccess, launch: LaunchWorker, runs: RunService, offers: DetectionOffers) {
    this.#access = access;
    this.#launch = launch;
    this.#runs = runs;
    this.#offers = offers;
  }

  /**
   * `requests` null: every detector that the run can have, with its defaults; the others are left out with the reason.
   * Throws `usage.invalid` for what cannot be chosen, `conflict` for a detector asked for by name that the run cannot have.
   */
  plan(reference: RunReference, requests: readonly DetectorRequest[] | null): DetectionPlan {
    const results = this.#runs.results(reference);
    const leftOut: { detector: string; reason: string }[] = [];
    const detectors: PlannedDetector[] = [];
    const wanted = requests ?? this.#offers.detectors.map(({ id }) => ({ detector: id, options: {} }));
    for (const { detector, options: asked } of wanted) {
      const entry = this.#entry(detector);
      const options = { ...parseOptions(entry.options, asked) };
      const storedScore = this.#storedScore(results, entry, options);
      const reason = storedScore === null ? this.#obstacle(results, entry, options) : null;
      if (reason !== null) {
        if (requests !== null) throw new AssayError('conflict', reason, { detector, run: results.run.id });
        leftOut.push({ detector, reason });
        continue;
      }
      const key = { runId: results.run.id, detector, detectorVersion: entry.version, options };
      detectors.push({ entry, options, storedScore, found: findDetection(this.#access.db, key) });
    }
    if (detectors.length === 0) {
      throw new AssayError('conflict', leftOut[0]?.reason ?? 'No detector was asked for.', {
        run: results.run.id,
      });
    }
    const needsNetwork = detectors.some(({ storedScore, found }) => storedScore === null && found === null);
    return { results, detectors, leftOut, needsNetwork };
  }

  /**
   * Runs what is not there yet, keeps each result as soon as it has come, and compares all. Cancelled with
   * `run.cancelled`, it keeps what was finished.
   */
  async run(plan: DetectionPlan, work: Work): Promise<DetectionDocument> {
    const { db, path } = this.#access;
    const { run, version, spec } = plan.results;
    const missing = plan.detectors.filter(({ found }) => found === null);
    if (missing.length > 0) {
      const job: DetectJob = {
        ...{ kind: 'detect', workspace: path, versionId: version.id, runId: run.id, spec },
        networks: this.#networks(plan.results),
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
        },
      });
      if (outcome === 'cancelled') {
        throw new AssayError(
          'run.cancelled',
          'Detection was cancelled; the detectors that had finished are kept.',
        );
      }
    }
    return this.#compare(plan);
  }

  /** The columns of one detection, for screens. Null until it has been run. */
  read(runId: number, request: DetectorRequest): Detection | null {
    const entry = this.#entry(request.detector);
    const options = parseOptions(entry.options, request.options);
    return findDetection(this.#access.db, {
      ...{ runId, detector: entry.id, detectorVersion: entry.version, options },
    });
  }

  async #compare(plan: DetectionPlan): Promise<DetectionDocument> {
    const { db } = this.#access;
    const { run, version, spec, mask } = plan.results;
    const labels = readLabels(db, version.id, 'train');
    const findings: DetectorFindings[] = [];
    const oriented: Oriented[] = [];
    for (const planned of plan.detectors) {
      const detection = findDetection(db, {
        ...{ runId: run.id, detector: planned.entry.id },
        ...{ detectorVersion: planned.entry.version, options: planned.options },
      });
      if (detection === null) {
        throw new AssayError('internal', `The detector ${planned.entry.id} ended without a result.`);
      }
      const one = orient(detection, planned.entry.score.suspicious);
      oriented.push(one);
      findings.push(describe(planned, detection, one, labels, version.classes.length, mask));
      await yieldToEvents();
    }
    const evidence = classEvidence(
      findings.find(({ classes }) => classes.length > 0)?.classes ?? [],
      labels,
      version.classes,
    );
    const planted = mask === null ? null : mask.reduce((sum, bit) => sum + bit, 0);
    return {
      ...{ run: run.id, dataset: version.dataset, version: version.version },
      ...{ defense: spec.defense, arch: spec.arch, seed: spec.seed },
      ...{ samples: labels.length, classes: version.classes, planted },
      detectors: findings,
      leftOut: plan.leftOut,
      pairs: comparePairs(oriented),
      classEvidence: evidence,
      statements: statementsOf(
        evidence,
        planted,
        findings.some(({ flagged }) => flagged.length > 0),
      ),
    };
  }

  #entry(id: string): DetectorEntry {
    const found = this.#offers.detectors.find((entry) => entry.id === id);
    if (found !== undefined) return found;
    const known = this.#offers.detectors.map((entry) => entry.id).join(', ');
    throw new AssayError('usage.invalid', `There is no detector "${id}". Known: ${known}.`, { detector: id });
  }

  /** The run's own score that the detector takes over; only of a finished run, whose scores no longer change. */
  #storedScore(
    { run, spec }: AuditResults,
    entry: DetectorEntry,
    options: Readonly<Record<string, OptionValue>>,
  ): string | null {
    if (run.state !== 'finished') return null;
    const declared = this.#offers.defenses.find(({ id }) => id === spec.defense)?.scores ?? {};
    const there = listScoreMetrics(this.#access.db, run.id);
    const rule = entry.storedScores.find(
      ({ metric, when }) =>
        there.includes(metric) &&
        declared[metric]?.suspicious === entry.score.suspicious &&
        Object.entries(when).every(([option, value]) => options[option] === value),
    );
    return rule?.metric ?? null;
  }

  /** Why a detector that takes no score over cannot run, in a sentence; null where it can. */
  #obstacle(
    results: AuditResults,
    entry: DetectorEntry,
    options: Readonly<Record<string, OptionValue>>,
  ): string | null {
    const { run, spec } = results;
    if (entry.needs === 'stored score') {
      const metric = entry.storedScores[0]?.metric ?? '';
      const able = this.#offers.defenses.filter(({ scores }) => scores[metric] !== undefined);
      return run.state !== 'finished' && able.some(({ id }) => id === spec.defense)
        ? `Run ${run.id} is ${run.state}: ${entry.id} is there when it has finished.`
        : `Run ${run.id} (${spec.defense}) has no ${entry.title.toLowerCase()}, which comes from the training itself and cannot be computed afterwards. Runs of these defenses have it: ${able.map(({ id }) => id).join(', ')}.`;
    }
    const networks = this.#networks(results);
    const isFinal = options['network'] === 'final';
    if (networks[isFinal ? 'final' : 'learned'].length > 0) return null;
    return isFinal
      ? `Run ${run.id} is ${run.state} and has no final network yet. "assay resume" lets it go on.`
      : `Run ${run.id} is ${run.state} and kept no network of a finished stage: there is none to ask.`;
  }

  #networks({ run, spec }: AuditResults): DetectJob['networks'] {
    const kept = listCheckpoints(this.#access.db, run.id).filter(({ role }) => role !== 'progress');
    const wanted = this.#offers.defenses.find(({ id }) => id === spec.defense)?.undefendedStage ?? null;
    const undefended = kept.find(({ role, stage }) => role === 'stage' && stage === wanted);
    const final = kept.filter(({ role }) => role === 'final');
    const learned = undefended === undefined ? new Set([...kept.slice(0, 1), ...final]) : [undefended];
    const reference = ({ id, stage }: (typeof kept)[number]): { checkpointId: number; stage: string } => ({
      checkpointId: id,
      stage,
    });
    return { learned: [...learned].map(reference), final: final.map(reference) };
  }
}

function describe(
  { entry, found }: PlannedDetector,
  detection: Detection,
  oriented: Oriented,
  labels: Int32Array,
  classes: number,
  mask: Uint8Array | null,
): DetectorFindings {
  const { details } = detection;
  return {
    ...{ detector: entry.id, detectorVersion: entry.version, title: entry.title },
    ...{ options: detection.options, score: entry.score, basis: details.basis },
    ...{ isFoundAgain: found !== null, seconds: detection.seconds, createdAt: detection.createdAt },
    threshold: detection.threshold,
    flagged: flaggedInOrder(oriented),
    isConstant: isConstant(oriented.score),
    flagTruth: mask === null ? null : measureFlagged(oriented, mask),
    scoreTruth: mask === null ? null : measureScore(oriented, mask),
    labels: labelShares(oriented, labels, classes),
    classes: details.classes,
    groups: details.groups === null ? null : [...decodeBase64(details.groups)],
    notes: details.notes,
  };
}
