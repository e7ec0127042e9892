/** What looking at a source before an import found. */
import type { Modality, Rejection, Split } from './dataset.ts';

export interface ScannedSource {
  /** Importer that was recognised or asked for. */
  format: string;
  location: string;
  kind: 'folder' | 'file' | 'zip' | 'tar';
  entries: number;
  sizeBytes: number;
  modality: Modality;
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
  /** Up to 24 samples as they would be stored: bytes of uint8 [N,H,W,C] or of float32 [N,T,1,V]. */
  samples: { labels: Uint16Array; names: readonly string[]; bytes: Uint8Array };
}
