/** Flags and report of an audit as files of an export. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderReport } from '../formats/report/render-html.ts';
import type { Connection, ExportedFile } from '../storage/index.ts';
import type { FlaggedSample } from './audit-documents.ts';
import type { AuditResults } from './audit-results.ts';
import type { ExportFolder } from './export-folder.ts';
import { gatherReport, type ReportSetup } from './report-data.ts';
import type { Work } from './work.ts';

/** Writes the parts asked for into a folder; `files` of the report are those that lie there already. */
export async function writeReportFiles(
  db: Connection,
  results: AuditResults,
  setup: ReportSetup,
  parts: readonly ('flags' | 'report')[],
  folder: ExportFolder,
  work: Work,
): Promise<void> {
  if (parts.length === 0) return;
  work.signal.throwIfAborted();
  if (parts.includes('flags')) {
    const samples = results.describeSamples(results.flagged ?? new Int32Array(0));
    await writeFile(join(folder.temporary, 'flags.csv'), flagsCsv(samples), { flush: true });
    await writeFile(join(folder.temporary, 'flags.json'), `${JSON.stringify(samples, null, 2)}\n`, {
      flush: true,
    });
  }
  if (parts.includes('report')) {
    const data = await gatherReport(db, results, setup, listed(await folder.describe(work.signal)));
    await writeFile(join(folder.temporary, 'report.json'), `${JSON.stringify(data, null, 2)}\n`, {
      flush: true,
    });
    await writeFile(join(folder.temporary, 'report.html'), renderReport(data), { flush: true });
  }
}

/** A dataset of a file a picture would drown the report: the manifest beside it lists those. */
const DATASET_FILES_LISTED = 100;

function listed(files: readonly ExportedFile[]): readonly ExportedFile[] {
  const isOfDataset = (file: ExportedFile): boolean => file.path.startsWith('dataset/');
  if (files.filter(isOfDataset).length <= DATASET_FILES_LISTED) return files;
  return files.filter((file) => !isOfDataset(file));
}

const COLUMNS = [
  'rank',
  'index',
  'name',
  'label',
  'className',
  'predicted',
  'predictedClassName',
  'value',
  'entropyLastEpoch',
  'loss',
  'verdict',
  'isPoisoned',
] as const satisfies readonly (keyof FlaggedSample)[];

/** RFC 4180; one line a flagged sample, most suspicious first. */
export function flagsCsv(samples: readonly FlaggedSample[]): string {
  const rows = samples.map((sample) => COLUMNS.map((column) => cell(sample[column])).join(','));
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}

/** Names come from the data: one that starts like a formula gets an apostrophe, so that no spreadsheet runs it. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
