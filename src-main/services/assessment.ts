/**
 * Assessments of dataset versions, and the test that leaves a label out of a training. An assessment is made from what is
 * stored, each time anew; a label test is kept.
 */
import {
  LABEL_TEST,
  labelTestSizes,
  type ArtefactLook,
  type AssessmentDocument,
  type LabelTest,
} from '../../src-shared/domain/assessment.ts';
import type { DatasetVersion, Modality } from '../../src-shared/domain/dataset.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { ranksOf } from '../../src-shared/math/rank.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import {
  findVersion,
  listDetections,
  listLabelTests,
  listRuns,
  readLatestBatchId,
  readVersion,
  storeLabelTest,
  yieldToEvents,
  type Connection,
} from '../storage/index.ts';
import { lookForArtefacts } from './assessment-artefacts.ts';
import { gatherFacts, type AssessedDefense, type AssessmentFacts } from './assessment-facts.ts';
import { assess, candidateLabels } from './assessment-rules.ts';
import { checkArchitecture, pick } from './audit-plan.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

/** Labels whose samples are read for a fixed pattern; with more candidates the first ones. */
const MOST_LABELS = 12;

/** Reads the samples of the candidate labels: seconds on a large dataset. Throws what the signal was aborted with. */
export async function assessVersion(
  db: Connection,
  version: DatasetVersion,
  defenses: readonly AssessedDefense[],
  signal: AbortSignal,
  onLabel?: (done: number, total: number) => void,
): Promise<AssessmentDocument> {
  const facts = await gatherFacts(db, version, defenses);
  const artefacts = new Map<number, readonly ArtefactLook[]>();
  const candidates = candidateLabels(facts).slice(0, MOST_LABELS);
  for (const [done, label] of candidates.entries()) {
    onLabel?.(done, candidates.length);
    artefacts.set(label, await lookForArtefacts(db, version, facts, label, signal));
    await yieldToEvents();
  }
  return assess({ ...facts, artefacts });
}

export interface LabelTestRequest {
  /** `NAME` or `NAME@VERSION`. */
  dataset: string;
  /** A class by its number; or as a person names it: by its name, or by its number where no class has that name. */
  label: string | number;
  /** Null: that of the newest run. */
  arch: string | null;
  seed: number;
  device: AuditSpec['device'];
}

/** A test that can be run: everything checked. */
export interface LabelTestPlan {
  version: DatasetVersion;
  label: number;
  arch: string;
  seed: number;
  device: AuditSpec['device'];
  /** Whose scores choose the suspects. */
  runs: readonly number[];
  ranked: Int32Array;
}

export interface AssessmentOffers {
  defenses: readonly AssessedDefense[];
  architectures: readonly { id: string; title: string; modality: Modality }[];
}

