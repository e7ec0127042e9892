/** Samples of a preview as tiles, like those of a stored version. */
import type { ScannedSource } from '../../../src-shared/domain/scanned-source.ts';
import { valuesOfBytes } from '../../../src-shared/domain/sample-values.ts';
import { decimateSeries } from '../../../src-shared/math/decimate-series.ts';
import type { Tiles } from '../../../src-shared/rpc/contract.ts';

/** Points a tile is wide at most. */
const BUCKETS = 128;

export function tilesOfPreview({ modality, height, width, channels, samples }: ScannedSource): Tiles {
  const values = valuesOfBytes(samples.bytes, modality);
  if (values instanceof Uint8Array) return { modality: 'image', height, width, channels, pixels: values };
  const reduced = decimateSeries({ points: height, variables: channels, values }, BUCKETS);
  return { modality: 'series', steps: height, ...reduced };
}
