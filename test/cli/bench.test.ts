/** `assay bench paper` without training: plans, and what it says to wrong usage. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkDocument } from '../../src-shared/domain/benchmark.ts';
import { createWorkspace } from '../../src-main/storage/index.ts';
import { writeCifar } from './support/cifar.ts';
import { startCli, type CliResult } from './support/run-cli.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-test-'));
  mkdirSync(join(folder, 'config'));
  // A machine whose speed is known: nothing is measured, and forecasts are the same everywhere.
  const speeds = { 'wrn-16-1 32x32x3 auto': 0.001, 'ts-fcn 64x1x1 auto': 0.001 };
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
    [['--seeds', '1,two'], /--seed must be a whole number/],
  ])('%j', async (args, sentence) => {
    const { code, stderr } = await bench('--plan', ...args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});
