/** The `statistics` job: what a person should know of a dataset before suspecting it. */
import type { DatasetVersion, VersionStatistics } from '../../src-shared/domain/dataset.ts';
import { sampleSize, valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import type { StatisticsJob } from '../../src-shared/worker/contract.ts';
import {
  findDuplicates,
  iterateSamples,
  openWorkspaceReadOnly,
  readVersion,
  type Connection,
} from '../storage/reading.ts';
import type { WorkerPort } from './port.ts';

const BINS = 256;
const GROUPS_LISTED = 200;
const LISTED_OF_A_GROUP = 50;
/** Samples between two looks at the signal. */
const STRIDE = 512;

export async function runStatisticsJob(job: StatisticsJob, port: WorkerPort): Promise<VersionStatistics> {
  const workspace = openWorkspaceReadOnly(job.workspace);
  try {
    await port.send({ type: 'ready', backend: null });
    const { db } = workspace;
    const version = readVersion(db, job.versionId);
    const { modality } = version;
    const channels = version.shape[2];
    const size = sampleSize(version.shape);
    const ranges = rangesOf(db, version);
    const histograms = Array.from({ length: channels }, () => new Uint32Array(BINS));
    const sums = new Float64Array(version.classes.length * size);
    const counts = new Uint32Array(version.classes.length);
    const total = version.splits.train;
    for (const { index, label, bytes } of iterateSamples(db, job.versionId, 'train')) {
      if (index % STRIDE === 0) {
        const news = {
          stage: 'Measuring',
          done: index,
          total,
          unit: 'samples',
          etaSeconds: null,
          metrics: {},
        };
        await port.send({ type: 'progress', ...news });
        await new Promise((resolve) => setImmediate(resolve));
        port.signal.throwIfAborted();
      }
      counts[label]!++;
      const base = label * size;
      const values = valuesOfBytes(bytes, modality);
      for (let i = 0; i < size; i++) {
        const value = values[i]!;
        const [low, high] = ranges[i % channels]!;
        const bin = high > low ? Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low))) : 0;
        histograms[i % channels]![bin]!++;
        sums[base + i]! += value;
      }
    }
    const classMeans = Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[Math.floor(i / size)]!));
    return { histograms, ranges, classMeans, ...describeDuplicates(db, job.versionId, total) };
  } finally {
    workspace.close();
  }
}

/** Images: 0 up to 256, so that each value has a bin of its own. Series: the smallest and largest value of each variable. */
function rangesOf(db: Connection, { id, modality, shape }: DatasetVersion): [number, number][] {
  const channels = shape[2];
  if (modality === 'image') return Array.from({ length: channels }, () => [0, BINS]);
  const ranges = Array.from({ length: channels }, (): [number, number] => [Infinity, -Infinity]);
  for (const { bytes } of iterateSamples(db, id, 'train')) {
    valuesOfBytes(bytes, modality).forEach((value, i) => {
      const range = ranges[i % channels]!;
      if (value < range[0]) range[0] = value;
      if (value > range[1]) range[1] = value;
    });
  }
  return ranges;
}

function describeDuplicates(
  db: Connection,
  versionId: number,
  trainCount: number,
): Pick<VersionStatistics, 'duplicates' | 'duplicateGroups' | 'duplicateSamples'> {
  const groups = findDuplicates(db, versionId);
  const described = groups.map((group) => ({
    indices: group.slice(0, LISTED_OF_A_GROUP).map(({ index }) => index),
    count: group.length,
    isConflicting: group.some(({ label }) => label !== group[0]?.label),
    isAcrossSplits:
      group.some(({ index }) => index < trainCount) && group.some(({ index }) => index >= trainCount),
  }));
  // What matters to an audit first: the same bytes under two labels, then in both splits.
  const weight = (one: (typeof described)[number]): number =>
    (one.isConflicting ? 2 : 0) + (one.isAcrossSplits ? 1 : 0);
  described.sort((a, b) => weight(b) - weight(a) || b.count - a.count);
  return {
    duplicates: described.slice(0, GROUPS_LISTED),
    duplicateGroups: groups.length,
    duplicateSamples: groups.reduce((sum, group) => sum + group.length, 0),
  };
}
