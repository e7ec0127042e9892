/** Datasets and archives with known content, made at run time; and running importers and exporters on them. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, createWriteStream, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import { writeDataset } from '../../../src-main/formats/exporters/registry.ts';
import { chooseImporter } from '../../../src-main/formats/registry.ts';
import { openSource } from '../../../src-main/formats/source-tree/open-source.ts';
import type { ExportSample, ImportItem, ImportPlan, SourceTree } from '../../../src-main/formats/types.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { DEFAULT_IMPORT } from '../../../src-shared/worker/contract.ts';

export const NEVER = new AbortController().signal;
export const AS_IT_COMES = DEFAULT_IMPORT;

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files by relative name. */
export type Files = Record<string, Uint8Array | string>;

export function writeFolder(files: Files, folder = temporaryFolder()): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export async function writeZip(files: Files, name = 'data.zip'): Promise<string> {
  const path = join(temporaryFolder(), name);
  const zip = new ZipFile();
  for (const [entry, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), entry);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

type TarHeader = Parameters<ReturnType<typeof pack>['entry']>[0];

/** Headers without content make links and devices. */
export async function tarBytes(
  entries: { header: TarHeader; content?: Uint8Array | string }[],
): Promise<Buffer> {
  const packed = pack();
  for (const { header, content } of entries) packed.entry(header, Buffer.from(content ?? ''));
  packed.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of packed as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function writeTar(files: Files, isCompressed: boolean): Promise<string> {
  const entries = Object.entries(files).map(([name, content]) => ({ header: { name }, content }));
  const bytes = await tarBytes(entries);
  return join(writeFolder({ data: isCompressed ? gzipSync(bytes) : bytes }), 'data');
}

/** A picture of one hue with a little pattern, so that no two are equal. */
export function pixelsOf(seed: number, height = 8, width = 8, channels = 3): Uint8Array {
  return Uint8Array.from({ length: height * width * channels }, (_, i) => (seed * 53 + i * 7) & 255);
}

export function pngOf(seed: number, height = 8, width = 8, channels: 1 | 3 = 3): Promise<Buffer> {
  const image = sharp(pixelsOf(seed, height, width, channels), { raw: { height, width, channels } });
  return image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/** Records of CIFAR-10 with the given labels. */
export function cifarBytes(labels: readonly number[], seed = 0): Buffer {
  return Buffer.concat(
    labels.map((label, i) => Buffer.concat([Buffer.of(label), pixelsOf(seed + i, 32, 32)])),
  );
}

export function idxBytes(dimensions: readonly number[], data: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header[2] = 8;
  header[3] = dimensions.length;
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, data]);
}

export interface Imported {
  tree: SourceTree;
  plan: ImportPlan;
  importer: string;
  items: ImportItem[];
}

export async function openTree(path: string): Promise<SourceTree> {
  const tree = await openSource(path, { scratchFolder: temporaryFolder() });
  onTestFinished(() => tree.close());
  return tree;
}

export async function importFrom(
  path: string,
  format: string | null = null,
  options: Parameters<Awaited<ReturnType<typeof chooseImporter>>['plan']>[1] = AS_IT_COMES,
  from = 0,
): Promise<Imported> {
  const tree = await openTree(path);
  const importer = await chooseImporter(tree, format);
  const plan = await importer.plan(tree, options, NEVER);
  const items: ImportItem[] = [];
  for await (const item of plan.items(from, NEVER)) items.push(item);
  return { tree, plan, importer: importer.id, items };
}

export function samplesOf({ items }: Imported): (ImportItem & { kind: 'sample' })[] {
  return items.filter((item) => item.kind === 'sample');
}

/** What must survive a round trip: split, class name and pixels, whatever the order and the names. */
export function contentOf(imported: Imported): string[] {
  return samplesOf(imported)
    .map(({ split, label, bytes }) => {
      const hash = createHash('sha256').update(bytes).digest('hex');
      return `${split} ${imported.plan.classes[label]} ${hash}`;
    })
    .sort();
}

/** Exports what was imported; `change` may replace a sample or drop it with null. */
export async function exportAgain(
  imported: Imported,
  change: (sample: ExportSample) => ExportSample | null = (sample) => sample,
  originals: SourceTree | null = imported.tree,
): Promise<{ folder: string; notes: string[] }> {
  // One level down, so that a file beside it shows.
  const folder = join(temporaryFolder(), 'out');
  mkdirSync(folder);
  const samples = samplesOf(imported).flatMap((item, index): ExportSample[] => {
    const { split, label, name, bytes, sha256 } = item;
    const kept = change({ index, split, label, name, bytes, isOriginal: true, sourceSha256: sha256 });
    return kept === null ? [] : [kept];
  });
  const notes = await writeDataset({
    layout: imported.plan.layout,
    modality: imported.plan.modality,
    shape: imported.plan.shape,
    classes: imported.plan.classes,
    counts: {
      train: samples.filter(({ split }) => split === 'train').length,
      test: samples.filter(({ split }) => split === 'test').length,
    },
    async *samples() {
      await Promise.resolve();
      yield* samples;
    },
    originals,
    folder,
    signal: NEVER,
    onProgress: () => undefined,
  });
  return { folder, notes };
}

/** Every file below a folder, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The error that `work` fails with; a test fails when it does not fail. */
export async function failureOf(work: Promise<unknown>): Promise<AssayError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown;
    throw thrown;
  }
  throw new Error('this should have failed');
}
