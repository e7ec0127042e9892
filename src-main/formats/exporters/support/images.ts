/** Image files of an export: the original bytes where they are still at hand and unchanged, else PNG from the pixels. */
import sharp from 'sharp';
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { imageKind, type ImageKind } from '../../codecs/image-kind.ts';
import { sha256Of } from '../../importers/support/sha256.ts';
import type { ExportDatasetRequest, ExportSample, SourceTree } from '../../types.ts';

const MAX_FILE_BYTES = 128 * 1024 * 1024;

/** Finds original files and counts how often that failed. */
export class Originals {
  readonly #tree: SourceTree | null;
  readonly #names: ReadonlySet<string>;
  #missing = 0;
  #changed = 0;

  constructor(request: ExportDatasetRequest) {
    this.#tree = request.originals;
    this.#names = new Set(request.originals?.entries.map(({ name }) => name));
  }

  /** The sample's file as it is in the source; null when the sample was changed or its file is not the same any more. */
  async bytesOf(sample: ExportSample): Promise<{ bytes: Uint8Array; kind: ImageKind } | null> {
    if (!sample.isOriginal) {
      this.#changed++;
      return null;
    }
    const bytes = await this.#read(sample.name);
    const kind = bytes === null ? null : imageKind(bytes);
    if (bytes !== null && kind !== null && sha256Of(bytes) === sample.sourceSha256) return { bytes, kind };
    this.#missing++;
    return null;
  }

  async #read(name: string): Promise<Uint8Array | null> {
    if (this.#tree === null || !this.#names.has(name)) return null;
    try {
      return await this.#tree.read(name, MAX_FILE_BYTES);
    } catch (thrown) {
      // A source that was damaged since is one that is not there: the pixels are.
      if (thrown instanceof AssayError && thrown.code.startsWith('import.')) return null;
      throw thrown;
    }
  }

  /** `format` is what was written instead, e.g. "PNG". */
  notes(format: string): string[] {
    const notes: string[] = [];
    if (this.#missing > 0) {
      notes.push(
        `${this.#missing} images were written as ${format} from the stored pixels, because their files in the source are gone or have changed.`,
      );
    }
    if (this.#changed > 0) {
      notes.push(`${this.#changed} images were changed after the import and were written as ${format}.`);
    }
    return notes;
  }
}

/** uint8 [H,W,C] with 1 or 3 channels, without loss. */
export function toPng(pixels: Uint8Array, [height, width, channels]: ImageShape): Promise<Buffer> {
  const image = sharp(pixels, { raw: { height, width, channels: channels as 1 | 3 } });
  return image
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}

/** Binary PPM, or PGM for one channel. */
export function toNetpbm(pixels: Uint8Array, [height, width, channels]: ImageShape): Buffer {
  return Buffer.concat([Buffer.from(`${channels === 1 ? 'P5' : 'P6'}\n${width} ${height}\n255\n`), pixels]);
}

/** The path with another extension. */
export function withExtension(path: string, extension: string): string {
  return `${path.replace(/\.(png|jpe?g|jpe|jfif|webp|bmp|dib|p[pgn]m)$/i, '')}.${extension}`;
}
