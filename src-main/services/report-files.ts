/** Flags and report of an audit as files of an export. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFlagsCsv, writeFlagsJson } from '../formats/report/flags-files.ts';
import { writeReportJson } from '../formats/report/report-json.ts';
import { renderReport } from '../formats/report/render-html.ts';
import type { Connection } from '../storage/index.ts';
import type { AuditResults } from './audit-results.ts';
import type { ExportFolder } from './export-folder.ts';
import { gatherFlags } from './flag-table.ts';
import { describeAllNeurons } from './neurons.ts';
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
    const table = gatherFlags(db, results, setup);
    await writeFlagsCsv(join(folder.temporary, 'flags.csv'), table, work.signal);
    await writeFlagsJson(join(folder.temporary, 'flags.json'), table, work.signal);
  }
  if (parts.includes('report')) {
    const rounds = describeAllNeurons(db, results.run.id);
    if (rounds.length > 0) {
      await writeFile(join(folder.temporary, 'neurons.json'), JSON.stringify({ rounds }), { flush: true });
    }
    const data = await gatherReport(db, results, setup, await folder.describe(work.signal), work.signal);
    await writeFile(join(folder.temporary, 'report.json'), writeReportJson(data), { flush: true });
    await writeFile(join(folder.temporary, 'report.html'), renderReport(data), { flush: true });
  }
}
