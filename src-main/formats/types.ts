/** What importers and exporters have in common. One importer or exporter is one file beside this one. */
import type {
  DatasetLayout,
  ImageShape,
  Modality,
  Rejection,
  Split,
} from '../../src-shared/domain/dataset.ts';
import type { ImportOptions } from '../../src-shared/worker/contract.ts';
import type { Readable } from 'node:stream';

/** One file of a source; its name is a name only, never a place to write. */
export interface SourceEntry {
  /** Relative, forward slashes, no `.` or `..` parts. */
  name: string;
  sizeBytes: number;
}

/** A folder, a single file or an archive, all read the same way. */
export interface SourceTree {
  /** Absolute path as given. */
  location: string;
  kind: 'folder' | 'file' | 'zip' | 'tar';
  /** Sorted by name, in code-point order. */
  entries: readonly SourceEntry[];
  /** First bytes of an entry, for recognising it by content. */
  head(name: string, bytes: number): Promise<Uint8Array>;
  /** A whole entry; throws `import.too-large` above `maxBytes`. */
  read(name: string, maxBytes: number): Promise<Uint8Array>;
  stream(name: string): Promise<Readable>;
  close(): Promise<void>;
}

export type ImportItem =
  | {
      kind: 'sample';
      ordinal: number;
      split: Split;
      label: number;
      name: string;
      /** uint8 [H,W,C] in the plan's shape; for series float32 [T,1,V], little-endian. */
      bytes: Uint8Array;
      /** SHA-256 of the sample's own original bytes (the encoded file, the record, the array slice), hex. */
      sha256: string;
    }
  | ({ kind: 'rejected'; ordinal: number } & Rejection);

export interface ImportPlan {
  modality: Modality;
  shape: ImageShape;
  classes: string[];
  /** What was done to the samples, in words, for a person to read; 'kept as they are' where it was nothing. */
  resizeRule: string;
  layout: DatasetLayout;
  /** How many items `items` will yield, samples and rejections together. */
  itemCount: number;
  /**
   * Items in a fixed order, all of the train split before all of the test split, from `fromOrdinal` on:
   * an interrupted import continues there.
   */
  items(fromOrdinal: number, signal: AbortSignal): AsyncIterable<ImportItem>;
}

export interface Importer {
  id: string;
  title: string;
  summary: string;
  /** 0 (not this format) to 1 (certain), judged by content; the extension is only a hint. */
  match(tree: SourceTree): Promise<number>;
  /** Reads what is needed to know shape, classes and counts. Throws for input that cannot be imported at all. */
  plan(tree: SourceTree, options: ImportOptions, signal: AbortSignal): Promise<ImportPlan>;
}

export interface ExportSample {
  index: number;
  split: Split;
  label: number;
  name: string;
  bytes: Uint8Array;
  /** True where the stored values are those of the source, so that its original bytes may be copied. */
  isOriginal: boolean;
  sourceSha256: string;
}

export interface ExportDatasetRequest {
  layout: DatasetLayout;
  modality: Modality;
  shape: ImageShape;
  classes: readonly string[];
  counts: Readonly<Record<Split, number>>;
  /** Train samples first, then test, each in index order. */
  samples(): AsyncIterable<ExportSample>;
  /** The source it was imported from, when it is still there and unchanged; else null. */
  originals: SourceTree | null;
  /** An existing, empty folder. */
  folder: string;
  signal: AbortSignal;
  onProgress(done: number): void;
}

export interface DatasetExporter {
  /** Equals the id of the importer whose layout it writes. */
  id: string;
  /** Returns notes a person should read, e.g. that pixels were written as PNG because the source has moved. */
  write(request: ExportDatasetRequest): Promise<string[]>;
}
