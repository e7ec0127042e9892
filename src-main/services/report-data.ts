/** Everything the report of an audit tells, gathered from the workspace. */
import { arch, platform } from 'node:os';
import { basename } from 'node:path';
import type { Schema } from '../../src-shared/schema/fields.ts';
import { countTriggered, describeTargets } from '../../src-shared/domain/attack.ts';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import { classShares, proportionOfRate } from '../formats/report/figures.ts';
import { seriesEvidence } from '../formats/report/series-artefact.ts';
import { seriesDataUri } from '../formats/report/series-picture.ts';
import { artefactEvidence, SampleMoments } from '../formats/report/shared-artefact.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { bytesOfSample, valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import { countLabels, mostFrequent } from '../../src-shared/math/label-counts.ts';
import { pngDataUri } from '../formats/report/png.ts';
import {
  REPORT_SCHEMA,
  type ReportData,
  type ReportDataset,
  type ReportEvaluation,
  type ReportFile,
  type ReportFlaggedSample,
  type ReportOption,
} from '../formats/report/report-data.ts';
import {
  countByClass,
  countRejections,
  iterateSamples,
  listRejections,
  listStages,
  readLabels,
  readBytesOf,
  readSourceHash,
  readTimeline,
  readVersion,
  type Connection,
} from '../storage/index.ts';
import { assessVersion } from './assessment.ts';
import type { AuditResults } from './audit-results.ts';
import { describeScore, describeSubsets } from './report-scores.ts';
import { commandOf } from './run-command.ts';

/** What the report says of the program and its methods. */
export interface ReportSetup {
  programVersion: string;
  tfjsVersion: string;
  defenses: readonly DefenseEntry[];
  attacks: readonly { id: string; title: string }[];
}

/** Flagged samples shown with a picture; the flags files list all. */
const SAMPLES_SHOWN = 200;
const REJECTED_SHOWN = 50;
export async function gatherReport(
  db: Connection,
  results: AuditResults,
  setup: ReportSetup,
  files: readonly ReportFile[],
  signal: AbortSignal,
): Promise<ReportData> {
  const { run, version, spec, manifest } = results;
  const defense = setup.defenses.find(({ id }) => id === spec.defense);
  if (defense === undefined) throw new TypeError(`no description of the defense ${spec.defense}`);
  const flagged = results.flagged ?? new Int32Array(0);
  const document = results.document();
  return {
    schema: REPORT_SCHEMA,
    title: `Audit of ${version.dataset}@${version.version}`,
    question: 'Does the training data carry a backdoor, and if so, which samples?',
    createdAt: new Date().toISOString(),
    drill:
      manifest === null
        ? null
        : {
            attack: manifest.attack,
            attackTitle: setup.attacks.find(({ id }) => id === manifest.attack)?.title ?? manifest.attack,
            rate: manifest.rate,
            targetClass: describeTargets(manifest, version.classes),
            seed: manifest.seed,
            planted: (results.mask ?? new Uint8Array(0)).reduce((sum, value) => sum + value, 0),
            cleanLabel: manifest.cleanLabel,
          },
    software: {
      program: setup.programVersion,
      node: process.version,
      tensorflow: textOf(run.result, 'tensorflowVersion'),
      tfjs: setup.tfjsVersion,
      platform: `${platform()} ${arch()}`,
    },
    assessment: await assessVersion(db, version, setup.defenses, signal),
    dataset: describeDataset(db, results),
    method: {
      id: defense.id,
      version: spec.defenseVersion,
      title: defense.title,
      summary: defense.summary,
      limits: defense.limits,
      source: defense.source,
    },
    run: {
      id: run.id,
      preset: spec.preset,
      arch: spec.arch,
      seed: spec.seed,
      device: spec.device,
      backend: document.backend,
      execution: document.execution,
      seconds: document.seconds,
      command: commandOf(spec, defense, version, basename(db.name)),
      options: describeOptions(results, defense.options),
    },
    stages: listStages(db, run.id).map((stage) => ({
      ...stage,
      title: defense.stages[stage.name] ?? stage.name,
    })),
    timeline: readTimeline(db, run.id, 0, 1_000_000).map(({ stage, epoch, step, metrics }) => {
      return { stage, epoch, step, metrics };
    }),
    evaluation: describeEvaluation(db, results, defense.undefendedStage),
    score: describeScore(db, results, flagged, defense.scores),
    flags: {
      count: flagged.length,
      of: version.splits.train,
      samples: await describeFlagged(db, results, flagged),
    },
    classShares: classShares(readLabels(db, version.id, 'train'), flagged, version.classes),
    subsets: describeSubsets(results, defense.subsets),
    evidence: await gatherEvidence(db, results, flagged),
    notTested: describeGaps(results),
    files,
  };
}

