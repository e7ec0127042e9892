/**
 * Every change of the workspace format, oldest first; the format number is the count of those applied.
 * A released one is never edited: the next change gets the next number.
 */
import type Database from 'better-sqlite3';
import { initial } from './0001-initial.ts';
import { journalAndVectors } from './0002-journal-and-vectors.ts';
import { series } from './0003-series.ts';
import { neuronsAndDetections } from './0004-neurons-and-detections.ts';
import { labelTests } from './0005-label-tests.ts';
import { inversions } from './0006-inversions.ts';
import { triggerTests } from './0007-trigger-tests.ts';

export interface Migration {
  name: string;
  sql: string;
  /** Moves data that SQL alone cannot, after `sql` and in the same transaction. */
  convert?: (db: Database.Database) => void;
}

export const MIGRATIONS: readonly Migration[] = [
  initial,
  journalAndVectors,
  series,
  neuronsAndDetections,
  labelTests,
  inversions,
  triggerTests,
];
