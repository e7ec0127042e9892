/** What looking at a source before an import found. */
import type { Rejection, Split } from './dataset.ts';

export interface ScannedSource {
  /** Importer that was recognised or asked for. */
  format: string;
  location: string;
  kind: 'folder' | 'file' | 'zip' | 'tar';
  entries: number;
  sizeBytes: number;
  height: number;
  width: number;
  channels: number;
  classes: readonly string[];
  resizeRule: string;
  itemCount: number;
  /** Of the items looked at, which are all when `isComplete`. */
  checked: number;
  isComplete: boolean;
  classCounts: readonly number[];
  splits: Readonly<Record<Split, number>>;
  rejected: readonly Rejection[];
  rejectedCount: number;
  /** Groups of samples with the same bytes; `conflicting` ones carry different labels. */
  duplicates: { groups: number; samples: number; conflicting: number; acrossSplits: number };
  /** Smallest and largest value of each channel among the items looked at. */
  range: readonly (readonly [number, number])[];
  /** Up to 24 samples, pixels uint8 [N,H,W,C] as they would be stored. */
  samples: { labels: Uint16Array; names: readonly string[]; pixels: Uint8Array };
}
