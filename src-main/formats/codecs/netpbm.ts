/** Own reader of PGM and PPM, plain and binary, 8 and 16 bit: the image library at hand is built without them. */
import type { DecodedImage } from './fit-pixels.ts';

export interface NetpbmHeader {
  width: number;
  height: number;
  channels: 1 | 3;
  maxValue: number;
  isPlain: boolean;
  /** Where the samples begin. */
  position: number;
}

const MAX_PIXELS = 50_000_000;

/** Throws an Error with the reason, in words to follow a file's name. */
export function readNetpbmHeader(bytes: Uint8Array): NetpbmHeader {
  const magic = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  if (!['P2', 'P3', 'P5', 'P6'].includes(magic)) throw new Error('is not a PGM or PPM image');
  const reader = new TokenReader(bytes, 2);
  const width = reader.integer('width');
  const height = reader.integer('height');
  const maxValue = reader.integer('largest value');
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new Error(`claims ${width} x ${height} pixels`);
  if (maxValue < 1 || maxValue > 65535) throw new Error(`claims ${maxValue} as its largest value`);
  const isPlain = magic === 'P2' || magic === 'P3';
  const channels = magic === 'P2' || magic === 'P5' ? 1 : 3;
  return { width, height, channels, maxValue, isPlain, position: reader.position + 1 };
}

/** Samples of another largest value than 255 are scaled to it; of 65535 the upper byte is taken. */
export function decodeNetpbm(bytes: Uint8Array): DecodedImage {
  const header = readNetpbmHeader(bytes);
  const { width, height, channels, maxValue } = header;
  const count = width * height * channels;
  const samples = header.isPlain ? plainSamples(bytes, header, count) : binarySamples(bytes, header, count);
  const pixels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = samples(i);
    if (value > maxValue) throw new Error(`has the value ${value} above its largest value ${maxValue}`);
    if (maxValue === 255) pixels[i] = value;
    else if (maxValue === 65535) pixels[i] = value >> 8;
    else pixels[i] = Math.round((value * 255) / maxValue);
  }
  return { width, height, channels, pixels };
}

function binarySamples(bytes: Uint8Array, header: NetpbmHeader, count: number): (i: number) => number {
  const sampleBytes = header.maxValue > 255 ? 2 : 1;
  let start = header.position;
  const needed = count * sampleBytes;
  // Headers with Windows line ends: the second character belongs to the header too.
  const isWindowsEnd = bytes[start - 1] === 0x0d && bytes[start] === 0x0a;
  if (isWindowsEnd && bytes.byteLength === start + 1 + needed) start++;
  if (bytes.byteLength < start + needed) {
    throw new Error(`is cut off: ${bytes.byteLength - start} of ${needed} bytes of pixels are there`);
  }
  if (sampleBytes === 1) return (i) => bytes[start + i] ?? 0;
  return (i) => ((bytes[start + 2 * i] ?? 0) << 8) | (bytes[start + 2 * i + 1] ?? 0);
}

function plainSamples(bytes: Uint8Array, header: NetpbmHeader, count: number): (i: number) => number {
  const reader = new TokenReader(bytes, header.position - 1);
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) values[i] = reader.integer(`value ${i}`);
  return (i) => values[i] ?? 0;
}

/** Numbers separated by white space, with comments from `#` to the end of the line. */
class TokenReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  integer(what: string): number {
    this.#skipSpace();
    let value = 0;
    const start = this.position;
    for (;;) {
      const byte = this.#bytes[this.position];
      if (byte === undefined || byte < 0x30 || byte > 0x39) break;
      value = value * 10 + (byte - 0x30);
      this.position++;
      if (this.position - start > 9) throw new Error(`has a number that is too long as its ${what}`);
    }
    if (this.position === start) throw new Error(`is cut off or damaged: its ${what} is missing`);
    return value;
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.position];
      if (byte === 0x23) {
        while (this.position < this.#bytes.byteLength && this.#bytes[this.position] !== 0x0a) this.position++;
      } else if (byte === undefined || (byte !== 0x20 && (byte < 0x09 || byte > 0x0d))) {
        return;
      }
      this.position++;
    }
  }
}
