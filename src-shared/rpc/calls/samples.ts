/** Calls and answers about single samples. */
import { z } from 'zod';
import type { Split } from '../../domain/dataset.ts';
import type { Explanation } from '../../domain/explanation.ts';
import type { VerdictValue } from '../../domain/score.ts';
import { call, id, index, int32 } from './call.ts';

export interface ImageTiles {
  modality: 'image';
  height: number;
  width: number;
  channels: number;
  /** uint8 [N,H,W,C]. */
  pixels: Uint8Array;
}

export interface SeriesTiles {
  modality: 'series';
  /** Steps of the stored series. */
  steps: number;
  /** Of each series here: all its steps, or the smallest and largest value of each stretch of it. */
  points: number;
  variables: number;
  /** float32 [N,points,variables]. */
  values: Float32Array;
}

export type Tiles = ImageTiles | SeriesTiles;

export interface JournalLine {
  id: number;
  kind: 'judge' | 'undo' | 'redo';
  value: VerdictValue | null;
  author: string;
  reason: string;
  createdAt: string;
}

export interface SampleDetail {
  index: number;
  split: Split;
  label: number;
  name: string;
  sourceSha256: string;
  /** Samples with the same source bytes, this one left out. */
  duplicates: readonly number[];
  /** Final scores of the run for this sample; empty without a run or beyond the train split. */
  scores: Readonly<Record<string, number>>;
  /** Rank in each score that has a suspicious end, 1 = most suspicious. */
  ranks: Readonly<Record<string, number>>;
  /** Scores over epochs, with the median of the sample's class. */
  history: readonly {
    metric: string;
    epochs: readonly number[];
    values: readonly number[];
    classMedian: readonly number[];
  }[];
  verdicts: readonly JournalLine[];
}

export const sampleCalls = {
  /**
   * Pixels for the grid, scaled down to `size` at their longer side where they are larger. Series of more than `2 * size`
   * steps are reduced to that many points. A single sample may be asked for in full.
   */
  'samples.tiles': call<Tiles>()(
    z
      .strictObject({
        versionId: id,
        indices: int32.refine((list) => list.length <= 2048, 'too many tiles'),
        size: z.int().min(8).max(1_000_000),
      })
      .refine(({ indices: list, size }) => list.length <= 1 || size <= 2048, 'too large for so many tiles'),
  ),
  'samples.read': call<SampleDetail>()(z.strictObject({ versionId: id, runId: id.nullable(), index })),
  /** What the run's networks look at in a sample; takes some seconds. */
  'samples.explain': call<Explanation>()(z.strictObject({ runId: id, index })),
  /** Samples whose name contains the text, ascending, at most 10 000. */
  'samples.find': call<Int32Array>()(z.strictObject({ versionId: id, text: z.string().min(1).max(200) })),
} as const;
