/** Writes one folder a class, with the level of the splits that the source had. */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { DECODE_CONCURRENCY, mapInOrder } from '../importers/support/in-order.ts';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import { noteText, watched, type CheckedExporter } from './support/checked.ts';
import { Originals, toPng, withExtension } from './support/images.ts';
import { safePart, safePath, UniquePaths, writeWhole } from './support/output.ts';

export const imageFolderExporter: CheckedExporter = {
  id: 'image-folder',
  obstacle: () => null,

  async write(request) {
    const originals = new Originals(request);
    const paths = new UniquePaths();
    const folders = classFolders(request);
    const files = mapInOrder(watched(request), DECODE_CONCURRENCY, async (sample) => {
      const path = pathOf(sample, request, folders);
      const original = await originals.bytesOf(sample);
      if (original !== null) return { path, content: original.bytes };
      return { path: withExtension(path, 'png'), content: await toPng(sample.bytes, request.shape) };
    });
    // Names are given out in order, so that two of one name are told apart the same way every time.
    for await (const { path, content } of files) await writeWhole(request.folder, paths.take(path), content);
    return originals.notes('PNG');
  },
};

/** Two classes never share a folder, even where their names differ only in what a file name cannot hold. */
function classFolders({ classes }: ExportDatasetRequest): string[] {
  const unique = new UniquePaths();
  return classes.map((name) => unique.take(safePart(name)));
}

/** The class folder is that of the sample's label today: a relabelled sample moves. */
function pathOf(sample: ExportSample, request: ExportDatasetRequest, folders: readonly string[]): string {
  const { notes, importer } = request.layout;
  const own = splitFolders(request);
  const wasFolder = importer === 'image-folder' && sample.name.includes('/');
  const parts = sample.name.split('/');
  const classAt = wasFolder && noteText(notes, 'trainFolder') !== null ? 1 : 0;
  const rest = wasFolder ? parts.slice(classAt + 1) : [parts.at(-1) ?? ''];
  const split = own[sample.split];
  const folder = folders[sample.label] ?? safePart(String(sample.label));
  return [...(split === null ? [] : [split]), folder, safePath(rest.join('/'))].join('/');
}

function splitFolders({ layout, counts }: ExportDatasetRequest): Record<Split, string | null> {
  const train = noteText(layout.notes, 'trainFolder');
  const test = noteText(layout.notes, 'testFolder');
  if (train === null && counts.test === 0) return { train: null, test: null };
  return { train: safePart(train ?? 'train'), test: safePart(test ?? 'test') };
}
