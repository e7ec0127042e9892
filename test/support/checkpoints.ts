/** The newest checkpoint of a run, and how far the weights of two of them are apart. */
import { listCheckpoints, openWorkspaceReadOnly, readCheckpoint } from '../../src-main/storage/reading.ts';
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
