/** Calls and answers about where datasets come from, and what a version of one is. */
import { z } from 'zod';
import { MAPPING_KINDS, type MappingKind } from '../../domain/attack.ts';
import type { DatasetVersion, Rejection, Split, VersionStatistics } from '../../domain/dataset.ts';
import type { ScannedSource } from '../../domain/scanned-source.ts';
import { LENGTH_RULES, MISSING_RULES } from '../../worker/contract.ts';
import { call, id, index, name, nothing, optionValues, path, seed } from './call.ts';

export interface ImportPreview extends ScannedSource {
  /** What the import would add to the workspace, and what its disk has. */
  diskBytes: number;
  freeBytes: number;
}

export interface VersionDetail {
  version: DatasetVersion;
  /** Samples of each class in each split. */
  classCounts: Readonly<Record<Split, readonly number[]>>;
  rejected: readonly Rejection[];
  rejectedCount: number;
  madeFrom: string | null;
  /** How a drill's poison was made; null where none was planted here. */
  drill: {
    attack: string;
    rate: number;
    mapping: MappingKind;
    /** Every class that a trigger leads to, ascending. */
    targets: readonly number[];
    seed: number;
    poisoned: number;
  } | null;
  runs: readonly number[];
}

/** Columns over all samples of a version, in index order. */
export interface VersionColumns {
  trainCount: number;
  labels: Uint16Array;
  /** Codes of `VERDICT_CODES`. */
  verdicts: Uint8Array;
}

const importOptions = z.strictObject({
  size: z
    .tuple([z.int().min(1).max(4096), z.int().min(1).max(4096)])
    .readonly()
    .nullable(),
  channels: z.union([z.literal(1), z.literal(3)]).nullable(),
  lengths: z.enum(LENGTH_RULES).nullable(),
  missing: z.enum(MISSING_RULES).nullable(),
});

export const datasetCalls = {
  'imports.preview': call<ImportPreview>()(
    z.strictObject({ source: path, format: name.nullable(), options: importOptions }),
  ),
  'imports.start': call<{ jobId: number }>()(
    z.strictObject({
      source: path,
      name: z.string().max(200).nullable(),
      format: name.nullable(),
      options: importOptions,
    }),
  ),
  /** Draws a small practice dataset and plants a backdoor of which the truth is known. */
  'examples.start': call<{ jobId: number }>()(nothing),
  'drills.start': call<{ jobId: number }>()(
    z.strictObject({
      versionId: id,
      attack: name,
      rate: z.number().min(0).max(1),
      mapping: z.enum(MAPPING_KINDS),
      /** Classes that a trigger leads to, each with one of its own; none where all classes lead to all. */
      targets: z.array(index).max(1000),
      seed: seed,
      options: optionValues,
    }),
  ),
  'versions.read': call<VersionDetail>()(z.strictObject({ versionId: id })),
  'versions.columns': call<VersionColumns>()(z.strictObject({ versionId: id })),
  /** Null while a job measures them; `library.changed` says when to ask again. */
  'versions.statistics': call<VersionStatistics | null>()(z.strictObject({ versionId: id })),
  /** One byte a training sample, 1 = planted; null where the truth is not known. For evaluation of drills only. */
  'drills.mask': call<Uint8Array | null>()(z.strictObject({ versionId: id })),
} as const;
