/** What pictures need: datasets, runs, verdicts, detections. Each is made when the first picture asks for it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';
import { writeSeriesDataset } from '../e2e/support/series.ts';
import type { Studio } from './studio.ts';

const DETECTORS = ['ac', 'ss', 'tlm', 'entropy'].map((detector) => ({ detector, options: {} }));

export interface Material {
  /** Version of the practice dataset with its planted poison. */
  practice(): Promise<number>;
  /** The first audit of it, run 1; asked for twice it is the same. */
  first(): Promise<number>;
  /** The first run with map, verdicts and a second run beside it. */
  audited(): Promise<number>;
  /** The first run with its detectors. */
  detected(): Promise<number>;
  /** Folder of the first run's export, which reports the detectors too. */
  exported(): Promise<string>;
  /** A run of NONE with its detectors. */
  none(): Promise<number>;
  /** Folder with drawn heart beats. */
  beats(): Promise<string>;
  /** A run with a second head on poisoned heart beats, and their version. */
  series(): Promise<{ versionId: number; runId: number }>;
}

export function makeMaterial({ handlers, signal, folder, jobEnd }: Studio): Material {
  async function audit(
    versionId: number,
    method: { defense: string; arch: string },
    order?: string,
  ): Promise<number> {
    const run = await handlers['runs.start'](
      {
        ...{ versionId, ...method, preset: 'quick', seed: 1, device: 'auto' },
        ...{ options: order === undefined ? {} : { order }, useVerdicts: order !== undefined },
      },
      signal,
    );
    await jobEnd(run);
    return run.runId;
  }

  async function versionOf(dataset: string, wanted: number): Promise<number> {
    const { versions } = await handlers['library.read']({}, signal);
    const found = versions.find((one) => one.dataset === dataset && one.version === wanted);
    if (found === undefined) throw new Error(`${dataset} v${wanted} is not in the library`);
    return found.id;
  }

  const practice = once(async () => {
    await jobEnd(await handlers['examples.start']({}, signal));
    return (await handlers['library.read']({}, signal)).versions.at(-1)!.id;
  });
  const DLP = { defense: 'dlp', arch: 'wrn-16-1' };
  const first = once(async () => audit(await practice(), DLP));

  const audited = once(async () => {
    const versionId = await practice();
    const runId = await first();
    await jobEnd(await handlers['features.start']({ runId }, signal));
    const flagged = await handlers['subsets.read']({ runId, name: 'poisoned' }, signal);
    const mask = await handlers['drills.mask']({ versionId }, signal);
    for (const [value, truth] of [
      ['poison', 1],
      ['clean', 0],
    ] as const) {
      const indices = flagged.filter((index) => mask?.[index] === truth);
      const reason = 'run 1, Mean prediction entropy';
      await handlers['verdicts.judge']({ versionId, indices, value, reason }, signal);
    }
    await audit(versionId, DLP, 'SL-AU');
    return runId;
  });

  async function detect(runId: number): Promise<number> {
    await jobEnd(await handlers['detections.start']({ runId, detectors: DETECTORS }, signal));
    return runId;
  }

  const detected = once(async () => detect(await audited()));

  const exported = once(async () => {
    const runId = await detected();
    const out = join(folder, 'result');
    const what = ['model', 'dataset', 'flags', 'report'] as const;
    await jobEnd(await handlers['exports.start']({ runId, out, what: [...what], leaveOut: null }, signal));
    return out;
  });

  const beats = once(() => {
    const source = join(folder, 'beats');
    mkdirSync(source);
    writeSeriesDataset(source, 900, 300);
    return Promise.resolve(source);
  });

  return {
    practice,
    first,
    audited,
    detected,
    exported,
    none: once(async () => {
      const versionId = await practice();
      return detect(await audit(versionId, { defense: 'none', arch: 'wrn-16-1' }));
    }),
    beats,
    series: once(async () => {
      const source = await beats();
      await jobEnd(
        await handlers['imports.start'](
          { source, name: null, format: null, options: DEFAULT_IMPORT },
          signal,
        ),
      );
      const drill = { attack: 'ts-patch', rate: 0.1, mapping: 'all-to-one' as const, targets: [0], seed: 1 };
      await jobEnd(
        await handlers['drills.start'](
          { versionId: await versionOf('beats', 1), ...drill, options: {} },
          signal,
        ),
      );
      const versionId = await versionOf('beats', 2);
      const runId = await audit(versionId, { defense: 'e2abl', arch: 'ts-resnet' });
      await jobEnd(await handlers['features.start']({ runId }, signal));
      return { versionId, runId };
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
