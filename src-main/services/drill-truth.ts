/** What is known of a drill, for the person who practises: never for anything that defends. */
import type { VersionDetail } from '../../src-shared/rpc/contract.ts';
import type { Connection } from '../storage/index.ts';
import { targetClasses } from '../../src-shared/domain/attack.ts';
import { readManifest, readPoisonMask } from '../storage/repositories/truth.ts';

/** How the poison was made; null where none was planted here. */
export function describeDrill(db: Connection, versionId: number): VersionDetail['drill'] {
  const manifest = readManifest(db, versionId);
  if (manifest === null) return null;
  const { attack, rate, mapping, seed } = manifest;
  const poisoned = readMask(db, versionId)?.reduce((sum, bit) => sum + bit, 0) ?? 0;
  return { attack, rate, mapping, targets: targetClasses(manifest), seed, poisoned };
}

/** One byte a training sample, 1 = planted; null where the truth is not known. */
export function readMask(db: Connection, versionId: number): Uint8Array | null {
  return readPoisonMask(db, versionId);
}
