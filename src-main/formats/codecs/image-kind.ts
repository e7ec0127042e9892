/** Which image format bytes are in, told by their first bytes. */

export type ImageKind = 'png' | 'jpeg' | 'webp' | 'bmp' | 'netpbm';

/** Bytes that `imageKind` needs. */
export const KIND_BYTES = 16;

/** Null for anything that is not one of the formats read here. */
export function imageKind(head: Uint8Array): ImageKind | null {
  const hex = Buffer.from(head.subarray(0, KIND_BYTES)).toString('hex');
  if (hex.startsWith('89504e470d0a1a0a')) return 'png';
  if (hex.startsWith('ffd8ff')) return 'jpeg';
  if (hex.startsWith('52494646') && hex.slice(16, 24) === '57454250') return 'webp';
  // "BM" alone could start a text: the length of the second header must be one of those there are.
  if (hex.startsWith('424d') && DIB_LENGTHS.has(parseInt(hex.slice(28, 30), 16))) return 'bmp';
  if (/^50(32|33|35|36)(09|0a|0d|20|23)/.test(hex)) return 'netpbm';
  return null;
}

const DIB_LENGTHS: ReadonlySet<number> = new Set([12, 40, 52, 56, 64, 108, 124]);

const EXTENSIONS: Readonly<Record<ImageKind, readonly string[]>> = {
  png: ['png'],
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  webp: ['webp'],
  bmp: ['bmp', 'dib'],
  netpbm: ['ppm', 'pgm', 'pnm'],
};

/** True for a name that promises an image: such a file is listed as rejected when it holds none. */
export function hasImageExtension(name: string): boolean {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.values(EXTENSIONS).some((known) => known.includes(extension));
}
