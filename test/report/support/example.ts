/** A small report as an audit would give it: 200 training samples in three classes, two of them flagged. */
import {
  classShares,
  detectionOf,
  epochAgreement,
  proportionOf,
  proportionOfRate,
  scoreHistogram,
  sharedCount,
} from '../../../src-main/formats/report/figures.ts';
import { pngDataUri } from '../../../src-main/formats/report/png.ts';
import {
  REPORT_SCHEMA,
  type ReportData,
  type ReportRule,
} from '../../../src-main/formats/report/report-data.ts';
import { assess } from '../../../src-main/services/assessment-rules.ts';
import { orderBySuspicion } from '../../../src-shared/math/rank.ts';
import { artefactWith, factsWith } from '../../support/assessment-facts.ts';

export const TRAIN = 200;
const CLASSES = ['stop', 'yield', 'keep right'];
export const LABELS = Int32Array.from({ length: TRAIN }, (_, i) => i % CLASSES.length);
/** The first 20 samples score lowest; every second of them is planted. */
export const SCORES = Float32Array.from({ length: TRAIN }, (_, i) =>
  i < 20 ? 0.001 * (i + 1) : 0.5 + i / 100,
);
export const MASK = Uint8Array.from({ length: TRAIN }, (_, i) => (i < 20 && i % 2 === 0 ? 1 : 0));
const LAST = Float32Array.from(SCORES, (value, i) => (i === 5 ? 0 : value));

/** What a hostile source would put into names and labels. */
export interface Hostile {
  className?: string;
  sampleName?: string;
  path?: string;
}

