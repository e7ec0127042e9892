/** The trigger of a drill, for the evaluator alone: it never reaches what a defense is given. */
import type { AttackManifest } from '../../src-shared/domain/attack.ts';
import { valuesOfBytes, type SampleValues } from '../../src-shared/domain/sample-values.ts';
import { openWorkspaceReadOnly, readVersion } from '../storage/reading.ts';
import { readManifest, readTriggeredTest } from '../storage/repositories/truth.ts';
import { applyTestTrigger } from '../train/attacks/poison-dataset.ts';
import { gatherValues } from '../train/data/batches.ts';
import type { LabelledSamples } from '../train/data/training-data.ts';

export interface TestTrigger {
  target: number;
  /** The given test samples with the trigger, one after the other: [rows,H,W,C] or [rows,T,1,V]. */
  samples(test: LabelledSamples, rows: Int32Array): SampleValues;
}

/** Null where no trigger is known, as in every real dataset. */
export function readTrigger(workspace: string, versionId: number): TestTrigger | null {
  const opened = openWorkspaceReadOnly(workspace);
  try {
    const manifest = readManifest(opened.db, versionId);
    if (manifest === null) return null;
    const stored = readTriggeredTest(opened.db, versionId);
    if (stored === null) return computed(manifest);
    return kept(manifest, valuesOfBytes(stored, readVersion(opened.db, versionId).modality));
  } finally {
    opened.close();
  }
}

export function computed(manifest: AttackManifest): TestTrigger {
  return {
    target: manifest.target,
    samples: (test, rows) => applyTestTrigger(manifest, gatherValues(test, rows), test.shape),
  };
}

function kept(manifest: AttackManifest, triggered: SampleValues): TestTrigger {
  return {
    target: manifest.target,
    samples: (test, rows) => gatherValues({ ...test, values: triggered }, rows),
  };
}
