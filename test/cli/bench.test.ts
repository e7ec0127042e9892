/** `assay bench paper` without training: plans, and what it says to wrong usage. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkDocument } from '../../src-shared/domain/benchmark.ts';
import { END } from '../../src-main/benchmarks/kept-results.ts';
import { identityOf, resolveCell } from '../../src-main/benchmarks/runs.ts';
import { SCALES } from '../../src-main/benchmarks/scales.ts';
import { chooseTables } from '../../src-main/benchmarks/tables/registry.ts';
import { CATALOG } from '../../src-main/host/catalog.ts';
import { createWorkspace } from '../../src-main/storage/index.ts';
import { writeCifar } from './support/cifar.ts';
import { startCli, type CliResult } from './support/run-cli.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-test-'));
  mkdirSync(join(folder, 'config'));
  // A machine whose speed is known: nothing is measured, and forecasts are the same everywhere.
  const speeds = {
    'wrn-16-1 32x32x3 auto': 0.001,
    'resnet-18 32x32x3 auto': 0.01,
    'ts-fcn 64x1x1 auto': 0.001,
  };
  writeFileSync(join(folder, 'config', 'settings.json'), JSON.stringify({ speeds }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]): Promise<CliResult> {
  const workspace = join(folder, 'bench.assay');
  const env = { ASSAY_CONFIG: join(folder, 'config') };
  return startCli(['bench', 'paper', '--workspace', workspace, ...args], env).result;
}

async function plan(...args: string[]): Promise<BenchmarkDocument> {
  const { stdout, stderr } = await bench('--plan', '--json', ...args);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as BenchmarkDocument;
}

describe('a plan', () => {
  it('counts the runs of a table and what they take, and leaves nothing behind', async () => {
    const document = await plan();
    expect(document.counts).toEqual({ runs: 42, done: 0, running: 0, toDo: 42, failed: 0, missingCells: 0 });
    const plain = document.runs.find(({ setting }) => setting.defense === 'plain');
    // 10 epochs of 1000 samples, the 100 updates of this scale.
    expect(plain?.seconds).toBeCloseTo(10, 6);
    const sum = document.runs.reduce((total, { seconds }) => total + (seconds ?? Number.NaN), 0);
    expect(document.remainingSeconds).toBeCloseTo(sum, 6);
    expect(document.datasets).toMatchObject([
      { id: 'cifar10', isStandIn: true, train: 1000, paperTrain: 50_000 },
    ]);
    expect(existsSync(join(folder, 'bench.assay'))).toBe(false);
  });

  it('is made for every command that the README gives', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const commands = [...readme.matchAll(/^npm run assay -- bench paper (.+)$/gm)].map((match) => match[1]!);
    expect(commands.length).toBeGreaterThan(1);
    const own = join(folder, 'data');
    writeCifar(own, 40, 10);
    for (const command of commands) {
      const words = command.replaceAll(/=\.\/\S+/g, `=${own}`).split(' ');
      const { code, stderr } = await bench('--plan', ...words.filter((word) => word !== '--plan'));
      expect(code, `${command}: ${stderr}`).toBe(0);
    }
  });

  it('tells cells that cannot be run, and why', async () => {
    const { code, stdout } = await bench('--plan', '--table', 'none,dlp-4', '--scale', 'small');
    expect(code).toBe(0);
    expect(stdout).not.toContain('not built');
    expect(stdout).toContain('No data was given for ImageNet subset: --data imagenet=FOLDER.');
    expect(stdout).toContain('0 of 0 runs are done, 0 are to come.');
  });

  it('is narrowed by attacks, defenses, datasets and seeds', async () => {
    const cells = ['--attacks', 'none,badnets', '--defenses', 'abl,dlp'];
    const document = await plan(...cells, '--seeds', '4,5', '--option', 'dlp.sl-epochs=3');
    expect(document.runs.map(({ setting, seed }) => [setting.attack, setting.defense, seed])).toEqual([
      [null, 'abl', 4],
      ['badnets', 'abl', 4],
      [null, 'dlp', 4],
      ['badnets', 'dlp', 4],
      [null, 'abl', 5],
      ['badnets', 'abl', 5],
      [null, 'dlp', 5],
      ['badnets', 'dlp', 5],
    ]);
    expect(document.runs[2]?.setting.options).toMatchObject({ slEpochs: 3 });
    expect(document.notes).toContain('Changed by hand: dlp.slEpochs = 3.');
    const series = await plan('--table', 'e2abl-1', '--datasets', 'uwave', '--defenses', 'e2abl');
    expect(series.tables.map(({ id }) => id)).toEqual(['e2abl-1-uwave']);
  });

  it('takes a dataset that was given, as many of it as the scale has', async () => {
    const source = writeCifar(join(folder, 'cifar'), 60, 20);
    const document = await plan('--scale', 'small', '--data', `cifar10=${source}`, '--attacks', 'badnets');
    expect(document.counts.runs).toBe(7 * 3);
    expect(document.datasets).toMatchObject([{ isStandIn: false, train: 10_000, test: 2000 }]);
  });

  it('tells of a network that was chosen only where runs have it', async () => {
    const everywhere = await plan('--arch', 'resnet-18', '--attacks', 'badnets');
    expect(everywhere.notes).toContain('Network resnet-18, whatever the paper used.');
    const both = await plan(
      '--arch',
      'resnet-18',
      '--table',
      'dlp-3,e2abl-1-uwave',
      '--attacks',
      'badnets,tsba-b',
    );
    expect(new Set(both.runs.map(({ setting }) => setting.arch))).toEqual(new Set(['resnet-18', 'ts-fcn']));
    expect(both.notes.join()).toMatch(/Network resnet-18 where it fits the data/);
    expect(both.notes.join()).not.toContain('Network resnet-18, whatever the paper used.');
  });

  it("has the paper's headline only over all of its cells", async () => {
    const whole = await plan('--table', 'none-poisoned');
    expect(whole.tables[0]?.headlines).toMatchObject([{ paper: 54.83, ours: null }]);
    const narrowed = await plan('--table', 'none-poisoned', '--attacks', 'badnets');
    expect(narrowed.tables[0]?.rows).toEqual(['BadNets']);
    expect(narrowed.tables[0]?.headlines).toEqual([]);
  });

  it('shows kept results of data that is not there yet, and says that nobody has checked them', async () => {
    const cell = chooseTables(['dlp-3'])[0]!.cells.find(
      ({ row, column }) => row === 'no defense' && column === 'BadNets',
    );
    if (cell === undefined || !('setting' in cell.source)) throw new Error('no cell');
    const choices = { scale: SCALES.tiny, preset: null, arch: null, device: 'auto', options: {} } as const;
    const data = { name: 'practice-images', train: 1000 };
    const resolved = resolveCell(cell.source.setting, 1, choices, CATALOG, data);
    if ('missing' in resolved) throw new Error(resolved.missing);
    const none = { robustAccuracy: null, isolated: null, suspects: null, captured: null, kept: null };
    const figures = {
      ...{ cleanAccuracy: 0.75, attackSuccess: 0.5, ...none },
      ...{ labelFound: null, recovered: null, auroc: null, seconds: 3 },
    };
    const kept = {
      ...{ of: identityOf(resolved.run, CATALOG), data: 'f00d', figures: { [END]: figures } },
      measuredAt: '2026-01-02T03:04:05.000Z',
    };
    const results = join(folder, 'results.json');
    const file = { format: 'assay-benchmark-results', version: 1, results: [kept] };
    writeFileSync(results, JSON.stringify(file));
    const cells = ['--attacks', 'badnets', '--defenses', 'plain'];
    const shown = await plan(...cells, '--results', results);
    expect(shown.tables[0]?.cells[0]?.ours.cleanAccuracy?.mean).toBe(0.75);
    const unchecked = /results that were kept of cifar10 .* were not checked against its data/;
    expect(shown.notes.join()).toMatch(unchecked);
    expect((await plan(...cells)).notes.join()).not.toMatch(unchecked);
  });

  it('is made while another process writes to the workspace', async () => {
    const workspace = createWorkspace(join(folder, 'bench.assay'));
    try {
      const { counts } = await plan('--attacks', 'badnets');
      expect(counts).toMatchObject({ runs: 7, done: 0 });
      const { code, stderr } = await bench('--attacks', 'badnets');
      expect(stderr).toMatch(/open for writing in another process/);
      expect(code).not.toBe(0);
    } finally {
      workspace.close();
      rmSync(join(folder, 'bench.assay'));
    }
  });

  it('is written in any form to a file', async () => {
    const output = join(folder, 'plan.html');
    const { stdout } = await bench('--plan', '--format', 'html', '--output', output);
    expect(stdout).toBe(`The tables are in ${output}\n`);
    expect(readFileSync(output, 'utf8')).toContain('91.24 / 4.12');
  });
});

describe('the file of the tables', () => {
  const refused = async (sentence: RegExp, ...args: string[]): Promise<void> => {
    const { code, stderr, stdout } = await bench('--plan', '--format', 'html', ...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([code, stdout]).toEqual([2, '']);
  };

  it('is never one that the benchmark reads, whatever it is called and whether it may be replaced', async () => {
    const own = join(folder, 'own.assay');
    createWorkspace(own).close();
    const link = join(folder, 'link.html');
    symlinkSync(own, link);
    const results = join(folder, 'own.json');
    writeFileSync(results, '{"format":"assay-benchmark-results","version":1,"results":[]}');
    const data = writeCifar(join(folder, 'own-data'), 60, 20);
    const dataFile = join(data, 'data_batch_1.bin');
    const files = [own, results, dataFile];
    const before = files.map((file) => readFileSync(file));
    const use = [
      '--workspace',
      own,
      '--results',
      results,
      '--data',
      `cifar10=${data}`,
      '--replace',
      '--output',
    ];
    await refused(/the workspace is there/, ...use, own);
    await refused(/the workspace is there/, ...use, link);
    await refused(/the workspace is there/, ...use, `${own}-wal`);
    await refused(/the results are kept there/, ...use, results);
    await refused(/the data of cifar10 is there/, ...use, dataFile);
    await refused(/the data of cifar10 is there/, ...use, join(data, 'new.html'));
    // Nor a workspace that is still to be made.
    const fresh = join(folder, 'fresh.assay');
    await refused(/the workspace is there/, '--workspace', fresh, '--output', fresh);
    expect(files.map((file) => readFileSync(file))).toEqual(before);
  });

  it('is replaced only when asked, and never a folder', async () => {
    const output = join(folder, 'letter.html');
    writeFileSync(output, 'a letter');
    await refused(/There is a file .*letter\.html already\. Replace it with --replace/, '--output', output);
    expect(readFileSync(output, 'utf8')).toBe('a letter');
    const { code } = await bench('--plan', '--format', 'html', '--output', output, '--replace');
    expect(code).toBe(0);
    expect(readFileSync(output, 'utf8')).toContain('91.24 / 4.12');
    for (const output of [join(folder, 'config'), '/dev/null']) {
      await refused(/is not a file\. Name a file/, '--output', output, '--replace');
    }
  });

  it('gets its folder, where there can be one', async () => {
    const output = join(folder, 'new', 'deep', 'plan.html');
    expect((await bench('--plan', '--format', 'html', '--output', output)).code).toBe(0);
    expect(existsSync(output)).toBe(true);
    const below = join(output, 'plan.html');
    await refused(/There cannot be a folder .*: .*plan\.html is a file/, '--output', below);
    // Without --plan the results would be written too: told before anything is set up or trained.
    const { code, stderr } = await bench('--results', join(output, 'results.json'));
    expect(stderr).toMatch(
      /^There cannot be a folder .*plan\.html: .*plan\.html is a file\. Name another folder\.\n$/,
    );
    expect(code).toBe(2);
  });
});

describe('wrong usage', () => {
  it.each([
    [['--table', 'dlp-9'], /There is no table "dlp-9"/],
    [['--scale', 'huge'], /--scale must be one of tiny, small, full/],
    [['--budget', 'soon'], /--budget must be a time such as 90s/],
    [['--parallel', '0'], /--parallel must be a whole number from 1/],
    [['--data', 'cifar10'], /--data must be NAME=SOURCE/],
    [['--data', 'cifar10=/nowhere/at/all'], /nothing at \/nowhere\/at\/all/],
    [['--data', 'mnist=.'], /--data must be one of cifar10/],
    [['--option', 'dlp=3'], /--option must be DEFENSE.KEY=VALUE/],
    [['--option', 'magic.x=3'], /--option names "magic"/],
    [['--option', 'dlp.magic=3'], /no option --magic/],
    [['--attacks', 'wanet'], /--attacks names "wanet"/],
    [['--preset', 'slow'], /no preset "slow"/],
    [['--seeds', '1,two'], /--seeds must be a whole number/],
    [['--seeds', '4294967296'], /--seeds must be a whole number/],
    [['--seeds', '1,2,1'], /--seeds names 1 more than once/],
    [['--arch', 'resnet-99'], /no architecture "resnet-99"/],
    [['--arch', 'ts-fcn'], /--arch ts-fcn would change no cell that was chosen/],
    [['--table', 'dlp-6', '--arch', 'resnet-18'], /--arch resnet-18 would change no cell/],
    [['--option', 'dlp.slEpochs=3', '--defenses', 'fp'], /--option names "dlp", .* run: fp, plain\./],
  ])('%j', async (args, sentence) => {
    const { code, stderr } = await bench('--plan', ...args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});
