/**
 * Every change of the workspace format, oldest first; the format number is the count of those applied.
 * A released one is never edited: the next change gets the next number.
 */
import { initial } from './0001-initial.ts';

export interface Migration {
  name: string;
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [initial];
