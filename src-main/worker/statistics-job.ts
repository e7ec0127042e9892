/** The `statistics` job: what a person should know of a dataset before suspecting it. */
import type { VersionStatistics } from '../../src-shared/domain/dataset.ts';
import type { StatisticsJob } from '../../src-shared/worker/contract.ts';
import {
  findDuplicates,
  iterateSamples,
  openWorkspaceReadOnly,
  readVersion,
  type Connection,
} from '../storage/reading.ts';
import type { WorkerPort } from './port.ts';

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
    const [height, width, channels] = version.shape;
    const size = height * width * channels;
    const histograms = Array.from({ length: channels }, () => new Uint32Array(256));
    const sums = new Float64Array(version.classes.length * size);
    const counts = new Uint32Array(version.classes.length);
    const total = version.splits.train;
    for (const { index, label, pixels } of iterateSamples(db, job.versionId, 'train')) {
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
      for (let i = 0; i < size; i++) {
        const value = pixels[i]!;
        histograms[i % channels]![value]!++;
        sums[base + i]! += value;
      }
    }
    const classMeans = Float32Array.from(sums, (sum, i) => sum / Math.max(1, counts[Math.floor(i / size)]!));
    return { histograms, classMeans, ...describeDuplicates(db, job.versionId, total) };
  } finally {
    workspace.close();
  }
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
