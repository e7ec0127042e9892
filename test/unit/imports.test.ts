/** Who may import whom: each folder's imports against one table, and the rules that a type checker cannot hold. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** For each folder, longest match first: what its files may import, as prefixes of paths or of package names. */
const ALLOWED: readonly [folder: string, allowed: readonly string[]][] = [
  ['src-shared', ['src-shared', 'zod']],
  ['src-main/train', ['src-shared', 'src-main/train', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']],
  ['src-main/files', ['src-shared', 'src-main/files', 'node:']],
  ['src-main/compute/kernels', ['src-main/compute/kernels', '@tensorflow/tfjs-core']],
  [
    'src-main/compute',
    ['src-shared', 'src-main/files', 'src-main/compute', '@tensorflow/tfjs-core', 'node:', 'yauzl'],
  ],
  [
    'src-main/formats',
    [
      'src-shared',
      'src-main/files',
      'src-main/formats',
      'node:',
      'sharp',
      'yauzl',
      'yazl',
      'tar-stream',
      'fflate',
      'csv-parse',
    ],
  ],
  ['src-main/storage', ['src-shared', 'src-main/files', 'src-main/storage', 'better-sqlite3', 'node:']],
  [
    'src-main/worker',
    [
      ...['src-shared', 'src-main/files', 'src-main/compute', 'src-main/train', 'src-main/formats'],
      ...['src-main/storage', 'src-main/worker', '@tensorflow/', 'umap-js', 'node:'],
    ],
  ],
  ['src-main/jobs', ['src-shared', 'src-main/files', 'src-main/jobs', 'node:']],
  [
    'src-main/services',
    [
      'src-shared',
      'src-main/files',
      'src-main/storage',
      'src-main/jobs',
      'src-main/services',
      'src-main/formats',
      'node:',
      'zod',
    ],
  ],
  [
    'src-main/benchmarks',
    [
      ...['src-shared', 'src-main/files', 'src-main/storage', 'src-main/jobs', 'src-main/services'],
      ...['src-main/benchmarks', 'src-main/formats/benchmark', 'node:', 'zod'],
    ],
  ],
  [
    'src-main/host',
    [
      ...['src-shared', 'src-main/files', 'src-main/storage', 'src-main/jobs', 'src-main/services'],
      ...['src-main/benchmarks', 'src-main/host', 'src-main/train', 'src-main/compute/runtime', 'node:'],
    ],
  ],
  ['src-main/page', ['src-main/page', 'node:']],
  ['src-main/server', ['src-shared', 'src-main/host', 'src-main/page', 'src-main/server', 'ws', 'node:']],
  [
    'src-main/electron',
    [
      ...['src-shared', 'src-main/host', 'src-main/page', 'src-main/jobs/worker-process'],
      ...['src-main/electron', 'electron', 'node:'],
    ],
  ],
  [
    'src-main/start',
    [
      ...['src-shared', 'src-main/cli', 'src-main/start', 'src-renderer/page-build'],
      ...['vite', 'electron-vite', 'node:'],
    ],
  ],
  [
    'src-main/cli',
    [
      ...['src-shared', 'src-main/host', 'src-main/server', 'src-main/start/build-page', 'src-main/cli'],
      ...['commander', 'node:'],
    ],
  ],
];

const FILES = globSync('src-{main,shared}/**/*.ts');

/** Every imported name in a source file, relative ones resolved to a path from the project's root. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const names = text.matchAll(
    /^(?:import|export) [^;]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gms,
  );
  return [...names].map(([, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic!;
    return name.startsWith('.') ? normalize(join(dirname(file), name)) : name;
  });
}

function ruleFor(file: string): readonly [string, readonly string[]] {
  const rule = ALLOWED.filter(([folder]) => file.startsWith(`${folder}/`)).sort(
    (a, b) => b[0].length - a[0].length,
  )[0];
  if (rule === undefined) throw new Error(`${file} lies in a folder without a rule`);
  return rule;
}

it('finds the sources', () => {
  expect(FILES.length).toBeGreaterThan(100);
});

describe('imports', () => {
  it.each(ALLOWED.map(([folder]) => folder))('%s', (folder) => {
    const offending = FILES.filter((file) => ruleFor(file)[0] === folder).flatMap((file) =>
      importsOf(file)
        .filter((name) => !ruleFor(file)[1].some((allowed) => name.startsWith(allowed)))
        .map((name) => `${file} imports ${name}`),
    );
    expect(offending).toEqual([]);
  });

  it('listing defenses, attacks and architectures loads no TensorFlow', () => {
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file) || !file.startsWith('src-')) return;
      seen.add(file);
      const text = readFileSync(file, 'utf8');
      for (const [, kind, name] of text.matchAll(/^import (type )?[^;]*? from '([^']+)'/gms)) {
        if (kind !== undefined) continue;
        expect(name, file).not.toMatch(/^@tensorflow/);
        if (name!.startsWith('.')) visit(normalize(join(dirname(file), name!)));
      }
    };
    visit('src-main/train/catalog.ts');
    expect(seen.size).toBeGreaterThan(8);
  });

  it('exactly one tfjs-core is installed, at the version of the native binding', () => {
    const copies = globSync('node_modules/**/tfjs-core/package.json');
    expect(copies).toHaveLength(1);
    const version = (path: string): string =>
      (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    expect(version(copies[0]!)).toBe(version('node_modules/@tensorflow/tfjs-node-gpu/package.json'));
  });
});
