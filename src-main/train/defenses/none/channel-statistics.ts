/**
 * Scores of channels (NONE, Wang et al. 2022): how far the predictions that a network is sure of drive a channel beyond its
 * range on samples that are surely not of that class.
 *
 *     P_k = {i: p_ik > strong},  Q_k = {i: p_ik < weak}
 *     D_jk = max over P_k of a_ij - (mean + 3 std over Q_k of a_ij),  0 where P_k or Q_k is empty;   D_j = max over k
 *
 * Samples are added one after the other, so that the activations of a large dataset need not be in memory together.
 */
import { NEURON_RANGE, type NeuronLayer } from '../../../../src-shared/domain/neuron.ts';

/** Normal range of a channel, in standard deviations above its mean. */
export const RANGE = NEURON_RANGE;

export interface Thresholds {
  /** Probability above which a prediction is sure. */
  strong: number;
  /** Probability below which a class is surely not predicted. */
  weak: number;
}

export type ChannelScores = Pick<NeuronLayer, 'topClass' | 'strongMax' | 'weakMean' | 'weakStd' | 'score'>;

export class ChannelStatistics {
  readonly #classes: number;
  readonly #channels: number;
  readonly #thresholds: Thresholds;
  /** Activations of the first sample: sums are of differences from it, which keeps the digits of a small spread. */
  #shift: Float64Array | null = null;
  #samples = 0;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  /** Row-major [class, channel]. Few classes are not surely excluded for a sample, so that these sums are the cheap ones. */
  readonly #notWeakSum: Float64Array;
  readonly #notWeakSquares: Float64Array;
  readonly #notWeakCount: Int32Array;
  readonly #strongMax: Float64Array;
  readonly #strongCount: Int32Array;

  constructor(classes: number, channels: number, thresholds: Thresholds) {
    this.#classes = classes;
    this.#channels = channels;
    this.#thresholds = thresholds;
    this.#sum = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
    this.#notWeakSum = new Float64Array(classes * channels);
    this.#notWeakSquares = new Float64Array(classes * channels);
    this.#notWeakCount = new Int32Array(classes);
    this.#strongMax = new Float64Array(classes * channels).fill(-Infinity);
    this.#strongCount = new Int32Array(classes);
  }

  /** Adds a sample: probabilities [classes], activations [channels], all finite. */
  add(probabilities: ArrayLike<number>, activations: ArrayLike<number>): void {
    this.#shift ??= Float64Array.from(activations);
    this.#samples++;
    this.#addTo(this.#sum, this.#squares, 0, activations);
    for (let k = 0; k < this.#classes; k++) {
      const probability = probabilities[k]!;
      if (probability > this.#thresholds.strong) this.#addStrong(k, activations);
      if (probability < this.#thresholds.weak) continue;
      this.#notWeakCount[k]!++;
      this.#addTo(this.#notWeakSum, this.#notWeakSquares, k * this.#channels, activations);
    }
  }

  #addTo(sum: Float64Array, squares: Float64Array, at: number, activations: ArrayLike<number>): void {
    const shift = this.#shift!;
    for (let j = 0; j < this.#channels; j++) {
      const difference = activations[j]! - shift[j]!;
      sum[at + j]! += difference;
      squares[at + j]! += difference * difference;
    }
  }

  #addStrong(k: number, activations: ArrayLike<number>): void {
    this.#strongCount[k]!++;
    const at = k * this.#channels;
    for (let j = 0; j < this.#channels; j++) {
      if (activations[j]! > this.#strongMax[at + j]!) this.#strongMax[at + j] = activations[j]!;
    }
  }

  /** Scores of channels `begin .. end - 1`. */
  scores(begin: number, end: number): ChannelScores {
    const count = end - begin;
    const found: ChannelScores = {
      topClass: new Int32Array(count).fill(-1),
      strongMax: new Float32Array(count).fill(NaN),
      weakMean: new Float32Array(count).fill(NaN),
      weakStd: new Float32Array(count).fill(NaN),
      score: new Float32Array(count),
    };
    for (let i = 0; i < count; i++) this.#scoreChannel(begin + i, i, found);
    return found;
  }

  #scoreChannel(channel: number, i: number, found: ChannelScores): void {
    let best = -Infinity;
    for (let k = 0; k < this.#classes; k++) {
      const weakCount = this.#samples - this.#notWeakCount[k]!;
      const isEmpty = this.#strongCount[k] === 0 || weakCount === 0;
      const { mean, std } = isEmpty ? { mean: NaN, std: NaN } : this.#weakRange(k, channel, weakCount);
      const strongMax = isEmpty ? NaN : this.#strongMax[k * this.#channels + channel]!;
      const score = isEmpty ? 0 : strongMax - (mean + RANGE * std);
      if (score <= best) continue;
      best = score;
      found.topClass[i] = isEmpty ? -1 : k;
      found.strongMax[i] = strongMax;
      found.weakMean[i] = mean;
      found.weakStd[i] = std;
      found.score[i] = score;
    }
  }

  /** Mean and population standard deviation over Q_k: everything less what is not in it. */
  #weakRange(k: number, channel: number, count: number): { mean: number; std: number } {
    const at = k * this.#channels + channel;
    const mean = (this.#sum[channel]! - this.#notWeakSum[at]!) / count;
    const square = (this.#squares[channel]! - this.#notWeakSquares[at]!) / count;
    return {
      mean: mean + this.#shift![channel]!,
      std: Math.sqrt(Math.max(0, square - mean * mean)),
    };
  }
}

/** The channels of highest score, highest first, ties by index: `fraction` of them rounded up. */
export function highestChannels(score: ArrayLike<number>, fraction: number): number[] {
  const order = Array.from({ length: score.length }, (_, channel) => channel);
  order.sort((a, b) => score[b]! - score[a]! || a - b);
  return order.slice(0, Math.ceil(fraction * score.length));
}
