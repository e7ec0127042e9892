/**
 * How strongly neurons of a run fire, from a real worker: equal to the convolution of the stored weights computed here in
 * plain numbers, and to what the defense measured of the same network; kept, filled up, refused, cancelled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChildLauncher } from '../../src-main/host/child-launcher.ts';
import { createHost, type Host, type Work } from '../../src-main/host/create-host.ts';
import { listCheckpoints, openWorkspaceReadOnly } from '../../src-main/storage/reading.ts';
import { prepareVersion, restoreNetwork } from '../../src-main/worker/restore-model.ts';
import { neuronsBySpread, type NeuronReference } from '../../src-shared/domain/neuron.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { makeDrillWorkspace } from './drill.ts';

const VERSION = 2;
const TRAIN = 240;
let folder: string;
let workspace: string;
let host: Host;
let plainRun: number;
let noneRun: number;

function workOf(stages: string[] = [], signal = new AbortController().signal): Work {
  return { signal, onProgress: ({ stage }) => stages.push(stage), onNote: () => undefined };
}

async function audit(defense: string, options: Record<string, number>): Promise<number> {
  const choice = { preset: 'quick', arch: null, seed: 3, device: 'cpu', useVerdicts: false } as const;
  const run = host.runs.create(host.runs.plan({ dataset: 'drill@2', defense, ...choice, options }));
  await host.runs.start(run, workOf());
  return run;
}

beforeAll(async () => {
  await useTensorflow();
  folder = mkdtempSync(join(tmpdir(), 'assay-neurons-'));
  workspace = join(folder, 'drill.assay');
  await makeDrillWorkspace(workspace);
  const launchWorker = createChildLauncher();
  host = await createHost({ workspace, mode: 'write', programVersion: '0', launchWorker });
  const short = { batch: 16, minUpdates: 0 };
  plainRun = await audit('plain', { ...short, epochs: 1 });
  noneRun = await audit('none', {
    ...{ ...short, epochs: 5, rounds: 2 },
    ...{ tuningEpochs: 1, tuningMinUpdates: 0, tuningRate: 0.001 },
  });
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * The largest value over the map of one output channel of a 3 x 3 convolution without bias, computed in plain numbers from
 * the layer's input [H,W,C] (row-major) and its kernel [3,3,C,D]; `same` padding.
 */
function largestOfChannel(
  input: Float32Array,
  [height, width, channels]: readonly number[],
  kernel: Float32Array,
  [, , , outputs]: readonly number[],
  { channel, stride }: { channel: number; stride: number },
): number {
  let largest = -Infinity;
  // With an even side and stride 2, `same` pads at the end alone; with stride 1 on both sides.
  const before = stride === 1 ? 1 : 0;
  for (let y = 0; y < height!; y += stride) {
    for (let x = 0; x < width!; x += stride) {
      let sum = 0;
      for (let dy = 0; dy < 3; dy++) {
        for (let dx = 0; dx < 3; dx++) {
          const [row, column] = [y + dy - before, x + dx - before];
          if (row < 0 || column < 0 || row >= height! || column >= width!) continue;
          for (let c = 0; c < channels!; c++) {
            const weight = kernel[((dy * 3 + dx) * channels! + c) * outputs! + channel]!;
            sum += weight * input[(row * width! + column) * channels! + c]!;
          }
        }
      }
      largest = Math.max(largest, sum);
    }
  }
  return largest;
}

