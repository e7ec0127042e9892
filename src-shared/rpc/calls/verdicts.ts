/** Calls and answers about what persons judged. */
import { z } from 'zod';
import type { VerdictValue } from '../../domain/score.ts';
import { call, id, indices } from './call.ts';

export interface JournalBatch {
  batch: number;
  /** Null for verdicts taken away, and for a batch of several values. */
  value: VerdictValue | null;
  isMixed: boolean;
  count: number;
  /** A few of its samples. */
  samples: readonly number[];
  author: string;
  reason: string;
  createdAt: string;
  kind: 'judge' | 'undo' | 'redo';
  /** The batch this one took back or brought back. */
  target: number | null;
}

export interface Journal {
  batches: readonly JournalBatch[];
  counts: Readonly<Record<VerdictValue, number>>;
  canUndo: boolean;
  canRedo: boolean;
}

const verdict = z.enum(['poison', 'clean', 'unsure']);

export const verdictCalls = {
  /** `value` null takes a verdict away. */
  'verdicts.judge': call<{ batch: number }>()(
    z.strictObject({ versionId: id, indices, value: verdict.nullable(), reason: z.string().max(1000) }),
  ),
  /** Null when there is nothing to take back. */
  'verdicts.undo': call<{ batch: number; count: number } | null>()(z.strictObject({ versionId: id })),
  'verdicts.redo': call<{ batch: number; count: number } | null>()(z.strictObject({ versionId: id })),
  /** Newest first; `before` is a batch number, null for the newest page. */
  'verdicts.journal': call<Journal>()(
    z.strictObject({ versionId: id, before: id.nullable(), limit: z.int().min(1).max(200) }),
  ),
} as const;
