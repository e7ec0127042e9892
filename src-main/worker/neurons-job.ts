/**
 * The `neurons` job: how strongly chosen channels of a run's network fire for each training sample, measured as NONE
 * measures them (Wang et al. 2022): at the convolution's own output, the largest value of the map.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { NeuronReference } from '../../src-shared/domain/neuron.ts';
import { sampleSize } from '../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { NeuronsJob } from '../../src-shared/worker/contract.ts';
import { selectBackend } from '../compute/select-backend.ts';
import { findArchitecture } from '../train/architectures/registry.ts';
import { spatialMaxima } from '../train/defenses/none/spatial-maxima.ts';
import { watchedLayers, type WatchedLayer } from '../train/defenses/none/watched-layers.ts';
import { predictRows } from '../train/metrics/predict.ts';
import type { WorkerPort } from './port.ts';
import { prepareVersion, restoreNetwork } from './restore-model.ts';

/** Throws `not-found` for a channel that is not among those the defense watches in this network. */
export async function runNeuronsJob(job: NeuronsJob, port: WorkerPort): Promise<null> {
  const backend = await selectBackend(job.spec.device);
  await port.send({ type: 'ready', backend: backend.description });
  const prepared = prepareVersion(job.workspace, job.versionId);
  const { train, version } = prepared.loaded;
  const model = await restoreNetwork(prepared, job.spec, job.checkpointId);
  const { layers, columns } = locate(model, job);
  const size = sampleSize(version.shape);
  const total = train.labels.length;
  const width = job.neurons.length;
  const rows = await predictRows(
    (x) => tf.gather(spatialMaxima(model, layers, x).maxima, tf.tensor1d([...columns], 'int32'), 1),
    prepared.normaliser,
    total,
    (begin, end) => {
      void port.send({
        ...{ type: 'progress', stage: 'Measuring neurons', done: begin, total, unit: 'samples' },
        ...{ etaSeconds: null, metrics: {} },
      });
      return train.values.subarray(begin * size, end * size);
    },
    port.signal,
  );
  tf.disposeVariables();
  for (let place = 0; place < width; place++) {
    const values = Float32Array.from({ length: total }, (_, i) => rows[i * width + place]!);
    await port.send({ type: 'activations', place, values });
  }
  return null;
}

/** The layers to watch, and the places of the channels among all channels of these layers. */
function locate(
  model: tfl.LayersModel,
  { spec, neurons }: NeuronsJob,
): { layers: WatchedLayer[]; columns: number[] } {
  const wanted = new Set(neurons.map(({ layer }) => layer));
  const all = watchedLayers(model, findArchitecture(spec.arch).taps);
  const layers = all.filter(({ name }) => wanted.has(name));
  const begins = new Map<string, number>();
  let begin = 0;
  for (const { name, channels } of layers) {
    begins.set(name, begin);
    begin += channels;
  }
  const columns = neurons.map((neuron) => {
    const layer = layers.find(({ name }) => name === neuron.layer);
    if (layer === undefined || neuron.channel >= layer.channels) throw unknownNeuron(neuron, spec.arch, all);
    return begins.get(layer.name)! + neuron.channel;
  });
  return { layers, columns };
}

function unknownNeuron(
  { layer, channel }: NeuronReference,
  arch: string,
  layers: readonly WatchedLayer[],
): AssayError {
  const known = layers.map(({ name, channels }) => `${name} (${channels})`).join(', ');
  return new AssayError(
    'not-found',
    `Channel ${channel} of ${layer} is not watched in the network ${arch}. Watched layers and their channels: ${known}.`,
    { layer, channel, arch },
  );
}
