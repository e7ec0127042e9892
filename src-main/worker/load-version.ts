/**
 * A dataset version as a worker needs it: both splits in memory, and checkpoints. The workspace is opened read-only.
 */
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import {
  findLatestCheckpoint,
  openWorkspaceReadOnly,
  readAllBytes,
  readCheckpoint,
  readLabels,
  readRun,
  readVersion,
} from '../storage/reading.ts';
import { valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import type { LabelledSamples } from '../train/data/training-data.ts';
import { shareValues } from './views/threaded-views.ts';

export interface LoadedVersion {
  version: DatasetVersion;
  train: LabelledSamples;
  test: LabelledSamples;
  /** Throws `storage.corrupt` when the stored bytes are not what they were. */
  readCheckpoint(id: number): Uint8Array;
  /** The spec of a finished audit and the bytes of its final checkpoint. Throws `not-found`, and as `readCheckpoint`. */
  readFinalModel(runId: number): { spec: AuditSpec; checkpoint: Uint8Array };
}

/** `memory` of the training values: shared where a thread is to read them. */
export function openVersion(
  workspace: string,
  versionId: number,
  memory: 'own' | 'shared' = 'own',
): LoadedVersion {
  const { db } = openWorkspaceReadOnly(workspace);
  const version = readVersion(db, versionId);
  const split = (name: 'train' | 'test'): LabelledSamples => {
    const values = valuesOfBytes(readAllBytes(db, versionId, name), version.modality);
    return {
      modality: version.modality,
      shape: version.shape,
      values: memory === 'shared' && name === 'train' ? shareValues(values) : values,
      labels: readLabels(db, versionId, name),
    };
  };
  return {
    version,
    train: split('train'),
    test: split('test'),
    readCheckpoint: (id) => readCheckpoint(db, id),
    readFinalModel(runId) {
      const final = findLatestCheckpoint(db, runId, 'final');
      if (final === null) {
        throw new AssayError('not-found', `Run ${runId} has no final model to begin with.`, { run: runId });
      }
      // Only audits have a final checkpoint, and an audit's spec is what planning made.
      return { spec: readRun(db, runId).spec as AuditSpec, checkpoint: readCheckpoint(db, final.id) };
    },
  };
}
