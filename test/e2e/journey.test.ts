/**
 * The journey of an auditor in a real browser against the real program: import, audit, look, judge, retrain, compare,
 * export, read the report. One test builds on the one before.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { selectors, type Browser, type BrowserContext, type Page, type Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { writePoisonedDataset } from './support/dataset.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const folder = newFolder('journey');
const config = join(folder.path, 'config');
const workspace = join(folder.path, 'intake.assay');
const source = join(folder.path, 'supplied');
const out = join(folder.path, 'result');

let program: Program;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const errors: string[] = [];

function watch(seen: Page): void {
  seen.on('pageerror', (error) => errors.push(error.message));
  seen.on('console', (message) => {
    const isOfNetwork = /Failed to load resource|WebSocket connection/.test(message.text());
    if (message.type() === 'error' && !isOfNetwork) errors.push(message.text());
  });
}

/** The number of flagged samples as the screen says it. */
async function flaggedCount(): Promise<number> {
  return Number((await page.getByTestId('flagged-count').innerText()).replaceAll(/\D/g, ''));
}

async function go(path: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${program.port}/#${path}`);
}

async function judged(verdict: 'poison' | 'clean' | 'unsure'): Promise<number> {
  return Number(await page.getByTestId(`count-${verdict}`).innerText());
}

