/**
 * `npm run screenshots`: pictures of every screen, light and dark, and of a report, into docs/screens. The practice dataset and drawn time
 * series are audited for them; what they show is what the program found. With names, e.g. `npm run screenshots -- methods
 * detectors`, only the pictures of these names are taken, and only what they need is computed.
 */
import { join } from 'node:path';
import { makeMaterial } from './material.ts';
import { openStudio, type Studio } from './studio.ts';

const OUT = process.env['ASSAY_SCREENS'] ?? new URL('../../docs/screens', import.meta.url).pathname;

interface Part {
  names: readonly string[];
  take: () => Promise<void>;
}

const wanted = process.argv.slice(2);
const studio = await openStudio(OUT);
const { page, open, shoot, shootFile } = studio;
const material = makeMaterial(studio);
const pause = (): Promise<void> => page.waitForTimeout(1500);

async function lookAt({ page: on }: Studio, source: string): Promise<void> {
  await on.getByRole('textbox', { name: 'Path of the source' }).fill(source);
  await on.getByRole('button', { name: 'Look at it' }).click();
  await on.getByText('items looked at').waitFor();
}

async function openInspect(runId: number): Promise<void> {
  await open(`/inspect/${runId}`);
  await page.getByRole('img', { name: /Map of the samples/ }).waitFor();
  await pause();
}

/** Each stands by itself: it opens what it shows. */
const parts: readonly Part[] = [
  {
    // While it is at work, so it comes first.
    names: ['run'],
    async take() {
      await material.practice();
      const end = material.first();
      await open('/runs/1');
      await page.getByRole('img', { name: /^Loss/ }).waitFor({ timeout: 300_000 });
      await page.waitForTimeout(12_000);
      await shoot('run');
      await end;
    },
  },
  {
    names: ['library', 'dataset', 'dataset-overview', 'new-run'],
    async take() {
      await material.audited();
      const versionId = await material.practice();
      await open('/library');
      await shoot('library');
      await open(`/dataset/${versionId}`);
      await shoot('dataset');
      await page.getByRole('tab', { name: 'Overview' }).click();
      await pause();
      await shoot('dataset-overview');
      await open('/runs/new');
      await shoot('new-run');
    },
  },
  {
    names: ['inspect', 'trigger', 'scores'],
    async take() {
      await openInspect(await material.audited());
      await shoot('inspect');
      await page.getByRole('button', { name: 'Trigger view' }).click();
      await page.getByRole('img', { name: 'Difference of the means' }).waitFor();
      await shoot('trigger');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Compare scores' }).click();
      await page.getByRole('dialog').getByRole('table').waitFor();
      await shoot('scores');
      await page.keyboard.press('Escape');
    },
  },
  {
    names: ['detectors', 'groups'],
    async take() {
      await open(`/runs/${await material.detected()}/detectors`);
      await page.getByRole('table').first().waitFor();
      await pause();
      await shoot('detectors');
      await page.getByRole('heading', { name: 'Two groups of a label' }).scrollIntoViewIfNeeded();
      await pause();
      await shoot('groups');
    },
  },
  {
    names: ['neurons', 'combined'],
    async take() {
      await open(`/inspect/${await material.none()}`);
      const evidence = page.getByRole('group', { name: 'Evidence' });
      await evidence.getByRole('button', { name: 'Neurons', exact: true }).click();
      const neurons = page.getByRole('listbox', { name: /^Neurons by layer/ }).getByRole('option');
      for (const place of [0, 1, 2]) await neurons.nth(place).click();
      await page.getByRole('img', { name: /^Drive of 3 chosen neurons/ }).waitFor({ timeout: 120_000 });
      await pause();
      await shoot('neurons');
      await evidence.getByRole('button', { name: 'Combined', exact: true }).click();
      await pause();
      await shoot('combined');
    },
  },
  {
    names: ['methods'],
    async take() {
      await open('/methods/defenses/none');
      await shoot('methods');
    },
  },
  {
    names: ['benchmarks'],
    async take() {
      await open('/benchmarks');
      await pause();
      await shoot('benchmarks');
    },
  },
  {
    names: ['verdicts', 'compare', 'export'],
    async take() {
      const runId = await material.audited();
      await material.exported();
      await open('/verdicts');
      await shoot('verdicts');
      await open('/compare');
      await shoot('compare');
      await open(`/export/${runId}`);
      await shoot('export');
    },
  },
  {
    names: ['report'],
    async take() {
      await shootFile('report', join(await material.exported(), 'report.html'));
    },
  },
  {
    names: ['settings'],
    async take() {
      await open('/settings');
      await page.waitForTimeout(2500);
      await shoot('settings');
    },
  },
  {
    // Of the dataset that was exported.
    names: ['import'],
    async take() {
      const folder = await material.exported();
      await open('/import');
      await lookAt(studio, join(folder, 'dataset'));
      await shoot('import');
    },
  },
  {
    names: ['palette'],
    async take() {
      await open('/library');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('ru');
      await shoot('palette');
      await page.keyboard.press('Escape');
    },
  },
  {
    names: ['import-series'],
    async take() {
      await open('/import');
      await lookAt(studio, await material.beats());
      await shoot('import-series');
    },
  },
  {
    names: ['dataset-series', 'dataset-overview-series', 'inspect-loss-drop', 'trigger-series'],
    async take() {
      const { versionId, runId } = await material.series();
      await open(`/dataset/${versionId}`);
      await shoot('dataset-series');
      await page.getByRole('tab', { name: 'Overview' }).click();
      await pause();
      await shoot('dataset-overview-series');
      await openInspect(runId);
      await page.getByRole('button', { name: 'Look into the networks' }).click();
      await page.getByText('Orange marks the places').waitFor({ timeout: 60_000 });
      await page.locator('.detail').evaluate((panel) => (panel.scrollTop = 0));
      await shoot('inspect-loss-drop');
      await page.getByRole('button', { name: 'Trigger view' }).click();
      await page.getByRole('img', { name: /^Difference of the means/ }).waitFor();
      await shoot('trigger-series');
    },
  },
];

try {
  const known = parts.flatMap(({ names }) => names);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No picture is called ${unknown.join(', ')}: ${known.join(', ')}.`);
  for (const { names, take } of parts) {
    if (wanted.length === 0 || names.some((name) => wanted.includes(name))) await take();
  }
} finally {
  await studio.close();
}
