/**
 * A dataset version as a worker needs it: both splits in memory, and checkpoints. The workspace is opened read-only.
 */
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import {
  openWorkspaceReadOnly,
  readAllPixels,
  readCheckpoint,
  readLabels,
  readVersion,
} from '../storage/reading.ts';
import type { LabelledImages } from '../train/data/training-data.ts';

export interface LoadedVersion {
  version: DatasetVersion;
  train: LabelledImages;
  test: LabelledImages;
  /** Throws `storage.corrupt` when the stored bytes are not what they were. */
  readCheckpoint(id: number): Uint8Array;
}

export function openVersion(workspace: string, versionId: number): LoadedVersion {
  const { db } = openWorkspaceReadOnly(workspace);
  const version = readVersion(db, versionId);
  const split = (name: 'train' | 'test'): LabelledImages => ({
    shape: version.shape,
    pixels: readAllPixels(db, versionId, name),
    labels: readLabels(db, versionId, name),
  });
  return {
    version,
    train: split('train'),
    test: split('test'),
    readCheckpoint: (id) => readCheckpoint(db, id),
  };
}
