/** Writes the folders and tables of GTSRB, under the original class ids. */
import { readNetpbmHeader } from '../codecs/netpbm.ts';
import { DECODE_CONCURRENCY, mapInOrder } from '../importers/support/in-order.ts';
import { baseName } from '../source-tree/names.ts';
import type { ExportSample } from '../types.ts';
import { csvCell } from '../codecs/csv.ts';
import { noteNumbers, watched, type CheckedExporter } from './support/checked.ts';
import { Originals, toNetpbm, withExtension } from './support/images.ts';
import { safePart, UniquePaths, writeWhole } from './support/output.ts';

const HEADER = 'Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId';
const TRAIN = 'GTSRB/Final_Training/Images';
const TEST = 'GTSRB/Final_Test';

export const gtsrbExporter: CheckedExporter = {
  id: 'gtsrb',
  obstacle: () => null,

  async write(request) {
    const ids = noteNumbers(request.layout.notes, 'classIds') ?? [];
    const idOf = (label: number): number => ids[label] ?? label;
    const originals = new Originals(request);
    const paths = new UniquePaths();
    const tables = new Map<string, string[]>();
    const files = mapInOrder(watched(request), DECODE_CONCURRENCY, async (sample) => {
      const original = await originals.bytesOf(sample);
      // The layout has PPM files only.
      const isPpm = original?.kind === 'netpbm';
      return { sample, bytes: isPpm ? original.bytes : toNetpbm(sample.bytes, request.shape) };
    });
    for await (const { sample, bytes } of files) {
      const { folder, table } = placeOf(sample, idOf(sample.label));
      const path = paths.take(`${folder}/${withExtension(safePart(baseName(sample.name)), 'ppm')}`);
      await writeWhole(request.folder, path, bytes);
      const { width, height } = readNetpbmHeader(bytes);
      const lines = tables.get(table) ?? [HEADER];
      lines.push([baseName(path), width, height, 0, 0, width - 1, height - 1, idOf(sample.label)].join(';'));
      tables.set(table, lines);
    }
    for (const [table, lines] of tables) await writeWhole(request.folder, table, `${lines.join('\r\n')}\r\n`);
    if (request.layout.notes['hasNames'] === true) {
      const names = request.classes.map((name, label) => `${idOf(label)},${csvCell(name)}`);
      await writeWhole(request.folder, 'class_names.csv', `ClassId,Name\n${names.join('\n')}\n`);
    }
    return [
      ...originals.notes('PPM'),
      'The region of interest in the tables covers each whole image: it is not kept at import.',
    ];
  },
};

function placeOf({ split }: ExportSample, id: number): { folder: string; table: string } {
  if (split === 'test') return { folder: `${TEST}/Images`, table: `${TEST}/GT-final_test.csv` };
  const name = String(id).padStart(5, '0');
  return { folder: `${TRAIN}/${name}`, table: `${TRAIN}/${name}/GT-${name}.csv` };
}
