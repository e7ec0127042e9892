/**
 * A benchmark in the window: put together, planned, started, read while it runs, stopped, written into files; then a repair
 * of what it trained, and drills with other mappings. Real program, real training, real Chromium.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const folder = newFolder('benchmarks');
let program: Program;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function go(path: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${program.port}/#${path}`);
}

/** A cell by its row and column. */
function cell(row: string, column: string): Locator {
  return page.getByRole('button', { name: `${row}, ${column}` });
}

async function keepOnly(group: RegExp, ...wanted: string[]): Promise<void> {
  const field = page.getByRole('group', { name: group });
  await field.getByRole('button', { name: 'None' }).click();
  for (const name of wanted) await field.getByRole('checkbox', { name, exact: true }).check();
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

/** Whether anything makes the page itself scroll to the side. */
async function isSideways(selector: string): Promise<boolean> {
  return page.locator(selector).evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
}

describe.skipIf(chromiumPath === null)('benchmarks in the window (needs Chromium)', () => {
  beforeAll(async () => {
    selectors.setTestIdAttribute('data-test');
    const workspace = join(folder.path, 'bench.assay');
    program = await startProgram({ root: folder.path, config: join(folder.path, 'config'), workspace });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(program.link);
    await page.getByRole('navigation', { name: 'Steps of an audit' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('is put together, with the paper’s numbers there before anything is run', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Benchmarks' }).waitFor();
    await cell('DLP', 'BadNets').getByText('93.08 / 0.24').waitFor();
    await keepOnly(/^Attacks/, 'BadNets patch');
    await keepOnly(/^Defenses/, 'Plain training (no defense)', 'Fine-pruning (FP)');
    await page.getByRole('button', { name: '5 more settings' }).click();
    await page.getByLabel('Options').fill('plain.epochs=1\nfp.epochs=many');
    await page
      .getByRole('alert')
      .getByText(/--epochs must be/)
      .waitFor();
    await page.getByLabel('Options').fill('plain.epochs=1\nfp.epochs=1\nfp.minUpdates=0');
    await page.getByTestId('benchmark-counts').getByText('0 of 2 runs are done, 2 are to come.').waitFor();
    await page.getByLabel('Time budget').fill('soon');
    await page.getByText('A time such as 90s, 30m, 8h or 2d.').waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
    await page.getByLabel('Time budget').fill('8h');
    await page.getByText(/--defenses plain,fp .*--option fp\.minUpdates=0 --budget 8h/).waitFor();
    await page.getByText(/Their figures say nothing about CIFAR-10/).waitFor();
  });

  it('shows a cell while it runs, and keeps what is done when it is stopped', async () => {
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-state="running"]').first().waitFor({ timeout: 240_000 });
    await cell('no defense', 'BadNets')
      .getByText(/^running/)
      .waitFor();
    await cell('FP', 'BadNets')
      .getByText(/^running/)
      .waitFor({ timeout: 240_000 });
    await page.getByRole('button', { name: 'Stop, keep what is done' }).click();
    const state = (): Promise<string | null> => cell('FP', 'BadNets').getAttribute('data-state');
    await expect.poll(state, { timeout: 60_000 }).toBe('to-do');
    await page.getByText('1 of 2 runs are done, 1 is to come.').waitFor();
    await page.getByRole('button', { name: /^Start/ }).waitFor();
    expect(await cell('no defense', 'BadNets').getAttribute('data-state')).toBe('done');
  }, 600_000);

  it('opens a cell by keyboard, down to its run', async () => {
    await cell('FP', 'BadNets').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'no defense, BadNets' });
    await dialog.getByRole('row', { name: /^Clean accuracy/ }).waitFor();
    await checkAccessibility('cell');
    await dialog.getByRole('link', { name: 'Run 1' }).click();
    await page.getByRole('heading', { name: 'Run 1' }).waitFor();
    await page.goBack();
    await cell('FP', 'BadNets').waitFor();
  });

  it('writes its tables; the page of them scrolls within itself', async () => {
    const path = join(folder.path, 'tables.html');
    await page.getByRole('button', { name: 'Write the tables into a file' }).click();
    const dialog = page.getByRole('dialog', { name: 'Write the tables into a file' });
    await dialog.getByLabel('File').fill(path);
    await dialog.getByLabel('Form').selectOption('CSV');
    expect(await dialog.getByLabel('File').inputValue()).toBe(path.replace('.html', '.csv'));
    await dialog.getByRole('button', { name: 'Write', exact: true }).click();
    await page
      .getByText(/^Written: /)
      .first()
      .waitFor();
    const records = parse<Record<string, string>>(readFileSync(path.replace('.html', '.csv'), 'utf8'), {
      columns: true,
    });
    expect(records.map(({ row, state }) => [row, state])).toEqual([
      ['no defense', 'done'],
      ['FP', 'to-do'],
    ]);
    const open = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Write the tables into a file' }).click();
      await dialog.getByLabel('Form').selectOption('HTML page');
      await dialog.getByLabel('File').fill(path);
      await dialog.getByRole('button', { name: 'Write', exact: true }).click();
    };
    await open();
    await dialog.waitFor({ state: 'detached' });
    const before = statSync(path).ino;
    await open();
    await dialog
      .getByRole('alert')
      .getByText(/Replace it, or choose another name/)
      .waitFor();
    expect(statSync(path).ino).toBe(before);
    await dialog.getByRole('button', { name: 'Replace it' }).click();
    await dialog.waitFor({ state: 'detached' });
    const reader = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    await reader.goto(pathToFileURL(path).href);
    const [wide, view] = await reader.evaluate((): [number, number] => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(wide).toBeLessThanOrEqual(view);
    await reader.close();
  });

  it('never scrolls sideways, and breaks no rule of accessibility', async () => {
    await page.setViewportSize({ width: 960, height: 700 });
    const table = page.getByRole('checkbox', { name: /Table I of E2ABL: Defenses compared, CIFAR-10/ });
    // While it runs the form is folded, for the tables' sake.
    if (!(await table.isVisible())) await page.getByRole('heading', { name: 'What is run' }).click();
    await table.check();
    await page.locator('[data-table="e2abl-1-cifar10"]').waitFor();
    expect(await isSideways('.screen')).toBe(false);
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
      await page.waitForTimeout(500);
      await checkAccessibility(`benchmarks, ${theme}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('offers a repair the run that was trained, and refuses too few clean samples at their field', async () => {
    await page.keyboard.press('Escape');
    await go('/runs/new');
    await page
      .getByRole('combobox', { name: 'Dataset to audit' })
      .selectOption({ label: 'practice-images badnets 0.1 v1 (1,000)' });
    await page.getByRole('radio', { name: /^Fine-pruning/ }).check();
    expect(await page.getByRole('radio', { name: /^Run 1/ }).isChecked()).toBe(true);
    expect(await page.getByRole('radio', { name: /^Those judged clean/ }).isDisabled()).toBe(true);
    await page.getByText(/--base 1 --trusted 0\.05/).waitFor();
    const share = page.getByRole('spinbutton', { name: 'Share of the training samples' });
    await share.fill('2');
    await share.press('Tab');
    await page.getByText('That makes 20 samples; at least 40 are needed, 4.0% or more.').waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).isDisabled()).toBe(true);
    await checkAccessibility('new run');
    await share.fill('8');
    await share.press('Tab');
    await page.getByText(/--base 1 --trusted 0\.08/).waitFor();
    // On the clean dataset there is no run to mend; one without a defense is a click away.
    await page
      .getByRole('combobox', { name: 'Dataset to audit' })
      .selectOption({ label: 'practice-images v1 (1,000)' });
    await page.getByRole('button', { name: 'Train one without a defense' }).click();
    expect(await page.getByRole('radio', { name: /^Plain training/ }).isChecked()).toBe(true);
  });

  it('plants a backdoor with several targets and with all', async () => {
    await go('/dataset/1');
    await page.getByRole('tab', { name: 'Provenance' }).click();
    const attack = page.getByRole('combobox', { name: 'Attack', exact: true });
    await attack.selectOption('SIG sinusoidal stripes');
    expect(await page.getByLabel('Poison rate').inputValue()).toBe('0.08');
    expect(await page.getByRole('combobox', { name: 'Where it leads' }).count()).toBe(0);
    await attack.selectOption('BadNets patch');
    const targets = page.getByRole('group', { name: 'Target classes' });
    await targets.getByRole('checkbox').nth(0).uncheck();
    await page.getByText('Choose at least one target class.').waitFor();
    expect(await page.getByRole('button', { name: 'Make the drill' }).isDisabled()).toBe(true);
    for (const i of [1, 3]) await targets.getByRole('checkbox').nth(i).check();
    await page.getByText('100 samples will carry the trigger').waitFor();
    await checkAccessibility('drill');
    await page.getByRole('button', { name: 'Make the drill' }).click();
    await go('/library');
    await page.getByRole('link', { name: 'practice-images v2' }).first().waitFor({ timeout: 60_000 });
    await go('/dataset/1');
    await page.getByRole('tab', { name: 'Provenance' }).click();
    await page.getByRole('combobox', { name: 'Where it leads' }).selectOption('each class to the next');
    expect(await targets.count()).toBe(0);
    await page.getByRole('button', { name: 'Make the drill' }).click();
    await go('/library');
    await page.getByRole('link', { name: 'practice-images v3' }).first().waitFor({ timeout: 60_000 });
    await go('/dataset/4');
    await page.getByRole('tab', { name: 'Provenance' }).click();
    await page.getByText(/the next of each \(all-to-all\)/).waitFor();
  });

  it('had no error in the page', () => expect(errors).toEqual([]));
});
