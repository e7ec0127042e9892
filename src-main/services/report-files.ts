/** Flags and report of an audit as files. */
import type { EntrySource } from '../../src-shared/schema/definitions.ts';
import type { Connection } from '../storage/index.ts';
import type { AuditResults } from './audit-results.ts';
import type { Work } from './work.ts';

export interface ReportSetup {
  programVersion: string;
  defenses: readonly {
    id: string;
    title: string;
    summary: string;
    source: EntrySource;
    limits: string;
    scores: Readonly<Record<string, { title: string; unit: string; suspicious: 'low' | 'high' }>>;
  }[];
}

export function writeReportFiles(
  _db: Connection,
  _results: AuditResults,
  _setup: ReportSetup,
  _parts: readonly ('flags' | 'report')[],
  _folder: string,
  _work: Work,
): Promise<void> {
  return Promise.resolve();
}
