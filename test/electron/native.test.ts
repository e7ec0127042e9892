/** The parts of the desktop shell that are plain functions: the window's place, the menu, arguments. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterAll, describe, expect, it } from 'vitest';
import { menuLabelsFor } from '../../src-main/electron/menu-labels.ts';
import { COMMANDS, menuTemplate } from '../../src-main/electron/menu-template.ts';
import { nativeLabelsFor } from '../../src-main/electron/native-labels.ts';
import { fitToScreens, readPlace, writePlace, type Place } from '../../src-main/electron/window-place.ts';
import { workspaceIn } from '../../src-main/electron/workspace-argument.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-place-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the place of the window', () => {
  const place: Place = { x: 100, y: 50, width: 1200, height: 800, isMaximised: true };
  const main = { x: 0, y: 0, width: 1920, height: 1040 };
  const right = { x: 1920, y: 0, width: 1280, height: 984 };

  it('comes back after a restart', () => {
    const file = join(folder, 'window.json');
    writePlace(file, place);
    expect(readPlace(file)).toEqual(place);
  });

  it('is the first one again when the file is missing or damaged', () => {
    const first = readPlace(join(folder, 'none.json'));
    expect([first.x, first.y, first.isMaximised]).toEqual([null, null, false]);
    const damaged = join(folder, 'damaged.json');
    for (const text of ['', 'null', '[]', '{"x":1}', JSON.stringify({ ...place, width: '1' }), '{']) {
      writeFileSync(damaged, text);
      expect(readPlace(damaged), text).toEqual(first);
    }
  });

  it('does not mind a folder that cannot be written', () => {
    expect(() => writePlace(join(folder, 'none', 'window.json'), place)).not.toThrow();
  });

  it('stays where it was while its screen is there', () => {
    expect(fitToScreens(place, [main])).toEqual(place);
    const onRight = { ...place, x: 2000 };
    expect(fitToScreens(onRight, [main, right])).toEqual(onRight);
  });

  it.each([
    ['its screen is gone', { ...place, x: 2000 }],
    ['it hangs off the left', { ...place, x: -1100 }],
    ['its title bar is above the screen', { ...place, y: -200 }],
    ['its title bar is below the screen', { ...place, y: 1020 }],
  ])('goes where the system puts it when %s', (_why, lost) => {
    expect(fitToScreens(lost, [main])).toEqual({ ...place, x: null, y: null });
  });

  it('is no larger than its screen and no smaller than can be worked with', () => {
    const large = fitToScreens({ ...place, width: 5000, height: 5000 }, [main]);
    expect([large.width, large.height]).toEqual([1920, 1040]);
    const small = fitToScreens({ ...place, width: 10, height: 10, x: 0 }, [main]);
    expect(small.width).toBeGreaterThan(500);
  });
});

function flatten(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

describe.each([true, false])('the menu (macOS: %s)', (isMac) => {
  const sent: string[] = [];
  const template = menuTemplate({
    labels: menuLabelsFor('en'),
    isMac,
    isDevelopment: false,
    send: (command) => sent.push(command),
  });
  const items = flatten(template);

  it('has every command once, and each sends its own id', () => {
    const commands = items.filter(({ id }) => id !== undefined);
    expect(commands.map(({ id }) => id).sort()).toEqual([...COMMANDS].sort());
    for (const { click } of commands) (click as () => void)();
    expect(sent.sort()).toEqual([...COMMANDS].sort());
  });

  it('gives no shortcut twice', () => {
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [String(accelerator)]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(12);
  });

  it('has the platform’s own items, and no tools for developers', () => {
    const roles = items.map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['copy', 'paste', 'quit', 'about', 'windowMenu', 'help']));
    expect(roles.includes('hide')).toBe(isMac);
    expect(roles).not.toContain('toggleDevTools');
  });
});

it('native words exist in English and German, all of them different', () => {
  for (const wordsFor of [menuLabelsFor, nativeLabelsFor]) {
    const english = Object.entries(wordsFor('en-GB'));
    const german = wordsFor('de-AT') as unknown as Record<string, string>;
    expect(Object.keys(german)).toEqual(english.map(([key]) => key));
    const same = english.filter(([key, word]) => german[key] === word);
    // One word is the same in both languages.
    expect(same.map(([key]) => key)).toEqual(wordsFor === menuLabelsFor ? ['go-export'] : []);
    expect(wordsFor('fr')).toEqual(wordsFor('en'));
  }
});

it('finds the workspace among arguments', () => {
  expect(workspaceIn(['.', '--flag=x.assay', 'a b/intake.assay'], '/data')).toBe(
    resolve('/data/a b/intake.assay'),
  );
  expect(workspaceIn(['/x/INTAKE.ASSAY'], '/data')).toBe(resolve('/x/INTAKE.ASSAY'));
  expect(workspaceIn(['.', '--inspect', 'x.zip'], '/data')).toBeNull();
});

it('the preload is short and bridges nothing but the list', () => {
  const text = readFileSync('src-main/electron/preload.ts', 'utf8');
  expect(text.split('\n').length).toBeLessThan(50);
  expect(text.match(/exposeInMainWorld/g)).toHaveLength(1);
  expect(text).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer|require\(|node:/);
});
