/** What a run has come to: its newest checkpoint, its curves and measurements, and how far those of two runs are apart. */
import {
  listCheckpoints,
  listStages,
  openWorkspaceReadOnly,
  readCheckpoint,
  readTimeline,
} from '../../src-main/storage/reading.ts';
import { decodeCheckpoint, type StoredArray } from '../../src-main/train/checkpoint/safetensors.ts';

export interface Checkpoint {
  role: string;
  sha256: string;
  arrays: Map<string, StoredArray>;
}

/** Throws where the run has none yet. */
export function lastCheckpoint(path: string, run = 1): Checkpoint {
  const workspace = openWorkspaceReadOnly(path);
  try {
    const last = listCheckpoints(workspace.db, run).at(-1);
    if (last === undefined) throw new Error(`run ${run} has no checkpoint yet`);
    const { arrays } = decodeCheckpoint(readCheckpoint(workspace.db, last.id));
    return { role: last.role, sha256: last.sha256, arrays };
  } finally {
    workspace.close();
  }
}

/** The largest difference of any number. Throws where they do not hold the same arrays. */
export function largestDifference(a: Checkpoint, b: Checkpoint): number {
  if (a.arrays.size !== b.arrays.size) throw new Error('the checkpoints do not hold the same arrays');
  let largest = 0;
  for (const [name, values] of a.arrays) {
    const others = b.arrays.get(name);
    if (others?.length !== values.length) throw new Error(`the checkpoints do not agree on ${name}`);
    values.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - others[i]!))));
  }
  return largest;
}

export interface Course {
  /** Losses of the training curves, by stage and epoch. */
  losses: Map<string, number>;
  updates: number;
  /** What was measured after each stage. */
  measured: { name: string; cleanAccuracy: number | null; attackSuccess: number | null }[];
}

export function courseOf(path: string, run = 1): Course {
  const workspace = openWorkspaceReadOnly(path);
  try {
    const losses = new Map<string, number>();
    for (const { stage, epoch, metrics } of readTimeline(workspace.db, run)) {
      if (metrics['loss'] !== undefined) losses.set(`${stage} ${epoch}`, metrics['loss']);
    }
    const stages = listStages(workspace.db, run);
    return {
      losses,
      updates: stages.reduce((sum, { updates }) => sum + updates, 0),
      measured: stages.map(({ name, cleanAccuracy, attackSuccess }) => {
        return { name, cleanAccuracy, attackSuccess };
      }),
    };
  } finally {
    workspace.close();
  }
}

/** The largest difference of a loss. Throws where the curves do not have the same points. */
export function largestLossDifference(a: Course, b: Course): number {
  if (a.losses.size === 0) throw new Error('there are no curves');
  if (a.losses.size !== b.losses.size) throw new Error('the curves do not have the same points');
  let largest = 0;
  for (const [point, loss] of a.losses) {
    const other = b.losses.get(point);
    if (other === undefined) throw new Error(`the curves do not agree on ${point}`);
    largest = Math.max(largest, Math.abs(loss - other));
  }
  return largest;
}
