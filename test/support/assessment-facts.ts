/** Facts of an assessment for tests: nothing was run, until a test says otherwise. */
import type { AssessmentFacts, DetectionFacts, RunFacts } from '../../src-main/services/assessment-facts.ts';
import { patternOf, type ArtefactLook, type LabelTest } from '../../src-shared/domain/assessment.ts';
import type { ClassFinding } from '../../src-shared/domain/detection.ts';

export const CLASSES = ['cat', 'dog', 'owl'];

/** 300 samples, labels 0, 1, 2 in turn. */
export function factsWith(changes: Partial<AssessmentFacts> = {}): AssessmentFacts {
  const labels = Int32Array.from({ length: 300 }, (_, i) => i % 3);
  return {
    version: {
      ...{ id: 7, dataset: 'pets', version: 2, modality: 'image' },
      splits: { train: labels.length, test: 30 },
    },
    classes: CLASSES,
    labels,
    isDrill: false,
    runs: [],
    detections: [],
    artefacts: new Map(),
    tests: [],
    verdicts: new Uint8Array(labels.length),
    duplicates: new Uint8Array(labels.length),
    ...changes,
  };
}

/** A run whose order begins with `first`; it flagged the first `flagged` of them. */
export function runWith(
  run: number,
  seed: number,
  first: readonly number[],
  flagged = first.length,
): RunFacts {
  const rest = Array.from({ length: 300 }, (_, i) => i).filter((index) => !first.includes(index));
  return {
    ...{ run, seed, defense: 'dlp', title: 'DLP', arch: 'wrn-16-1' },
    ...{ metric: 'entropy', metricTitle: 'Entropy', suspicious: 'low' as const },
    flagged: Int32Array.from(first.slice(0, flagged)),
    order: Int32Array.from([...first, ...rest]),
    hasTail: true,
    trigger: null,
  };
}

/** Lobe separations by label; the second group is the suspicious one and holds every second sample of the label. */
export function detectionWith(run: number, seed: number, separations: readonly number[]): DetectionFacts {
  const classes = separations.map((separation, label): ClassFinding => ({
    ...{ label, count: 100, sizes: [50, 50], meanEntropies: null, suspicious: 2, decidedBy: 'entropy' },
    ...{ silhouette: null, separation, isFlagged: false },
  }));
  return {
    ...{ run, seed, defense: 'plain', detector: 'ac', stage: 'train', classes },
    flagged: new Uint8Array(300),
    groups: Uint8Array.from({ length: 300 }, (_, i) => (Math.floor(i / 3) % 2 === 0 ? 1 : 2)),
  };
}

export function artefactWith(ratio: number | null, typical = 1, background = 0): ArtefactLook {
  return {
    ...{ source: 'flagged', run: 1, seed: 1, detector: null, defense: 'dlp', count: 40, others: 60 },
    ...{ ratio, typical: ratio === null ? null : typical, place: ratio === null ? null : [3, 4] },
    background: ratio === null ? null : background,
    pattern: ratio === null ? null : patternOf({ ratio, typical, background }),
  };
}

export function testWith(label: number, changes: Partial<LabelTest>): LabelTest {
  return {
    ...{ label, className: CLASSES[label]!, arch: 'wrn-16-1', seed: 1, runs: [1] },
    ...{
      suspects: 50,
      middle: 20,
      anchors: 30,
      heldOut: 20,
      suspectsAgree: 1,
      middleAgree: 0.99,
      error: 0.02,
    },
    ...{ trainedTo: 0.95, epochs: 4, updates: 100, reading: 'agreed', poisonRate: 0, proposals: [] },
    ...{ seconds: 1, createdAt: '2026-01-01T00:00:00.000Z' },
    ...changes,
  };
}
