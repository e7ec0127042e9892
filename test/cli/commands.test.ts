/** The command line from outside: help, wrong usage, exit codes, JSON, on workspaces made through storage. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addFinishedAudit, CLASSES, firstPixels, makeWorkspace, TRAIN } from './support/make-workspace.ts';
import { runCli, runJson } from './support/run-cli.ts';

const COMMANDS = [
  'import',
  'audit',
  'resume',
  'flags',
  'evaluate',
  'export',
  'show',
  'verify',
  'poison',
  'demo',
  'methods',
  'setup',
  'doctor',
];

let folder: string;
let workspace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-cli-test-'));
  workspace = await makeWorkspace(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('help', () => {
  it('lists every command', async () => {
    const { code, stdout } = await runCli('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each(COMMANDS)('of %s has examples', async (command) => {
    const { code, stdout, stderr } = await runCli(command, '--help');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`assay ${command}`);
    expect(stdout).toContain('--json');
  });

  it('of audit shows the options of the defense with range and default', async () => {
    const { stdout } = await runCli('audit', '--help');
    expect(stdout).toContain('--isolation-fraction <number>');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('0.0001 to 0.2, fraction of samples; default 0.01');
  });
});

describe('methods', () => {
  it('lists all that can be chosen, and tells of one what its definition says', async () => {
    const list = await runCli('methods');
    expect(list.code).toBe(0);
    for (const id of ['dlp', 'loss-drop', 'wanet', 'resnet-18']) {
      expect(list.stdout).toMatch(new RegExp(`^  ${id} `, 'm'));
    }
    const { stdout } = await runCli('methods', 'none');
    expect(stdout).toContain('Training with more confidence (NONE)');
    expect(stdout).toContain('When it fails:');
    expect(stdout).toContain('--reset-fraction <number>');
    expect(stdout).toContain('tuning-1 … tuning-20: fine-tuning after reset 1');
    const { document } = await runJson('methods', 'wanet');
    expect(document).toMatchObject({ id: 'wanet', modality: 'image' });
    const network = await runCli('methods', 'ts-fcn');
    for (const text of ['When it fails:', 'Series need 8 steps', 'Time series classification from scratch']) {
      expect(network.stdout).toContain(text);
    }
  });
});

describe('wrong usage ends with exit code 2 and one sentence', () => {
  const cases: [title: string, args: string[], says: string][] = [
    ['an unknown command', ['imprt'], "Unknown command 'imprt' (Did you mean import?)"],
    ['an unknown option', ['show', 'x.assay', '--wrong'], "Unknown option '--wrong'"],
    ['a missing argument', ['flags', 'x.assay'], "Missing required argument 'run'"],
    ['one argument too many', ['show', 'a', 'b'], 'Too many arguments'],
    ['a seed that is no number', ['audit', 'x.assay', 'd', '--seed', 'abc'], '--seed must be a whole number'],
    ['a rate of 0', ['poison', 'x', 'd', '--attack', 'badnets', '--rate', '0'], '--rate must be a fraction'],
    ['an unknown attack', ['poison', 'x', 'd', '--attack', 'nope'], '--attack must be one of badnets'],
    ['a source without --out', ['audit', '/nowhere'], '--out DIR'],
    [
      'a part that cannot be exported',
      ['export', 'x', '1', '--out', 'o', '--what', 'cake'],
      '--what must be one of',
    ],
    ['a size that is none', ['import', 'x', '--workspace', 'w', '--size', '9999x1'], '--size must be'],
  ];
  it.each(cases)('%s', async (_title, args, says) => {
    const plain = await runCli(...args);
    expect(plain.code).toBe(2);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toContain(says);
    expect(plain.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('with --json the same as one document', async () => {
    const { code, document } = await runJson('flags', 'x.assay');
    expect(code).toBe(2);
    expect(document).toEqual({
      error: {
        code: 'usage.invalid',
        message: expect.stringContaining("Missing required argument 'run'") as string,
        details: expect.any(Object) as object,
      },
    });
  });

  it('no command at all prints the help on standard error', async () => {
    const { code, stdout, stderr } = await runCli();
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: assay');
  });
});

describe('a file that is no workspace', () => {
  it.each(['show', 'verify'])('%s refuses a JPEG and leaves it alone', async (command) => {
    const path = join(folder, 'picture.assay');
    writeFileSync(path, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)]));
    const before = hashOf(path);
    const { code, document } = await runJson(command, path);
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'workspace.not-a-workspace' });
    expect(hashOf(path)).toBe(before);
  });

  it('a workspace that is not there is named', async () => {
    const { code, stderr } = await runCli('show', join(folder, 'absent.assay'));
    expect(code).toBe(2);
    expect(stderr).toContain('absent.assay');
  });
});

describe('a workspace', () => {
  it('show lists its datasets', async () => {
    const { code, document } = await runJson('show', workspace);
    expect(code).toBe(0);
    expect(document['versions']).toMatchObject([
      { dataset: 'toys', version: 1, samples: 72, classes: CLASSES },
    ]);
    expect((await runCli('show', workspace)).stdout).toContain('toys@1');
  });

  it('verify finds nothing wrong, and finds a changed byte', async () => {
    expect((await runJson('verify', workspace)).document).toEqual({ ok: true, problems: [], notes: [] });
    const damaged = join(folder, 'damaged.assay');
    const bytes = readFileSync(workspace);
    const at = bytes.indexOf(firstPixels(32));
    expect(at).toBeGreaterThan(0);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    const { code, document } = await runJson('verify', damaged);
    expect(code).toBe(1);
    expect(document['ok']).toBe(false);
    expect((document['problems'] as string[]).length).toBeGreaterThan(0);
  });

  it('an unknown dataset is answered with those that exist', async () => {
    const before = hashOf(workspace);
    const { code, document } = await runJson('poison', workspace, 'toyz', '--attack', 'badnets');
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('toys@1') as string,
    });
    expect(hashOf(workspace)).toBe(before);
  });

  it('an option of the attack outside its range changes nothing', async () => {
    const before = hashOf(workspace);
    const { code, document } = await runJson(
      'poison',
      workspace,
      'toys',
      '--attack',
      'blended',
      '--alpha',
      '7',
    );
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'usage.invalid' });
    expect(hashOf(workspace)).toBe(before);
    expect(readdirSync(folder).filter((name) => name.startsWith('small.assay'))).toEqual(['small.assay']);
  });
});

describe('a drill', () => {
  let poisoned: number[];
  let run: number;

  beforeAll(async () => {
    const { code, document } = await runJson(
      ...[
        'poison',
        workspace,
        'toys',
        '--attack',
        'badnets',
        '--rate',
        '0.1',
        '--target',
        'dog',
        '--seed',
        '3',
      ],
    );
    expect(code).toBe(0);
    expect(document).toMatchObject({
      dataset: 'toys',
      version: 2,
      attack: 'badnets',
      rate: 0.1,
      mapping: 'all-to-one',
      targets: [1],
      targetNames: ['dog'],
      poisoned: 6,
      madeFrom: 'toys@1',
    });
    const { openWorkspaceReadOnly, findVersion } = await import('../../src-main/storage/index.ts');
    const { readTruth } = await import('../../src-main/storage/repositories/truth.ts');
    const reader = openWorkspaceReadOnly(workspace);
    poisoned = readTruth(reader.db, findVersion(reader.db, 'toys@2').id).map(({ index }) => index);
    reader.close();
    const innocent = Array.from({ length: TRAIN }, (_, i) => i).filter((i) => !poisoned.includes(i));
    run = addFinishedAudit(workspace, 'toys@2', [...poisoned.slice(0, 3), innocent[0] ?? 0]);
  });

  it('the same drill again gives the same content', async () => {
    const args = [
      'toys',
      '--attack',
      'badnets',
      '--rate',
      '0.1',
      '--target',
      '1',
      '--seed',
      '3',
      '--name',
      'again',
    ];
    const { document } = await runJson('poison', workspace, ...args);
    const { document: shown } = await runJson('show', workspace);
    const versions = shown['versions'] as { dataset: string; version: number; sha256: string }[];
    const first = versions.find((one) => one.dataset === 'toys' && one.version === 2);
    expect(document['sha256']).toBe(first?.sha256);
    expect(document).toMatchObject({ dataset: 'again', version: 1 });
  });

  it('flags lists the suspicious samples with the figures that the truth allows', async () => {
    const { code, document } = await runJson('flags', workspace, String(run), '--top', '2');
    expect(code).toBe(0);
    expect(document['flags']).toMatchObject({ metric: 'entropy', count: 4, precision: 0.75, recall: 0.5 });
    const samples = document['samples'] as Record<string, unknown>[];
    expect(samples.map((sample) => sample['index'])).toEqual(poisoned.slice(0, 2));
    expect(samples[0]).toMatchObject({
      rank: 1,
      className: 'dog',
      predictedClassName: 'dog',
      isPoisoned: true,
    });
  });

  it('without known truth it says "suspicious" and gives no precision', async () => {
    const other = addFinishedAudit(workspace, 'toys@1', [5, 6]);
    const { document } = await runJson('flags', workspace, String(other));
    expect(document['flags']).toMatchObject({ count: 2, precision: null, recall: null, auroc: null });
    const { stdout } = await runCli('flags', workspace, 'latest');
    expect(stdout).toContain('suspicious');
    expect(stdout).not.toMatch(/poisoned/i);
  });

  it('a finished run cannot be resumed, an unknown one is answered with those that exist', async () => {
    const finished = await runJson('resume', workspace, String(run));
    expect(finished.code).toBe(2);
    expect(finished.document['error']).toMatchObject({ code: 'conflict' });
    const unknown = await runJson('resume', workspace, '99');
    expect(unknown.code).toBe(2);
    expect(unknown.document['error']).toMatchObject({ code: 'not-found' });
  });

  it('export writes flags and report, which verify then checks', async () => {
    const out = join(folder, 'result');
    const args = ['export', workspace, String(run), '--out', out, '--what', 'flags,report'];
    const { code, document } = await runJson(...args);
    expect(code).toBe(0);
    const files = document['files'] as { path: string; sha256: string; bytes: number }[];
    expect(files.map(({ path }) => path)).toEqual(['flags.csv', 'flags.json', 'report.html', 'report.json']);
    for (const file of files) expect(hashOf(join(out, file.path))).toBe(file.sha256);
    const csv = readFileSync(join(out, 'flags.csv'), 'utf8').trim().split('\n');
    expect(csv).toHaveLength(1 + TRAIN);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Record<string, unknown>;
    expect(report['drill']).toMatchObject({ attack: 'badnets', planted: 6, targetClass: 'dog' });
    expect(report['flags']).toMatchObject({ count: 4, of: TRAIN });
    expect((report['run'] as { command: string }).command).toContain('--seed 7');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('toys');

    expect((await runJson('verify', workspace)).document).toMatchObject({ ok: true });
    writeFileSync(join(out, 'flags.csv'), 'changed');
    const damaged = await runJson('verify', workspace);
    expect(damaged.code).toBe(1);
    expect(String((damaged.document['problems'] as string[])[0])).toContain('flags.csv');
    // Writing again replaces what is ours.
    expect((await runCli(...args)).code).toBe(0);
    expect((await runJson('verify', workspace)).document).toMatchObject({ ok: true });
  });

  it('export refuses a folder with something else in it', async () => {
    const out = mkdtempSync(join(folder, 'out-'));
    writeFileSync(join(out, 'precious.txt'), 'mine');
    const { code, document } = await runJson(
      'export',
      workspace,
      String(run),
      '--out',
      out,
      '--what',
      'flags',
    );
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'conflict' });
    expect(readdirSync(out)).toEqual(['precious.txt']);
  });

  it('export leaves out what was flagged, or a share of all samples, down to none', async () => {
    const leavingOut = async (...share: string[]): Promise<string> => {
      const out = mkdtempSync(join(folder, 'left-'));
      const { code, stdout } = await runCli(
        ...['export', workspace, String(run), '--out', out, '--what', 'dataset'],
        ...share.flatMap((one) => ['--leave-out', one]),
      );
      expect(code).toBe(0);
      return /goes without (\d+) of/.exec(stdout)?.[1] ?? stdout;
    };
    expect(await leavingOut()).toBe('4');
    expect(await leavingOut('0.5')).toBe(String(TRAIN / 2));
    expect(await leavingOut('0')).toBe('0');
    expect((await runCli('export', workspace, String(run), '--out', 'o', '--leave-out', '1.5')).code).toBe(2);
  });

  it('export of a model that does not exist says so before anything is written', async () => {
    const out = join(folder, 'no-model');
    const { code, document } = await runJson(
      'export',
      workspace,
      String(run),
      '--out',
      out,
      '--what',
      'model',
    );
    expect(code).toBe(2);
    expect(document['error']).toMatchObject({ code: 'conflict' });
    expect(readdirSync(folder)).not.toContain('no-model');
  });
});
