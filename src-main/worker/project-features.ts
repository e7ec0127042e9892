/**
 * Features of samples as points of a plane: UMAP (McInnes, Healy and Melville 2018) fitted on a draw that is even over
 * the classes; every other sample stands at the weighted mean of its nearest fitted ones. Distances are those of the
 * feature space, Euclidean.
 */
import * as tf from '@tensorflow/tfjs-core';
import { UMAP } from 'umap-js';
import type { Rng } from '../../src-shared/math/rng.ts';

const FITTED_AT_MOST = 2500;
const NEIGHBOURS = 15;
const NEAREST = 5;
const BATCH = 500;

export interface Projection {
  /** float32 [N,2], about -1..1. */
  points: Float32Array;
  method: string;
}

export interface FeatureTable {
  /** float32 [N,width]. */
  values: Float32Array;
  width: number;
  labels: Int32Array;
  rng: Rng;
}

export async function projectFeatures(
  table: FeatureTable,
  onProgress: (done: number, total: number) => Promise<void>,
  signal: AbortSignal,
): Promise<Projection> {
  const { values, width, labels } = table;
  const total = labels.length;
  const chosen = drawEvenly(labels, FITTED_AT_MOST, table.rng);
  const rows = Array.from(chosen, (index) => Array.from(values.subarray(index * width, (index + 1) * width)));
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.max(2, Math.min(NEIGHBOURS, rows.length - 1)),
    minDist: 0.1,
    random: () => table.rng.uniform(),
  });
  await onProgress(0, 1);
  const epochs = umap.initializeFit(rows);
  for (let epoch = 0; epoch < epochs; epoch++) {
    signal.throwIfAborted();
    umap.step();
    if (epoch % 10 === 0) await onProgress(epoch, epochs);
  }
  const fitted = Float32Array.from(umap.getEmbedding().flat());
  const points =
    chosen.length === total ? inOrder(fitted, chosen) : await placeRest(table, chosen, fitted, signal);
  const method =
    chosen.length === total
      ? `UMAP of all ${total} training samples`
      : `UMAP fitted on ${chosen.length} samples, the other ${total - chosen.length} placed beside their nearest`;
  return { points: toUnitSquare(points), method };
}

/** Up to `limit` indices, as many of each class as possible; ascending. */
function drawEvenly(labels: Int32Array, limit: number, rng: Rng): Int32Array {
  if (labels.length <= limit) return Int32Array.from(labels.keys());
  const byClass = new Map<number, number[]>();
  for (const index of rng.permutation(labels.length)) {
    const label = labels[index]!;
    const list = byClass.get(label) ?? [];
    list.push(index);
    byClass.set(label, list);
  }
  const chosen: number[] = [];
  for (let round = 0; chosen.length < limit; round++) {
    for (const list of byClass.values()) {
      const index = list[round];
      if (index !== undefined && chosen.length < limit) chosen.push(index);
    }
  }
  return Int32Array.from(chosen).sort();
}

function inOrder(fitted: Float32Array, chosen: Int32Array): Float32Array {
  const points = new Float32Array(chosen.length * 2);
  chosen.forEach((index, i) => points.set(fitted.subarray(2 * i, 2 * i + 2), 2 * index));
  return points;
}

async function placeRest(
  { values, width, labels }: FeatureTable,
  chosen: Int32Array,
  fitted: Float32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const total = labels.length;
  const anchors = new Float32Array(chosen.length * width);
  chosen.forEach((index, i) => anchors.set(values.subarray(index * width, (index + 1) * width), i * width));
  const anchorTensor = tf.tensor2d(anchors, [chosen.length, width]);
  const anchorNorms = tf.tidy(() => tf.sum(tf.square(anchorTensor), 1));
  const points = new Float32Array(total * 2);
  for (let begin = 0; begin < total; begin += BATCH) {
    signal.throwIfAborted();
    const end = Math.min(total, begin + BATCH);
    const [near, where] = tf.tidy(() => {
      const rows = tf.tensor2d(values.subarray(begin * width, end * width), [end - begin, width]);
      const products = tf.matMul(rows, anchorTensor, false, true);
      const norms = tf.sum(tf.square(rows), 1, true);
      const squared = tf.maximum(tf.add(tf.sub(anchorNorms, tf.mul(products, 2)), norms), 0);
      const nearest = tf.topk(tf.neg(squared), Math.min(NEAREST, chosen.length));
      return [tf.neg(nearest.values).dataSync<'float32'>(), nearest.indices.dataSync<'int32'>()] as const;
    });
    const k = near.length / (end - begin);
    for (let row = 0; row < end - begin; row++) {
      let [sum, x, y] = [0, 0, 0];
      for (let j = row * k; j < (row + 1) * k; j++) {
        const weight = 1 / (Math.sqrt(near[j]!) + 1e-6);
        sum += weight;
        x += weight * fitted[2 * where[j]!]!;
        y += weight * fitted[2 * where[j]! + 1]!;
      }
      points[2 * (begin + row)] = x / sum;
      points[2 * (begin + row) + 1] = y / sum;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  tf.dispose([anchorTensor, anchorNorms]);
  return points;
}

/** Keeps the proportions; the middle of the cloud comes to the origin. */
function toUnitSquare(points: Float32Array): Float32Array {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  points.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2]!, value);
    high[i % 2] = Math.max(high[i % 2]!, value);
  });
  const half = Math.max(high[0]! - low[0]!, high[1]! - low[1]!) / 2 || 1;
  return points.map((value, i) => (value - (low[i % 2]! + high[i % 2]!) / 2) / half);
}