export async function exampleReport(kind: 'drill' | 'real', hostile: Hostile = {}): Promise<ReportData> {
  const isDrill = kind === 'drill';
  const mask = isDrill ? MASK : null;
  const classes = [hostile.className ?? 'stop', ...CLASSES.slice(1)];
  const flagged = orderBySuspicion(SCORES, 'low').slice(0, 4);
  const byLast = orderBySuspicion(LAST, 'low').slice(0, 4);
  const rule = (id: string, title: string, isPaper: boolean, chosen: Int32Array): ReportRule => ({
    id,
    title,
    isInForce: !isPaper,
    isPaper,
    count: chosen.length,
    shared: sharedCount(chosen, flagged),
    detection: mask === null ? null : detectionOf(chosen, isPaper ? LAST : SCORES, 'low', mask),
  });
  const thumbnail = await pngDataUri(new Uint8Array(4 * 4 * 3).fill(90), [4, 4, 3]);
  return {
    schema: REPORT_SCHEMA,
    title: 'Audit of signs@1',
    question: 'Does the training data carry a backdoor?',
    createdAt: '2026-03-01T12:30:05.000Z',
    drill: isDrill
      ? {
          attack: 'badnets',
          attackTitle: 'BadNets patch',
          rate: 0.05,
          targetClass: 'stop',
          seed: 7,
          planted: 10,
          cleanLabel: false,
        }
      : null,
    software: {
      program: '0.1.0',
      node: 'v24.21.0',
      tensorflow: '2.9.1',
      tfjs: '4.22.0',
      platform: 'linux x64',
    },
    assessment: exampleAssessment(classes, flagged, isDrill, 0.9),
    dataset: {
      name: 'signs',
      version: 1,
      sourcePath: hostile.path ?? '/data/signs',
      sourceSha256: 'a'.repeat(64),
      importer: 'image-folder',
      modality: 'image',
      shape: [4, 4, 3],
      splits: { train: TRAIN, test: 50 },
      classes: classes.map((name) => ({ name, train: 67, test: 17 })),
      resizeRule: 'kept as they are',
      sha256: 'b'.repeat(64),
      rejectedCount: 1,
      rejected: [{ name: hostile.sampleName ?? 'broken.png', reason: 'The PNG is damaged.' }],
    },
    method: {
      id: 'dlp',
      version: 1,
      title: 'DLP',
      summary: 'Trains, isolates, unlearns.',
      limits: 'Assumes one target class.',
      source: { paper: 'A paper', year: 2023, sections: ['IV'] },
    },
    run: {
      id: 3,
      preset: 'quick',
      arch: 'wrn-16-1',
      seed: 11,
      device: 'auto',
      backend: 'CPU, 2 threads',
      execution: 'auto',
      seconds: 83.2,
      command: 'assay audit signs.assay signs@1 --seed 11',
      options: [
        { name: 'batch', value: 128, unit: 'samples', help: 'Batch size', isDefault: true },
        { name: 'slEpochs', value: 8, unit: 'epochs', help: 'Length', isDefault: false },
      ],
    },
    stages: [
      {
        name: 'SL',
        title: 'supervised learning on all given labels',
        epochs: 8,
        updates: 16,
        cleanAccuracy: 0.8,
        attackSuccess: isDrill ? 0.97 : null,
        robustAccuracy: isDrill ? 0.03 : null,
        seconds: 12,
        notes: ['Ended early.'],
      },
    ],
    timeline: [
      { stage: 'SL', epoch: 1, step: 2, metrics: { loss: 1.2, agreement: 0.5 } },
      { stage: 'SL', epoch: 2, step: 4, metrics: { loss: 0.7, agreement: 0.75, cleanAccuracy: 0.8 } },
    ],
    evaluation: {
      testSamples: 50,
      triggeredSamples: isDrill ? 33 : 0,
      before: {
        title: 'after stage SL',
        cleanAccuracy: proportionOfRate(0.8, 50),
        attackSuccess: isDrill ? proportionOf(32, 33) : null,
        robustAccuracy: isDrill ? proportionOf(1, 33) : null,
      },
      after: {
        title: 'after stage ASSFT',
        cleanAccuracy: proportionOfRate(0.78, 50),
        attackSuccess: isDrill ? proportionOf(0, 33) : null,
        robustAccuracy: isDrill ? proportionOf(30, 33) : null,
      },
    },
    score: {
      metric: { id: 'entropy', title: 'Mean prediction entropy', unit: 'bits', suspicious: 'low' },
      selection: 'The 2.0 % with the lowest score were flagged.',
      threshold: 0.004,
      histogram: scoreHistogram(SCORES, flagged, mask, 10),
      rules: [
        rule('entropy', 'Mean entropy', false, flagged),
        rule('entropyLastEpoch', 'Entropy of the last epoch', true, byLast),
      ],
      epochs: epochAgreement(
        [
          { epoch: 2, values: LAST },
          { epoch: 1, values: SCORES },
        ],
        flagged,
        'low',
        mask,
      ),
    },
    flags: {
      count: 4,
      of: TRAIN,
      samples: Array.from(flagged, (index, i) => ({
        rank: i + 1,
        index,
        name: i === 0 ? (hostile.sampleName ?? 'a.png') : `${index}.png`,
        label: classes[index % 3] ?? '',
        predicted: classes[0] ?? '',
        score: SCORES[index] ?? null,
        percentile: (i + 1) / TRAIN,
        verdict: i === 1 ? ('unsure' as const) : null,
        isPlanted: mask === null ? null : mask[index] === 1,
        thumbnail,
      })),
    },
    classShares: classShares(LABELS, flagged, classes),
    subsets: [
      {
        name: 'poisoned',
        title: 'Isolated as suspicious',
        explanation: 'Unlearned.',
        count: 4,
        precision: isDrill ? proportionOf(2, 4) : null,
      },
    ],
    evidence: { level: 'none', findings: ['No fixed patch was found.'], figures: [] },
    notTested: ['The test split was not scored.'],
    files: [
      { path: 'dataset/stop/0.png', sha256: 'c'.repeat(64), bytes: 91 },
      { path: 'model/model.json', sha256: 'd'.repeat(64), bytes: 4096 },
    ],
  };
}

/** Of the same run alone; `ratio`: smallest spread of what it flagged. */
export function exampleAssessment(
  classes: readonly string[],
  flagged: Int32Array,
  isDrill: boolean,
  ratio: number | null,
): ReportData['assessment'] {
  const order = orderBySuspicion(SCORES, 'low');
  const run = {
    run: 3,
    seed: 11,
    defense: 'dlp',
    title: 'DLP',
    arch: 'wrn-16-1',
    flagged,
    order,
    hasTail: true,
    trigger: null,
  };
  const score = { metric: 'entropy', metricTitle: 'Mean prediction entropy', suspicious: 'low' } as const;
  return assess(
    factsWith({
      version: { id: 1, dataset: 'signs', version: 1, modality: 'image', splits: { train: TRAIN, test: 50 } },
      ...{ classes, labels: LABELS, isDrill, runs: [{ ...run, ...score }] },
      artefacts: new Map([[0, [artefactWith(ratio)]]]),
      verdicts: new Uint8Array(TRAIN),
      duplicates: new Uint8Array(TRAIN),
    }),
  );
}

/** What a reader sees: no markup, no style, entities resolved. */
export function visibleText(page: string): string {
  return page
    .replace(/<style>[^]*?<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}
