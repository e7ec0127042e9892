/** The values of a sample, in memory and as bytes. */
import type { ImageShape, Modality } from './dataset.ts';

/** Images: uint8, 0..255. Series: float32, as imported. */
export type SampleValues = Uint8Array | Float32Array;

/** Numbers of one sample. */
export function sampleSize([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** Bytes of one sample as it is stored. */
export function bytesOfSample(shape: ImageShape, modality: Modality): number {
  return sampleSize(shape) * (modality === 'series' ? 4 : 1);
}

/** Stored bytes as what they mean; every machine this runs on is little-endian, as the files are. Shares memory where it can. */
export function valuesOfBytes(bytes: Uint8Array, modality: Modality): SampleValues {
  if (modality === 'image') return bytes;
  return bytes.byteOffset % 4 === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    : new Float32Array(Uint8Array.from(bytes).buffer);
}

/** The bytes of values; shares their memory. */
export function bytesOfValues(values: SampleValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
