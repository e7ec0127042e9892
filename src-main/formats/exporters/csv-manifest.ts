/** Writes the images where they lay and a table of path, label and split. */
import { csvCell } from '../codecs/csv.ts';
import { DECODE_CONCURRENCY, mapInOrder } from '../importers/support/in-order.ts';
import { noteText, watched, type CheckedExporter } from './support/checked.ts';
import { Originals, toPng, withExtension } from './support/images.ts';
import { OutputFile, safePart, safePath, UniquePaths, writeWhole } from './support/output.ts';

export const csvManifestExporter: CheckedExporter = {
  id: 'csv-manifest',
  obstacle: () => null,

  async write(request) {
    const { notes } = request.layout;
    const prefix = noteText(notes, 'folder') ?? '';
    const name = withCsv(safePart(noteText(notes, 'manifest') ?? 'labels.csv'));
    const originals = new Originals(request);
    const paths = new UniquePaths();
    paths.take(name);
    const table = await OutputFile.create(request.folder, name);
    try {
      await table.write(Buffer.from('path,label,split\n'));
      const files = mapInOrder(watched(request), DECODE_CONCURRENCY, async (sample) => {
        // Paths count from the table's folder, which is the top of an export.
        const isBelow = prefix !== '' && sample.name.startsWith(`${prefix}/`);
        const own = safePath(isBelow ? sample.name.slice(prefix.length + 1) : sample.name);
        const original = await originals.bytesOf(sample);
        if (original !== null) return { sample, wanted: own, content: original.bytes };
        const content = await toPng(sample.bytes, request.shape);
        return { sample, wanted: withExtension(own, 'png'), content };
      });
      for await (const { sample, wanted, content } of files) {
        const path = paths.take(wanted);
        await writeWhole(request.folder, path, content);
        const label = request.classes[sample.label] ?? String(sample.label);
        const cells = [path, label, sample.split].map((cell) => csvCell(cell));
        await table.write(Buffer.from(`${cells.join(',')}\n`));
      }
    } catch (thrown) {
      await table.abandon();
      throw thrown;
    }
    await table.commit();
    return originals.notes('PNG');
  },
};

function withCsv(name: string): string {
  return `${name.replace(/\.(csv|tsv|txt)$/i, '')}.csv`;
}
