/** Shape, pack size and counts of a version: what is needed to find a sample's bytes. */
import type { Modality, Split } from '../../../src-shared/domain/dataset.ts';
import { bytesOfSample } from '../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Connection } from '../connection.ts';

export interface Geometry {
  versionId: number;
  isReady: boolean;
  height: number;
  width: number;
  channels: number;
  classCount: number;
  /** Bytes of one sample: H * W * C values of one byte (images) or four (series). */
  sampleBytes: number;
  samplesPerPack: number;
  trainCount: number;
  testCount: number;
  total: number;
}

const PACK_BYTES = 1024 * 1024;

/** As many samples as fit into about 1 MiB, at least one. */
export function samplesPerPack(sampleBytes: number): number {
  return Math.max(1, Math.floor(PACK_BYTES / sampleBytes));
}

interface GeometryRow {
  state: string;
  modality: Modality;
  height: number;
  width: number;
  channels: number;
  class_count: number;
  samples_per_pack: number;
  train_count: number;
  test_count: number;
}

/** Throws `not-found` for an id that is not in the workspace. */
export function readGeometry(db: Connection, versionId: number): Geometry {
  const row = db
    .prepare<[number], GeometryRow>(
      `SELECT state, modality, height, width, channels, class_count, samples_per_pack, train_count, test_count
       FROM versions WHERE id = ?`,
    )
    .get(versionId);
  if (row === undefined) {
    throw new AssayError('not-found', `There is no dataset version with the id ${versionId} in ${db.name}.`, {
      versionId,
    });
  }
  return {
    versionId,
    isReady: row.state === 'ready',
    height: row.height,
    width: row.width,
    channels: row.channels,
    classCount: row.class_count,
    sampleBytes: bytesOfSample([row.height, row.width, row.channels], row.modality),
    samplesPerPack: row.samples_per_pack,
    trainCount: row.train_count,
    testCount: row.test_count,
    total: row.train_count + row.test_count,
  };
}

/** First index of a split and how many samples it has; both splits together for null. */
export function splitRange(geometry: Geometry, split: Split | null): { start: number; count: number } {
  if (split === null) return { start: 0, count: geometry.total };
  return split === 'train'
    ? { start: 0, count: geometry.trainCount }
    : { start: geometry.trainCount, count: geometry.testCount };
}

/** Throws `input.invalid` unless `start .. start + count - 1` are indices of the version. */
export function checkRange(geometry: Geometry, start: number, count: number): void {
  const isWhole = Number.isInteger(start) && Number.isInteger(count);
  if (isWhole && start >= 0 && count >= 0 && start + count <= geometry.total) return;
  throw new AssayError(
    'input.invalid',
    `Samples ${start} to ${start + count - 1} were asked for, but the version has indices 0 to ${geometry.total - 1}.`,
    { start, count, total: geometry.total },
  );
}
