/** Calls and answers about what a run found: scores, subsets, features, the trigger. */
import { z } from 'zod';
import type { DatasetVersion } from '../../domain/dataset.ts';
import { call, id, index, indices, name } from './call.ts';

export interface Features {
  /** Two coordinates a training sample, float32 [N,2], about -1..1. */
  points: Float32Array;
  method: string;
  stage: string;
}

export interface TriggerView {
  modality: DatasetVersion['modality'];
  /** A series of T steps and V variables: height T, width 1, channels V. */
  height: number;
  width: number;
  channels: number;
  suspectedCount: number;
  othersCount: number;
  /** float32 [H,W,C]: images 0..255, series in the units they were stored in. */
  suspectedMean: Float32Array;
  othersMean: Float32Array;
  /** Standard deviation over samples; of images 0..127.5. */
  suspectedDeviation: Float32Array;
  othersDeviation: Float32Array;
}

export const evidenceCalls = {
  /** One value a training sample; `epoch` null asks for the final score. */
  'scores.read': call<Float32Array>()(z.strictObject({ runId: id, metric: name, epoch: index.nullable() })),
  'subsets.read': call<Int32Array>()(z.strictObject({ runId: id, name: name })),
  /** Null until `features.start` has computed them. */
  'features.read': call<Features | null>()(z.strictObject({ runId: id })),
  'features.start': call<{ jobId: number }>()(z.strictObject({ runId: id })),
  'features.neighbours': call<readonly { index: number; distance: number }[]>()(
    z.strictObject({ runId: id, index, count: z.int().min(1).max(100) }),
  ),
  /** Compares suspected samples of one class with the class's others. */
  'trigger.view': call<TriggerView>()(
    z.strictObject({ versionId: id, label: index, suspected: indices, others: indices }),
  ),
} as const;
