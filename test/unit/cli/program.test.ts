import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const before = process.env['npm_lifecycle_event'];

beforeEach(() => vi.resetModules());

afterEach(() => {
  if (before === undefined) delete process.env['npm_lifecycle_event'];
  else process.env['npm_lifecycle_event'] = before;
});

it.each([
  ['assay', 'npm run assay --'],
  ['demo', 'npm run assay --'],
  ['test', 'assay'],
])('started by the script %s, the commands it prints begin with %s', async (script, expected) => {
  process.env['npm_lifecycle_event'] = script;
  const { PROGRAM } = await import('../../../src-main/cli/program.ts');
  expect(PROGRAM).toBe(expected);
});

it('started without npm, they begin with its own name', async () => {
  delete process.env['npm_lifecycle_event'];
  const { PROGRAM } = await import('../../../src-main/cli/program.ts');
  expect(PROGRAM).toBe('assay');
});
