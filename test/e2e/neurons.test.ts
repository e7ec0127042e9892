/**
 * Inspect's evidence of neurons and of several methods together, in a real browser: neurons that a run has measured are
 * chosen by keyboard, measured anew for every sample, rank the samples; methods are laid over each other.
 */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { selectors, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDrillWorkspace, runAssay } from '../process/drill.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const TRAIN = 240;
/** A busy machine may take its time. */
const PATIENT = { timeout: 20_000 };
const folder = newFolder('neurons');
const workspace = join(folder.path, 'drill.assay');

let program: Program;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function audit(...args: string[]): Promise<void> {
  const short = ['--device', 'cpu', '--batch', '16', '--min-updates', '0', '--json'];
  const { code, stderr } = await runAssay('audit', workspace, 'drill', ...args, ...short);
  expect(stderr + code).toMatch(/0$/);
}

function evidence(name: string) {
  return page.getByRole('group', { name: 'Evidence' }).getByRole('button', { name, exact: true });
}

async function flaggedCount(): Promise<number> {
  return Number((await page.getByTestId('flagged-count').innerText()).replaceAll(/\D/g, ''));
}

/** How many samples the grid shows. */
async function shownCount(): Promise<number> {
  const text = await page.getByText(/^(No|[\d,]+) samples? shown$/).innerText();
  return Number(text.replace('No', '0').replaceAll(/\D/g, ''));
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

describe.skipIf(chromiumPath === null)('neurons and methods together (needs Chromium)', () => {
  beforeAll(async () => {
    selectors.setTestIdAttribute('data-test');
    await makeDrillWorkspace(workspace);
    await audit(
      ...['--defense', 'none', '--epochs', '8', '--rounds', '2'],
      ...['--tuning-epochs', '1', '--tuning-min-updates', '0', '--tuning-rate', '0.001'],
    );
    await audit('--defense', 'plain', '--epochs', '1');
    expect((await runAssay('detect', workspace, '1', '--detectors', 'ss,entropy')).code).toBe(0);
    program = await startProgram({ root: folder.path, config: join(folder.path, 'config'), workspace });
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(program.link);
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await page.goto(`http://127.0.0.1:${program.port}/#/inspect/1`);
    await page.getByRole('grid').waitFor();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('lists what was measured of neurons, round by round, and which network it was', async () => {
    await page.getByTestId('flagged-count').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('4');
    await expect.poll(() => evidence('Neurons').getAttribute('aria-pressed'), PATIENT).toBe('true');
    const list = page.getByRole('listbox', { name: /^Neurons by layer/ });
    await list.waitFor();
    expect(await list.getByRole('group').count()).toBe(10);
    expect(await page.getByTestId('network').innerText()).toBe('Activations of the network after training.');
    const spreads = async (): Promise<string[]> => list.getByRole('option').allInnerTexts();
    const first = await spreads();
    await page.getByRole('combobox', { name: 'Round' }).selectOption('2');
    await expect.poll(spreads, PATIENT).not.toEqual(first);
    await page.getByRole('combobox', { name: 'Round' }).selectOption('1');
    await expect.poll(spreads, PATIENT).toEqual(first);
    await checkAccessibility('list of neurons');
  });

  it('ranks samples by the neurons chosen by keyboard, and the detail says how many are active', async () => {
    const list = page.getByRole('listbox', { name: /^Neurons by layer/ });
    await list.getByRole('option').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.getByTestId('chosen-count').innerText()).toBe('2 chosen');
    expect(await list.getByRole('option', { selected: true }).count()).toBe(2);
    await page.getByRole('img', { name: /^Drive of 2 chosen neurons/ }).waitFor({ timeout: 120_000 });
    await page.getByRole('img', { name: /^Channel \d+ of group/ }).waitFor();
    const flagged = await flaggedCount();
    expect(flagged).toBeGreaterThan(0);
    expect(flagged).toBeLessThan(TRAIN);
    expect(await page.getByTestId('active-neurons').innerText()).toBe('2 of 2 chosen neurons active');
    await page.getByRole('slider', { name: 'Threshold' }).press('ArrowUp');
    expect(await flaggedCount()).toBe(flagged + 1);
    await checkAccessibility('chosen neurons');
    // What was computed along with them is there at once.
    await list.getByRole('option').nth(3).click();
    await page.getByRole('img', { name: /^Drive of 3 chosen neurons/ }).waitFor();
    await list.getByRole('option').nth(3).click();
    await page.getByRole('img', { name: /^Drive of 2 chosen neurons/ }).waitFor();
  });

  it('lays methods over each other, a score that a detector repeats left out, and shows the samples of a cell', async () => {
    await page.getByRole('grid').focus();
    await page.keyboard.press('5');
    const methods = page.getByRole('group', { name: /^Methods, each at its threshold/ });
    await expect.poll(() => methods.getByRole('checkbox').count(), PATIENT).toBe(6);
    const repeated = methods.getByRole('checkbox', { name: /the same as Entropy/ });
    expect(await repeated.isChecked()).toBe(false);
    await methods.getByRole('checkbox', { name: /Spectral signatures/ }).waitFor();
    await methods.getByRole('checkbox', { name: /Drive of 2 chosen neurons/ }).waitFor();
    const sums = page.getByRole('rowheader', { name: /^By (no method|\d of 5)/ });
    const counts: number[] = [];
    for (const row of await sums.all()) {
      const button = row.locator('xpath=..').getByRole('button');
      await button.click();
      const count = Number((await button.innerText()).replaceAll(/\D/g, ''));
      await expect.poll(shownCount, PATIENT).toBe(count);
      counts.push(count);
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(TRAIN);
    await page.getByText('no independent confirmation').waitFor();
    await checkAccessibility('combined');
    await repeated.check();
    await page.getByRole('rowheader', { name: /of 6/ }).first().waitFor();
    await repeated.uncheck();
    await page.getByRole('button', { name: 'Clear all' }).click();
  });

  it('moves the threshold to what so many methods flag, and keeps one for each evidence', async () => {
    const least = page.getByRole('combobox', { name: 'Flag by' });
    await least.selectOption('1');
    const byOne = await flaggedCount();
    const text = await least.locator('option:checked').innerText();
    expect(text).toBe(`at least 1 method: ${byOne} samples`);
    await evidence('Entropy').click();
    await page.getByRole('slider', { name: 'Threshold' }).press('Home');
    expect(await flaggedCount()).toBe(0);
    await evidence('Combined').click();
    const entropy = page
      .getByRole('group', { name: /^Methods/ })
      .locator('label', { hasText: /Entropy\s*0$/ });
    await entropy.first().waitFor();
    await evidence('Entropy').click();
    expect(await flaggedCount()).toBe(0);
  });

  it('says what to do where no neuron was measured', async () => {
    await page.getByRole('combobox', { name: 'Run' }).selectOption('2');
    await evidence('Neurons').click();
    await page.getByRole('heading', { name: 'No neuron was measured in this run' }).waitFor();
    await page.getByRole('link', { name: 'Start such a run' }).click();
    await page.getByRole('heading', { name: 'New run' }).waitFor();
    expect(page.url()).toContain('defense=none');
  });

  it('said nothing unexpected in the console', () => {
    expect(errors).toEqual([]);
  });
});
