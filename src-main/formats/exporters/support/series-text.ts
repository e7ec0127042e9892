/** What the exporters of text files of series share: which file a sample goes to, its values as text, and the notes. */
import { createGzip, type Gzip } from 'node:zlib';
import { once } from 'node:events';
import type { Split } from '../../../../src-shared/domain/dataset.ts';
import { valuesOfBytes } from '../../../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { shortestFloat32 } from '../../codecs/decimal.ts';
import type { ExportDatasetRequest, ExportSample } from '../../types.ts';
import { watched } from './checked.ts';
import { OutputFile, safePart } from './output.ts';

export interface SeriesText {
  /** Without the .gz of a compressed file. */
  nameOf(split: Split): string;
  /** Text before the first series of a file. */
  header(split: Split): string;
  /** One series, with the line end. */
  series(sample: ExportSample, variables: string[][]): string;
}

/** Why series in these formats cannot be written; null when they can. */
export function notSeries({ modality }: ExportDatasetRequest): string | null {
  return modality === 'series' ? null : 'it holds images, no time series';
}

/**
 * Writes the samples of each split into the file of that name, compressed if the source was; a split without samples
 * makes no file. Two splits of one name share their file.
 */
export async function writeSeriesText(request: ExportDatasetRequest, text: SeriesText): Promise<string[]> {
  const isCompressed = request.layout.notes['isCompressed'] === true;
  const files = new Map<string, TextOutput>();
  try {
    for await (const sample of watched(request)) {
      const name = text.nameOf(sample.split);
      let file = files.get(name);
      if (file === undefined) {
        file = await TextOutput.create(request.folder, name, isCompressed);
        files.set(name, file);
        await file.write(text.header(sample.split));
      }
      await file.write(text.series(sample, variablesOf(sample, request)));
    }
  } catch (thrown) {
    for (const file of files.values()) await file.abandon();
    throw thrown;
  }
  for (const file of files.values()) await file.commit();
  return changeNotes(request);
}

/** A sentence for what was done to the series at the import: the values written are not those of the source then. */
export function changeNotes({ layout }: ExportDatasetRequest): string[] {
  const changes: unknown = layout.notes['changes'];
  if (!Array.isArray(changes) || changes.length === 0) return [];
  return [`The series are written as they were after the import, where ${changes.map(String).join('; ')}.`];
}

/** The file a split had in the source, else one with the name of the split. */
export function fileNameOf(request: ExportDatasetRequest, split: Split, extension: string): string {
  const files: unknown = request.layout.notes['files'];
  const own: unknown = typeof files === 'object' && files !== null ? Reflect.get(files, split) : null;
  const train: unknown = typeof files === 'object' && files !== null ? Reflect.get(files, 'train') : null;
  if (typeof own === 'string') return safePart(own);
  // A source of one file may have been split since.
  const stem = typeof train === 'string' ? train.replace(/\.[^.]*$/, '').replace(/_?train$/i, '') : '';
  return safePart(`${stem === '' ? 'series' : stem}_${split.toUpperCase()}.${extension}`);
}

/** Names of the classes that samples have: a header must not declare others. */
export async function usedClasses(request: ExportDatasetRequest): Promise<string[]> {
  const used = new Set<number>();
  for await (const { label } of request.samples()) {
    request.signal.throwIfAborted();
    used.add(label);
  }
  return request.classes.filter((_, label) => used.has(label));
}

export function classNameOf({ classes }: ExportDatasetRequest, { label }: ExportSample): string {
  return classes[label] ?? String(label);
}

/** `NAME#12` of a sample, without the file: its row number or its own name. */
export function ownName({ name }: ExportSample): string {
  return name.slice(name.lastIndexOf('#') + 1);
}

function variablesOf({ bytes, index }: ExportSample, { shape }: ExportDatasetRequest): string[][] {
  const [steps, , variables] = shape;
  const values = valuesOfBytes(bytes, 'series');
  if (values.length !== steps * variables) {
    throw new AssayError(
      'internal',
      `Sample ${index} has ${values.length} values, not ${steps * variables}.`,
    );
  }
  return Array.from({ length: variables }, (_, v) =>
    Array.from({ length: steps }, (_unused, step) => shortestFloat32(values[step * variables + v] ?? 0)),
  );
}

class TextOutput {
  readonly #file: OutputFile;
  readonly #gzip: Gzip | null;
  readonly #pumped: Promise<void>;

  private constructor(file: OutputFile, isCompressed: boolean) {
    this.#file = file;
    this.#gzip = isCompressed ? createGzip() : null;
    this.#pumped = this.#pump();
    // A failure is met again in `write` and `commit`.
    this.#pumped.catch(() => undefined);
  }

  static async create(folder: string, name: string, isCompressed: boolean): Promise<TextOutput> {
    return new TextOutput(await OutputFile.create(folder, isCompressed ? `${name}.gz` : name), isCompressed);
  }

  async write(text: string): Promise<void> {
    if (this.#gzip === null) return this.#file.write(Buffer.from(text));
    if (!this.#gzip.write(text)) await Promise.race([once(this.#gzip, 'drain'), this.#pumped]);
  }

  async commit(): Promise<void> {
    this.#gzip?.end();
    await this.#pumped;
    await this.#file.commit();
  }

  async abandon(): Promise<void> {
    this.#gzip?.destroy();
    await this.#pumped.catch(() => undefined);
    await this.#file.abandon();
  }

  async #pump(): Promise<void> {
    if (this.#gzip === null) return;
    for await (const chunk of this.#gzip as AsyncIterable<Buffer>) await this.#file.write(chunk);
  }
}
