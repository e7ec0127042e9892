/** Writes IDX pairs under the names they had, compressed if they were. */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import { noteList, watched, type CheckedExporter } from './support/checked.ts';
import { safePart, writeChunks } from './support/output.ts';

const DEFAULT_NAMES: Readonly<Record<Split, { images: string; labels: string }>> = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
};

export const idxExporter: CheckedExporter = {
  id: 'idx',
  obstacle: () => null,

  async write(request) {
    const samples = watched(request);
    for (const split of ['train', 'test'] as const) {
      const count = request.counts[split];
      if (count === 0) continue;
      const names = namesOf(request, split);
      const labels: number[] = [];
      await writeFileOf(request, names.images, imageChunks(request, samples, split, labels));
      await writeFileOf(request, names.labels, labelChunks(labels, request.classes.length));
    }
    return [];
  },
};

function namesOf({ layout }: ExportDatasetRequest, split: Split): { images: string; labels: string } {
  const own = noteList(layout.notes, 'pairs').find((pair) => pair['split'] === split);
  const name = (what: 'images' | 'labels'): string => {
    const value = own?.[what];
    return safePart((typeof value === 'string' ? value : DEFAULT_NAMES[split][what]).replace(/\.gz$/i, ''));
  };
  return { images: name('images'), labels: name('labels') };
}

async function writeFileOf(
  request: ExportDatasetRequest,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  if (request.layout.notes['isCompressed'] !== true) return writeChunks(request.folder, name, chunks);
  const source = Readable.from(chunks, { objectMode: false });
  const gzip = createGzip();
  source.on('error', (error) => gzip.destroy(error));
  return writeChunks(request.folder, `${name}.gz`, source.pipe(gzip) as AsyncIterable<Uint8Array>);
}

async function* imageChunks(
  { shape, counts }: ExportDatasetRequest,
  samples: AsyncGenerator<ExportSample>,
  split: Split,
  labels: number[],
): AsyncGenerator<Uint8Array> {
  const [height, width, channels] = shape;
  const dimensions = [counts[split], height, width, ...(channels === 1 ? [] : [channels])];
  yield idxHeader(0x08, dimensions);
  yield* takeSplit(samples, counts[split], split, labels);
}

/** The pixels of exactly `count` samples of one split; their labels go to `labels`. */
export async function* takeSplit(
  samples: AsyncGenerator<ExportSample>,
  count: number,
  split: Split,
  labels: number[],
): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    const next = await samples.next();
    if (next.done === true || next.value.split !== split) {
      throw new TypeError(`${count} ${split} samples were announced, only ${i} came`);
    }
    labels.push(next.value.label);
    yield next.value.bytes;
  }
}

/** Bytes where the classes allow it, as in MNIST; big-endian 32-bit numbers else. */
async function* labelChunks(labels: readonly number[], classes: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (classes <= 256) {
    yield idxHeader(0x08, [labels.length]);
    yield Uint8Array.from(labels);
    return;
  }
  yield idxHeader(0x0c, [labels.length]);
  const bytes = Buffer.alloc(4 * labels.length);
  labels.forEach((label, i) => bytes.writeInt32BE(label, 4 * i));
  yield bytes;
}

function idxHeader(type: number, dimensions: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = type;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return header;
}
