/** `assay import`: a folder, file or archive becomes a dataset of a workspace. */
import type { Command } from 'commander';
import { LENGTH_RULES, MISSING_RULES } from '../../../src-shared/worker/contract.ts';
import type { ImportDocument } from '../../host/create-host.ts';
import { parseChannels, parseLengths, parseMissing, parseSize } from '../arguments.ts';
import { addOutputFlags, type OutputFlags, type Shell } from '../shell.ts';
import { withHost } from '../with-host.ts';
import { count, counted, table, visible } from '../words.ts';

const EXAMPLES = `
Formats, recognised by content. Images: CIFAR-10/100 binary, IDX, image folder (one folder a class), GTSRB, CSV
manifest (path,label), NumPy .npz. Time series: UCR text (NAME_TRAIN.tsv, label first), UEA .ts, .arff, CSV tables (wide:
label and one column a step; long: id, time, label and values), NumPy .npz. Also a zip or tar.gz of any of these, and
single text files as .gz. The source is only read. An import that was interrupted continues where it stopped when the
same command is given again.

Series of unequal length (--lengths): resample stretches all to the longest, in straight lines (the default),
resample-cubic in a cubic spline; pad fills up with zeros; cut keeps as many steps as the shortest has; refuse stops.
Missing values (--missing): interpolate fills in from the neighbours (the default), zero takes them as 0, reject
leaves such series out.

Examples:
  assay import ./cifar-10-batches-bin --workspace intake.assay
  assay import signs.zip --workspace intake.assay --name signs --size 32x32
  assay import data.npz --workspace intake.assay --json
  assay import ./ECG5000 --workspace intake.assay
  assay import digits.zip --workspace intake.assay --lengths pad --missing reject`;

/** Rejected items listed for a person; --json lists all. */
const REJECTIONS_SHOWN = 20;
/** Names of files of the source stand in the sentence on what was done. */
const LONGEST_RULE = 2000;

interface ImportFlags extends OutputFlags {
  workspace: string;
  name?: string;
  format?: string;
  size?: string;
  channels?: string;
  lengths?: string;
  missing?: string;
}

export function addImport(program: Command, shell: Shell): void {
  const command = program
    .command('import')
    .description('Import a dataset into a workspace, which is made if it does not exist')
    .argument('<source>', 'folder, file or archive')
    .requiredOption('--workspace <file>', 'the workspace, e.g. intake.assay')
    .option('--name <name>', "the dataset's name (default: that of the source)")
    .option('--format <id>', 'read it as this format instead of recognising it')
    .option(
      '--size <HxW>',
      'scale images to this height and width (default: as they are where all are of one size up to 96 pixels a side, else 32x32)',
    )
    .option('--channels <1|3>', 'store images as grey (1) or colour (3)')
    .option('--lengths <rule>', `series of unequal length: ${LENGTH_RULES.join(', ')} (default: resample)`)
    .option(
      '--missing <rule>',
      `values missing in series: ${MISSING_RULES.join(', ')} (default: interpolate)`,
    )
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action((source: string, flags: ImportFlags) =>
    shell.run(flags, async (context) => {
      const request = {
        source,
        name: flags.name ?? null,
        format: flags.format ?? null,
        options: {
          size: flags.size === undefined ? null : parseSize(flags.size),
          channels: flags.channels === undefined ? null : parseChannels(flags.channels),
          lengths: flags.lengths === undefined ? null : parseLengths(flags.lengths),
          missing: flags.missing === undefined ? null : parseMissing(flags.missing),
        },
      };
      context.onCancelHint('Give the same command again to continue the import.');
      const document = await withHost(flags.workspace, 'write-or-create', context, (host, work) =>
        host.datasets.import(request, work),
      );
      return { document, lines: describeImport(document) };
    }),
  );
}

export function describeImport(document: ImportDocument): string[] {
  const { splits, classes, rejected } = document;
  const [height, width, channels] = document.shape;
  const shape =
    document.modality === 'series'
      ? `${counted(height, 'step')} of ${counted(channels, 'variable')}`
      : `${height}x${width}x${channels}`;
  const verb = document.alreadyThere ? 'is already in the workspace' : 'imported';
  const lines = [
    `${document.dataset} version ${document.version} ${verb}: ${counted(document.samples, 'sample')} ` +
      `(${count(splits.train)} train, ${count(splits.test)} test), ${count(classes.length)} classes, ` +
      `${shape}, ${visible(document.resizeRule, LONGEST_RULE)}.`,
    `Read as ${document.format}. SHA-256 of its content: ${document.sha256}`,
  ];
  if (rejected.length > 0) {
    lines.push(
      `${counted(rejected.length, 'item')} could not be read and ${rejected.length === 1 ? 'was' : 'were'} left out:`,
    );
    const rows = rejected
      .slice(0, REJECTIONS_SHOWN)
      .map(({ name, reason }) => [`  ${visible(name)}`, visible(reason, 300)]);
    lines.push(...table(['  name', 'reason'], rows));
    const hidden = rejected.length - REJECTIONS_SHOWN;
    if (hidden > 0) lines.push(`  … and ${count(hidden)} more; --json lists all.`);
  }
  return lines;
}
