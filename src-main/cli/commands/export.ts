/** `assay export`: benign model, cleaned dataset, flags and report of an audit, into a folder. */
import type { Command } from 'commander';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { EXPORT_PARTS, type ExportPart } from '../../host/create-host.ts';
import { parseChoice, parseShare, parseRunId } from '../arguments.ts';
import { prepareTensorflow } from '../runtime-setup.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { bytes, count } from '../words.ts';

const EXAMPLES = `
What there is: model (TensorFlow.js LayersModel with label map), dataset (the samples that are left, in the layout they
came in), flags (CSV and JSON), report (report.html and report.json). A person's verdicts outrank the audit: samples
judged clean stay in the dataset, samples judged poison leave it.

Examples:
  assay export intake.assay 1 --out ./result
  assay export intake.assay latest --out ./result --what flags,report
  assay export intake.assay latest --out ./result --what dataset --leave-out 0.1`;

/** Files listed for a person; --json lists all. */
const FILES_SHOWN = 12;

export function addExport(program: Command, shell: Shell): void {
  const command = program
    .command('export')
    .description('Write model, cleaned dataset, flags and report of an audit into a folder')
    .argument('<workspace>', 'the workspace file')
    .argument('<run>', 'number of the run, or "latest"')
    .requiredOption('--out <folder>', 'new or empty folder, or one of an earlier export')
    .option(
      '--leave-out <fraction>',
      'share of the training samples, most suspicious first, that the dataset goes without (default: what was flagged; 0: only what was judged poison)',
    )
    .option('--what <list>', `any of ${EXPORT_PARTS.join(',')}`, EXPORT_PARTS.join(','))
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(
    (workspace: string, run: string, flags: OutputFlags & { out: string; what: string; leaveOut?: string }) =>
      shell.run(flags, async (context) => {
        const what = parseParts(flags.what);
        const leaveOut = flags.leaveOut === undefined ? null : parseShare('--leave-out', flags.leaveOut);
        const runId = parseRunId(run);
        const document = await withHost(workspace, 'write', context, async (host, work) => {
          host.exports.check({ run: runId, out: flags.out, what, leaveOut });
          if (what.includes('model')) await prepareTensorflow(context, host.runs.specOf(runId).device);
          return host.exports.write({ run: runId, out: flags.out, what, leaveOut }, work);
        });
        const total = document.files.reduce((sum, file) => sum + file.bytes, 0);
        const shown = document.files
          .slice(0, FILES_SHOWN)
          .map((file) => `  ${file.path} (${bytes(file.bytes)})`);
        const hidden = document.files.length - shown.length;
        return {
          document,
          lines: [
            `Wrote ${count(document.files.length)} files, ${bytes(total)}, into ${document.out}:`,
            ...shown,
            ...(hidden > 0 ? [`  … and ${count(hidden)} more`] : []),
            ...document.notes,
          ],
        };
      }),
  );
}

function parseParts(text: string): ExportPart[] {
  const parts = text.split(',').map((part) => parseChoice('--what', part.trim(), EXPORT_PARTS));
  if (new Set(parts).size !== parts.length) {
    throw new AssayError('usage.invalid', `--what names a part twice: "${text}".`, { value: text });
  }
  return parts;
}
