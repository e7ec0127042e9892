/**
 * The assessment on a dataset's page: its words, figures and links, a label left out of a training from there, in both
 * languages. Real program, real training, real Chromium.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDrillWorkspace, runAssay } from '../process/drill.ts';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const folder = newFolder('assessment');
let program: Program;
let browser: Browser;
let page: Page;
const errors: string[] = [];

async function checkAccessibility(name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, name).toEqual([]);
}

describe.skipIf(chromiumPath === null)('the assessment in the window (needs Chromium)', () => {
  beforeAll(async () => {
    const workspace = join(folder.path, 'drill.assay');
    await makeDrillWorkspace(workspace);
    const training = ['--defense', 'plain', '--epochs', '4', '--min-updates', '0', '--batch', '16'];
    expect((await runAssay('audit', workspace, 'drill', ...training, '--quiet')).code).toBe(0);
    expect((await runAssay('detect', workspace, '1', '--detectors', 'ac,ss', '--quiet')).code).toBe(0);
    program = await startProgram({ root: folder.path, config: join(folder.path, 'config'), workspace });
    browser = await launchChromium();
    page = await (await browser.newContext({ viewport: { width: 1000, height: 700 } })).newPage();
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(program.link);
    // Before it is signed in the page has nothing to show.
    await page.getByRole('heading', { name: 'Library' }).waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await program.kill();
    folder.remove();
  });

  it('says what was found and what cannot be seen, and leads to the run', async () => {
    await page.goto(`http://127.0.0.1:${program.port}/#/dataset/2`);
    await page.getByRole('tab', { name: 'Overview' }).click();
    const panel = page.getByRole('region', { name: 'What the runs say of this dataset' });
    await panel.getByText('None found does not mean none there', { exact: false }).waitFor();
    await panel.getByText('This is a drill', { exact: false }).waitFor();
    await panel.getByText('What cannot be seen this way', { exact: false }).click();
    await panel.getByText('Poison that keeps its label', { exact: false }).waitFor();
    await panel.getByText('Figures of each label').click();
    expect(await panel.getByRole('row').count()).toBe(4);
    await checkAccessibility('assessment');
    const isSideways = await page
      .locator('.screen')
      .first()
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    expect(isSideways).toBe(false);
    await panel.getByRole('link', { name: /Run 1/ }).click();
    await page.waitForURL(/#\/runs\/1$/);
    await page.goBack();
  });

  it('leaves a label out of a training and tells the outcome when it has come', async () => {
    await page.getByRole('tab', { name: 'Overview' }).click();
    const panel = page.getByRole('region', { name: 'What the runs say of this dataset' });
    await panel
      .getByRole('button', { name: /Leave out and test/ })
      .first()
      .click();
    await panel.getByText('Left out of training', { exact: false }).waitFor();
    expect(errors).toEqual([]);
  });

  it('speaks German', async () => {
    await page.goto(`http://127.0.0.1:${program.port}/#/settings`);
    await page.locator('select').filter({ hasText: 'Deutsch' }).selectOption('de');
    await page.goto(`http://127.0.0.1:${program.port}/#/dataset/2`);
    await page.getByRole('tab', { name: 'Übersicht' }).click();
    const panel = page.getByRole('region', { name: 'Was die Läufe über diesen Datensatz sagen' });
    await panel.getByText('Nichts gefunden heißt nicht, dass nichts da ist', { exact: false }).waitFor();
    await panel.getByText('Aus dem Training herausgelassen', { exact: false }).waitFor();
    expect(errors).toEqual([]);
  });
});
