/** Looking at a source before it is imported. Needs no workspace and changes nothing. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ScannedSource } from '../../src-shared/domain/scanned-source.ts';
import { bytesOfSample } from '../../src-shared/domain/sample-values.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { ImportPreview } from '../../src-shared/rpc/contract.ts';
import type { ImportOptions } from '../../src-shared/worker/contract.ts';
import { withScratch } from '../files/scratch.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';

/** Beside the values: name, hash and label of a sample with their index. */
const ROW_BYTES = 150;

/** `workspace`: where the import would go, null where none is open. Throws what importing throws. */
export async function previewImport(
  launch: LaunchWorker,
  request: { source: string; format: string | null; options: ImportOptions },
  workspace: string | null,
  signal: AbortSignal,
): Promise<ImportPreview> {
  const source = resolve(request.source);
  if (!existsSync(source)) {
    throw new AssayError('not-found', `There is nothing at ${source}. Check the path of the source.`, {
      source,
    });
  }
  const { outcome, result } = await withScratch('preview', (scratchFolder) =>
    runWorker({
      launch,
      job: { kind: 'preview', ...request, source, scratchFolder },
      signal,
      onFrame: () => undefined,
    }),
  );
  if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Looking at the source was cancelled.');
  // What the preview job returns.
  const scanned = result as ScannedSource;
  const { bavail, bsize } = await statfs(workspace === null ? dirname(source) : dirname(workspace));
  const { height, width, channels, modality } = scanned;
  const sampleBytes = bytesOfSample([height, width, channels], modality);
  return { ...scanned, diskBytes: scanned.itemCount * (sampleBytes + ROW_BYTES), freeBytes: bavail * bsize };
}
