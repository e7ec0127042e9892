/**
 * `npm run screenshots`: pictures of every screen, light and dark, into docs/screens. The practice dataset and drawn time
 * series are audited for them; what they show is what the program found.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { createApplication } from '../../src-main/host/application.ts';
import { readProgramVersion } from '../../src-main/cli/version.ts';
import { startServer } from '../../src-main/server/start-server.ts';
import { buildPage } from '../../src-main/start/build-page.ts';
import { launchChromium } from '../e2e/support/chromium.ts';
import { newFolder } from '../e2e/support/program.ts';
import { writeSeriesDataset } from '../e2e/support/series.ts';
import { DEFAULT_IMPORT } from '../../src-shared/worker/contract.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const OUT = join(ROOT, 'docs', 'screens');
const VIEWPORT = { width: 1440, height: 900 };
const THEMES = ['light', 'dark'] as const;

const folder = newFolder('screens');
process.env['ASSAY_CONFIG'] = join(folder.path, 'config');
const application = await createApplication({
  programVersion: readProgramVersion(),
  abilities: { nativeDialogs: false, roots: [folder.path] },
});
const { handlers } = application;
const { signal } = new AbortController();

async function jobEnd(jobId: number): Promise<unknown> {
  for (;;) {
    const job = (await handlers['jobs.list']({}, signal)).find(({ id }) => id === jobId);
    if (job === undefined) throw new Error(`job ${jobId} is gone`);
    if (job.state === 'done') return job.result;
    if (job.endedAt !== null)
      throw new Error(`${job.kind} ended as ${job.state}: ${job.error?.message ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function audit(
  versionId: number,
  options: Record<string, string | number>,
  useVerdicts: boolean,
  method = { defense: 'dlp', arch: 'wrn-16-1' },
): Promise<number> {
  const run = await handlers['runs.start'](
    {
      versionId,
      ...method,
      preset: 'quick',
      seed: 1,
      device: 'auto',
      options,
      useVerdicts,
    },
    signal,
  );
  await jobEnd(run.jobId);
  return run.runId;
}

await buildPage();
await handlers['workspace.open']({ path: join(folder.path, 'vendor-intake.assay'), create: true }, signal);
await handlers['settings.write']({ author: 'auditor' }, signal);
const server = await startServer(application, { port: 0, pageFolder: join(ROOT, 'out', 'renderer') });
const browser = await launchChromium();
const context = await browser.newContext({ viewport: VIEWPORT });
const page = await context.newPage();
await page.goto(server.link);
mkdirSync(OUT, { recursive: true });

/** A palette makes files a third as large, and nobody sees the difference. */
async function shoot(on: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await handlers['settings.write']({ theme }, signal);
    await on.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
    await on.waitForTimeout(700);
    const picture = await on.screenshot();
    writeFileSync(
      join(OUT, `${name}-${theme}.png`),
      await sharp(picture).png({ palette: true, quality: 90 }).toBuffer(),
    );
  }
  console.log(name);
}

async function open(path: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${server.port}/#${path}`);
  await page.waitForTimeout(1800);
}

await jobEnd((await handlers['examples.start']({}, signal)).jobId);
const version = (await handlers['library.read']({}, signal)).versions.at(-1)!;

// A run while it is at work.
const first = audit(version.id, {}, false);
await open('/runs/1');
await page.getByRole('img', { name: /^Loss/ }).waitFor({ timeout: 120_000 });
await page.waitForTimeout(12_000);
await shoot(page, 'run');
const runId = await first;
await jobEnd((await handlers['features.start']({ runId }, signal)).jobId);
const flagged = await handlers['subsets.read']({ runId, name: 'poisoned' }, signal);
const mask = await handlers['drills.mask']({ versionId: version.id }, signal);
const judge = (value: 'poison' | 'clean', reason: string, wanted: number): unknown =>
  handlers['verdicts.judge'](
    { versionId: version.id, indices: flagged.filter((index) => mask?.[index] === wanted), value, reason },
    signal,
  );
await judge('poison', 'run 1, Mean prediction entropy', 1);
await judge('clean', 'run 1, Mean prediction entropy', 0);
await audit(version.id, { order: 'SL-AU' }, true);
await jobEnd(
  (
    await handlers['exports.start'](
      {
        runId,
        out: join(folder.path, 'result'),
        what: ['model', 'dataset', 'flags', 'report'],
        leaveOut: null,
      },
      signal,
    )
  ).jobId,
);

await open('/library');
await shoot(page, 'library');
await open(`/dataset/${version.id}`);
await shoot(page, 'dataset');
await page.getByRole('tab', { name: 'Overview' }).click();
await page.waitForTimeout(1500);
await shoot(page, 'dataset-overview');
await open('/runs/new');
await shoot(page, 'new-run');
await open(`/inspect/${runId}`);
await page.getByRole('img', { name: /Map of the samples/ }).waitFor();
await page.waitForTimeout(1500);
await shoot(page, 'inspect');
await page.getByRole('button', { name: 'Trigger view' }).click();
await page.getByRole('img', { name: 'Difference of the means' }).waitFor();
await shoot(page, 'trigger');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: 'Compare scores' }).click();
await page.getByRole('dialog').getByRole('table').waitFor();
await shoot(page, 'scores');
await page.keyboard.press('Escape');

