/**
 * What finished runs, stored detections, label tests and people have said of a dataset version, read from the workspace
 * for an assessment. The truth of a drill is not among it.
 */
import { TOP_SHARE, type ArtefactLook, type LabelTest } from '../../src-shared/domain/assessment.ts';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { ClassFinding, SuspiciousEnd } from '../../src-shared/domain/detection.ts';
import { VERDICT_CODES } from '../../src-shared/domain/score.ts';
import type { TriggerFinding } from '../../src-shared/domain/trigger-test.ts';
import { decodeBase64 } from '../../src-shared/math/base64.ts';
import {
  findDetection,
  findDuplicates,
  findTriggerFinding,
  listDetections,
  listLabelTests,
  listRuns,
  readLabels,
  readVerdictColumn,
  yieldToEvents,
  type Connection,
} from '../storage/index.ts';
import { AuditResults } from './audit-results.ts';
import { specOf } from './audit-lookup.ts';
import { suspicionOrder } from './flag-table.ts';

export interface RunFacts {
  run: number;
  defense: string;
  title: string;
  arch: string;
  seed: number;
  metric: string;
  metricTitle: string;
  suspicious: SuspiciousEnd;
  /** Most suspicious first. */
  flagged: Int32Array;
  /** All training samples, most suspicious first. */
  order: Int32Array;
  /** Whether the least suspicious samples differ in their scores: ties at that end are in the order of the dataset. */
  hasTail: boolean;
  /** Null where the run made no such test, or had too few samples for it. */
  trigger: TriggerFinding | null;
}

export interface DetectionFacts {
  run: number;
  seed: number;
  defense: string;
  detector: string;
  /** The stage after which the network was kept; null for a stored score. */
  stage: string | null;
  classes: readonly ClassFinding[];
  /** One byte a training sample. */
  flagged: Uint8Array;
  /** One byte a training sample: its group in its class; null without groups. */
  groups: Uint8Array | null;
}

export interface AssessmentFacts {
  version: Pick<DatasetVersion, 'id' | 'dataset' | 'version' | 'modality' | 'splits'>;
  classes: readonly string[];
  /** Of the training samples. */
  labels: Int32Array;
  isDrill: boolean;
  /** Newest first. */
  runs: readonly RunFacts[];
  detections: readonly DetectionFacts[];
  /** By label; labels that were not looked at are absent. */
  artefacts: ReadonlyMap<number, readonly ArtefactLook[]>;
  /** Newest first. */
  tests: readonly LabelTest[];
  /** Codes of `VERDICT_CODES`, one byte a training sample. */
  verdicts: Uint8Array;
  /** One byte a training sample: whether another one has its bytes. */
  duplicates: Uint8Array;
}

/** Runs and detections looked at; older ones are left out. */
const MOST_RUNS = 24;

export type AssessedDefense = Pick<DefenseEntry, 'id' | 'title' | 'scores' | 'ranking'>;

/** Everything but the artefacts, which need the samples. */
export async function gatherFacts(
  db: Connection,
  version: DatasetVersion,
  defenses: readonly AssessedDefense[],
): Promise<AssessmentFacts> {
  const { id, classes, splits } = version;
  const runs: RunFacts[] = [];
  const detections: DetectionFacts[] = [];
  const finished = listRuns(db, { kind: 'audit', versionId: id }).filter(({ state }) => state === 'finished');
  for (const run of finished.slice(0, MOST_RUNS)) {
    const defense = defenses.find((one) => one.id === specOf(run).defense);
    if (defense === undefined) continue;
    const results = new AuditResults(db, run, version, defense, null);
    const found = factsOfRun(db, results, defense);
    if (found !== null) runs.push(found);
    detections.push(...detectionsOf(db, run.id, specOf(run).seed, defense.id));
    await yieldToEvents();
  }
  return {
    version,
    classes,
    labels: readLabels(db, id, 'train'),
    // Whether something was planted; what it was stays unread.
    isDrill: version.origin === 'poison',
    runs,
    detections,
    artefacts: new Map(),
    tests: listLabelTests(db, id),
    verdicts: readVerdictColumn(db, id).slice(0, splits.train),
    duplicates: duplicatesOf(db, version),
  };
}

/** Null for a run that ranks no sample. */
function factsOfRun(
  db: Connection,
  results: AuditResults,
  { id, title, scores }: AssessedDefense,
): RunFacts | null {
  const { run, spec, metric, rule, flagged } = results;
  const values = results.scores(metric);
  if (rule === null || flagged === null || values === null) return null;
  const order = suspicionOrder(results, scores);
  return {
    ...{ run: run.id, defense: id, title, arch: spec.arch, seed: spec.seed, metric },
    metricTitle: scores[metric]?.title ?? metric,
    suspicious: scores[metric]?.suspicious ?? 'low',
    flagged,
    ...{ order, hasTail: hasTail(order, values) },
    trigger: findTriggerFinding(db, run.id),
  };
}

/** Whether the end that is looked at holds other scores than what lies before it. `order`: most suspicious first. */
export function hasTail(order: Int32Array, scores: ArrayLike<number>): boolean {
  const looked = Math.max(1, Math.round(TOP_SHARE * order.length));
  return scores[order.at(-looked)!] !== scores[order.at(-looked - 1) ?? order[0]!];
}

function detectionsOf(db: Connection, run: number, seed: number, defense: string): DetectionFacts[] {
  return listDetections(db, run).flatMap(({ detector, detectorVersion, options }) => {
    const found = findDetection(db, { runId: run, detector, detectorVersion, options });
    if (found === null) return [];
    const { basis, classes, groups } = found.details;
    return [
      {
        ...{ run, seed, defense, detector, classes, flagged: found.flagged },
        stage: basis.kind === 'network' ? basis.stage : null,
        groups: groups === null ? null : decodeBase64(groups),
      },
    ];
  });
}

function duplicatesOf(db: Connection, { id, splits }: DatasetVersion): Uint8Array {
  const mask = new Uint8Array(splits.train);
  for (const group of findDuplicates(db, id)) {
    for (const { index } of group) if (index < splits.train) mask[index] = 1;
  }
  return mask;
}

/** How many samples of a set a person judged poison and clean. */
export function judgedAmong(
  verdicts: Uint8Array,
  isMember: (index: number) => boolean,
): { poison: number; clean: number } {
  const judged = { poison: 0, clean: 0 };
  verdicts.forEach((code, index) => {
    if (code === VERDICT_CODES.poison && isMember(index)) judged.poison++;
    if (code === VERDICT_CODES.clean && isMember(index)) judged.clean++;
  });
  return judged;
}
