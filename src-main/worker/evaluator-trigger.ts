/** The trigger of a drill, for the evaluator alone: it never reaches what a defense is given. */
import type { AttackManifest } from '../../src-shared/domain/attack.ts';
import { openWorkspaceReadOnly } from '../storage/reading.ts';
import { readManifest } from '../storage/repositories/truth.ts';

/** Null where no trigger is known, as in every real dataset. */
export function readTrigger(workspace: string, versionId: number): AttackManifest | null {
  const opened = openWorkspaceReadOnly(workspace);
  try {
    return readManifest(opened.db, versionId);
  } finally {
    opened.close();
  }
}
