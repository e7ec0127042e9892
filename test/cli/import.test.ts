/** `assay import` from outside: good and bad sources, the same source again, killed and cancelled in the middle. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cifarRecords, RECORD_BYTES, writeCifar } from './support/cifar.ts';
import { runCli, runJson, startCli, type CliProcess } from './support/run-cli.ts';

const MANY = 30_000;

let folder: string;
let good: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-import-test-'));
  good = writeCifar(join(folder, 'good'), 50, 20);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('a good source', () => {
  it('is imported, and recognised the next time, also from another place', async () => {
    const workspace = join(folder, 'good.assay');
    const { code, document } = await runJson('import', good, '--workspace', workspace);
    expect(code).toBe(0);
    expect(document).toMatchObject({
      dataset: 'good',
      version: 1,
      samples: 70,
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      splits: { train: 50, test: 20 },
      rejected: [],
      alreadyThere: false,
    });
    expect(document['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(readdirSync(folder).filter((name) => name.startsWith('good.assay'))).toEqual(['good.assay']);

    const copy = writeCifar(join(folder, 'copy'), 50, 20);
    const again = await runJson('import', copy, '--workspace', workspace);
    expect(again.document).toMatchObject({ dataset: 'good', version: 1, alreadyThere: true });
    const { document: shown } = await runJson('show', workspace);
    expect(shown['versions']).toHaveLength(1);
  });

  it('keeps progress off standard output, and says nothing with --quiet', async () => {
    const loud = await runCli('import', good, '--workspace', join(folder, 'loud.assay'));
    expect(loud.stderr).toContain('Importing');
    expect(loud.stdout).toContain('good version 1 imported');
    expect(loud.stdout).not.toContain('Importing');
    const quiet = await runCli('import', good, '--workspace', join(folder, 'quiet.assay'), '--quiet');
    expect(quiet.stderr).toBe('');
  });
});

describe('a bad source leaves an existing workspace byte for byte as it was, and makes no new one', () => {
  const cases: [title: string, code: string, make: (at: string) => void][] = [
    [
      'a truncated batch',
      'import.unreadable',
      (at) => writeBatch(at, cifarRecords(30, 1).subarray(0, 29_000)),
    ],
    [
      'a label out of range',
      'import.unreadable',
      (at) => writeBatch(at, withLabel(cifarRecords(30, 1), 7, 99)),
    ],
    ['an empty folder', 'input.invalid', () => {}],
    [
      'text that is no dataset',
      'import.unrecognised',
      (at) => writeFileSync(join(at, 'notes.txt'), 'nothing here'),
    ],
  ];
  let workspace: string;

  beforeAll(async () => {
    workspace = join(folder, 'kept.assay');
    expect((await runCli('import', good, '--workspace', workspace)).code).toBe(0);
  });

  it.each(cases)('%s', async (title, errorCode, make) => {
    const at = join(folder, title.replaceAll(' ', '-'));
    mkdirSync(at);
    make(at);
    const before = hashOf(workspace);
    const existing = await runJson('import', at, '--workspace', workspace);
    expect(existing.code).toBe(2);
    expect(existing.document['error']).toMatchObject({ code: errorCode });
    expect(hashOf(workspace)).toBe(before);

    const fresh = join(folder, 'fresh.assay');
    expect((await runCli('import', at, '--workspace', fresh)).code).toBe(2);
    expect(readdirSync(folder).filter((name) => name.startsWith('fresh.assay'))).toEqual([]);
  });

  it('a source that does not exist', async () => {
    const { code, document } = await runJson('import', join(folder, 'absent'), '--workspace', workspace);
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'not-found' });
  });

  it('a name that cannot name a dataset', async () => {
    const { code, document } = await runJson('import', good, '--workspace', workspace, '--name', 'a@b');
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'input.invalid' });
  });

  it('a format that does not exist', async () => {
    const { code, document } = await runJson('import', good, '--workspace', workspace, '--format', 'tarot');
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'usage.invalid' });
  });
});

describe('an import that stops in the middle', () => {
  let source: string;
  let sha256: unknown;

  beforeAll(async () => {
    source = writeCifar(join(folder, 'many'), MANY, 100);
    const { document } = await runJson('import', source, '--workspace', join(folder, 'whole.assay'));
    expect(document).toMatchObject({ samples: MANY + 100 });
    ({ sha256 } = document);
  });

  it('by SIGKILL goes on with the same command and ends with the same content', async () => {
    const workspace = join(folder, 'killed.assay');
    const process = startCli(['import', source, '--workspace', workspace, '--json']);
    await untilHalfStored(process, workspace);
    process.child.kill('SIGKILL');
    expect((await process.result).signal).toBe('SIGKILL');

    const { document: shown } = await runJson('show', workspace);
    expect(shown['versions']).toEqual([]);
    expect(shown['incompleteImports']).toHaveLength(1);
    const { code, document } = await runJson('import', source, '--workspace', workspace);
    expect(code).toBe(0);
    expect(document).toMatchObject({ samples: MANY + 100, version: 1, resumed: true, sha256 });
    expect((await runJson('verify', workspace)).document).toMatchObject({ ok: true });
  });

  it('by Ctrl-C ends with exit code 130, says how to go on, and goes on', async () => {
    const workspace = join(folder, 'cancelled.assay');
    const process = startCli(['import', source, '--workspace', workspace]);
    await untilHalfStored(process, workspace);
    process.child.kill('SIGINT');
    // The same press again, as npm passes it on, must not count as a second one.
    process.child.kill('SIGINT');
    const { code, stderr, stdout } = await process.result;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('Give the same command again to continue the import.');
    const again = await runJson('import', source, '--workspace', workspace);
    expect(again.document).toMatchObject({ resumed: true, sha256 });
  });
});

function writeBatch(folder: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, 'data_batch_1.bin'), bytes);
}

function withLabel(records: Buffer, record: number, label: number): Buffer {
  records[record * RECORD_BYTES] = label;
  return records;
}

/** Waits until some groups are stored, and fails when the import is over before that was seen. */
async function untilHalfStored(process: CliProcess, workspace: string): Promise<void> {
  for (;;) {
    // The file and its log together: how much lies where is the database's own affair.
    const stored = [workspace, `${workspace}-wal`].reduce(
      (sum, file) => sum + (existsSync(file) ? statSync(file).size : 0),
      0,
    );
    const isStored = stored > 8_000_000;
    if (isStored) return;
    if (process.child.exitCode !== null) throw new Error('the import ended before it could be stopped');
    await sleep(5);
  }
}
