/** A named collection; each version of it is an immutable list of labelled samples. */
export type Split = 'train' | 'test';

/** Images are uint8, 0..255; time series are float32. */
export type Modality = 'image' | 'series';

/** What a dataset of it holds, in sentences. */
export const MODALITY_WORDS: Readonly<Record<Modality, string>> = { image: 'images', series: 'time series' };

/** Of every stored sample. A series of T steps and V variables is [T,1,V]. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * What an exporter needs to write a version back in the layout it came in: the importer that read it and
 * that importer's own notes (file names, array keys, element types, compression).
 */
export interface DatasetLayout {
  importer: string;
  notes: Readonly<Record<string, unknown>>;
}

export type VersionOrigin = 'import' | 'poison';

/**
 * One immutable list of samples. Sample indices run from 0; the train split comes first
 * (0 .. train - 1), the test split follows (train .. train + test - 1).
 */
export interface DatasetVersion {
  id: number;
  dataset: string;
  version: number;
  origin: VersionOrigin;
  parentId: number | null;
  modality: Modality;
  shape: ImageShape;
  classes: readonly string[];
  splits: { train: number; test: number };
  /** How samples reached `shape`, in words; 'kept as they are' where nothing was changed. */
  resizeRule: string;
  /** Absolute path of the source, as given at import; null for versions made here. */
  source: string | null;
  layout: DatasetLayout;
  /** SHA-256 over shape, class table, labels and values of every sample, in order. */
  sha256: string;
  createdAt: string;
}

/** One stored sample without its values. */
export interface SampleRecord {
  index: number;
  split: Split;
  label: number;
  /** Relative path, record number or the like: unique within a version. */
  name: string;
  /** SHA-256 of the original bytes of this sample, before decoding and resizing. */
  sourceSha256: string;
}

/** Something in the source that could not become a sample. */
export interface Rejection {
  name: string;
  reason: string;
}

/** What a person should know of a version before suspecting it. */
export interface VersionStatistics {
  /** Counts of values in 256 bins of equal width over the train split, one list a channel; of images, one bin a value. */
  histograms: readonly Uint32Array[];
  /** Lower end of the first and upper end of the last bin, one pair a channel. */
  ranges: readonly (readonly [number, number])[];
  /** Mean sample of each class, float32 [K,H,W,C]. */
  classMeans: Float32Array;
  /** Groups of samples with the same original bytes; the first 200, those with two labels first. */
  duplicates: readonly {
    /** The first ones. */
    indices: readonly number[];
    count: number;
    isConflicting: boolean;
    isAcrossSplits: boolean;
  }[];
  duplicateGroups: number;
  duplicateSamples: number;
}
