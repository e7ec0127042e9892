/** What `writeDataset` asks of an exporter beyond the interface, and reading the layout notes of an import. */
import type { DatasetExporter, ExportDatasetRequest, ExportSample } from '../../types.ts';

export interface CheckedExporter extends DatasetExporter {
  /** Why this layout cannot hold the dataset, in words to follow "because"; null when it can. */
  obstacle(request: ExportDatasetRequest): string | null;
}

/** A text among the notes; null where there is none. */
export function noteText(notes: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = notes[key];
  return typeof value === 'string' ? value : null;
}

/** A list of objects among the notes; empty where there is none. */
export function noteList(notes: Readonly<Record<string, unknown>>, key: string): Record<string, unknown>[] {
  const value: unknown = notes[key];
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
}

/** A list of whole numbers among the notes; null where there is none. */
export function noteNumbers(notes: Readonly<Record<string, unknown>>, key: string): number[] | null {
  const value: unknown = notes[key];
  if (!Array.isArray(value) || !value.every((one): one is number => Number.isInteger(one))) return null;
  return value;
}

/** The samples, with progress and a stop when asked for. */
export async function* watched(request: ExportDatasetRequest): AsyncGenerator<ExportSample> {
  let done = 0;
  for await (const sample of request.samples()) {
    request.signal.throwIfAborted();
    request.onProgress(++done);
    yield sample;
  }
}
