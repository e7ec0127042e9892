/** A named collection; each version of it is an immutable list of labelled samples. */
export type Split = 'train' | 'test';

/** Height, width, channels of every stored image. */
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
  modality: 'image';
  shape: ImageShape;
  classes: readonly string[];
  splits: { train: number; test: number };
  /** How images reached `shape`, in words; 'kept as they are' where nothing was resized. */
  resizeRule: string;
  /** Absolute path of the source, as given at import; null for versions made here. */
  source: string | null;
  layout: DatasetLayout;
  /** SHA-256 over shape, class table, labels and pixels of every sample, in order. */
  sha256: string;
  createdAt: string;
}

/** One stored sample without its pixels. */
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
  /** Counts of the values 0..255 of each channel over the train split. */
  histograms: readonly Uint32Array[];
  /** Mean image of each class, float32 [K,H,W,C], values 0..255. */
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
