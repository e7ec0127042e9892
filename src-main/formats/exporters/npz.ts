/** Writes an .npz with the names and the axis order the arrays had; images are uint8, labels int64. */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { npyHeader } from '../codecs/npy.ts';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import { takeSplit } from './idx.ts';
import { noteList, watched, type CheckedExporter } from './support/checked.ts';
import { safePart, writeChunks } from './support/output.ts';

const DEFAULT_KEYS: Readonly<Record<Split, { images: string; labels: string }>> = {
  train: { images: 'x_train', labels: 'y_train' },
  test: { images: 'x_test', labels: 'y_test' },
};
/** A fixed date: the same dataset gives the same file. */
const DATE = new Date(Date.UTC(1980, 0, 1));

export const npzExporter: CheckedExporter = {
  id: 'npz',
  obstacle: () => null,

  async write(request) {
    await writeArrays(request, { samples: imageChunks, labels: labelChunks });
    const type = request.layout.importer === 'npz' ? request.layout.notes['type'] : 'u1';
    return type === 'u1'
      ? []
      : ['The images are written as uint8 from 0 to 255, whatever type they had in the source.'];
  },
};

/** Chunks of one .npy each: all samples of a split, whose labels go into the list, and then the labels. */
export interface ArrayChunks {
  samples(
    request: ExportDatasetRequest,
    samples: AsyncGenerator<ExportSample>,
    split: Split,
    labels: number[],
  ): AsyncGenerator<Uint8Array>;
  labels(labels: readonly number[]): AsyncGenerator<Uint8Array>;
}

/** Writes `dataset.npz` with the arrays of both splits, under the names they had. */
export async function writeArrays(request: ExportDatasetRequest, chunks: ArrayChunks): Promise<void> {
  const zip = new ZipFile();
  const samples = watched(request);
  const output = zip.outputStream as unknown as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const split of ['train', 'test'] as const) {
    if (request.counts[split] === 0) continue;
    const keys = keysOf(request, split);
    const labels: number[] = [];
    // Entries are written one after the other, so the labels are complete when their turn comes.
    add(zip, keys.images, chunks.samples(request, samples, split, labels));
    add(zip, keys.labels, chunks.labels(labels));
  }
  zip.end();
  await writeChunks(request.folder, 'dataset.npz', output as AsyncIterable<Uint8Array>);
}

function add(zip: ZipFile, key: string, chunks: AsyncIterable<Uint8Array>): void {
  const open = Readable.from(chunks, { objectMode: false });
  open.on('error', (error) => zip.emit('error', error));
  zip.addReadStream(open, `${safePart(key)}.npy`, { mtime: DATE, mode: 0o100644 });
}

function keysOf({ layout }: ExportDatasetRequest, split: Split): { images: string; labels: string } {
  const own = noteList(layout.notes, 'keys').find((keys) => keys['split'] === split);
  const key = (what: 'images' | 'labels'): string => {
    const value = own?.[what];
    return typeof value === 'string' ? value : DEFAULT_KEYS[split][what];
  };
  return { images: key('images'), labels: key('labels') };
}

async function* imageChunks(
  { shape, counts, layout }: ExportDatasetRequest,
  samples: AsyncGenerator<ExportSample>,
  split: Split,
  labels: number[],
): AsyncGenerator<Uint8Array> {
  const [height, width, channels] = shape;
  const isChannelsFirst = layout.notes['isChannelsFirst'] === true;
  const hasChannelAxis = channels > 1 || layout.notes['hasChannelAxis'] === true;
  const axes = isChannelsFirst ? [channels, height, width] : [height, width, channels];
  yield npyHeader('|u1', [counts[split], ...(hasChannelAxis ? axes : [height, width])]);
  for await (const pixels of takeSplit(samples, counts[split], split, labels)) {
    yield isChannelsFirst ? toPlanes(pixels, channels) : pixels;
  }
}

function toPlanes(pixels: Uint8Array, channels: number): Uint8Array {
  const plane = pixels.length / channels;
  return Uint8Array.from(pixels, (_, i) => pixels[(i % plane) * channels + Math.floor(i / plane)] ?? 0);
}

async function* labelChunks(labels: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield npyHeader('<i8', [labels.length]);
  yield new Uint8Array(BigInt64Array.from(labels, BigInt).buffer);
}
