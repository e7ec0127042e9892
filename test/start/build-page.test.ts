/** The page is built when it has to be, and only then. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildPage } from '../../src-main/start/build-page.ts';

let root: string;
let notes: string[];

beforeEach(() => {
  notes = [];
  root = mkdtempSync(join(tmpdir(), 'assay-build-'));
  mkdirSync(join(root, 'src-renderer'));
  mkdirSync(join(root, 'src-shared'));
  const html = '<!doctype html><div id="app"></div><script type="module" src="./main.ts"></script>';
  writeFileSync(join(root, 'src-renderer', 'index.html'), html);
  writeFileSync(join(root, 'src-renderer', 'main.css'), '#app { color: red }');
  writeFileSync(join(root, 'src-shared', 'word.ts'), "export const word: string = 'first';");
  const main = "import './main.css';\nimport { word } from '../src-shared/word.ts';\ndocument.title = word;";
  writeFileSync(join(root, 'src-renderer', 'main.ts'), main);
});

afterEach(() => rmSync(root, { recursive: true }));

const build = (): Promise<string> => buildPage({ root, onNote: (text) => notes.push(text) });

function scriptOf(folder: string): string {
  const assets = join(folder, 'assets');
  return readFileSync(
    join(
      assets,
      readdirSync(assets).find((name) => name.endsWith('.js'))!,
    ),
    'utf8',
  );
}

it('builds a page that is missing, and not again', async () => {
  const folder = await build();
  expect(folder).toBe(join(root, 'out', 'renderer'));
  expect(scriptOf(folder)).toContain('first');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style/);
  expect(readdirSync(join(root, 'out'))).toEqual(['renderer']);
  const { mtimeMs } = statSync(join(folder, 'index.html'));
  await build();
  expect(statSync(join(folder, 'index.html')).mtimeMs).toBe(mtimeMs);
  expect(notes).toHaveLength(1);
});

it('builds again when a source has changed, also a shared one', async () => {
  await build();
  writeFileSync(join(root, 'src-shared', 'word.ts'), "export const word: string = 'second';");
  expect(scriptOf(await build())).toContain('second');
  expect(notes).toHaveLength(2);
});

it('says what does not build, and leaves the last page as it was', async () => {
  const folder = await build();
  writeFileSync(join(root, 'src-renderer', 'main.ts'), 'this is no program');
  await expect(build()).rejects.toMatchObject({ code: 'internal' });
  expect(scriptOf(folder)).toContain('first');
  expect(readdirSync(join(root, 'out'))).toEqual(['renderer']);
});

it('takes the page as it is where there are no sources', async () => {
  const folder = await build();
  rmSync(join(root, 'src-renderer'), { recursive: true });
  expect(await build()).toBe(folder);
});

it('says what to do where there is neither page nor source', async () => {
  rmSync(join(root, 'src-renderer'), { recursive: true });
  await expect(build()).rejects.toMatchObject({ code: 'runtime.missing' });
});
