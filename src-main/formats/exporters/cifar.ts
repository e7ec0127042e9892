/** Writes CIFAR-10 or CIFAR-100 binary batches, each sample into the batch it came from. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import {
  CIFAR_10,
  CIFAR_100,
  CIFAR_PIXEL_BYTES,
  CIFAR_SIDE,
  type CifarKind,
} from '../importers/cifar-files.ts';
import { noteList, noteNumbers, noteText, watched, type CheckedExporter } from './support/checked.ts';
import { OutputFile, safePart, writeWhole } from './support/output.ts';

export const cifarExporter: CheckedExporter = {
  id: 'cifar',

  obstacle({ shape, classes, layout }) {
    if (shape.join() !== [CIFAR_SIDE, CIFAR_SIDE, 3].join())
      return `its images are ${shape.join(' x ')}, not 32 x 32 x 3`;
    const kind = kindOf(layout.notes);
    return classes.length > kind.classes
      ? `it has ${classes.length} classes, more than ${kind.classes}`
      : null;
  },

  async write(request) {
    const kind = kindOf(request.layout.notes);
    const coarse = noteNumbers(request.layout.notes, 'coarseOfFine') ?? [];
    const files = new Map<string, OutputFile>();
    try {
      for await (const sample of watched(request)) {
        const name = fileOf(sample, kind, request);
        const file = files.get(name) ?? (await OutputFile.create(request.folder, name));
        files.set(name, file);
        await file.write(toRecord(sample, kind, coarse));
      }
    } catch (thrown) {
      for (const file of files.values()) await file.abandon();
      throw thrown;
    }
    for (const file of files.values()) await file.commit();
    await writeWhole(request.folder, kind.namesFile, `${request.classes.join('\n')}\n`);
    return [];
  },
};

function kindOf(notes: Readonly<Record<string, unknown>>): CifarKind {
  return noteText(notes, 'variant') === CIFAR_100.variant ? CIFAR_100 : CIFAR_10;
}

/** The batch named in the sample's own name when the import knew it, else one batch a split. */
function fileOf(sample: ExportSample, kind: CifarKind, { layout }: ExportDatasetRequest): string {
  const own = sample.name.split('#')[0] ?? '';
  const known = noteList(layout.notes, 'files').some(
    (file) => file['name'] === own && file['split'] === sample.split,
  );
  if (known) return safePart(own);
  if (kind.labelBytes === 2) return `${sample.split}.bin`;
  return sample.split === 'train' ? 'data_batch_1.bin' : 'test_batch.bin';
}

function toRecord(
  { label, bytes, index }: ExportSample,
  kind: CifarKind,
  coarse: readonly number[],
): Uint8Array {
  if (bytes.length !== CIFAR_PIXEL_BYTES) {
    throw new AssayError(
      'internal',
      `Sample ${index} has ${bytes.length} bytes instead of ${CIFAR_PIXEL_BYTES}.`,
    );
  }
  const record = new Uint8Array(kind.labelBytes + CIFAR_PIXEL_BYTES);
  const plane = CIFAR_PIXEL_BYTES / 3;
  if (kind.labelBytes === 2) record[0] = coarse[label] ?? 0;
  record[kind.labelBytes - 1] = label;
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) record[kind.labelBytes + c * plane + i] = bytes[3 * i + c] ?? 0;
  }
  return record;
}
