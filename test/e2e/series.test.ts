/**
 * The journey for time series, in a real browser against the real program: import, look, plant a backdoor for practice,
 * audit with a second head, look at its evidence, judge by keyboard, export. One test builds on the one before.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectors, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';
import { SERIES_STEPS, writeSeriesDataset } from './support/series.ts';

const TRAIN = 180;
const TEST = 60;
const folder = newFolder('series');
const source = join(folder.path, 'beats');
const out = join(folder.path, 'result');

let program: Program;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function go(path: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${program.port}/#${path}`);
}

async function checkAccessibility(name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, name).toEqual([]);
}

async function flaggedCount(): Promise<number> {
  return Number((await page.getByTestId('flagged-count').innerText()).replaceAll(/\D/g, ''));
}

/** Whether anything but one colour is drawn in a part of the grid: `x`, `y` and `side` in CSS pixels. */
async function hasInk(x: number, y: number, side: number): Promise<boolean> {
  return page.evaluate(
    ([left, top, size]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[aria-hidden="true"]');
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return false;
      const { data } = context.getImageData(left, top, size, size);
      return data.some((value, i) => value !== data[i % 4]);
    },
    [x, y, side] as const,
  );
}

describe.skipIf(chromiumPath === null)('the journey for time series (needs Chromium)', () => {
  beforeAll(async () => {
    selectors.setTestIdAttribute('data-test');
    mkdirSync(source);
    writeSeriesDataset(source, TRAIN, TEST);
    program = await startProgram({
      root: folder.path,
      config: join(folder.path, 'config'),
      workspace: join(folder.path, 'series.assay'),
    });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
        errors.push(message.text());
    });
    await page.goto(program.link);
    await page.getByRole('heading', { name: 'The workspace is empty' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('shows what an import will make of the files, with the choices that series have', async () => {
    await go('/import');
    await page.getByRole('textbox', { name: 'Path of the source' }).fill(source);
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByText(`${TRAIN + TEST} of ${TRAIN + TEST} items looked at.`).waitFor();
    await page
      .getByText(`3 classes, ${TRAIN} training and ${TEST} test samples; 40 time steps, 1 variable`)
      .waitFor();
    expect(await page.getByRole('combobox', { name: 'Channels' }).count()).toBe(0);
    expect(await page.locator('.tiles canvas').count()).toBe(24);
    const lengths = page.getByRole('combobox', { name: 'Unequal lengths' });
    await lengths.selectOption({ label: 'do not import' });
    await page.getByText(`${TRAIN + TEST} of ${TRAIN + TEST} items looked at.`).waitFor();
    await checkAccessibility('import');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('cell', { name: 'beats v1' }).waitFor();
    expect(await page.getByRole('cell', { name: 'time series' }).count()).toBe(1);
  });

  it('draws the samples as lines, and one of them in full', async () => {
    await page.getByRole('link', { name: 'beats v1' }).first().click();
    await page.getByRole('grid').waitFor();
    await page.getByText('40 time steps, 1 variable').waitFor();
    await expect.poll(() => hasInk(6, 6, 64)).toBe(true);
    const detail = page.getByRole('complementary', { name: 'Sample' });
    await detail.getByRole('img', { name: /^Sample 0, given label 1.*Variable 1: / }).waitFor();
    await detail.getByText(`steps 0 to ${SERIES_STEPS - 1}`).waitFor();
    await detail.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await detail.getByText('steps 8 to 31').waitFor();
    await detail.getByRole('button', { name: 'Later' }).press('Enter');
    await detail.getByText('steps 16 to 39').waitFor();
    await detail.getByRole('button', { name: 'Show all of it' }).press('Enter');
    await detail.getByText(`steps 0 to ${SERIES_STEPS - 1}`).waitFor();
    await checkAccessibility('samples');
  });

  it('shows values and the mean of each class', async () => {
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByRole('img', { name: /^Values of the training series/ }).waitFor();
    for (const name of ['1', '2', '3'])
      await page.getByRole('img', { name: `Mean of class ${name}` }).waitFor();
    await checkAccessibility('overview');
  });

  it('plants a backdoor for practice, with the attacks that series have', async () => {
    await page.getByRole('tab', { name: 'Provenance' }).click();
    const attack = page.getByRole('combobox', { name: 'Attack' });
    expect(await attack.innerText()).not.toContain('BadNets');
    await attack.selectOption('ts-patch');
    await page.getByRole('spinbutton', { name: 'Poison rate' }).fill('0.1');
    await page.getByRole('button', { name: 'Make the drill' }).click();
    await go('/library');
    await page.getByRole('link', { name: 'beats v2' }).first().click();
    await page.getByText('Drill: the poison is known').waitFor();
  });

  it('audits with a second head, with a network for series', async () => {
    await page.getByRole('link', { name: 'New run' }).first().click();
    await page.getByRole('radio', { name: /^End-to-end anti-backdoor learning/ }).check();
    await page.getByText('Quick', { exact: true }).click();
    const network = page.getByRole('combobox', { name: 'Network' });
    expect(await network.inputValue()).toBe('ts-resnet');
    expect(await network.innerText()).not.toContain('WideResNet');
    await page.getByRole('combobox', { name: 'Device' }).selectOption('cpu');
    // Enough of so few samples to guess a label from.
    await page.getByRole('spinbutton', { name: 'Isolation fraction' }).fill('0.05');
    await page.getByText('--isolation-fraction 0.05').waitFor();
    await checkAccessibility('new run');
    await page.getByRole('button', { name: /^Start/ }).click();
    await page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: 'finished' })
      .waitFor({ timeout: 400_000 });
    await checkAccessibility('run');
  }, 420_000);

  it('shows the loss drop by rank, with the guessed label and the broad cut', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Inspect' }).click();
    await page.getByRole('grid').waitFor();
    const chart = page.getByRole('img', { name: /^Loss drop by rank\. 180 samples/ });
    await chart.waitFor();
    expect(await page.getByTestId('guess').innerText()).toMatch(/of the top 9 \[\d+%, \d+%\]/);
    expect(await flaggedCount()).toBe(36);
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.press('ArrowRight');
    expect(await flaggedCount()).toBe(37);
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 50, box.y + 40, { steps: 5 });
    await page.mouse.up();
    expect(await flaggedCount()).toBeGreaterThan(50);
    await page.getByRole('checkbox', { name: 'logarithmic ranks' }).check();
    await slider.press('Home');
    expect(await flaggedCount()).toBe(0);
    for (let i = 0; i < 18; i++) await slider.press('PageUp');
    expect(await flaggedCount()).toBe(36);
    await page.getByRole('button', { name: 'As histogram' }).click();
    await page.getByRole('slider', { name: 'Threshold' }).waitFor();
    await page.getByRole('button', { name: 'By rank' }).click();
    await chart.waitFor();
  });

  it('tells of each sample which part it was in, and filters by it', async () => {
    const detail = page.getByRole('complementary', { name: 'Sample' });
    for (const name of [/^Loss, main head/, /^Loss, second head/, /^Loss drop\./])
      await detail.getByRole('img', { name }).waitFor();
    await detail.getByRole('heading', { name: 'Parts it was in' }).waitFor();
    await checkAccessibility('inspect');
    const part = page.getByRole('combobox', { name: 'Part', exact: true });
    await part.selectOption('suspects');
    await page.getByText('36 samples shown').waitFor();
    const counts: number[] = [];
    for (const name of ['kept', 'trapped', 'relabelled', 'released']) {
      await part.selectOption(name);
      const shown = page.getByText(/^(No|\d+) samples? shown$/);
      counts.push(Number((await shown.innerText()).replace('No', '0').replaceAll(/\D/g, '')));
    }
    expect(counts.reduce((a, b) => a + b)).toBe(TRAIN);
    await part.selectOption('all');
  });

  it('compares flagged series with the others of their class', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('t');
    await page.getByRole('dialog', { name: 'Trigger view' }).waitFor();
    await page.getByRole('img', { name: /^Mean over time/ }).waitFor();
    await page.getByRole('img', { name: /^Difference of the means/ }).waitFor();
    await checkAccessibility('trigger view');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('shades what the networks look at, and shows neighbours as lines', async () => {
    await page.getByRole('button', { name: 'Draw the map' }).click();
    await page.getByRole('img', { name: /Map of the samples/ }).waitFor({ timeout: 90_000 });
    const detail = page.getByRole('complementary', { name: 'Sample' });
    await expect.poll(() => detail.locator('.neighbours canvas').count()).toBe(12);
    const inFull = detail.getByRole('img', { name: /^Sample \d+, given label/ });
    const before = await inFull.screenshot();
    await detail.getByRole('button', { name: 'Look into the networks' }).click();
    await detail.getByText('Orange marks the places').waitFor({ timeout: 60_000 });
    await expect.poll(async () => before.equals(await inFull.screenshot())).toBe(false);
  });

  it('judges by keyboard', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    for (const key of ['p', 'p', 'c', 'u']) await page.keyboard.press(key);
    await page.getByText(/^saved /).waitFor();
    await go('/verdicts');
    await expect.poll(() => page.getByTestId('count-poison').innerText()).toBe('2');
    expect(await page.getByTestId('count-clean').innerText()).toBe('1');
    expect(await page.getByTestId('count-unsure').innerText()).toBe('1');
  });

  it('exports the model, the dataset in its layout, and the report', async () => {
    await go('/export/1');
    await page.getByRole('textbox', { name: 'Folder' }).fill(out);
    await page.getByRole('button', { name: /^Write/ }).click();
    await page.getByRole('link', { name: 'Open the report' }).waitFor({ timeout: 120_000 });
    const { files } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
      files: { path: string }[];
    };
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['report.html', 'flags.csv', 'model/model.json']));
    expect(paths.some((path) => /^dataset\/.*\.tsv$/.test(path))).toBe(true);
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  it('said nothing unexpected in the console', () => {
    expect(errors).toEqual([]);
  });
});
