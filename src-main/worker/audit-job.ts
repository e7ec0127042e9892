/** One audit, from loaded samples to the final checkpoint. */
import { createHash } from 'node:crypto';
import { Rng } from '../../src-shared/math/rng.ts';
import type { Normalisation } from '../../src-shared/domain/normalisation.ts';
import { executionOf, type AuditSpec } from '../../src-shared/domain/run.ts';
import type { AuditJob } from '../../src-shared/worker/contract.ts';
import { newStepRunner } from '../compute/capture/execution.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { InputNormaliser } from '../train/data/input-normaliser.ts';
import { measureNormalisation, type TrainingData } from '../train/data/training-data.ts';
import { passesOver } from '../train/metrics/predict.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import { findDefense } from '../train/defenses/registry.ts';
import { TrainingSession } from '../train/loop/session.ts';
import { buildNetwork } from './build-network.ts';
import { forecastSecondsPerImage } from './calibrate.ts';
import { Evaluator } from './evaluator.ts';
import { openVersion, type LoadedVersion } from './load-version.ts';
import { readTriggers } from './evaluator-trigger.ts';
import type { WorkerPort } from './port.ts';
import { createReporter } from './run-reporter.ts';
import { ThreadedViews } from './views/threaded-views.ts';

const CHECKPOINT_SECONDS = 30;
/** About what starting the thread for views costs: the shortest runs do without. */
const VIEWS_AFTER_MS = 30;
/** How often a run scores all samples, at the least. */
const SCORINGS = 4;
/** Layouts whose classes change their meaning in a mirror: digits and traffic signs. */
const CHIRAL_IMPORTERS = ['idx', 'gtsrb'];

export interface AuditResult {
  backend: string;
  tensorflowVersion: string;
  normalisation: Normalisation;
  /** The last measurement, of the model that is exported. */
  final: {
    cleanAccuracy: number | null;
    attackSuccess: number | null;
    robustAccuracy: number | null;
    counts: { test: number; triggered: number };
    confusion: number[] | null;
  } | null;
  /** SHA-256 over the final checkpoint. */
  modelSha256: string;
}

export async function runAuditJob(job: AuditJob, port: WorkerPort): Promise<AuditResult> {
  const { spec } = job;
  const backend = await selectBackend(spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const loaded = openVersion(job.workspace, job.versionId, 'shared');
  const { version, train } = loaded;
  const normalisation = measureNormalisation(train);
  const data: TrainingData = { ...train, classes: version.classes, normalisation };
  const normaliser = new InputNormaliser(version.shape, normalisation);
  const model = await buildNetwork(spec, version);
  const session = new TrainingSession(model, normaliser);
  const checkpoint = job.checkpointId === null ? null : loaded.readCheckpoint(job.checkpointId);
  if (checkpoint !== null) session.restore(checkpoint);
  const startNotes = checkpoint === null ? beginWith(spec, loaded, session) : [];

  const defense = findDefense(spec.defense);
  const architecture = findArchitecture(spec.arch);
  const execution = executionOf(spec);
  const passRunner = newStepRunner(execution, SCORINGS * passesOver(train.labels.length, train.shape));
  const cost = defense.cost(spec.options, spec.trusted?.indices.length ?? train.labels.length);
  const images = [...cost.values()].reduce((sum, stage) => sum + stage, 0);
  const report = createReporter({
    port,
    scratchFolder: job.scratchFolder,
    model,
    evaluator: new Evaluator(
      loaded.test,
      version.classes.length,
      readTriggers(job.workspace, job.versionId),
      normaliser,
      passRunner,
    ),
    cost,
    secondsPerImage: await forecastSecondsPerImage(execution, images, [
      spec.arch,
      version.shape,
      version.classes.length,
      normaliser,
    ]),
  });
  for (const note of startNotes) await report.log('info', note);
  const flipIsHarmless = mayFlip(loaded);
  const startAfterMs = Number(process.env['ASSAY_VIEWS_AFTER_MS'] ?? VIEWS_AFTER_MS);
  const views = new ThreadedViews(data, flipIsHarmless, { startAfterMs });
  try {
    await defense.run(
      {
        data,
        judged: spec.judged ?? { poison: [], clean: [] },
        trusted: Int32Array.from(spec.trusted?.indices ?? []),
        session,
        newNetwork: () => architecture.build(version.shape, version.classes.length),
        normaliser,
        taps: architecture.taps,
        rng: Rng.fromSeed(spec.seed).fork(spec.defense),
        flipIsHarmless,
        report,
        signal: port.signal,
        newStepRunner: (totalSteps) => newStepRunner(execution, totalSteps),
        passRunner,
        views,
        checkpointSeconds: Number(process.env['ASSAY_CHECKPOINT_SECONDS'] ?? CHECKPOINT_SECONDS),
      },
      spec.options,
    );
    if (views.whyNoThread !== null) {
      await report.log('info', `Batches were not prepared beside the training: ${views.whyNoThread}.`);
    }
    if (passRunner.whyNot !== null) {
      await report.log('info', `Scoring is not run as one graph: ${passRunner.whyNot}.`);
    }
  } finally {
    passRunner.dispose();
    await views.close();
  }

  const final = session.save(new Map());
  await report.checkpoint('final', 'final', final);
  return {
    backend: backend.description,
    tensorflowVersion: backend.tensorflowVersion,
    normalisation,
    final: report.lastMeasurement,
    modelSha256: createHash('sha256').update(final).digest('hex'),
  };
}

/** Gives a repair the weights of the run it mends. Returns what a person should know of the start, in sentences. */
function beginWith(spec: AuditSpec, loaded: LoadedVersion, session: TrainingSession): string[] {
  const notes: string[] = [];
  if (spec.base !== undefined) {
    const { spec: base, checkpoint } = loaded.readFinalModel(spec.base);
    session.adopt(checkpoint);
    notes.push(
      `Starts with the model of run ${spec.base} (${base.defense}, preset ${base.preset}, ${base.arch}, seed ${base.seed}).`,
    );
  }
  if (spec.trusted !== undefined) {
    const { source, indices } = spec.trusted;
    notes.push(
      source === 'verdicts'
        ? `Trusts ${indices.length} training samples that a person judged clean.`
        : `Trusts ${indices.length} training samples drawn from those that are known to be clean, which is possible in drills only.`,
    );
  }
  return notes;
}

function mayFlip({ version }: LoadedVersion): boolean {
  return (
    version.modality === 'image' &&
    version.shape[2] === 3 &&
    !CHIRAL_IMPORTERS.includes(version.layout.importer)
  );
}
