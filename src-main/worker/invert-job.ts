/**
 * The `invert` job: looks for triggers of a run's network, class by class, on one half of a draw of test samples, and
 * judges each on the other half. Each is sent as soon as it is there.
 */
import * as tf from '@tensorflow/tfjs-core';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import type { Normalisation } from '../../src-shared/domain/normalisation.ts';
import type { InvertJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { measureNaturalBackdoors } from '../train/metrics/natural-backdoors.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';

const BATCH = 32;
/** Of Adam, as in the paper that inversion comes from. */
const RATE = 0.1;
const STAGE = 'Looking for triggers';

export async function runInvertJob(job: InvertJob, port: WorkerPort): Promise<null> {
  const { options, wanted } = job;
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { test } = prepared.loaded;
  const model = await restoreNetwork(prepared, job.spec, job.checkpointId);
  const rng = Rng.fromSeed(options.seed).fork('inversion');
  const drawn = rng.fork('samples').shuffle(Int32Array.from(test.labels.keys())).slice(0, options.samples);
  const half = drawn.length >> 1;
  /** Classes that have no test samples in one of the halves: no trigger can be made from them. */
  const withoutBasis = new Set<number>();
  const startedAt = performance.now();
  for (const [done, { source, target }] of wanted.entries()) {
    const perTrigger = (performance.now() - startedAt) / 1000 / Math.max(1, done);
    await port.send({
      ...{ type: 'progress', stage: STAGE, done, total: wanted.length, unit: 'triggers', metrics: {} },
      etaSeconds: done === 0 ? null : perTrigger * (wanted.length - done),
    });
    const isMember = (row: number): boolean => source === null || test.labels[row] === source;
    const [fit, judge] = [drawn.slice(0, half).filter(isMember), drawn.slice(half).filter(isMember)];
    if ([fit, judge].some((rows) => countOthers(rows, test.labels, target) === 0)) {
      if (source === null) throw noBasis(drawn.length, `other classes than ${target}`);
      withoutBasis.add(source);
      continue;
    }
    const stream = source === null ? rng : rng.fork(`source-${source}`);
    const { normaliser } = prepared;
    const setup = { model, normaliser, samples: test, fit, judge, rng: stream, signal: port.signal };
    const { maskShare, steps } = options;
    const inversion = { maskShare, steps, batch: BATCH, rate: RATE };
    const [found] = await measureNaturalBackdoors(setup, [target], inversion, () => Promise.resolve());
    if (found === undefined) continue;
    const { success, baseline, samples, mask } = found;
    const pattern = inStoredUnits(found.pattern, prepared.normalisation);
    await port.send({
      type: 'inverted',
      found: { source, target, success, baseline, samples, mask, pattern },
    });
  }
  tf.disposeVariables();
  await tellWithoutBasis(withoutBasis, wanted, drawn.length, port);
  return null;
}

/** Throws where that leaves nothing. */
async function tellWithoutBasis(
  sources: ReadonlySet<number>,
  wanted: InvertJob['wanted'],
  drawn: number,
  port: WorkerPort,
): Promise<void> {
  const [first] = sources;
  if (first === undefined) return;
  if (wanted.every(({ source }) => source !== null && sources.has(source))) {
    throw noBasis(drawn, `class ${first}`);
  }
  const names = [...sources].sort((a, b) => a - b).join(', ');
  const text = `Too few of the ${drawn} test samples drawn are of class ${names}: triggers from there are left out.`;
  await port.send({ type: 'log', level: 'warning', text });
}

function countOthers(rows: Int32Array, labels: Int32Array, target: number): number {
  return rows.filter((row) => labels[row] !== target).length;
}

function noBasis(drawn: number, which: string): AssayError {
  return new AssayError(
    'conflict',
    `Among the ${drawn} test samples drawn there are too few of ${which}: both halves need some. Draw more with --samples.`,
    { drawn, which },
  );
}

/** Of images, from units of the network's input to 0..255. */
function inStoredUnits(pattern: Float32Array, normalisation: Normalisation): Float32Array {
  if (normalisation === 'per-series') return pattern;
  const { mean, std } = normalisation;
  const channels = mean.length;
  return pattern.map((value, i) => 255 * (value * std[i % channels]! + mean[i % channels]!));
}
