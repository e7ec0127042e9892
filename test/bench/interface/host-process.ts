/**
 * The host alone in a process, so that nothing but its own work is in its event loop. Imports a generated dataset, then
 * obeys messages: `run` starts a short training, `poison` makes a drill, `watch` and `report` measure the loop, `stop` ends it.
 */
import { DEFAULT_IMPORT } from '../../../src-shared/worker/contract.ts';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createApplication } from '../../../src-main/host/application.ts';
import { startServer } from '../../../src-main/server/start-server.ts';
import { generateDataset } from './generate.ts';

const [folder = '', samples = '0'] = process.argv.slice(2);
process.env['ASSAY_CONFIG'] = join(folder, 'config');
const source = join(folder, 'generated');
generateDataset(source, Number(samples));

const application = await createApplication({
  programVersion: 'bench',
  abilities: { nativeDialogs: false, roots: [folder] },
});
const { handlers } = application;
const signal = new AbortController().signal;

async function jobEnd(jobId: number): Promise<void> {
  for (;;) {
    const job = (await handlers['jobs.list']({}, signal)).find(({ id }) => id === jobId);
    if (job === undefined || job.endedAt !== null) {
      if (job?.state !== 'done')
        throw new Error(`job ${jobId} ended as ${job?.state}: ${job?.error?.message}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

await handlers['workspace.open']({ path: join(folder, 'bench.assay'), create: true }, signal);
const options = DEFAULT_IMPORT;
const { jobId } = await handlers['imports.start']({ source, name: null, format: null, options }, signal);
await jobEnd(jobId);
const versionId = (await handlers['library.read']({}, signal)).versions[0]?.id ?? 0;
const pageFolder = new URL('../../../out/renderer', import.meta.url).pathname;
const server = await startServer(application, { port: 0, pageFolder });
const delay = monitorEventLoopDelay({ resolution: 1 });

async function train(): Promise<void> {
  const run = await handlers['runs.start'](
    {
      ...{
        versionId,
        defense: 'dlp',
        preset: 'quick',
        arch: 'wrn-16-1',
        seed: 1,
        device: 'cpu',
        useVerdicts: true,
      },
      options: { order: 'SL', slEpochs: 1, slMinUpdates: 0 },
    },
    signal,
  );
  await jobEnd(run.jobId);
  process.send?.({ type: 'trained', runId: run.runId });
}

async function poison(): Promise<void> {
  const drill = await handlers['drills.start'](
    { versionId, attack: 'badnets', rate: 0.1, mapping: 'all-to-one', targets: [0], seed: 1, options: {} },
    signal,
  );
  await jobEnd(drill.jobId);
  process.send?.({ type: 'poisoned' });
}

process.on('message', (message: string) => {
  if (message === 'poison') void poison();
  if (message === 'run') void train();
  if (message === 'watch') {
    delay.reset();
    delay.enable();
  }
  if (message === 'report') {
    delay.disable();
    const [max, p99, mean] = [delay.max, delay.percentile(99), delay.mean].map((ns) => ns / 1e6);
    process.send?.({ type: 'loop', max, p99, mean });
  }
  if (message === 'stop')
    void server
      .close()
      .then(() => application.close())
      .then(() => process.exit(0));
});
process.send?.({ type: 'ready', link: server.link, port: server.port, versionId });
