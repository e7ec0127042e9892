/** What an architecture can take in, checked before a layer of it is built. */
import type { ImageShape, Modality } from '../../../src-shared/domain/dataset.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

/** Pixels a side from which on a ResNet begins with the stem of the original, which leaves a quarter of each side. */
export const LARGE_IMAGE = 128;

export interface InputNeeds {
  title: string;
  modality: Modality;
  /** Smallest height and width in pixels, or smallest number of time steps. */
  smallest: number;
}

/** Throws `run.unfit` when samples of `shape` ([H,W,C], or [T,1,V] for series) do not suit the network. */
export function requireInput({ title, modality, smallest }: InputNeeds, shape: ImageShape): void {
  const [height, width] = shape;
  if (modality === 'series') {
    if (width !== 1) {
      throw new AssayError(
        'run.unfit',
        `${title} reads time series, but the samples are images of ${height} x ${width} pixels. Choose an architecture for images.`,
        { shape: [...shape] },
      );
    }
    if (height < smallest) {
      throw new AssayError(
        'run.unfit',
        `${title} needs series of at least ${smallest} time steps, but these have ${height}. Import them with a longer length.`,
        { shape: [...shape], smallest },
      );
    }
    return;
  }
  if (width === 1) {
    throw new AssayError(
      'run.unfit',
      `${title} reads images, but the samples are time series of ${height} steps. Choose an architecture for time series.`,
      { shape: [...shape] },
    );
  }
  if (Math.min(height, width) < smallest) {
    throw new AssayError(
      'run.unfit',
      `${title} needs images of at least ${smallest} x ${smallest} pixels, but these are ${height} x ${width}. Import them with a larger size, or choose another architecture.`,
      { shape: [...shape], smallest },
    );
  }
}
