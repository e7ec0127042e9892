/**
 * Own reader of BMP: 1, 4, 8, 16, 24 and 32 bits a pixel, palettes, bit fields, both row orders. Run-length compression
 * is refused. The image library at hand is built without the format.
 */
import type { DecodedImage } from './fit-pixels.ts';

interface BmpHeader {
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  pixelsAt: number;
  /** Red, green, blue triples, null above 8 bits. */
  palette: Uint8Array | null;
  /** Bit masks of red, green, blue, alpha for 16 and 32 bits. */
  masks: readonly [number, number, number, number];
}

const MAX_PIXELS = 50_000_000;
const MASKS_555 = [0x7c00, 0x03e0, 0x001f, 0] as const;
const MASKS_888 = [0xff0000, 0x00ff00, 0x0000ff, 0] as const;

/** Throws an Error with the reason, in words to follow a file's name. */
export function probeBmp(bytes: Uint8Array): { width: number; height: number; isGrey: boolean } {
  const { width, height, palette } = readHeader(bytes);
  return { width, height, isGrey: palette !== null && isGreyPalette(palette) };
}

/** One channel for a palette of greys, three otherwise; transparency lies over black. */
export function decodeBmp(bytes: Uint8Array): DecodedImage {
  const header = readHeader(bytes);
  const { width, height, bits } = header;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const needed = header.pixelsAt + rowBytes * height;
  if (bytes.byteLength < needed)
    throw new Error(`is cut off: ${bytes.byteLength} of ${needed} bytes are there`);
  const channels = header.palette !== null && isGreyPalette(header.palette) ? 1 : 3;
  const pixels = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = header.isTopDown ? y : height - 1 - y;
    const source = bytes.subarray(header.pixelsAt + row * rowBytes, header.pixelsAt + (row + 1) * rowBytes);
    const target = pixels.subarray(y * width * channels, (y + 1) * width * channels);
    if (header.palette !== null) readIndexed(source, header, header.palette, target, channels);
    else if (bits === 24) readBgr(source, target);
    else readMasked(source, header, target);
  }
  return { width, height, channels, pixels };
}

function readHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readFields(view);
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new Error('is cut off inside its header', { cause: thrown });
    throw thrown;
  }
}

function readFields(view: DataView): BmpHeader {
  if (view.getUint16(0, false) !== 0x424d) throw new Error('is not a BMP image');
  const pixelsAt = view.getUint32(10, true);
  const headerBytes = view.getUint32(14, true);
  const isCore = headerBytes === 12;
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new Error(`claims ${width} x ${height} pixels`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`has ${bits} bits a pixel, which no BMP has`);
  const hasMasks = (compression === 3 || compression === 6) && (bits === 16 || bits === 32);
  if (compression !== 0 && !hasMasks)
    throw new Error(`is a compressed BMP (method ${compression}), which is not read`);
  const common = { width, height, isTopDown: signedHeight < 0, bits, pixelsAt };
  if (bits <= 8) {
    const used = isCore ? 0 : view.getUint32(46, true);
    const palette = readPalette(
      view,
      14 + headerBytes,
      Math.min(used === 0 ? 1 << bits : used, 1 << bits),
      isCore,
    );
    return { ...common, palette, masks: MASKS_888 };
  }
  if (!hasMasks) return { ...common, palette: null, masks: bits === 16 ? MASKS_555 : MASKS_888 };
  // The masks follow the shortest header and are part of the longer ones: either way they begin at the same place.
  const hasAlpha = compression === 6 || headerBytes >= 56;
  const mask = (i: number): number => view.getUint32(54 + 4 * i, true);
  return { ...common, palette: null, masks: [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0] };
}

function readPalette(view: DataView, at: number, count: number, isCore: boolean): Uint8Array {
  const entryBytes = isCore ? 3 : 4;
  const palette = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) palette[3 * i + c] = view.getUint8(at + i * entryBytes + 2 - c);
  }
  return palette;
}

function isGreyPalette(palette: Uint8Array): boolean {
  for (let i = 0; i < palette.length; i += 3) {
    if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return false;
  }
  return true;
}

function readIndexed(
  source: Uint8Array,
  { bits, width }: BmpHeader,
  palette: Uint8Array,
  target: Uint8Array,
  channels: number,
): void {
  for (let x = 0; x < width; x++) {
    const bit = x * bits;
    const index = ((source[bit >> 3] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
    if (3 * index >= palette.length)
      throw new Error(`has the colour ${index}, but only ${palette.length / 3} colours`);
    for (let c = 0; c < channels; c++) target[x * channels + c] = palette[3 * index + c] ?? 0;
  }
}

function readBgr(source: Uint8Array, target: Uint8Array): void {
  for (let at = 0; at < target.length; at += 3) {
    target[at] = source[at + 2] ?? 0;
    target[at + 1] = source[at + 1] ?? 0;
    target[at + 2] = source[at] ?? 0;
  }
}

function readMasked(source: Uint8Array, { bits, width, masks }: BmpHeader, target: Uint8Array): void {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const fields = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask: mask >>> 0, shift, largest: mask >>> shift };
  });
  for (let x = 0; x < width; x++) {
    const value = bits === 16 ? view.getUint16(2 * x, true) : view.getUint32(4 * x, true);
    const scaled = fields.map(({ mask, shift, largest }) =>
      largest === 0 ? 0 : Math.round((((value & mask) >>> shift) * 255) / largest),
    );
    const alpha = masks[3] === 0 ? 255 : (scaled[3] ?? 255);
    for (let c = 0; c < 3; c++) target[3 * x + c] = Math.round(((scaled[c] ?? 0) * alpha) / 255);
  }
}
