/** Calls and answers about everything a workspace holds. */
import type { DatasetVersion, Split } from '../../domain/dataset.ts';
import type { RunState } from '../../domain/run.ts';
import type { ErrorRecord } from '../../errors/assay-error.ts';
import type { WorkspaceInfo } from './app.ts';
import { call, nothing } from './call.ts';

export interface LibraryVersion {
  id: number;
  dataset: string;
  version: number;
  origin: DatasetVersion['origin'];
  modality: DatasetVersion['modality'];
  splits: Readonly<Record<Split, number>>;
  classes: number;
  judged: number;
  rejected: number;
  createdAt: string;
  /** Of its newest audit with results. */
  flagged: number | null;
  best: { runId: number; cleanAccuracy: number | null; attackSuccess: number | null } | null;
  /** State of its newest run. */
  lastRun: { id: number; state: RunState } | null;
}

export interface LibraryRun {
  id: number;
  versionId: number | null;
  dataset: string | null;
  state: RunState;
  defense: string;
  preset: string;
  arch: string;
  seed: number;
  /** True when a person's verdicts outranked the filter. */
  usedVerdicts: boolean;
  cleanAccuracy: number | null;
  attackSuccess: number | null;
  flagged: number | null;
  seconds: number;
  createdAt: string;
  finishedAt: string | null;
  error: ErrorRecord | null;
}

export interface Library {
  workspace: WorkspaceInfo;
  sizeBytes: number;
  versions: readonly LibraryVersion[];
  runs: readonly LibraryRun[];
  incompleteImports: readonly { dataset: string; source: string; samples: number }[];
}

export const libraryCalls = {
  'library.read': call<Library>()(nothing),
} as const;
