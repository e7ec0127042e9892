/** Weak augmentation: a random crop of the padded image and, where mirroring is harmless, a random horizontal flip. */
import type { ImageShape } from '../../../../src-shared/domain/dataset.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';

export interface CropFlipOptions {
  /** Pixels of padding on every side. */
  pad: number;
  /** What lies in the padding: black, or the image mirrored at its border pixels. */
  padMode: 'zero' | 'reflect';
  flip: boolean;
}

/** uint8 [B,H,W,C] -> `out`, same size, another buffer. Offsets are uniform in 0 .. 2 pad. */
export function cropFlipBatch(
  pixels: Uint8Array,
  shape: ImageShape,
  out: Uint8Array,
  rng: Rng,
  options: CropFlipOptions,
): void {
  const [height, width, channels] = shape;
  const size = height * width * channels;
  const rows = new Int32Array(height);
  const columns = new Int32Array(width);
  for (let begin = 0; begin < pixels.length; begin += size) {
    fillSources(rows, rng.below(2 * options.pad + 1) - options.pad, options.padMode, false);
    const shift = rng.below(2 * options.pad + 1) - options.pad;
    fillSources(columns, shift, options.padMode, options.flip && rng.below(2) === 1);
    let to = begin;
    for (let y = 0; y < height; y++) {
      const row = rows[y]!;
      for (let x = 0; x < width; x++) {
        const column = columns[x]!;
        if (row < 0 || column < 0) {
          for (let c = 0; c < channels; c++) out[to++] = 0;
        } else {
          let from = begin + (row * width + column) * channels;
          for (let c = 0; c < channels; c++) out[to++] = pixels[from++]!;
        }
      }
    }
  }
}

/** Where each output row or column comes from; -1 where it lies in black padding. */
function fillSources(sources: Int32Array, shift: number, mode: 'zero' | 'reflect', flip: boolean): void {
  const length = sources.length;
  for (let i = 0; i < length; i++) {
    let source = (flip ? length - 1 - i : i) + shift;
    if (source < 0) source = mode === 'reflect' ? -source : -1;
    else if (source >= length) source = mode === 'reflect' ? 2 * length - 2 - source : -1;
    sources[i] = source;
  }
}
