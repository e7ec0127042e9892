/** The `export-dataset` job: a version without some of its samples, in the layout it came in. */
import { existsSync } from 'node:fs';
import type { Split } from '../../src-shared/domain/dataset.ts';
import type { ExportDatasetJob } from '../../src-shared/worker/contract.ts';
import { writeDataset } from '../formats/exporters/registry.ts';
import { openSource } from '../formats/source-tree/open-source.ts';
import type { ExportSample } from '../formats/types.ts';
import { iterateSamples, openWorkspaceReadOnly, readVersion } from '../storage/reading.ts';
import type { WorkerPort } from './port.ts';

export interface ExportDatasetResult {
  /** Sentences a person should read. */
  notes: string[];
  counts: Record<Split, number>;
}

const PROGRESS_MS = 100;

export async function runExportDatasetJob(
  job: ExportDatasetJob,
  port: WorkerPort,
): Promise<ExportDatasetResult> {
  const workspace = openWorkspaceReadOnly(job.workspace);
  const { signal } = port;
  const { source } = job;
  const originals =
    source !== null && existsSync(source)
      ? await openSource(source, { scratchFolder: job.scratchFolder, signal })
      : null;
  try {
    await port.send({ type: 'ready', backend: null });
    const version = readVersion(workspace.db, job.versionId);
    const excluded = new Set(job.excluded);
    const changed = new Set(job.changed);
    const counts = { ...version.splits };
    for (const index of excluded) counts[index < version.splits.train ? 'train' : 'test']--;
    const total = counts.train + counts.test;
    let sentAt = 0;

    async function* samples(): AsyncGenerator<ExportSample> {
      for (const sample of iterateSamples(workspace.db, job.versionId)) {
        if (excluded.has(sample.index)) continue;
        // Reading the next pack holds the event loop: cancelling must be heard in between.
        await nextTurn();
        signal.throwIfAborted();
        yield { ...sample, isOriginal: !changed.has(sample.index) };
      }
    }
    const notes = await writeDataset({
      layout: version.layout,
      modality: version.modality,
      shape: version.shape,
      classes: version.classes,
      counts,
      samples,
      originals,
      folder: job.folder,
      signal,
      onProgress(done) {
        const now = performance.now();
        if (now - sentAt < PROGRESS_MS && done < total) return;
        sentAt = now;
        const news = {
          stage: 'Writing the dataset',
          done,
          total,
          unit: 'samples',
          etaSeconds: null,
          metrics: {},
        };
        void port.send({ type: 'progress', ...news });
      },
    });
    return { notes, counts };
  } finally {
    await originals?.close();
    workspace.close();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