// Detectors on the first run, and what NONE measured of neurons.
const detectors = ['ac', 'ss', 'tlm', 'entropy'].map((detector) => ({ detector, options: {} }));
await jobEnd((await handlers['detections.start']({ runId, detectors }, signal)).jobId);
await open(`/runs/${runId}/detectors`);
await page.getByRole('table').first().waitFor();
await page.waitForTimeout(1500);
await shoot(page, 'detectors');
await page.getByRole('heading', { name: 'Two groups of a label' }).scrollIntoViewIfNeeded();
await page.waitForTimeout(1500);
await shoot(page, 'groups');
const noneRun = await audit(version.id, {}, false, { defense: 'none', arch: 'wrn-16-1' });
await jobEnd((await handlers['detections.start']({ runId: noneRun, detectors }, signal)).jobId);
await open(`/inspect/${noneRun}`);
const evidence = page.getByRole('group', { name: 'Evidence' });
await evidence.getByRole('button', { name: 'Neurons', exact: true }).click();
const neurons = page.getByRole('listbox', { name: /^Neurons by layer/ }).getByRole('option');
for (const place of [0, 1, 2]) await neurons.nth(place).click();
await page.getByRole('img', { name: /^Drive of 3 chosen neurons/ }).waitFor({ timeout: 120_000 });
await page.waitForTimeout(1500);
await shoot(page, 'neurons');
await evidence.getByRole('button', { name: 'Combined', exact: true }).click();
await page.waitForTimeout(1500);
await shoot(page, 'combined');
await open('/methods/defenses/none');
await shoot(page, 'methods');
await open('/benchmarks');
await page.waitForTimeout(1500);
await shoot(page, 'benchmarks');
await open('/verdicts');
await shoot(page, 'verdicts');
await open('/compare');
await shoot(page, 'compare');
await open(`/export/${runId}`);
await shoot(page, 'export');
await open('/settings');
await page.waitForTimeout(2500);
await shoot(page, 'settings');

// The import of the dataset that was just exported.
await open('/import');
await page.getByRole('textbox', { name: 'Path of the source' }).fill(join(folder.path, 'result', 'dataset'));
await page.getByRole('button', { name: 'Look at it' }).click();
await page.getByText('items looked at').waitFor();
await shoot(page, 'import');
await page.keyboard.press('Control+k');
await page.keyboard.type('ru');
await shoot(page, 'palette');
await page.keyboard.press('Escape');

// Time series: import, a drill, and the evidence of a second head.
const beats = join(folder.path, 'beats');
mkdirSync(beats);
writeSeriesDataset(beats, 900, 300);
await open('/import');
await page.getByRole('textbox', { name: 'Path of the source' }).fill(beats);
await page.getByRole('button', { name: 'Look at it' }).click();
await page.getByText('items looked at').waitFor();
await shoot(page, 'import-series');
await jobEnd(
  (
    await handlers['imports.start'](
      { source: beats, name: null, format: null, options: DEFAULT_IMPORT },
      signal,
    )
  ).jobId,
);
const imported = (await handlers['library.read']({}, signal)).versions.find(
  ({ dataset, version: number }) => dataset === 'beats' && number === 1,
)!;
await jobEnd(
  (
    await handlers['drills.start'](
      {
        versionId: imported.id,
        attack: 'ts-patch',
        rate: 0.1,
        mapping: 'all-to-one',
        targets: [0],
        seed: 1,
        options: {},
      },
      signal,
    )
  ).jobId,
);
const drill = (await handlers['library.read']({}, signal)).versions.find(
  ({ dataset, version: number }) => dataset === 'beats' && number === 2,
)!;
const seriesRun = await audit(drill.id, {}, false, { defense: 'e2abl', arch: 'ts-resnet' });
await jobEnd((await handlers['features.start']({ runId: seriesRun }, signal)).jobId);
await open(`/dataset/${drill.id}`);
await shoot(page, 'dataset-series');
await page.getByRole('tab', { name: 'Overview' }).click();
await page.waitForTimeout(1500);
await shoot(page, 'dataset-overview-series');
await open(`/inspect/${seriesRun}`);
await page.getByRole('img', { name: /Map of the samples/ }).waitFor();
await page.getByRole('button', { name: 'Look into the networks' }).click();
await page.getByText('Orange marks the places').waitFor({ timeout: 60_000 });
await page.locator('.detail').evaluate((panel) => (panel.scrollTop = 0));
await shoot(page, 'inspect-loss-drop');
await page.getByRole('button', { name: 'Trigger view' }).click();
await page.getByRole('img', { name: /^Difference of the means/ }).waitFor();
await shoot(page, 'trigger-series');

await browser.close();
await server.close();
await application.close();
folder.remove();