describe('neurons of a run', () => {
  it('can be read round by round, with the network that each has measured', () => {
    const first = host.neuronActivations.read(noneRun, null)!;
    expect(first).toMatchObject({ round: 1, rounds: 2, network: { stage: 'train', isMeasured: true } });
    expect(first.layers).toHaveLength(10);
    const second = host.neuronActivations.read(noneRun, 2)!;
    expect(second.network).toEqual({ stage: 'tuning-1', isMeasured: true });
    expect(second.layers[0]!.score).not.toEqual(first.layers[0]!.score);
    expect(() => host.neuronActivations.read(noneRun, 3)).toThrow(/rounds 1 to 2/);
    expect(host.neuronActivations.read(plainRun, null)).toBeNull();
  });

  it('fire as strongly as the convolution of the stored weights says', async () => {
    const neuron = { layer: 'group3_block1_conv2', channel: 5 };
    expect(host.neuronActivations.activations(noneRun, 1, [neuron])).toBeNull();
    const stages: string[] = [];
    await host.neuronActivations.compute(noneRun, 1, [neuron], workOf(stages));
    expect(new Set(stages)).toEqual(new Set(['Measuring neurons']));
    const [column] = host.neuronActivations.activations(noneRun, 1, [neuron])!;
    expect(column).toHaveLength(TRAIN);

    const reader = openWorkspaceReadOnly(workspace);
    const kept = listCheckpoints(reader.db, noneRun).find(({ stage }) => stage === 'train')!;
    reader.close();
    const prepared = prepareVersion(workspace, VERSION);
    const model = await restoreNetwork(prepared, host.runs.specOf(noneRun), kept.id);
    const layer = model.getLayer(neuron.layer);
    expect(layer.getClassName()).toBe('Conv2D');
    const { strides } = layer.getConfig() as unknown as { strides: number[] };
    const before = tfl.model({ inputs: model.inputs, outputs: layer.input });
    const kernel = layer.getWeights()[0]!;
    const weights = kernel.dataSync<'float32'>();
    const size = 12 * 12 * 3;
    const samples = [0, 1, 2, 10, 119, 239];
    for (const index of samples) {
      const values = prepared.loaded.train.values.subarray(index * size, (index + 1) * size);
      const input = before.predict(prepared.normaliser.toTensor(values)) as tf.Tensor4D;
      const expected = largestOfChannel(
        input.dataSync<'float32'>(),
        input.shape.slice(1),
        weights,
        kernel.shape,
        { channel: neuron.channel, stride: strides[0]! },
      );
      expect(Math.abs(column![index]! - expected), `sample ${index}`).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(expected)),
      );
    }
    tf.disposeVariables();
  });

  it('fire as the defense measured them: the strong maximum of the statistics is among the samples', async () => {
    for (const round of [1, 2]) {
      const { layers } = host.neuronActivations.read(noneRun, round)!;
      const driven = layers.flatMap(({ layer, topClass }) =>
        [...topClass.keys()]
          .filter((channel) => topClass[channel]! >= 0)
          .map((channel) => ({ layer, channel })),
      );
      expect(driven.length).toBeGreaterThan(20);
      const chosen: NeuronReference[] = [driven[0]!, driven[7]!, driven.at(-1)!];
      await host.neuronActivations.compute(noneRun, round, chosen, workOf());
      const columns = host.neuronActivations.activations(noneRun, round, chosen)!;
      chosen.forEach(({ layer, channel }, i) => {
        const strong = layers.find((one) => one.layer === layer)!.strongMax[channel]!;
        const nearest = Math.min(...columns[i]!.map((value) => Math.abs(value - strong)));
        expect(nearest, `${layer} ${channel} of round ${round}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(strong)),
        );
      });
    }
  });

  it('come with the most suspicious ones in the same pass, which then need none', async () => {
    const { layers } = host.neuronActivations.read(noneRun, 1)!;
    const ranked = neuronsBySpread(layers);
    const stages: string[] = [];
    await host.neuronActivations.compute(noneRun, 1, ranked.slice(0, 3), workOf(stages));
    expect(stages).toEqual([]);
    expect(host.neuronActivations.activations(noneRun, 1, ranked.slice(0, 12))).toHaveLength(12);
    // Another network is another matter.
    expect(
      host.neuronActivations.activations(noneRun, 2, [{ layer: 'group2_block1_conv1', channel: 31 }]),
    ).toBeNull();
  });
});

describe('what cannot be', () => {
  it('is refused before anything starts', () => {
    const check = (run: number, neuron: NeuronReference) => () =>
      host.neuronActivations.check(run, 1, [neuron]);
    expect(check(noneRun, { layer: 'group3_block1_conv2', channel: 64 })).toThrow(/no channel 64/);
    expect(check(noneRun, { layer: 'conv1', channel: 0 })).toThrow(/no channel 0 of conv1/);
    expect(check(plainRun, { layer: 'group3_block1_conv2', channel: 0 })).toThrow(/measured none/);
  });

  it('cancelled: says so, and keeps nothing half done', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const neuron = { layer: 'group3_block1_conv1', channel: 63 };
    await expect(
      host.neuronActivations.compute(noneRun, 2, [neuron], workOf([], cancel.signal)),
    ).rejects.toMatchObject({ code: 'run.cancelled' });
    expect(host.neuronActivations.activations(noneRun, 2, [neuron])).toBeNull();
  });
});
