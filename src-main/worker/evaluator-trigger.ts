/** The triggers of a drill, for the evaluator alone: they never reach what a defense is given. */
import { aimOf, type AttackManifest, type TriggerRule } from '../../src-shared/domain/attack.ts';
import { valuesOfBytes, type SampleValues } from '../../src-shared/domain/sample-values.ts';
import { openWorkspaceReadOnly, readVersion } from '../storage/reading.ts';
import { readManifest, readTriggeredTest } from '../storage/repositories/truth.ts';
import { applyTestTrigger } from '../train/attacks/poison-dataset.ts';
import { gatherValues } from '../train/data/batches.ts';
import type { LabelledSamples } from '../train/data/training-data.ts';

export interface TestTrigger {
  /** The class by which success on samples of class `label` is told; null: they are left out. */
  aim(label: number): number | null;
  /** The given test samples with the trigger, one after the other: [rows,H,W,C] or [rows,T,1,V]. */
  samples(test: LabelledSamples, rows: Int32Array): SampleValues;
}

/** One for each trigger of the drill; null where none is known, as in every real dataset. */
export function readTriggers(workspace: string, versionId: number): TestTrigger[] | null {
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

export function computed(manifest: AttackManifest): TestTrigger[] {
  return manifest.rules.map((rule, k) => ({
    aim: (label) => aimOf(rule, label),
    samples: (test, rows) => applyTestTrigger(manifest, k, gatherValues(test, rows), test.shape),
  }));
}

/** Attacks that keep their test samples have one trigger. */
function kept({ rules }: AttackManifest, triggered: SampleValues): TestTrigger[] {
  return rules.slice(0, 1).map((rule: TriggerRule) => ({
    aim: (label) => aimOf(rule, label),
    samples: (test, rows) => gatherValues({ ...test, values: triggered }, rows),
  }));
}