describe.skipIf(chromiumPath === null)('the journey of an auditor (needs Chromium)', () => {
  beforeAll(async () => {
    selectors.setTestIdAttribute('data-test');
    mkdirSync(source);
    await writePoisonedDataset(source, 800, 200);
    program = await startProgram({ root: folder.path, config });
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    watch(page);
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('opens with the link, loads little, and makes a workspace', async () => {
    const loaded: { name: string; size: Promise<number> }[] = [];
    const weigh = (response: Response): void => {
      if (!/\.(js|css|html)$|\/$/.test(response.url())) return;
      loaded.push({
        name: response.url(),
        size: response.body().then((bytes) => gzipSync(bytes).byteLength),
      });
    };
    page.on('response', weigh);
    await page.goto(program.link);
    await page.getByRole('heading', { name: 'Is this dataset poisoned?' }).waitFor();
    page.off('response', weigh);
    const sizes = await Promise.all(loaded.map(({ size }) => size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
    expect(sizes.length).toBeGreaterThan(5);
    expect(loaded.map(({ name }) => name).filter((name) => name.includes('echarts'))).toEqual([]);
    expect(page.url()).not.toContain('token');
    await page.getByRole('main').getByRole('button', { name: 'New workspace' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder.path);
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByRole('button', { name: 'supplied' }).waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('intake.assay');
    await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
    await page.getByRole('heading', { name: 'The workspace is empty' }).waitFor();
    expect(existsSync(workspace)).toBe(true);
  });

  it('imports by the path chosen in the dialog, after showing what it will be', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Import data' }).first().click();
    await page.getByRole('button', { name: 'Folder' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(folder.path);
    await dialog.getByRole('button', { name: 'Go' }).click();
    await dialog.getByRole('button', { name: 'supplied' }).click();
    await dialog.getByRole('button', { name: /data_batch_1/ }).waitFor();
    await dialog.getByRole('button', { name: 'Choose this folder' }).click();
    await page.getByText('1,000 of 1,000 items looked at.').waitFor();
    expect(await page.getByText('800 training and 200 test samples').count()).toBe(1);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('cell', { name: 'supplied v1' }).waitFor();
    await page.getByRole('link', { name: 'supplied v1' }).first().click();
    await page.getByRole('grid').waitFor();
  });

  it('audits with DLP, and a reload in the middle of the run loses nothing of it', async () => {
    await page.getByRole('link', { name: 'New run' }).first().click();
    await page.getByText('Quick', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Device' }).selectOption('cpu');
    // A test needs no good model.
    await page.getByRole('button', { name: /more settings/ }).click();
    await page.getByRole('spinbutton', { name: 'Assft updates' }).fill('30');
    await page.getByRole('spinbutton', { name: 'Sl min updates' }).fill('80');
    await page.getByText('--assft-updates 30').waitFor();
    await page.getByRole('button', { name: /^Start/ }).click();
    // The first run on a machine sets TensorFlow up, which the progress shows too.
    await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor();
    const running = page.getByRole('main').getByRole('status').filter({ hasText: 'running' });
    await running.waitFor({ timeout: 240_000 });
    await page
      .getByText(/about .* left/)
      .first()
      .waitFor({ timeout: 120_000 });
    await page.reload();
    await page.getByRole('progressbar', { name: 'Progress of the run' }).waitFor();
    await running.waitFor();
  }, 400_000);

  it('shows the same to a second window, and long work from every screen', async () => {
    const second = await context.newPage();
    watch(second);
    await second.goto(`http://127.0.0.1:${program.port}/#/library`);
    await second.getByRole('contentinfo').getByText('Audit').waitFor();
    await second.close();
    await go('/settings');
    await page.getByRole('contentinfo').getByText('Audit').waitFor();
  });

  it('survives the program being killed in the middle of the run: it is interrupted, and goes on', async () => {
    await go('/runs/1');
    await page.getByRole('img', { name: /^Loss/ }).waitFor({ timeout: 60_000 });
    const { port } = program;
    await program.kill();
    await page.getByText('Connection lost, trying again').waitFor();
    program = await startProgram({ root: folder.path, config, workspace, port });
    // A new program, a new secret: the old window has to be let in again.
    await page.getByText('This link is not valid any more').waitFor({ timeout: 20_000 });
    await page.goto(program.link);
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await go('/runs/1');
    await page.getByRole('main').getByText('interrupted', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: 'finished' })
      .waitFor({ timeout: 400_000 });
  }, 500_000);

  it('follows the threshold at once, by pointer and by key', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Inspect' }).click();
    await page.getByRole('grid').waitFor();
    const before = await flaggedCount();
    expect(before).toBe(8);
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowUp');
    expect(await flaggedCount()).toBe(before + 8 + 1);
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + 40, { steps: 5 });
    await page.mouse.up();
    expect(await flaggedCount()).toBeGreaterThan(before + 9);
    await page.keyboard.press('Home');
    expect(await flaggedCount()).toBe(0);
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
    expect(await flaggedCount()).toBe(24);
  });

  it('judges by keyboard, on single samples and on ranges, and takes it back without limit', async () => {
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('p');
    await page.keyboard.press('p');
    await page.keyboard.press('u');
    // The fourth to the ninth.
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('6 selected').first().waitFor();
    await page.keyboard.press('c');
    await page.getByText(/^saved /).waitFor();
    await go('/verdicts');
    await expect.poll(() => judged('clean')).toBe(6);
    expect([await judged('poison'), await judged('unsure')]).toEqual([2, 1]);
    expect(await page.getByRole('row').count()).toBe(1 + 4);
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('Control+z');
      await page.waitForTimeout(150);
    }
    await expect.poll(() => judged('poison')).toBe(0);
    expect(await judged('clean')).toBe(0);
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press('Control+Shift+z');
      await page.waitForTimeout(150);
    }
    await expect.poll(() => judged('poison')).toBe(2);
    await expect.poll(() => judged('unsure')).toBe(1);
    expect(await judged('clean')).toBe(0);
  });

  it('shows a verdict in another window as soon as it is given', async () => {
    const second = await context.newPage();
    watch(second);
    await second.goto(`http://127.0.0.1:${program.port}/#/inspect/1`);
    await second.getByRole('grid').focus();
    await second.keyboard.press('End');
    await second.keyboard.press('c');
    await expect.poll(() => judged('clean')).toBe(1);
    await second.close();
  });

  it('retrains with the verdicts', async () => {
    await go('/runs/new');
    await page.getByText('2 judged poison are isolated, 1 judged clean keep their label.').waitFor();
    await page.getByText('Quick', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Device' }).selectOption('cpu');
    await page.getByRole('combobox', { name: 'Order' }).selectOption('SL');
    await page.getByRole('button', { name: /more settings/ }).click();
    await page.getByRole('spinbutton', { name: 'Sl min updates' }).fill('40');
    await page.getByText('--use-verdicts').waitFor();
    await page.getByRole('button', { name: /^Start/ }).click();
    await page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: 'finished' })
      .waitFor({ timeout: 400_000 });
    // In the log: the line about the work in progress may say the same for a moment.
    await page
      .getByRole('list', { name: 'Log' })
      .getByText("A person's verdicts outrank the filter")
      .waitFor();
  });

  it('compares the runs', async () => {
    await go('/compare');
    await expect.poll(() => page.getByTestId('compare-row').count()).toBe(2);
    await page.getByRole('heading', { name: 'What they differ in' }).waitFor();
    await page.getByRole('heading', { name: 'Who flagged what' }).waitFor();
    await page.getByText('no trigger is known').waitFor();
  });

  it('exports, and the report opens', async () => {
    await go('/export/1');
    await page.getByRole('textbox', { name: 'Folder' }).fill(out);
    await page.getByRole('button', { name: /^Write/ }).click();
    const link = page.getByRole('link', { name: 'Open the report' });
    await link.waitFor({ timeout: 120_000 });
    const [report] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await report.waitForLoadState();
    expect(await report.locator('h1').first().innerText()).toContain('supplied');
    expect(await report.locator('img').count()).toBeGreaterThan(3);
    await report.close();
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
      files: { path: string }[];
    };
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['report.html', 'flags.csv', 'model/model.json', 'dataset/data_batch_1.bin']),
    );
  });

  it('said nothing unexpected in the console', () => {
    expect(errors).toEqual([]);
  });
});
