/**
 * The `import` job: recognises a source, says what it will become, then sends its samples in groups. A group is
 * acknowledged before the next one is sent, so memory stays flat however large the source is.
 */
import { bytesOfSample } from '../../src-shared/domain/sample-values.ts';
import type { Rejection, Split } from '../../src-shared/domain/dataset.ts';
import type { ImportJob, SampleGroup } from '../../src-shared/worker/contract.ts';
import { hashSource } from '../formats/hash-source.ts';
import { chooseImporter } from '../formats/registry.ts';
import { openSource } from '../formats/source-tree/open-source.ts';
import type { ImportItem, ImportPlan, SourceTree } from '../formats/types.ts';
import type { WorkerPort } from './port.ts';

/** Bytes of values a group holds at most, and samples: small images must not make groups of a hundred thousand. */
const GROUP_BYTES = 4 * 1024 * 1024;
const GROUP_SAMPLES = 2048;
const PROGRESS_MS = 100;
/** Before this much of a scan its speed is not worth a forecast. */
const FORECAST_AFTER_SECONDS = 2;

/** Sends `import-plan`, then `samples` frames from `job.resumeFrom` on. Throws what the importer says of the source. */
export async function runImportJob(job: ImportJob, port: WorkerPort): Promise<null> {
  const tree = await openSource(job.source, { scratchFolder: job.scratchFolder, signal: port.signal });
  try {
    await port.send({ type: 'ready', backend: null });
    const importer = await chooseImporter(tree, job.format);
    const plan = await importer.plan(tree, job.options, port.signal);
    await port.send({
      type: 'import-plan',
      importer: importer.id,
      modality: plan.modality,
      shape: plan.shape,
      classes: plan.classes,
      resizeRule: plan.resizeRule,
      layout: plan.layout,
      sourceSha256: await hashWithProgress(tree, port),
    });
    await sendItems(plan, job.resumeFrom, port);
    return null;
  } finally {
    await tree.close();
  }
}

async function hashWithProgress(tree: SourceTree, port: WorkerPort): Promise<string> {
  const total = tree.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const progress = new Progress(port, 'Hashing the source', 'MB', total / 1e6);
  return hashSource(tree, port.signal, { onProgress: (done) => void progress.report(done / 1e6) });
}

async function sendItems(plan: ImportPlan, from: number, port: WorkerPort): Promise<void> {
  const sampleBytes = bytesOfSample(plan.shape, plan.modality);
  const capacity = Math.max(1, Math.min(GROUP_SAMPLES, Math.floor(GROUP_BYTES / sampleBytes)));
  const progress = new Progress(port, 'Importing', 'items', plan.itemCount);
  let group = new GroupBuilder('train', capacity, sampleBytes);
  let nextOrdinal = from;
  const flush = async (nextSplit: Split): Promise<void> => {
    if (!group.isEmpty) await port.send({ type: 'samples', ...group.take(), nextOrdinal });
    group = new GroupBuilder(nextSplit, capacity, sampleBytes);
  };
  for await (const item of plan.items(from, port.signal)) {
    port.signal.throwIfAborted();
    if (item.kind === 'sample' && (item.split !== group.split || group.isFull)) await flush(item.split);
    group.add(item);
    nextOrdinal = item.ordinal + 1;
    await progress.report(nextOrdinal);
  }
  await flush('test');
  await progress.report(plan.itemCount, true);
}

class GroupBuilder {
  readonly split: Split;
  readonly #bytes: Uint8Array;
  readonly #sampleBytes: number;
  readonly #labels: number[] = [];
  readonly #names: string[] = [];
  readonly #hashes: string[] = [];
  readonly #rejected: Rejection[] = [];
  readonly #capacity: number;

  constructor(split: Split, capacity: number, sampleBytes: number) {
    this.split = split;
    this.#capacity = capacity;
    this.#sampleBytes = sampleBytes;
    this.#bytes = new Uint8Array(capacity * sampleBytes);
  }

  get isEmpty(): boolean {
    return this.#labels.length === 0 && this.#rejected.length === 0;
  }

  get isFull(): boolean {
    return this.#labels.length >= this.#capacity || this.#rejected.length >= GROUP_SAMPLES;
  }

  add(item: ImportItem): void {
    if (item.kind === 'rejected') {
      this.#rejected.push({ name: item.name, reason: item.reason });
      return;
    }
    this.#bytes.set(item.bytes, this.#labels.length * this.#sampleBytes);
    this.#labels.push(item.label);
    this.#names.push(item.name);
    this.#hashes.push(item.sha256);
  }

  take(): { group: SampleGroup; rejected: Rejection[] } {
    const count = this.#labels.length;
    const group = {
      split: this.split,
      bytes: this.#bytes.slice(0, count * this.#sampleBytes),
      labels: Int32Array.from(this.#labels),
      names: this.#names,
      sourceSha256: this.#hashes,
    };
    return { group, rejected: this.#rejected };
  }
}

/** Sends progress at most ten times a second. */
class Progress {
  readonly #port: WorkerPort;
  readonly #stage: string;
  readonly #unit: string;
  readonly #total: number;
  #startedAt = performance.now();
  #sentAt = -Infinity;
  #first: number | null = null;

  constructor(port: WorkerPort, stage: string, unit: string, total: number) {
    this.#port = port;
    this.#stage = stage;
    this.#unit = unit;
    this.#total = total;
  }

  async report(done: number, isLast = false): Promise<void> {
    const now = performance.now();
    if (!isLast && now - this.#sentAt < PROGRESS_MS) return;
    this.#sentAt = now;
    if (this.#first === null) {
      this.#first = done;
      this.#startedAt = now;
    }
    const seconds = (now - this.#startedAt) / 1000;
    const covered = done - this.#first;
    const isForecast = covered > 0 && seconds > FORECAST_AFTER_SECONDS;
    await this.#port.send({
      type: 'progress',
      stage: this.#stage,
      done: Math.floor(done),
      total: Math.ceil(this.#total),
      unit: this.#unit,
      etaSeconds: isForecast ? (seconds * (this.#total - done)) / covered : null,
      metrics: {},
    });
  }
}