export class AssessmentService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #offers: AssessmentOffers;
  /** What was read last, with everything that it rests on. */
  readonly #known = new Map<number, { basis: string; document: AssessmentDocument }>();

  constructor(access: WorkspaceAccess, launch: LaunchWorker, offers: AssessmentOffers) {
    this.#access = access;
    this.#launch = launch;
    this.#offers = offers;
  }

  /** Throws `not-found` for the dataset. */
  async assess(dataset: string, work: Pick<Work, 'signal' | 'onProgress'>): Promise<AssessmentDocument> {
    return this.#assess(findVersion(this.#access.db, dataset), work);
  }

  /** Throws `not-found`. */
  async read(versionId: number, signal: AbortSignal): Promise<AssessmentDocument> {
    const { db } = this.#access;
    const version = readVersion(db, versionId);
    const basis = basisOf(db, versionId);
    const known = this.#known.get(versionId);
    if (known?.basis === basis) return known.document;
    const document = await this.#assess(version, { signal, onProgress: () => undefined });
    this.#known.set(versionId, { basis, document });
    return document;
  }

  #assess(
    version: DatasetVersion,
    { signal, onProgress }: Pick<Work, 'signal' | 'onProgress'>,
  ): Promise<AssessmentDocument> {
    return assessVersion(this.#access.db, version, this.#offers.defenses, signal, (done, total) =>
      onProgress({
        ...{ stage: 'Looking at labels', done, total, unit: 'labels' },
        ...{ etaSeconds: null, metrics: {} },
      }),
    );
  }

  /**
   * Throws `not-found` for the dataset, `usage.invalid` for a label or network there is none of, `conflict` where no run
   * has ranked the samples or the label is too small.
   */
  async planLabelTest(request: LabelTestRequest): Promise<LabelTestPlan> {
    const { db } = this.#access;
    const version = findVersion(db, request.dataset);
    const label = labelOf(version, request.label);
    const facts = await gatherFacts(db, version, this.#offers.defenses);
    const [newest] = facts.runs;
    if (newest === undefined) {
      throw new AssayError(
        'conflict',
        `No finished run has ranked the samples of ${nameOf(version)}, so nobody is suspected yet. Audit it first.`,
        { dataset: nameOf(version) },
      );
    }
    const arch = request.arch ?? newest.arch;
    checkArchitecture(version, pick('architecture', arch, this.#offers.architectures));
    const ranked = rankLabel(facts, label);
    if (labelTestSizes(ranked.length, version.splits.train) === null) {
      throw new AssayError(
        'conflict',
        `"${version.classes[label] ?? label}" has ${ranked.length} training samples: too few to be left out. At least ${LABEL_TEST.fewestSuspects} must remain beside the ${Math.round(100 * LABEL_TEST.anchorShare)} % that teach the label.`,
        { label, count: ranked.length },
      );
    }
    const { seed, device } = request;
    return { version, label, arch, seed, device, ranked, runs: facts.runs.map(({ run }) => run) };
  }

  /** Trains; keeps the result. Cancelled with `run.cancelled`, it keeps nothing and begins again the next time. */
  async testLabel(plan: LabelTestPlan, work: Work): Promise<LabelTest> {
    const { db, path } = this.#access;
    const { version, label, arch, seed, device, ranked, runs } = plan;
    const { outcome, result } = await runWorker({
      launch: this.#launch,
      job: {
        ...{ kind: 'label-test', workspace: path, versionId: version.id },
        ...{ label, arch, seed, device, ranked },
      },
      signal: work.signal,
      onFrame(frame) {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type === 'log') work.onNote(frame.text);
      },
    });
    if (outcome === 'cancelled') {
      throw new AssayError(
        'run.cancelled',
        'The leave-label-out test was cancelled; nothing of it is kept, and it begins again the next time.',
      );
    }
    // What the label-test job returns.
    const { contradicted, ...found } = result as Omit<LabelTest, 'label' | 'className' | 'createdAt'> & {
      contradicted: { indices: Int32Array; predicted: Int32Array };
    };
    const className = version.classes[label] ?? String(label);
    const proposals = countProposals(contradicted.predicted, version.classes);
    const test = { ...found, label, className, arch, seed, runs, proposals };
    storeLabelTest(db, version.id, test, contradicted);
    return { ...test, createdAt: new Date().toISOString() };
  }
}

/** Changes when an assessment might: with finished runs, detections, label tests and verdicts. */
function basisOf(db: Connection, versionId: number): string {
  const runs = listRuns(db, { kind: 'audit', versionId }).filter(({ state }) => state === 'finished');
  const detections = runs.map(({ id }) => [id, listDetections(db, id).map(({ createdAt }) => createdAt)]);
  return JSON.stringify([detections, listLabelTests(db, versionId).length, readLatestBatchId(db, versionId)]);
}

/** Samples of a label by the mean of their ranks over all runs, most suspicious first, ties by index. */
export function rankLabel(facts: Pick<AssessmentFacts, 'runs' | 'labels'>, label: number): Int32Array {
  const sums = new Float64Array(facts.labels.length);
  for (const { order } of facts.runs) {
    ranksOf(order).forEach((rank, index) => (sums[index]! += rank));
  }
  return Int32Array.from(facts.labels.keys())
    .filter((index) => facts.labels[index] === label)
    .sort((a, b) => sums[a]! - sums[b]! || a - b);
}

function countProposals(predicted: Int32Array, classes: readonly string[]): LabelTest['proposals'] {
  const counts = new Map<number, number>();
  for (const label of predicted) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => ({ label, className: classes[label] ?? String(label), count }))
    .sort((a, b) => b.count - a.count || a.label - b.label);
}

function labelOf({ classes }: DatasetVersion, asked: string | number): number {
  const text = String(asked);
  const byName = typeof asked === 'string' ? classes.indexOf(asked) : -1;
  if (byName >= 0) return byName;
  const number = /^\d+$/.test(text) ? Number(text) : -1;
  if (number >= 0 && number < classes.length) return number;
  const known = classes.slice(0, 20).join(', ');
  throw new AssayError(
    'usage.invalid',
    `There is no class "${text}". The classes are: ${known}${classes.length > 20 ? ', …' : ''}.`,
    { label: text },
  );
}

function nameOf({ dataset, version }: DatasetVersion): string {
  return `${dataset}@${version}`;
}
