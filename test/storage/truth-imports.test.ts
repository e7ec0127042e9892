/** Planted truth must be out of reach for everything that defends: nobody but evaluation imports it or names its tables. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const TRUTH = 'src-main/storage/repositories/truth.ts';

const MAY_IMPORT = [
  /^src-main\/services\/(runs|drill-truth)\.ts$/,
  /^src-main\/services\/exports\.ts$/,
  /^src-main\/worker\/evaluator[^/]*\.ts$/,
  /^src-main\/storage\/(verify|repositories\/poison)\.ts$/,
];
const MAY_NAME_TABLES = [TRUTH, 'src-main/storage/migrations/0001-initial.ts'];

const sources = globSync('src-{main,shared}/**/*.ts', { cwd: ROOT });

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  return [...found].map((match) => relative(ROOT, resolve(ROOT, dirname(file), match[1] ?? '')));
}

it('only evaluation imports the truth', () => {
  const importers = sources.filter((file) => importsOf(file).includes(TRUTH));
  expect(importers).toContain('src-main/storage/repositories/poison.ts');
  expect(importers.filter((file) => !MAY_IMPORT.some((allowed) => allowed.test(file)))).toEqual([]);
});

it("no other file names the truth's tables", () => {
  const naming = sources.filter((file) =>
    /sample_truth|attack_manifests/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(naming.sort()).toEqual([...MAY_NAME_TABLES].sort());
});

it('better-sqlite3 is loaded in storage only', () => {
  const loading = sources.filter((file) =>
    readFileSync(join(ROOT, file), 'utf8').includes("'better-sqlite3'"),
  );
  expect(loading.length).toBeGreaterThan(0);
  expect(loading.filter((file) => !file.startsWith('src-main/storage/'))).toEqual([]);
});
