/**
 * The same journey without a mouse, and every screen, light and dark, against the rules of WCAG 2.2 AA as far as a
 * program can check them. The practice dataset; real program, real Chromium.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from './support/chromium.ts';
import { newFolder, startProgram, type Program } from './support/program.ts';

const folder = newFolder('keyboard');
const workspace = join(folder.path, 'practice.assay');
const out = join(folder.path, 'result');
let program: Program;
let browser: Browser;
let page: Page;

/** Tab until an element with this role and name has the focus, as a person does. */
async function tabTo(role: string, name: RegExp): Promise<void> {
  for (let i = 0; i < 120; i++) {
    const isThere = await page.evaluate(
      ([wantedRole, pattern]) => {
        const element = document.activeElement;
        if (element === null) return false;
        const native: Record<string, string> = { A: 'link', BUTTON: 'button', SELECT: 'combobox' };
        const input = element instanceof HTMLInputElement ? element.type : '';
        const found =
          element.getAttribute('role') ?? native[element.tagName] ?? (input === 'text' ? 'textbox' : input);
        const label =
          element instanceof HTMLInputElement || element instanceof HTMLSelectElement
            ? [...(element.labels ?? [])].map((one) => one.textContent)
            : [];
        const text = [
          element.getAttribute('aria-label'),
          ...label,
          element.textContent,
          element.getAttribute('placeholder'),
        ];
        return found === wantedRole && new RegExp(pattern, 'i').test(text.join(' '));
      },
      [role, name.source] as const,
    );
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to a ${role} named ${name}`);
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes to a screen by its two keys, from wherever the focus is not in a text field. */
async function goBy(letter: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await press('g', letter);
}

const SCREENS = [
  ['library', 'l'],
  ['dataset', 'd'],
  ['runs', 'r'],
  ['inspect', 'i'],
  ['verdicts', 'v'],
  ['compare', 'f'],
  ['export', 'e'],
  ['methods', 'h'],
  ['settings', 's'],
  ['import', 'm'],
  ['new run', 'n'],
] as const;

describe.skipIf(chromiumPath === null)('by keyboard alone (needs Chromium)', () => {
  beforeAll(async () => {
    program = await startProgram({ root: folder.path, config: join(folder.path, 'config') });
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(program.link);
    await page.getByRole('heading', { name: 'Is this dataset poisoned?' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    folder.remove();
  });

  it('opens the practice dataset from the palette', async () => {
    await press('Control+k');
    await page.keyboard.type('practice');
    await press('Enter');
    await page.getByRole('dialog', { name: /practice dataset/ }).waitFor();
    await tabTo('textbox', /^Folder/);
    // On a busy machine the first folder is listed late.
    await expect.poll(() => page.getByRole('textbox', { name: /^Folder/ }).inputValue()).not.toBe('');
    await press('Control+a');
    await page.keyboard.type(folder.path);
    await press('Enter');
    await tabTo('textbox', /^Name/);
    await press('Enter');
    await page.getByRole('link', { name: 'shapes v2' }).first().waitFor({ timeout: 60_000 });
    expect(existsSync(workspace)).toBe(true);
  });

  it('starts an audit', async () => {
    await goBy('n');
    await page.getByRole('heading', { name: 'New run' }).waitFor();
    await tabTo('combobox', /Order/);
    await page.keyboard.type('SL-AU');
    await page.getByText('--order SL-AU').waitFor();
    await tabTo('button', /more settings/);
    await press('Enter');
    await tabTo('number', /Sl min updates/);
    await press('Control+a');
    await page.keyboard.type('60');
    await page.getByText('--sl-min-updates 60').waitFor();
    await press('Control+Enter');
    await page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: 'finished' })
      .waitFor({ timeout: 300_000 });
  }, 320_000);

  it('draws the map, moves the threshold, judges and takes back', async () => {
    await goBy('i');
    await page.getByRole('grid').waitFor();
    await tabTo('button', /Draw the map/);
    await press('Enter');
    await page.getByRole('img', { name: /Map of the samples/ }).waitFor({ timeout: 90_000 });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const flagged = page.locator('[data-test="flagged-count"]');
    const before = Number(await flagged.innerText());
    await press(']', ']', '[', '}');
    expect(Number(await flagged.innerText())).toBe(before + 3 + 3 - 3 + 30);
    await tabTo('grid', /./);
    await press('Home', 'p', 'c', 'u', 'Shift+ArrowRight', 'Shift+ArrowRight', 'p');
    await page.getByText(/^saved /).waitFor();
    await press('Control+z');
    await goBy('v');
    await expect.poll(() => page.locator('[data-test="count-poison"]').innerText()).toBe('1');
    expect(await page.locator('[data-test="count-clean"]').innerText()).toBe('1');
  });

  it('opens the trigger view and the comparison of two scores, and closes them', async () => {
    await goBy('i');
    await page.getByRole('grid').waitFor();
    await press('t');
    await page.getByRole('dialog', { name: 'Trigger view' }).waitFor();
    await page.getByRole('img', { name: 'Difference of the means' }).waitFor();
    await checkAccessibility('trigger view');
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await tabTo('button', /Compare scores/);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Compare two scores' }).getByRole('table').waitFor();
    await checkAccessibility('two scores');
    await press('Escape');
    await press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await checkAccessibility('keys');
    await press('Escape');
  });

  it('keeps the verdicts on one line beside evidence and detail, and on a narrow screen without the detail', async () => {
    for (const width of [1440, 1280, 1024]) {
      await page.setViewportSize({ width, height: 900 });
      const bar = page.getByRole('group', { name: 'Verdict' }).filter({ hasText: 'advance' });
      const box = (await bar.boundingBox())!;
      expect(box.height, `at ${width} px`).toBeLessThan(40);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('a loop drawn on the map selects what is inside it (with the mouse; by keyboard, the neighbours of a sample)', async () => {
    const map = (await page.getByRole('img', { name: /Map of the samples/ }).boundingBox())!;
    await page.mouse.move(map.x + 2, map.y + 2);
    await page.mouse.down();
    for (const [x, y] of [
      [map.width - 2, 2],
      [map.width - 2, map.height - 2],
      [2, map.height - 2],
      [2, 4],
    ] as const) {
      await page.mouse.move(map.x + x, map.y + y, { steps: 6 });
    }
    await page.mouse.up();
    await page.getByText('2,500 selected').first().waitFor();
    await page.getByRole('grid').focus();
    await press('Escape');
    await page.getByText('none selected').first().waitFor();
    await tabTo('button', /Select them/);
    await press('Enter');
    await page.getByText('13 selected').first().waitFor();
  });

  it('exports', async () => {
    await goBy('e');
    await tabTo('textbox', /Folder/);
    await page.keyboard.type(out);
    await press('Control+Enter');
    await page.getByRole('link', { name: 'Open the report' }).waitFor({ timeout: 120_000 });
    expect(existsSync(join(out, 'report.html'))).toBe(true);
  });

  async function checkAccessibility(name: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
    expect(found, name).toEqual([]);
  }

  it.each(['light', 'dark'] as const)('no screen breaks a rule of accessibility, %s', async (theme) => {
    await goBy('s');
    await page.getByRole('combobox', { name: 'Colours' }).selectOption(theme);
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme);
    for (const [name, letter] of SCREENS) {
      await goBy(letter);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.waitForTimeout(900);
      await checkAccessibility(`${name}, ${theme}`);
    }
    await goBy('d');
    for (const tab of ['Overview', 'Duplicates', 'Provenance']) {
      await page.getByRole('tab', { name: tab }).press('Enter');
      await page.waitForTimeout(500);
      await checkAccessibility(`dataset ${tab}, ${theme}`);
    }
  });

  it('speaks German when asked', async () => {
    await goBy('s');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await goBy('l');
    await page.getByRole('heading', { name: 'Bibliothek' }).waitFor();
    await page.evaluate(() => {
      window.location.hash = '#/methods/detectors/tlm';
    });
    // What the host says of a method, and of each of its options.
    await page.getByRole('heading', { name: 'Trainingsverlust (TLM)' }).waitFor();
    await page.getByText(/^Verdächtigste Samples, die markiert werden/).waitFor();
  });
});
