/**
 * One round of NONE's detection (Wang et al. 2022): the network as it stands, in evaluation mode over all samples without
 * augmentation. A first pass scores the channels of every watched layer, a second one what each sample does to the most
 * compromised of them: all activations of a large dataset would not fit into memory.
 */
import * as tf from '@tensorflow/tfjs-core';
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import type { NeuronLayer } from '../../../../src-shared/domain/neuron.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { ChannelStatistics, highestChannels } from './channel-statistics.ts';
import { detectionStage, type NoneOptions } from './definition.ts';
import { scoreSamples, type ScoringChannel } from './sample-scores.ts';
import { spatialMaxima } from './spatial-maxima.ts';
import type { WatchedLayer } from './watched-layers.ts';

/** Samples of a pass at a time: the outputs of all layers are in memory together. */
const BATCH = 200;

export interface Detection {
  layers: NeuronLayer[];
  /** How hard each sample drives the most compromised channels; higher is more suspicious. */
  sampleScores: Float32Array;
  /** Logits float32 [N, classes], row-major. */
  logits: Float32Array;
}

export async function detect(
  context: DefenseContext,
  watched: readonly WatchedLayer[],
  options: NoneOptions,
  round: number,
): Promise<Detection> {
  const { data } = context;
  const classes = data.classes.length;
  const count = watched.reduce((sum, layer) => sum + layer.channels, 0);
  const thresholds = { strong: options.strongProbability, weak: options.weakProbability };
  const statistics = new ChannelStatistics(classes, count, thresholds);
  const logits = new Float32Array(data.labels.length * classes);
  await passOver(context, watched, null, { round, pass: 0 }, (index, row, activations) => {
    logits.set(row, index * classes);
    statistics.add(softmax(row), activations);
  });
  const layers = layersOf(watched, statistics, options.resetFraction);
  const channels = scoringChannels(layers, options.scoringFraction);
  const driven = new Float32Array(data.labels.length * channels.length);
  const columns = channels.map(({ column }) => column);
  await passOver(context, watched, columns, { round, pass: 1 }, (index, _, activations) =>
    driven.set(activations, index * columns.length),
  );
  return { layers, sampleScores: scoreSamples(driven, channels, options.sampleScore), logits };
}

/** Scores of all channels, and the mark of those to reset: a fixed share of each layer. */
function layersOf(
  watched: readonly WatchedLayer[],
  statistics: ChannelStatistics,
  resetFraction: number,
): NeuronLayer[] {
  let begin = 0;
  return watched.map(({ name, channels }) => {
    const found = statistics.scores(begin, begin + channels);
    begin += channels;
    const wasReset = new Uint8Array(channels);
    for (const channel of highestChannels(found.score, resetFraction)) wasReset[channel] = 1;
    return { layer: name, ...found, wasReset };
  });
}

/** The channels of each layer that score samples; columns are counted over the channels of all layers. */
function scoringChannels(
  layers: readonly NeuronLayer[],
  fraction: number,
): (ScoringChannel & { column: number })[] {
  let begin = 0;
  return layers.flatMap(({ score, weakMean, weakStd }) => {
    const chosen = fraction === 0 ? highestChannels(score, 1).slice(0, 1) : highestChannels(score, fraction);
    const found = chosen.map((channel) => ({
      column: begin + channel,
      score: score[channel]!,
      weakMean: weakMean[channel]!,
      weakStd: weakStd[channel]!,
    }));
    begin += score.length;
    return found;
  });
}

type Visit = (index: number, logits: Float32Array, activations: Float32Array) => void;

/**
 * Shows every sample's logits and the spatial maxima of the watched channels, all of them or the given columns. Between
 * batches it yields to the event loop and throws what the signal was aborted with.
 */
async function passOver(
  { data, session, normaliser, report, signal }: DefenseContext,
  watched: readonly WatchedLayer[],
  columns: readonly number[] | null,
  { round, pass }: { round: number; pass: number },
  visit: Visit,
): Promise<void> {
  const count = data.labels.length;
  const size = sampleSize(data.shape);
  for (let begin = 0; begin < count; begin += BATCH) {
    signal.throwIfAborted();
    const end = Math.min(count, begin + BATCH);
    const [logits, maxima] = tf.tidy(() => {
      const x = normaliser.toTensor(data.values.subarray(begin * size, end * size));
      const { logits: output, maxima: all } = spatialMaxima(session.model, watched, x);
      const asked = columns === null ? all : tf.gather(all, tf.tensor1d([...columns], 'int32'), 1);
      return [output.dataSync<'float32'>(), asked.dataSync<'float32'>()] as const;
    });
    const rows = end - begin;
    for (let row = 0; row < rows; row++)
      visit(begin + row, rowOf(logits, row, rows), rowOf(maxima, row, rows));
    await report.progress(detectionStage(round), pass * count + end, 2 * count, 'samples', {});
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

function rowOf(values: Float32Array, row: number, rows: number): Float32Array {
  const width = values.length / rows;
  return values.subarray(row * width, (row + 1) * width);
}

function softmax(logits: Float32Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
