/** Triggers that inversion found, each kept as soon as it is there. */
import type { InversionOptions, InvertedTriggerRecord } from '../../../src-shared/domain/inversion.ts';
import { canonicalJson, now, toBlob, toFloat32Array, type Connection } from '../connection.ts';

/** In place of an earlier one of the same kind. */
export function storeInversion(
  db: Connection,
  runId: number,
  options: InversionOptions,
  found: InvertedTriggerRecord,
): void {
  db.prepare(
    `INSERT OR REPLACE INTO inversions
       (run_id, options, source, target, success, baseline, samples, mask, pattern, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[runId, canonicalJson(options), found.source ?? -1, found.target],
    ...[found.success, found.baseline, found.samples],
    ...[toBlob(found.mask), toBlob(found.pattern), now()],
  );
}

interface Row {
  source: number;
  target: number;
  success: number;
  baseline: number;
  samples: number;
  mask: Buffer;
  pattern: Buffer;
}

/** By source, then by target. */
export function listInversions(
  db: Connection,
  runId: number,
  options: InversionOptions,
): InvertedTriggerRecord[] {
  return db
    .prepare<[number, string], Row>(
      `SELECT source, target, success, baseline, samples, mask, pattern FROM inversions
       WHERE run_id = ? AND options = ? ORDER BY source, target`,
    )
    .all(runId, canonicalJson(options))
    .map((row) => ({
      ...row,
      source: row.source < 0 ? null : row.source,
      mask: toFloat32Array(row.mask),
      pattern: toFloat32Array(row.pattern),
    }));
}
