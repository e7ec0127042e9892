/**
 * `npm run bench:defenses -- --source DIR`: trains with each defense on each drill and seed, and prints one table: what was
 * isolated, and accuracy and attack success of the final model, mean and spread over the seeds. Everything is kept in a
 * workspace, so that a table begun is gone on with by the same command; `--plan` says what is left to do.
 */
import { parseArgs } from 'node:util';
import { existsSync } from 'node:fs';
import { createHost, type Host } from '../../../src-main/host/create-host.ts';
import { DEFAULT_IMPORT } from '../../../src-shared/worker/contract.ts';
import { measureCell, type CellFigures } from './figures.ts';
import { printTable, type Row } from './table.ts';

const { values: flags } = parseArgs({
  options: {
    source: { type: 'string' },
    workspace: { type: 'string', default: 'defenses.assay' },
    attacks: { type: 'string', default: 'badnets,blended' },
    defenses: { type: 'string', default: 'plain,dlp,abl,e2abl' },
    seeds: { type: 'string', default: '1,2,3' },
    rate: { type: 'string', default: '0.1' },
    target: { type: 'string', default: '0' },
    preset: { type: 'string', default: 'standard' },
    arch: { type: 'string' },
    option: { type: 'string', multiple: true, default: [] },
    plan: { type: 'boolean', default: false },
  },
});

interface Cell {
  attack: string;
  defense: string;
  seed: number;
}

const list = (text: string): string[] => text.split(',').filter((part) => part !== '');
const work = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onNote: (text: string) => console.error(text),
};

/** `defense.key=value`: an option for one defense. */
function optionsFor(defense: string): Record<string, string> {
  const own = flags.option.filter((text) => text.startsWith(`${defense}.`));
  return Object.fromEntries(
    own.map((text) => {
      const [key = '', value = ''] = text.slice(defense.length + 1).split('=');
      return [key, value];
    }),
  );
}

/** The dataset of an attack, made at first: a dataset of its own for each, so that it is found by name. */
async function drillOf(host: Host, attack: string): Promise<string> {
  const { versions } = host.library();
  if (!versions.some(({ dataset }) => dataset === 'source')) {
    if (flags.source === undefined) throw new Error('--source names the dataset to begin with');
    const request = { source: flags.source, name: 'source', format: null, options: DEFAULT_IMPORT };
    await host.datasets.import(request, work);
  }
  if (!versions.some(({ dataset }) => dataset === attack)) {
    const { rate, target } = flags;
    const request = {
      dataset: 'source',
      attack,
      rate: Number(rate),
      target,
      seed: 1,
      options: {},
      name: attack,
    };
    await host.datasets.poison(request, work);
  }
  return attack;
}

async function runCell(host: Host, { attack, defense, seed }: Cell): Promise<CellFigures | null> {
  const dataset = await drillOf(host, attack);
  const plan = host.runs.plan({
    dataset,
    defense,
    preset: flags.preset,
    arch: flags.arch ?? null,
    seed,
    device: 'auto',
    options: optionsFor(defense),
    useVerdicts: false,
  });
  const earlier = host.runs.findRunOf(plan);
  if (earlier?.state !== 'finished') {
    if (flags.plan) return null;
    console.error(`${attack}, ${defense}, seed ${seed}`);
    if (earlier === null) await host.runs.start(host.runs.create(plan), work);
    else await host.runs.resume(earlier.id, work);
  }
  const run = host.runs.findRunOf(plan);
  if (run === null) throw new Error('a run that was made is not there');
  return measureCell(host.workspace, host.runs.describe(run.id));
}

if (flags.source === undefined && !existsSync(flags.workspace)) {
  throw new Error('--source names a dataset, e.g. a folder with CIFAR-10 in its binary version');
}
const host = await createHost({
  workspace: flags.workspace,
  mode: 'write-or-create',
  programVersion: 'bench',
});
const rows: Row[] = [];
for (const attack of list(flags.attacks)) {
  for (const defense of list(flags.defenses)) {
    const cells: CellFigures[] = [];
    for (const seed of list(flags.seeds).map(Number)) {
      const figures = await runCell(host, { attack, defense, seed });
      if (figures === null) console.log(`to do: ${attack}, ${defense}, seed ${seed}`);
      else cells.push(figures);
    }
    rows.push({ attack, defense, cells });
  }
}
await host.close();
printTable(rows);
