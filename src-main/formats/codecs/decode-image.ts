/**
 * Decodes one image file to upright 8-bit pixels, grey or RGB. What cannot be decoded whole fails: half an image is not
 * a sample.
 */
import sharp, { type Metadata, type Sharp } from 'sharp';
import { decodeBmp, probeBmp } from './bmp.ts';
import type { DecodedImage } from './fit-pixels.ts';
import { imageKind } from './image-kind.ts';
import { decodeNetpbm, readNetpbmHeader } from './netpbm.ts';

/** More pixels than that are no sample of a classifier but an attempt to fill the memory. */
const MAX_PIXELS = 50_000_000;

// Every image is seen once, so a cache of them only holds memory; several images are decoded side by side instead of
// one with several threads.
sharp.cache(false);
sharp.concurrency(1);

const NO_IMAGE = 'is no image in a format that is read (PNG, JPEG, WebP, BMP, PGM, PPM)';

export interface ImageProbe {
  /** Upright, that is after the orientation in the file is applied. */
  width: number;
  height: number;
  isGrey: boolean;
}

/** Reads the header only. Throws an Error with the reason, in words to follow a file's name. */
export async function probeImage(bytes: Uint8Array): Promise<ImageProbe> {
  const kind = imageKind(bytes);
  if (kind === null) throw new Error(NO_IMAGE);
  if (kind === 'bmp') return probeBmp(bytes);
  if (kind === 'netpbm') {
    const { width, height, channels } = readNetpbmHeader(bytes);
    return { width, height, isGrey: channels === 1 };
  }
  const found = await guarded(() => openImage(bytes).metadata());
  const { width, height } = found.autoOrient;
  return { width, height, isGrey: isGreyImage(found) };
}

/**
 * Transparency lies over black, 16-bit values lose their lower byte, CMYK becomes RGB, the orientation kept in the file
 * is applied. Throws an Error with the reason, in words to follow a file's name.
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
  const kind = imageKind(bytes);
  if (kind === null) throw new Error(NO_IMAGE);
  if (kind === 'bmp') return decodeBmp(bytes);
  if (kind === 'netpbm') return decodeNetpbm(bytes);
  // The library is content once all pixel data is there; a file that lacks its end was cut off all the same.
  if (
    kind === 'png' &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf('IEND') === -1
  ) {
    throw new Error('cannot be decoded: it is cut off before its end');
  }
  return guarded(() => decodeWithLibrary(bytes));
}

function openImage(bytes: Uint8Array): Sharp {
  // Colour profiles are ignored, as the loaders of the usual training code do: the stored numbers are the sample.
  return sharp(bytes, {
    limitInputPixels: MAX_PIXELS,
    failOn: 'error',
    sequentialRead: true,
    ignoreIcc: true,
  });
}

function isGreyImage({ space }: Metadata): boolean {
  return space === 'b-w' || space === 'grey16';
}

async function decodeWithLibrary(bytes: Uint8Array): Promise<DecodedImage> {
  const found = await openImage(bytes).metadata();
  const isGrey = isGreyImage(found);
  let image = openImage(bytes).autoOrient();
  if (found.hasAlpha) image = image.flatten({ background: '#000000' });
  const isDeep = found.depth === 'ushort';
  const space = isDeep ? (isGrey ? 'grey16' : 'rgb16') : isGrey ? 'b-w' : 'srgb';
  const { data, info } = await image
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const channels = isGrey ? 1 : 3;
  if (info.channels !== channels)
    throw new Error(`decodes to ${info.channels} channels instead of ${channels}`);
  const bytesOut = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // Two bytes a value, lowest first on every platform this runs on: the upper one is kept.
  const pixels = isDeep ? bytesOut.filter((_, i) => i % 2 === 1) : bytesOut;
  return { width: info.width, height: info.height, channels, pixels };
}

/** The library's messages have several lines and its own prefixes; the first line says what is wrong. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const first = message.split('\n')[0]?.trim() ?? '';
    throw new Error(`cannot be decoded: ${first === '' ? 'it is damaged' : first}`, { cause: thrown });
  }
}
