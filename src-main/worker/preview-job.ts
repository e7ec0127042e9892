/**
 * The `preview` job: what an import would make of a source. Everything is read as the import reads it, and nothing is
 * stored; a source that takes long is looked at in part, and the answer says so.
 */
import { bytesOfSample, valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import type { Rejection, Split } from '../../src-shared/domain/dataset.ts';
import type { ScannedSource } from '../../src-shared/domain/scanned-source.ts';
import type { PreviewJob } from '../../src-shared/worker/contract.ts';
import { chooseImporter } from '../formats/registry.ts';
import { openSource } from '../formats/source-tree/open-source.ts';
import type { ImportItem, ImportPlan } from '../formats/types.ts';
import type { WorkerPort } from './port.ts';

const SAMPLES_SHOWN = 24;
const REJECTIONS_LISTED = 500;
/** A person waits for the answer. */
const LONGEST_MS = 8000;
const PROGRESS_MS = 100;

export async function runPreviewJob(job: PreviewJob, port: WorkerPort): Promise<ScannedSource> {
  const tree = await openSource(job.source, { scratchFolder: job.scratchFolder, signal: port.signal });
  try {
    await port.send({ type: 'ready', backend: null });
    const importer = await chooseImporter(tree, job.format);
    const plan = await importer.plan(tree, job.options, port.signal);
    const scan = new Scan(plan);
    await readItems(plan, scan, port);
    return {
      format: importer.id,
      location: tree.location,
      kind: tree.kind,
      entries: tree.entries.length,
      sizeBytes: tree.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0),
      ...scan.finish(),
    };
  } finally {
    await tree.close();
  }
}

async function readItems(plan: ImportPlan, scan: Scan, port: WorkerPort): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  let toldAt = 0;
  for await (const item of plan.items(0, port.signal)) {
    port.signal.throwIfAborted();
    scan.add(item);
    const now = performance.now();
    if (now - toldAt > PROGRESS_MS) {
      toldAt = now;
      const news = { stage: 'Looking', total: plan.itemCount, unit: 'items', etaSeconds: null, metrics: {} };
      await port.send({ type: 'progress', ...news, done: scan.checked });
    }
    if (now > deadline) return;
  }
}

class Scan {
  checked = 0;
  readonly #plan: ImportPlan;
  readonly #classCounts: number[];
  readonly #splits: Record<Split, number> = { train: 0, test: 0 };
  readonly #rejected: Rejection[] = [];
  #rejectedCount = 0;
  readonly #lowest: number[];
  readonly #highest: number[];
  /** By hash of the original bytes: how many, under which labels, in which splits. */
  readonly #seen = new Map<
    string,
    { count: number; label: number; split: Split; mixed: boolean; across: boolean }
  >();
  /** A few of each class, first come first served. */
  readonly #shown: { label: number; name: string; bytes: Uint8Array }[] = [];
  readonly #shownOf: number[];

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    this.#classCounts = plan.classes.map(() => 0);
    this.#shownOf = plan.classes.map(() => 0);
    this.#lowest = new Array<number>(plan.shape[2]).fill(Infinity);
    this.#highest = new Array<number>(plan.shape[2]).fill(-Infinity);
  }

  add(item: ImportItem): void {
    this.checked++;
    if (item.kind === 'rejected') {
      this.#rejectedCount++;
      if (this.#rejected.length < REJECTIONS_LISTED)
        this.#rejected.push({ name: item.name, reason: item.reason });
      return;
    }
    this.#splits[item.split]++;
    this.#classCounts[item.label] = (this.#classCounts[item.label] ?? 0) + 1;
    this.#measure(item.bytes);
    const same = this.#seen.get(item.sha256);
    if (same === undefined) {
      this.#seen.set(item.sha256, {
        count: 1,
        label: item.label,
        split: item.split,
        mixed: false,
        across: false,
      });
    } else {
      same.count++;
      same.mixed ||= same.label !== item.label;
      same.across ||= same.split !== item.split;
    }
    const quota = Math.max(1, Math.ceil(SAMPLES_SHOWN / this.#plan.classes.length));
    if (this.#shown.length < SAMPLES_SHOWN && (this.#shownOf[item.label] ?? quota) < quota) {
      this.#shownOf[item.label] = (this.#shownOf[item.label] ?? 0) + 1;
      this.#shown.push({ label: item.label, name: item.name, bytes: item.bytes.slice() });
    }
  }

  #measure(bytes: Uint8Array): void {
    const values = valuesOfBytes(bytes, this.#plan.modality);
    const channels = this.#plan.shape[2];
    for (let i = 0; i < values.length; i++) {
      const channel = i % channels;
      const value = values[i]!;
      if (value < this.#lowest[channel]!) this.#lowest[channel] = value;
      if (value > this.#highest[channel]!) this.#highest[channel] = value;
    }
  }

  finish(): Omit<ScannedSource, 'format' | 'location' | 'kind' | 'entries' | 'sizeBytes'> {
    const { modality, shape, classes, resizeRule, itemCount } = this.#plan;
    const [height, width, channels] = shape;
    const repeated = [...this.#seen.values()].filter(({ count }) => count > 1);
    const shown = [...this.#shown].sort((a, b) => a.label - b.label);
    const sampleBytes = bytesOfSample(shape, modality);
    const bytes = new Uint8Array(shown.length * sampleBytes);
    shown.forEach((sample, i) => bytes.set(sample.bytes, i * sampleBytes));
    return {
      modality,
      height,
      width,
      channels,
      classes,
      resizeRule,
      itemCount,
      checked: this.checked,
      isComplete: this.checked >= itemCount,
      classCounts: this.#classCounts,
      splits: this.#splits,
      rejected: this.#rejected,
      rejectedCount: this.#rejectedCount,
      duplicates: {
        groups: repeated.length,
        samples: repeated.reduce((sum, { count }) => sum + count, 0),
        conflicting: repeated.filter(({ mixed }) => mixed).length,
        acrossSplits: repeated.filter(({ across }) => across).length,
      },
      range: this.#lowest.map((low, channel) =>
        low <= this.#highest[channel]! ? ([low, this.#highest[channel]!] as const) : ([0, 0] as const),
      ),
      samples: {
        labels: Uint16Array.from(shown, ({ label }) => label),
        names: shown.map(({ name }) => name),
        bytes,
      },
    };
  }
}