function describeDataset(db: Connection, { version }: AuditResults): ReportDataset {
  const parent = version.parentId === null ? null : readVersion(db, version.parentId);
  const origin = parent ?? version;
  const train = countByClass(db, version.id, 'train');
  const test = countByClass(db, version.id, 'test');
  return {
    name: version.dataset,
    version: version.version,
    sourcePath: origin.source,
    sourceSha256: readSourceHash(db, version.id),
    importer: version.layout.importer,
    modality: version.modality,
    shape: version.shape,
    splits: version.splits,
    classes: version.classes.map((name, i) => ({ name, train: train[i] ?? 0, test: test[i] ?? 0 })),
    resizeRule: version.resizeRule,
    sha256: version.sha256,
    rejectedCount: countRejections(db, origin.id),
    rejected: listRejections(db, origin.id, REJECTED_SHOWN),
  };
}

function describeOptions({ spec }: AuditResults, schema: Schema): ReportOption[] {
  return Object.entries(schema).flatMap(([name, field]) => {
    const value = spec.options[name];
    if (value === undefined) return [];
    const unit = field.kind === 'number' || field.kind === 'integer' ? field.unit : null;
    return [{ name, value, unit, help: field.help, isDefault: value === field.default }];
  });
}

function describeEvaluation(
  db: Connection,
  { run, version, manifest }: AuditResults,
  undefendedStage: string | null,
): ReportEvaluation {
  const labels = readLabels(db, version.id, 'test');
  const triggered = manifest === null ? 0 : countTriggered(manifest, labels);
  const stages = listStages(db, run.id);
  const figuresOf = (stage: (typeof stages)[number] | undefined): ReportEvaluation['after'] =>
    stage === undefined
      ? null
      : {
          title: `after stage ${stage.name}`,
          cleanAccuracy: proportionOfRate(stage.cleanAccuracy, labels.length),
          attackSuccess: proportionOfRate(stage.attackSuccess, triggered),
          robustAccuracy: proportionOfRate(stage.robustAccuracy, triggered),
        };
  return {
    testSamples: labels.length,
    triggeredSamples: triggered,
    before: figuresOf(stages.find(({ name }) => name === undefendedStage)),
    after: figuresOf(stages.at(-1)),
  };
}

async function describeFlagged(
  db: Connection,
  results: AuditResults,
  flagged: Int32Array,
): Promise<ReportFlaggedSample[]> {
  const { version } = results;
  const shown = flagged.subarray(0, SAMPLES_SHOWN);
  const bytes = readBytesOf(db, version.id, shown);
  const size = bytesOfSample(version.shape, version.modality);
  return Promise.all(
    results.describeSamples(shown).map(async (sample, i) => ({
      rank: sample.rank,
      index: sample.index,
      name: sample.name,
      label: sample.className,
      predicted: sample.predictedClassName,
      score: sample.value,
      percentile: sample.rank / version.splits.train,
      verdict: sample.verdict,
      isPlanted: sample.isPoisoned,
      thumbnail: await thumbnailOf(bytes.subarray(i * size, (i + 1) * size), version),
    })),
  );
}

async function thumbnailOf(bytes: Uint8Array, { modality, shape }: DatasetVersion): Promise<string> {
  const values = valuesOfBytes(bytes, modality);
  return values instanceof Float32Array ? seriesDataUri(values, shape[2]) : pngDataUri(values, shape);
}

/** Looks at the class with most flagged samples: in a backdoored dataset that is the target class. */
async function gatherEvidence(
  db: Connection,
  { version }: AuditResults,
  flagged: Int32Array,
): Promise<ReportData['evidence']> {
  const labels = readLabels(db, version.id, 'train');
  const label = mostFrequent(countLabels(labels, version.classes.length, flagged)) ?? 0;
  const isFlagged = new Set(flagged);
  const moments = { flagged: new SampleMoments(version.shape), others: new SampleMoments(version.shape) };
  for (const sample of iterateSamples(db, version.id, 'train')) {
    if (sample.label !== label) continue;
    moments[isFlagged.has(sample.index) ? 'flagged' : 'others'].add(
      valuesOfBytes(sample.bytes, version.modality),
    );
  }
  const className = version.classes[label] ?? String(label);
  return version.modality === 'series'
    ? seriesEvidence(className, moments.flagged, moments.others)
    : artefactEvidence(className, moments.flagged, moments.others);
}

function describeGaps({ manifest, version }: AuditResults): string[] {
  const gaps = ['Only training samples were scored; the test split was taken as it is.'];
  if (manifest === null) {
    gaps.push('Attack success could not be measured, because no trigger is known.');
    gaps.push(
      'How many of the flagged samples really are poison is not known: nobody has told which ones are.',
    );
  }
  if (version.splits.test === 0) gaps.push('Accuracy could not be measured, because there is no test split.');
  return gaps;
}

/** A text field of a run's result, which is plain JSON; null where it is absent. */
function textOf(result: unknown, field: string): string | null {
  if (typeof result !== 'object' || result === null) return null;
  const value = (result as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
}
