/**
 * Peak memory of a process that trains a network on the CPU, five updates of 128 samples: images of 32x32x3, or series of
 * 128 steps and 3 variables. What the entries of the networks say (`trainingMiB`) was printed by this. Run by itself with
 * the name of a network, it is such a process.
 */
import { spawnSync } from 'node:child_process';
import { CapturedStep } from '../../src-main/compute/capture/captured-step.ts';
import { selectBackend } from '../../src-main/compute/select-backend.ts';
import { initialiseWeights } from '../../src-main/train/architectures/initialise.ts';
import { ARCHITECTURES, findArchitecture } from '../../src-main/train/architectures/registry.ts';
import { trainableByName } from '../../src-main/train/architectures/weights.ts';
import { InputNormaliser } from '../../src-main/train/data/input-normaliser.ts';
import { descend, trainStep } from '../../src-main/train/loop/step.ts';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import { sgd } from './learner.ts';

const BATCH = 128;
const UPDATES = 5;
const SHAPES = { image: [32, 32, 3], series: [128, 1, 3] } as const;

export function benchNetworkMemory(): Promise<object> {
  const peakMiB = ARCHITECTURES.map(({ id }) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--expose-gc', import.meta.filename, id],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`${id} ended with ${String(status)}: ${stderr}`);
    return [id, Number(stdout.trim())] as const;
  });
  return Promise.resolve({ bench: 'network-memory', batch: BATCH, peakMiB: Object.fromEntries(peakMiB) });
}

async function train(id: string): Promise<void> {
  await selectBackend('cpu');
  const architecture = findArchitecture(id);
  const shape = SHAPES[architecture.modality];
  const model = await architecture.build(shape, 10);
  initialiseWeights(model, Rng.fromSeed(1).fork('init'));
  const channels = Array.from({ length: shape[2] }, () => 0.5);
  const normaliser = new InputNormaliser(shape, { mean: channels, std: channels });
  const learner = { model, normaliser, weights: trainableByName(model) };
  const rng = Rng.fromSeed(2);
  const size = BATCH * sampleSize(shape);
  const batch = {
    values:
      architecture.modality === 'image'
        ? Uint8Array.from({ length: size }, () => rng.below(256))
        : Float32Array.from({ length: size }, () => rng.normal()),
    labels: Int32Array.from({ length: BATCH }, () => rng.below(10)),
    weights: new Float32Array(BATCH).fill(1 / BATCH),
  };
  const [optimizer, runner] = [sgd(), new CapturedStep()];
  for (let i = 0; i < UPDATES; i++) {
    trainStep(learner, optimizer, batch, descend, 0.01, undefined, runner);
  }
  console.log(Math.ceil(process.resourceUsage().maxRSS / 1024));
}

const [, script, network] = process.argv;
if (script === import.meta.filename && network !== undefined) await train(network);
