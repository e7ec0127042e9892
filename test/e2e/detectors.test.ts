/**
 * Detectors side by side, in a real browser against the real program: run on a finished run of a drill, compared, opened
 * cell by cell, and the two groups of a label judged. One test builds on the one before.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import { selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../src-main/host/create-host.ts';
import { makeDrillWorkspace } from '../process/drill.ts';
import { useTensorflow } from '../support/tensorflow.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const folder = newFolder('detectors');
const workspace = join(folder.path, 'drill.assay');
let program: Program;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function trainPlainly(): Promise<void> {
  await makeDrillWorkspace(workspace);
  const host = await createHost({ workspace, mode: 'write', programVersion: '0' });
  const choice = { preset: 'quick', arch: null, seed: 3, device: 'cpu', useVerdicts: false } as const;
  const options = { batch: 16, minUpdates: 0, epochs: 6 };
  const run = host.runs.create(host.runs.plan({ dataset: 'drill@2', defense: 'plain', ...choice, options }));
  const { signal } = new AbortController();
  await host.runs.start(run, { signal, onProgress: () => undefined, onNote: () => undefined });
  await host.close();
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

/** The number of samples that a wall's title ends with. */
async function sizeOf(wall: Locator): Promise<number> {
  const title = await wall.getByRole('heading', { level: 3 }).innerText();
  return Number(/\((\d+)\)/.exec(title)?.[1]);
}

describe.skipIf(chromiumPath === null)('detectors on a run (needs Chromium)', () => {
  beforeAll(async () => {
    selectors.setTestIdAttribute('data-test');
    await useTensorflow();
    await trainPlainly();
    program = await startProgram({ root: folder.path, config: join(folder.path, 'config'), workspace });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1000, height: 800 } })).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(program.link);
    await page
      .getByRole('link', { name: /drill v2/ })
      .first()
      .waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('are reached by their keys, and say which the run can have', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('heading', { name: 'Detectors', exact: true }).waitFor();
    await page.getByText('No detector has run on this run yet').waitFor();
    const offers = page.getByTestId('detector-offer');
    expect(await offers.count()).toBe(5);
    const lossDrop = offers.filter({ hasText: 'Loss drop' });
    expect(await lossDrop.getByRole('checkbox').isDisabled()).toBe(true);
    expect(await lossDrop.innerText()).toContain('Runs of these defenses have it: e2abl');
    await offers.first().getByRole('button', { name: 'Options' }).click();
    await page.getByLabel('Decision').waitFor();
    await checkAccessibility('choosing detectors');
  });

  it('run, and stand side by side with what is known of the truth', async () => {
    await page.getByRole('button', { name: 'Run 4 detectors' }).click();
    const rows = page.getByTestId('detector-row');
    await expect.poll(() => rows.count(), { timeout: 120_000 }).toBe(4);
    expect(await rows.first().innerText()).toMatch(/Activation clustering \(AC\)[^]*AUROC \d\.\d/);
    await page.getByText('The truth is known here: 24 of 240 training samples are poisoned.').waitFor();
    await page.getByRole('img', { name: /^ROC curves\. ac, AUROC/ }).waitFor();
    await page.getByRole('heading', { name: 'Precision among the most suspicious' }).waitFor();
    await page.getByRole('img', { name: /Labels among what/ }).waitFor();
    expect(await page.getByTestId('class-evidence').innerText()).toMatch(/very rare poison can be missed/);
    const isWide = await page.evaluate(
      () => document.querySelector('.screen')!.scrollWidth > document.querySelector('.screen')!.clientWidth,
    );
    expect(isWide).toBe(false);
    await checkAccessibility('detectors side by side');
  });

  it('a cell of the overlap opens what both flag and what only one does', async () => {
    await page.getByRole('button', { name: /^Training loss \(TLM\) and Prediction entropy:/ }).click();
    const sets = page.getByTestId('sample-sets');
    const choices = sets.getByRole('group', { name: 'Which samples' });
    // What is read without waiting would be nothing while the panel is still drawn.
    await choices.waitFor();
    const sizes = await choices
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((one) => Number(/\((\d+)\)/.exec(one.textContent)?.[1])));
    const flaggedOf = async (name: string): Promise<number> =>
      Number(
        await page.getByTestId('detector-row').filter({ hasText: name }).getByTestId('flagged').innerText(),
      );
    const [both = 0, onlyLoss = 0, onlyEntropy = 0] = sizes;
    expect(both + onlyLoss).toBe(await flaggedOf('Training loss (TLM)'));
    expect(both + onlyEntropy).toBe(await flaggedOf('Prediction entropy'));
    await sets.getByRole('button', { name: 'Close' }).click();
    await sets.waitFor({ state: 'detached' });
  });

  it('one key judges a whole wall after a question, and one takes it back', async () => {
    const walls = page.getByTestId('cluster-walls');
    const wall = walls.getByRole('region', { name: /^Group 2 of/ });
    const size = await sizeOf(wall);
    expect(size + (await sizeOf(walls.getByRole('region', { name: /^Group 1 of/ })))).toBeGreaterThan(60);
    const grid = wall.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('c');
    await wall.getByText('0 poison, 1 clean, 0 unsure').waitFor();
    await page.keyboard.press('Shift+P');
    // One sample is asked about in other words than several.
    const question = page.getByRole('dialog', {
      name: new RegExp(`^Judge (all )?${size} samples?( of this wall)? as poison\\?`),
    });
    await question.waitFor();
    await checkAccessibility('judging a wall');
    await page.keyboard.press('Enter');
    await wall.getByText(`${size} poison, 0 clean, 0 unsure`).waitFor();
    await page.getByText(/^saved /).waitFor();
    await page.keyboard.press('Control+z');
    await wall.getByText('0 poison, 1 clean, 0 unsure').waitFor();

    // One sample over the page is judged there with the same keys.
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Sample / }).waitFor();
    await page.keyboard.press('u');
    await page.keyboard.press('Escape');
    await wall.getByText('0 poison, 0 clean, 1 unsure').waitFor();
  });

  it('the comparison of two scores in Inspect leads here, in dark too', async () => {
    await page.getByRole('link', { name: 'Inspect' }).last().click();
    await page.getByRole('button', { name: 'Compare scores' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'All detectors of this run' }).click();
    await expect.poll(() => page.getByTestId('detector-row').count()).toBe(4);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await checkAccessibility('detectors, dark');
    expect(errors).toEqual([]);
  });
});
