/**
 * A smaller version of a dataset: of each split as many samples as asked for, drawn from a seed and in proportion to the
 * classes. It is a dataset of its own in the workspace, whose samples keep their names and hashes.
 */
import type { DatasetVersion, Split } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { Rng } from '../../src-shared/math/rng.ts';
import {
  findIncompleteImport,
  finishImport,
  readBytesOf,
  readLabels,
  readSamplesOf,
  removeIncompleteImport,
  startImport,
  storeSampleGroup,
  yieldToEvents,
  type Connection,
} from '../storage/index.ts';

/** Rows copied between two turns of the event loop. */
const ROWS_AT_ONCE = 250;

export interface SubsetRequest {
  name: string;
  /** At most so many; null: all. */
  train: number | null;
  test: number | null;
  seed: number;
}

/** Whether the version has more than was asked for. */
export function isLarger({ splits }: DatasetVersion, { train, test }: SubsetRequest): boolean {
  return splits.train > (train ?? Infinity) || splits.test > (test ?? Infinity);
}

/** Throws `run.cancelled`; nothing half made stays. */
export async function makeSubset(
  db: Connection,
  parent: DatasetVersion,
  request: SubsetRequest,
  signal: AbortSignal,
): Promise<DatasetVersion> {
  const options = { subsetOf: parent.sha256, ...request };
  // Of one that a process left half made nothing is known to be whole.
  const earlier = findIncompleteImport(db, parent.sha256, options);
  if (earlier !== null) removeIncompleteImport(db, earlier.versionId);
  const versionId = startImport(db, {
    dataset: request.name,
    source: parent.source ?? parent.dataset,
    sourceSha256: parent.sha256,
    options,
    modality: parent.modality,
    shape: parent.shape,
    classes: parent.classes,
    resizeRule: parent.resizeRule,
    layout: parent.layout,
  });
  try {
    const rng = Rng.fromSeed(request.seed).fork('subset');
    const train = chooseRows(db, parent, 'train', request.train, rng.fork('train'));
    const test = chooseRows(db, parent, 'test', request.test, rng.fork('test'));
    await copyRows(db, parent, versionId, 'train', train, 0, signal);
    await copyRows(db, parent, versionId, 'test', test, train.length, signal);
    return await finishImport(db, versionId, { signal });
  } catch (thrown) {
    removeIncompleteImport(db, versionId);
    throw thrown;
  }
}

/** Indices of a split, ascending. */
function chooseRows(
  db: Connection,
  { id, splits, classes }: DatasetVersion,
  split: Split,
  wanted: number | null,
  rng: Rng,
): Int32Array {
  const first = split === 'train' ? 0 : splits.train;
  const count = splits[split];
  const indices = Int32Array.from({ length: count }, (_, i) => first + i);
  if (wanted === null || count <= wanted) return indices;
  const labels = readLabels(db, id, split);
  const rows = classes.map((_, label) =>
    rng.shuffle(indices.filter((index) => labels[index - first] === label)),
  );
  const quotas = shares(
    rows.map(({ length }) => length),
    wanted,
  );
  return Int32Array.from(rows.flatMap((own, label) => [...own.subarray(0, quotas[label])])).sort();
}

/** How many of each class, in proportion and `wanted` in all: the largest remainders get what rounding leaves. */
export function shares(counts: readonly number[], wanted: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count * wanted) / total);
  const given = exact.map(Math.floor);
  const order = exact
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  let left = wanted - given.reduce((sum, count) => sum + count, 0);
  for (const { i } of order) {
    if (left === 0) break;
    given[i]!++;
    left--;
  }
  return given;
}

async function copyRows(
  db: Connection,
  parent: DatasetVersion,
  versionId: number,
  split: Split,
  indices: Int32Array,
  stored: number,
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < indices.length; start += ROWS_AT_ONCE) {
    if (signal.aborted) throw new AssayError('run.cancelled', 'Preparing the data was cancelled.');
    const rows = indices.subarray(start, start + ROWS_AT_ONCE);
    const records = readSamplesOf(db, parent.id, rows);
    const group = {
      split,
      bytes: readBytesOf(db, parent.id, rows),
      labels: Int32Array.from(records, ({ label }) => label),
      names: records.map(({ name }) => name),
      sourceSha256: records.map(({ sourceSha256 }) => sourceSha256),
    };
    storeSampleGroup(db, versionId, group, [], stored + start + rows.length);
    await yieldToEvents();
  }
}
